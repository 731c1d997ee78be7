"""The words of the screens for states, steps, sources and outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from fengqiao.incidents.domain.facts import Outcome, Source, State, Step

_STATES = {
    State.DRAFT: _p("state", "draft"),
    State.REPORTED: _p("state", "to be accepted"),
    State.VERIFYING: _p("state", "being verified"),
    State.ACCEPTED: _p("state", "accepted"),
    State.REJECTED: _p("state", "not accepted"),
    State.MERGED: _p("state", "merged"),
    State.VOID: _p("state", "void"),
    State.DISPATCHED: _p("state", "to be signed for"),
    State.HANDLING: _p("state", "being handled"),
    State.HANDLED: _p("state", "to be checked"),
    State.CHECKED: _p("state", "check passed"),
    State.SENT_BACK: _p("state", "sent back"),
    State.CLOSED: _p("state", "closed"),
    State.RATED: _p("state", "rated"),
    State.ARCHIVED: _p("state", "archived"),
    State.REOPENED: _p("state", "reopened"),
}
_STEPS = {
    Step.SAVE: _p("step", "Save draft"),
    Step.REPORT: _p("step", "Report"),
    Step.VERIFY: _p("step", "Have it verified"),
    Step.ACCEPT: _p("step", "Accept"),
    Step.REJECT: _p("step", "Do not accept"),
    Step.MERGE: _p("step", "Merge"),
    Step.VOID: _p("step", "Declare void"),
    Step.UNDO: _p("step", "Undo"),
    Step.DISPATCH: _p("step", "Dispatch"),
    Step.WITHDRAW: _p("step", "Withdraw"),
    Step.RETURN: _p("step", "Return"),
    Step.SIGN: _p("step", "Sign for it"),
    Step.FEEDBACK: _p("step", "Report it done"),
    Step.PASS: _p("step", "Check passed"),
    Step.SEND_BACK: _p("step", "Send back"),
    Step.CLOSE: _p("step", "Close"),
    Step.RATE: _p("step", "Rate"),
    Step.ARCHIVE: _p("step", "Archive"),
    Step.REOPEN: _p("step", "Reopen"),
}
_SOURCES = {
    Source.PATROL: _p("source", "Patrol"),
    Source.RESIDENT: _p("source", "Resident's report"),
    Source.VISIT: _p("source", "Visit to the centre"),
    Source.CAMERA: _p("source", "Camera"),
    Source.HOTLINE: _p("source", "Hotline 12345"),
    Source.HIGHER: _p("source", "From a higher level"),
    Source.HANDBACK: _p("source", "Handed back by an agency"),
}
_OUTCOMES = {
    Outcome.SETTLED: _p("outcome", "settled"),
    Outcome.NOT_SETTLED: _p("outcome", "not settled"),
    Outcome.TO_COURT: _p("outcome", "guided to court"),
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
