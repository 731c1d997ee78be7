"""The words of the screens for states, steps, sources and outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from fengqiao.incidents.domain.facts import Outcome, Source, State, Step

_STATES = {
    State.DRAFT: pgettext_lazy("state", "draft"),
    State.REPORTED: pgettext_lazy("state", "to be accepted"),
    State.VERIFYING: pgettext_lazy("state", "being verified"),
    State.ACCEPTED: pgettext_lazy("state", "accepted"),
    State.REJECTED: pgettext_lazy("state", "not accepted"),
    State.MERGED: pgettext_lazy("state", "merged"),
    State.VOID: pgettext_lazy("state", "void"),
    State.DISPATCHED: pgettext_lazy("state", "to be signed for"),
    State.HANDLING: pgettext_lazy("state", "being handled"),
    State.HANDLED: pgettext_lazy("state", "to be checked"),
    State.CHECKED: pgettext_lazy("state", "check passed"),
    State.SENT_BACK: pgettext_lazy("state", "sent back"),
    State.CLOSED: pgettext_lazy("state", "closed"),
    State.RATED: pgettext_lazy("state", "rated"),
    State.ARCHIVED: pgettext_lazy("state", "archived"),
    State.REOPENED: pgettext_lazy("state", "reopened"),
}
_STEPS = {
    Step.SAVE: pgettext_lazy("step", "Save draft"),
    Step.REPORT: pgettext_lazy("step", "Report"),
    Step.VERIFY: pgettext_lazy("step", "Have it verified"),
    Step.ACCEPT: pgettext_lazy("step", "Accept"),
    Step.REJECT: pgettext_lazy("step", "Do not accept"),
    Step.MERGE: pgettext_lazy("step", "Merge"),
    Step.VOID: pgettext_lazy("step", "Declare void"),
    Step.UNDO: pgettext_lazy("step", "Undo"),
    Step.DISPATCH: pgettext_lazy("step", "Dispatch"),
    Step.WITHDRAW: pgettext_lazy("step", "Withdraw"),
    Step.RETURN: pgettext_lazy("step", "Return"),
    Step.SIGN: pgettext_lazy("step", "Sign for it"),
    Step.FEEDBACK: pgettext_lazy("step", "Report it done"),
    Step.PASS: pgettext_lazy("step", "Check passed"),
    Step.SEND_BACK: pgettext_lazy("step", "Send back"),
    Step.CLOSE: pgettext_lazy("step", "Close"),
    Step.RATE: pgettext_lazy("step", "Rate"),
    Step.ARCHIVE: pgettext_lazy("step", "Archive"),
    Step.REOPEN: pgettext_lazy("step", "Reopen"),
}
_SOURCES = {
    Source.PATROL: pgettext_lazy("source", "Patrol"),
    Source.RESIDENT: pgettext_lazy("source", "Resident's report"),
    Source.VISIT: pgettext_lazy("source", "Visit to the centre"),
    Source.CAMERA: pgettext_lazy("source", "Camera"),
    Source.HOTLINE: pgettext_lazy("source", "Hotline 12345"),
    Source.HIGHER: pgettext_lazy("source", "From a higher level"),
    Source.HANDBACK: pgettext_lazy("source", "Handed back by an agency"),
}
_OUTCOMES = {
    Outcome.SETTLED: pgettext_lazy("outcome", "settled"),
    Outcome.NOT_SETTLED: pgettext_lazy("outcome", "not settled"),
    Outcome.TO_COURT: pgettext_lazy("outcome", "guided to court"),
}
# The refusals of the domain, which knows no translation.
REFUSALS = (
    _("This step is not possible."),
    _("This is not possible in the present state. Reload the page to see what is possible now."),
    _("This step belongs to somebody else's duty."),
    _("Choose a category first."),
    _("Mark the place, or say why there is none."),
    _("Say where the report came from."),
    _("Only residents' and camera reports are verified first; accept it instead."),
    _("Answer first whether this event was reported before."),
    _("Give a reason; the people concerned will read it."),
    _("Choose another, still open event to merge into."),
    _("This organisation does not cover the category here. Choose one from the routing rules."),
    _("This organisation has just returned the event. Choose another, or give a reason for sending it back."),
    _("The event was given to another organisation."),
    _("Add a photo taken after the work first."),
    _("Joint tasks are still open; wait for them or have them waived."),
    _("You handled this event; somebody else must check it."),
    _("Say how the dispute ended: settled, not settled, or guided to court."),
    _("The time to reopen this event is over. Report it anew and mention its code."),
    _("This file is not a photo that can be kept. Take the photo again as JPEG, PNG or WebP."),
    _("This photo is too large. Photos may have up to 20 MB and 60 million pixels."),
)


# By type first: "void" is a state and a step, and the two are not the same word.
_WORDS: Mapping[type[StrEnum], Mapping[Any, Any]] = {State: _STATES, Step: _STEPS, Source: _SOURCES, Outcome: _OUTCOMES}


def in_words(value: State | Step | Source | Outcome) -> str:
    """A state, step, source or outcome in the language of the moment."""
    return str(_WORDS[type(value)][value])


def local_title(titles: Mapping[str, str]) -> str:
    """The one of ``titles`` (by language code) that fits the language of the moment; else Simplified Chinese."""
    return titles.get(get_language() or "") or titles.get("zh-hans", "")
