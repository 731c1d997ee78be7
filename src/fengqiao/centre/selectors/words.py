"""Names of seats, sorts, wishes, states and steps as the pages say them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.centre.domain.council import Choice, Phase
from fengqiao.centre.domain.matters import Sort, State, Step, Wish
from fengqiao.centre.domain.seats import Right, Seat

SEATS = {
    Seat.SECRETARY: _("Branch secretary"),
    Seat.CHAIR: _("Chair of the council"),
    Seat.VICE: _("Vice chair"),
    Seat.MEMBER: _("Council member"),
    Seat.SUPERVISOR: _("Supervisor"),
    Seat.VOLUNTEER: _("Volunteer"),
}
SORTS = {
    Sort.REPAIR: pgettext_lazy("matter", "Small repairs"),
    Sort.CLEAN: pgettext_lazy("matter", "Cleanliness"),
    Sort.ORDER: pgettext_lazy("matter", "Parking and order"),
    Sort.SAFETY: pgettext_lazy("matter", "Danger"),
    Sort.NEIGHBOURS: pgettext_lazy("matter", "Between neighbours"),
    Sort.POLICY: pgettext_lazy("matter", "A question about rules"),
    Sort.HELP: pgettext_lazy("matter", "Help in daily life"),
    Sort.OTHER: pgettext_lazy("matter", "Something else"),
}
WISHES = {
    Wish.FIX: pgettext_lazy("wish", "Put it right"),
    Wish.TALK: pgettext_lazy("wish", "Talk it over"),
    Wish.ASK: pgettext_lazy("wish", "Get an answer"),
    Wish.HELP: pgettext_lazy("wish", "A helping hand"),
    Wish.NOTE: pgettext_lazy("wish", "Only let you know"),
}
STATES = {
    State.NEW: pgettext_lazy("matter state", "To be sorted"),
    State.OPEN: pgettext_lazy("matter state", "In hand"),
    State.AGENDA: pgettext_lazy("matter state", "On the council's agenda"),
    State.HANDED: pgettext_lazy("matter state", "With the governance centre"),
    State.SOLVED: pgettext_lazy("matter state", "Solved, to be told"),
    State.TOLD: pgettext_lazy("matter state", "Told, waits for a yes"),
    State.CONFIRMED: pgettext_lazy("matter state", "Confirmed by the neighbour"),
    State.JOINED: pgettext_lazy("matter state", "Joined to another"),
    State.ANSWERED: pgettext_lazy("matter state", "Answered at once"),
}
TONES = {
    State.NEW: "info",
    State.OPEN: "live",
    State.AGENDA: "live",
    State.HANDED: "live",
    State.SOLVED: "due",
    State.TOLD: "done",
    State.CONFIRMED: "done",
    State.JOINED: "",
    State.ANSWERED: "done",
}
STEPS = {
    Step.RECORD: pgettext_lazy("matter step", "Written down at the desk"),
    Step.TAKE: pgettext_lazy("matter step", "Taken up"),
    Step.JOIN: pgettext_lazy("matter step", "Joined to the same concern of others"),
    Step.SPLIT: pgettext_lazy("matter step", "Followed by itself again"),
    Step.ANSWER: pgettext_lazy("matter step", "Answered"),
    Step.SOLVE: pgettext_lazy("matter step", "Solved"),
    Step.HAND: pgettext_lazy("matter step", "Handed to the governance centre"),
    Step.TABLE: pgettext_lazy("matter step", "Put on the council's agenda"),
    Step.DECLINE: pgettext_lazy("matter step", "The council voted against it"),
    Step.PROMISE: pgettext_lazy("matter step", "The neighbour was told how far it is"),
    Step.TELL: pgettext_lazy("matter step", "The neighbour was told the result"),
    Step.CONFIRM: pgettext_lazy("matter step", "The neighbour says: yes, solved"),
    Step.DENY: pgettext_lazy("matter step", "The neighbour says: not solved"),
}
STEP_ICONS = {
    Step.RECORD: "notebook-pen",
    Step.TAKE: "users",
    Step.JOIN: "merge",
    Step.SPLIT: "rotate-ccw",
    Step.ANSWER: "circle-check",
    Step.SOLVE: "circle-check",
    Step.HAND: "send",
    Step.TABLE: "list-checks",
    Step.DECLINE: "x",
    Step.PROMISE: "clock",
    Step.TELL: "phone-call",
    Step.CONFIRM: "smile",
    Step.DENY: "rotate-ccw",
}
PLACES = (
    _("Lane entrance"),
    _("In the lane"),
    _("Stairwell"),
    _("At home"),
    _("At the centre"),
)

# The refusals of the table, so that they are translated.
REFUSALS = (
    _("This step is not possible now."),
    _("This has gone on in the meantime. Look at the page again."),
    _("Say it in a few words; the neighbour will read them."),
    _("Name who takes it up, who follows it and who does it."),
    _("Show it: a picture of afterwards, or a few words about what was done."),
    _("Choose another open matter of this centre."),
    _("A promise needs a day, today or later."),
)
PHASES = {
    Phase.PLANNED: pgettext_lazy("meeting", "Planned"),
    Phase.OPEN: pgettext_lazy("meeting", "In session"),
    Phase.PUBLISHED: pgettext_lazy("meeting", "Minutes published"),
}
PHASE_TONES = {Phase.PLANNED: "info", Phase.OPEN: "live", Phase.PUBLISHED: "done"}
CHOICES = {
    Choice.YES: pgettext_lazy("vote", "For"),
    Choice.NO: pgettext_lazy("vote", "Against"),
    Choice.ABSTAIN: pgettext_lazy("vote", "Abstains"),
}
# The 1223: headings only. What stands below them is the centre's own.
STRUCTURE = (
    (pgettext_lazy("1223", "One core: the party's work"), ("core1",)),
    (pgettext_lazy("1223", "Two systems"), ("system1", "system2")),
    (pgettext_lazy("1223", "Two teams"), ("team1", "team2")),
    (pgettext_lazy("1223", "Three elements"), ("element1", "element2", "element3")),
)
RIGHTS = {
    Right.RECEIVE: pgettext_lazy("right", "receives visitors"),
    Right.SETTLE: pgettext_lazy("right", "settles matters"),
    Right.HOUSE: pgettext_lazy("right", "looks after rooms and activities"),
    Right.VOTE: pgettext_lazy("right", "votes"),
    Right.MINUTES: pgettext_lazy("right", "writes and publishes minutes"),
    Right.MONEY: pgettext_lazy("right", "keeps the money"),
    Right.PEOPLE: pgettext_lazy("right", "looks after people and roster"),
}
