"""Names of skills, standings and parts as the pages say them; the words of consent by version."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.fieldwork.domain.volunteers import Move, Part, Skill, Standing

SKILLS = {
    Skill.RESCUE: pgettext_lazy("skill", "Swimming, rescue at the water"),
    Skill.AID: pgettext_lazy("skill", "First aid"),
    Skill.DRIVE: pgettext_lazy("skill", "Driving"),
    Skill.BOAT: pgettext_lazy("skill", "Boats"),
    Skill.ELECTRIC: pgettext_lazy("skill", "Electrician"),
    Skill.DIALECT: pgettext_lazy("skill", "Dialects"),
    Skill.TALK: pgettext_lazy("skill", "Talking things over"),
    Skill.PATROL: pgettext_lazy("skill", "Patrols and guarding"),
    Skill.CARE: pgettext_lazy("skill", "Care for old people"),
    Skill.SUPPLY: pgettext_lazy("skill", "Food and supplies"),
}
STANDINGS = {
    Standing.ASKED: pgettext_lazy("volunteer", "Asks to join"),
    Standing.ACTIVE: pgettext_lazy("volunteer", "Can be called"),
    Standing.REFUSED: pgettext_lazy("volunteer", "Refused"),
    Standing.LEFT: pgettext_lazy("volunteer", "Has left"),
}
STANDING_TONES = {Standing.ASKED: "due", Standing.ACTIVE: "done", Standing.REFUSED: "", Standing.LEFT: ""}
PARTS = {
    Part.ASKED: pgettext_lazy("call-out", "Called, no answer yet"),
    Part.ACCEPTED: pgettext_lazy("call-out", "On the way"),
    Part.DECLINED: pgettext_lazy("call-out", "Cannot come"),
    Part.ARRIVED: pgettext_lazy("call-out", "On site"),
    Part.REPORTED: pgettext_lazy("call-out", "Back, hours to approve"),
    Part.APPROVED: pgettext_lazy("call-out", "Hours approved"),
    Part.RELEASED: pgettext_lazy("call-out", "Need not come any more"),
}
PART_TONES = {
    Part.ASKED: "info",
    Part.ACCEPTED: "live",
    Part.DECLINED: "",
    Part.ARRIVED: "live",
    Part.REPORTED: "due",
    Part.APPROVED: "done",
    Part.RELEASED: "",
}
MOVES = {
    Move.ACCEPT: pgettext_lazy("call-out", "I am coming"),
    Move.DECLINE: pgettext_lazy("call-out", "I cannot come"),
    Move.ARRIVE: pgettext_lazy("call-out", "I am there"),
    Move.REPORT: pgettext_lazy("call-out", "I am leaving, this is how it was"),
}
DAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)
CONSENT_WORDS = _(
    "I am at least 18. I agree that the village keeps my name, my telephone number, what I can do and when I am free, "
    "to call me when help is needed. My position is not followed. I can take this back at any time on my own page; "
    "then it is deleted."
)
# The refusals of the table, so that they are translated.
REFUSALS = (
    _("Say in a few words how it was; whoever called reads it."),
    _("Nobody approves their own hours; somebody else does."),
    _("Other minutes than those between arriving and leaving need a reason, and at most 16 hours count."),
)
