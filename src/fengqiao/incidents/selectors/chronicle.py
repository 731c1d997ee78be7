"""Everything that happened to an event, steps and side records together, in plain words; and who had it how long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.core import clock, journal
from fengqiao.incidents.domain.clocks import used
from fengqiao.incidents.domain.facts import Scale, Severity, Source, State
from fengqiao.incidents.domain.joint import JointState, JointStep
from fengqiao.incidents.domain.side import Level, OutsideStep, RequestKind, RequestStep, SupervisionStep
from fengqiao.incidents.domain.units import Unit
from fengqiao.incidents.models import ClockSegment
from fengqiao.incidents.selectors import story
from fengqiao.incidents.selectors.clocks import calendar_of, clock_of
from fengqiao.incidents.selectors.story import Entry
from fengqiao.incidents.selectors.words import in_words

Words = tuple[str, str, str]  # what happened, icon, tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A stretch of the way: ``holder`` had it, in a state, from when to when. ``left``: how much of its time is left,
    in words; ``late``: it took longer than allowed; ``stands``: its clock stands still."""

    holder: str
    words: str
    joint: bool
    started_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    late: bool
    stands: bool
    left: str


def whole(incident_id: UUID) -> list[Entry]:
    """Steps, pictures and side records, oldest first."""
    return sorted([*story.history(incident_id), *side_entries(incident_id)], key=lambda entry: entry.at)


def side_entries(incident_id: UUID) -> list[Entry]:
    """What happened beside the steps, out of the journal, oldest first."""
    rows = [row for row in journal.history(f"incident:{incident_id}") if row.kind in _SENTENCES]
    people = areas.person_names({row.actor for row in rows if row.actor})
    named = {UUID(one) for row in rows if (one := row.payload.get("organisation"))}
    organisations = areas.organisation_names(named)
    entries: list[Entry] = []
    for row in rows:
        name = row.payload.get("organisation")
        organisation = organisations.get(UUID(name), "") if name else ""
        said = _SENTENCES[row.kind](row.payload, organisation)
        if said is not None:
            words, icon, tone = said
            who = people.get(row.actor, "") if row.actor else _("the program")
            note = str((row.private or {}).get("note", ""))
            entries.append(Entry(at=row.at, words=words, who=who, note=note, icon=icon, tone=tone))
    return entries


def legs(incident_id: UUID) -> list[Leg]:
    """Who had the event or a part of it, and how long; oldest first."""
    rows = ClockSegment.objects.filter(incident_id=incident_id).select_related("organisation", "task__organisation")
    found: list[Leg] = []
    now = clock.now()
    for row in rows.prefetch_related("pauses").order_by("started_at", "created_at"):
        owner = row.task.organisation if row.task else row.organisation
        held = row.task is not None or State(row.state) in story.WITH_ORGANISATION
        state = JointState(row.state) if row.task else State(row.state)
        found.append(
            Leg(
                holder=owner.name if owner and held else _("the command centre"),
                words=in_words(state),
                joint=row.task is not None,
                started_at=row.started_at,
                ended_at=row.ended_at,
                due_at=row.due_at,
                late=row.due_at is not None and row.due_at < (row.ended_at or now),
                stands=row.ended_at is None and any(pause.resumed_at is None for pause in row.pauses.all()),
                left=_left(row, now) if row.ended_at is None else "",
            )
        )
    return found


def _left(row: ClockSegment, now: datetime) -> str:
    running = clock_of(row)
    if running is None:
        return ""
    rest = max(running.amount - used(running, calendar_of(row), now), Decimal(0))
    whole_days = running.unit in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS)
    amount = f"{rest.quantize(Decimal(1)) if whole_days else rest.quantize(Decimal('0.1'))}"
    return _("%(amount)s %(unit)s left") % {"amount": amount, "unit": in_words(running.unit)}


def _joint(data: Mapping[str, Any], organisation: str) -> Words:
    words, icon, tone = {
        JointStep.ASK: (_("%(organisation)s is asked to join"), "users", "info"),
        JointStep.ACCEPT: (_("%(organisation)s joins"), "check", "info"),
        JointStep.REFUSE: (_("%(organisation)s refuses to join"), "x", "due"),
        JointStep.ANSWER: (_("%(organisation)s has done its part"), "circle-check", "done"),
        JointStep.SEND_BACK: (_("The part of %(organisation)s is sent back"), "undo-2", "due"),
        JointStep.ASK_AGAIN: (_("%(organisation)s is asked to join again"), "users", "info"),
        JointStep.WAIVE: (_("Goes on without %(organisation)s"), "minus", ""),
    }[JointStep(data["step"])]
    return words % {"organisation": organisation}, icon, tone


def _request(data: Mapping[str, Any], organisation: str) -> Words:
    if data["kind"] == RequestKind.SUSPENSION:
        until = parse_datetime(data["until"]) if data.get("until") else None
        day = f"{timezone.localtime(until):%Y-%m-%d}" if until else ""
        sentences = {
            RequestStep.ASK: _("Asked that the clock stand still until %(day)s"),
            RequestStep.APPROVE: _("Suspension granted; the clock stands still until %(day)s"),
            RequestStep.REFUSE: _("Suspension not granted"),
            RequestStep.TAKE_BACK: _("The request for a suspension was taken back"),
            RequestStep.RESUME: _("The clock runs again"),
        }
        values = {"day": day}
    else:
        unit = in_words(Unit(data["unit"])) if data.get("unit") else ""
        sentences = {
            RequestStep.ASK: _("Asked for %(amount)s %(unit)s more"),
            RequestStep.APPROVE: _("Extension granted: %(amount)s %(unit)s more"),
            RequestStep.REFUSE: _("Extension not granted"),
            RequestStep.TAKE_BACK: _("The request for an extension was taken back"),
        }
        values = {"amount": f"{Decimal(data['amount'] or 0).normalize():f}", "unit": unit}
    step = RequestStep(data["step"])
    tone = {RequestStep.REFUSE: "due", RequestStep.APPROVE: "done"}.get(step, "info")
    return sentences[step] % values, "timer", tone


def _reminder(data: Mapping[str, Any], organisation: str) -> Words:
    to = organisation or _("the command centre")
    return _("Reminder to %(organisation)s") % {"organisation": to}, "bell-ring", "due"


def _supervision(data: Mapping[str, Any], organisation: str) -> Words:
    level = in_words(Level(data["level"]))
    words = {
        SupervisionStep.START: _("Under supervision, %(level)s"),
        SupervisionStep.RAISE: _("Supervision raised to %(level)s"),
        SupervisionStep.ANSWER: _("The supervision was answered"),
        SupervisionStep.LIFT: _("The supervision was lifted"),
    }[SupervisionStep(data["step"])]
    return words % {"level": level}, "eye", "done" if data["step"] == SupervisionStep.LIFT else "due"


def _rating(data: Mapping[str, Any], organisation: str) -> Words:
    return _("%(stars)s of 5 stars") % {"stars": data["stars"]}, "award", "done" if data["stars"] > 2 else "due"


def _sample(data: Mapping[str, Any], organisation: str) -> Words:
    words = {
        "drawn": _("Drawn for a sample check"),
        "passed": _("Sample check passed"),
        "failed": _("Sample check not passed"),
    }[data["to"]]
    return words, "search", {"passed": "done", "failed": "due"}.get(data["to"], "info")


def _joined(data: Mapping[str, Any], organisation: str) -> Words:
    return _("One more reported this (%(source)s)") % {"source": in_words(Source(data["source"]))}, "users", "info"


def _risk(data: Mapping[str, Any], organisation: str) -> Words:
    parts = [in_words(Severity(data["severity"]))]
    if data.get("scale"):
        parts.append(in_words(Scale(data["scale"])))
    return _("Risk judged: %(risk)s") % {"risk": " · ".join(parts)}, "scan-eye", "info"


def _verification(data: Mapping[str, Any], organisation: str) -> Words | None:
    if data["said"] == "asked":
        if not data.get("person"):
            return None
        name = areas.person_names({UUID(data["person"])}).get(UUID(data["person"]), "")
        return _("%(name)s was asked to look at the place") % {"name": name}, "search", "info"
    if data["said"] == "confirmed":
        return _("Looked at: it is as reported"), "check", "done"
    return _("Looked at: there is nothing of it"), "x", "due"


def _outside(data: Mapping[str, Any], organisation: str) -> Words:
    words, icon, tone = {
        OutsideStep.HANDED: (_("Handed to %(by)s"), "send", "info"),
        OutsideStep.RECEIVED: (_("%(by)s has received it"), "inbox", "info"),
        OutsideStep.TAKEN: (_("%(by)s has it in hand"), "check", "info"),
        OutsideStep.FINISHED: (_("%(by)s is done with it"), "circle-check", "done"),
        OutsideStep.RETURNED: (_("%(by)s gave it back"), "undo-2", "due"),
        OutsideStep.REFUSED: (_("%(by)s does not take it"), "x", "due"),
        OutsideStep.SAID: (_("%(by)s says"), "megaphone", "info"),
    }[OutsideStep(data["step"])]
    said = words % {"by": data["by"]}
    return f"{said} · {data['receipt']}" if data.get("receipt") else said, icon, tone


_SENTENCES: Mapping[str, Callable[[Mapping[str, Any], str], Words | None]] = {
    "incidents.joint": _joint,
    "incidents.request": _request,
    "incidents.reminder": _reminder,
    "incidents.reminder_replied": lambda data, _name: (_("Replied to the reminder"), "check", ""),
    "incidents.supervision": _supervision,
    "incidents.contacts_revealed": lambda data, _name: (_("Names and numbers were looked at"), "eye", ""),
    "incidents.contact_forgotten": lambda data, _name: (_("Number deleted at its owner's wish"), "eraser", ""),
    "incidents.rating": _rating,
    "incidents.sample": _sample,
    "incidents.joined": _joined,
    "incidents.risk": _risk,
    "incidents.outside": _outside,
    "incidents.verification": _verification,
    "incidents.merged_in": lambda data, _name: (
        _("Event %(code)s was merged into this one") % {"code": data["from_code"]},
        "merge",
        "info",
    ),
    "incidents.merge_undone": lambda data, _name: (
        _("Event %(code)s was taken out again") % {"code": data["from_code"]},
        "undo-2",
        "",
    ),
}
