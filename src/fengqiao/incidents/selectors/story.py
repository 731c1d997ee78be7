"""An event in plain words: its history, who holds it, and what can be done with it next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.incidents.domain.facts import CategoryKind, State, Step
from fengqiao.incidents.domain.table import ENDED, HELD
from fengqiao.incidents.models import EvidenceKind
from fengqiao.incidents.selectors.court import Court, Holding, holdings
from fengqiao.incidents.selectors.events import IncidentView, StepView, evidence_of, steps
from fengqiao.incidents.selectors.routing import category
from fengqiao.incidents.selectors.words import in_words

_TONES = {
    State.CLOSED: "done",
    State.RATED: "done",
    State.ARCHIVED: "done",
    State.CHECKED: "done",
    State.HANDLING: "info",
    State.SENT_BACK: "due",
    State.REOPENED: "due",
    State.HANDLED: "due",
}
# By the step's value; the icons' names are found here when the icons are copied.
_ICONS = {
    "report": "flag",
    "verify": "search",
    "accept": "inbox",
    "dispatch": "send",
    "sign": "pen-line",
    "feedback": "circle-check",
    "pass": "check",
    "close": "check",
    "send_back": "undo-2",
    "return": "undo-2",
    "withdraw": "undo-2",
    "reopen": "rotate-ccw",
    "void": "x",
    "reject": "x",
    "merge": "merge",
    "solve": "circle-check",
    "transfer": "send",
    "recall": "undo-2",
    "undo": "rotate-ccw",
}
_STEP_TONES = {
    Step.REPORT: "info",
    Step.ACCEPT: "info",
    Step.DISPATCH: "info",
    Step.SIGN: "info",
    Step.FEEDBACK: "done",
    Step.PASS: "done",
    Step.CLOSE: "done",
    Step.SEND_BACK: "due",
    Step.RETURN: "due",
    Step.WITHDRAW: "due",
    Step.REOPEN: "due",
    Step.VOID: "due",
    Step.REJECT: "due",
    Step.TRANSFER: "info",
    Step.RECALL: "due",
    Step.SOLVE: "done",
}
WITH_ORGANISATION = HELD


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the history, as the timeline shows it."""

    at: datetime
    words: str
    who: str
    note: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event of a list."""

    event: IncidentView
    area: str
    holder: str
    held: Holding
    tone: str


def history(incident_id: UUID) -> list[Entry]:
    """Everything that happened to the event, oldest first, steps and pictures together."""
    pictures = evidence_of(incident_id)
    people = areas.person_names(one.person_id for one in pictures if one.person_id is not None)
    entries = [_entry(step) for step in steps(incident_id)]
    entries += [
        Entry(
            at=one.taken_at,
            words=_("Photo taken after the work")
            if one.kind is EvidenceKind.AFTER
            else _("Photo taken before the work"),
            who=people.get(one.person_id, "") if one.person_id else _("the program"),
            note="",
            icon="camera",
            tone="",
        )
        for one in pictures
    ]
    return sorted(entries, key=lambda entry: entry.at)


def holder(held: Holding) -> str:
    """In whose hands the event is."""
    if held.court is Court.NOBODY:
        return _("nobody any more; it is over")
    if held.court is Court.CENTRE:
        return (
            _("the command centre; %(name)s looks") % {"name": held.person} if held.person else _("the command centre")
        )
    return f"{held.person} · {held.organisation}" if held.person else held.organisation


def lines(events: list[IncidentView]) -> list[Line]:
    """Events with the names that a list shows, and until when they are due."""
    places = areas.area_names({event.area_id for event in events})
    held = holdings(event.id for event in events)
    return [
        Line(
            event=event,
            area=places.get(event.area_id, ""),
            holder="" if held[event.id].court is Court.NOBODY else holder(held[event.id]),
            held=held[event.id],
            tone=tone(event),
        )
        for event in events
    ]


def tone(event: IncidentView) -> str:
    """The colour of the event's state."""
    return _TONES.get(event.state, "" if event.state in ENDED else "info")


def is_dispute(event: IncidentView) -> bool:
    """True for disputes, which close with an outcome."""
    found = category(event.category)
    return found is not None and found.kind is CategoryKind.DISPUTE


def _entry(step: StepView) -> Entry:
    return Entry(
        at=step.at,
        words=_sentence(step),
        who=step.person or _("the program"),
        note=" ".join(part for part in (step.note, step.why) if part),
        icon=_ICONS.get(step.step.value, "circle"),
        tone=_STEP_TONES.get(step.step, ""),
    )


def _sentence(step: StepView) -> str:
    sentences = {
        Step.REPORT: _("Reported"),
        Step.VERIFY: _("Sent out to be verified"),
        Step.ACCEPT: _("Accepted"),
        Step.REJECT: _("Not accepted"),
        Step.MERGE: _("Merged into another event"),
        Step.VOID: _("Declared void"),
        Step.UNDO: _("The ending was undone"),
        Step.DISPATCH: _("Sent to %(organisation)s") % {"organisation": step.organisation},
        Step.WITHDRAW: _("Withdrawn from %(organisation)s") % {"organisation": step.organisation},
        Step.RETURN: _("Returned by %(organisation)s") % {"organisation": step.organisation},
        Step.SIGN: _("Signed for; the work has begun"),
        Step.FEEDBACK: _("Reported done"),
        Step.PASS: _("The check was passed"),
        Step.SEND_BACK: _("The check was not passed; sent back"),
        Step.CLOSE: _("Closed"),
        Step.RATE: _("Rated"),
        Step.ARCHIVE: _("Archived"),
        Step.SAVE: _("Written down"),
        Step.SOLVE: _("Solved on the spot"),
        Step.TRANSFER: _("Transferred to %(organisation)s") % {"organisation": step.organisation},
        Step.RECALL: _("Taken back from %(organisation)s") % {"organisation": step.organisation},
        Step.REOPEN: _("Reopened, round %(round)s") % {"round": step.round},
    }
    return sentences.get(step.step, in_words(step.step))
