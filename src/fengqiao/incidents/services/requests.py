"""Requests about clocks: more time 延期, or that the clock stands still 挂起. The centre decides, never who asked."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain.facts import StepRefused
from fengqiao.incidents.domain.side import (
    LIVE,
    REQUESTS,
    RequestFacts,
    RequestKind,
    RequestState,
    RequestStep,
)
from fengqiao.incidents.domain.units import Unit
from fengqiao.incidents.models import ClockRequest, ClockSegment, Incident, JointTask
from fengqiao.incidents.selectors.side import RequestView, request_view
from fengqiao.incidents.selectors.standing import sides
from fengqiao.incidents.services import clocks
from fengqiao.incidents.services.errors import InputRefused, StepNotTaken
from fengqiao.incidents.services.taking import announce, lock
from fengqiao.incidents.services.texts import plain

MOST = 1000
WHOLE_DAYS = frozenset({Unit.WORKING_DAYS, Unit.CALENDAR_DAYS})


def ask_extension(
    *, incident_id: UUID, amount: Decimal | int, reason: str, task_id: UUID | None = None, actor: Actor
) -> RequestView:
    """Ask for ``amount`` more time, in the unit of the clock that runs: the event's, or a joint task's.

    Raises StepNotTaken (no clock runs, one request waits already), NotYours.
    """
    more = Decimal(amount)
    with journal.unit():
        row, segment, organisation_id = _target(incident_id, task_id, actor)
        has_deadline = segment is not None and segment.amount is not None
        whole = segment is None or segment.unit not in WHOLE_DAYS or more == more.to_integral_value()
        asked = ClockRequest(kind=RequestKind.EXTENSION, amount=more, unit=segment.unit if segment else "")
        enough = more.is_finite() and 0 < more <= MOST and whole
        return _ask(row, segment if has_deadline else None, asked, enough, organisation_id, reason, actor)


def ask_suspension(
    *, incident_id: UUID, until: datetime, reason: str, task_id: UUID | None = None, actor: Actor
) -> RequestView:
    """Ask that the clock stand still until ``until`` (aware), or until somebody resumes it earlier."""
    if until.tzinfo is None:
        raise InputRefused("a suspension ends at an aware time")
    with journal.unit():
        row, segment, organisation_id = _target(incident_id, task_id, actor)
        asked = ClockRequest(kind=RequestKind.SUSPENSION, until=until)
        return _ask(row, segment, asked, until > clock.now(), organisation_id, reason, actor)


def approve_request(*, request_id: UUID, note: str = "", actor: Actor) -> RequestView:
    """Grant a request: the deadline moves, or the clock stands still from now on."""
    return _move(request_id, RequestStep.APPROVE, note, actor)


def refuse_request(*, request_id: UUID, reason: str, actor: Actor) -> RequestView:
    """Do not grant a request, saying why."""
    return _move(request_id, RequestStep.REFUSE, reason, actor)


def take_back_request(*, request_id: UUID, actor: Actor) -> RequestView:
    """As who asked, take a request back that nobody has decided."""
    return _move(request_id, RequestStep.TAKE_BACK, "", actor)


def resume_clock(*, request_id: UUID, note: str = "", actor: Actor) -> RequestView:
    """End a suspension: the clock goes on, and what was left of the time is left now."""
    return _move(request_id, RequestStep.RESUME, note, actor)


def resume_overdue() -> int:
    """End all suspensions whose time is over. For the timer. Returns how many."""
    over = ClockRequest.objects.filter(kind=RequestKind.SUSPENSION, state=RequestState.APPROVED, until__lte=clock.now())
    rows = list(over.values_list("pk", flat=True))
    for pk in rows:
        resume_clock(request_id=pk, actor=SYSTEM)
    return len(rows)


def _target(incident_id: UUID, task_id: UUID | None, actor: Actor) -> tuple[Incident, ClockSegment | None, UUID | None]:
    row = lock(incident_id, actor)
    task = JointTask.objects.filter(pk=task_id, incident=row).first() if task_id else None
    if task_id is not None and task is None:
        raise NotYours
    return row, clocks.open_segment(row, task), task.organisation_id if task else None


def _ask(
    row: Incident,
    segment: ClockSegment | None,
    asked: ClockRequest,
    enough: bool,
    organisation_id: UUID | None,
    reason: str,
    actor: Actor,
) -> RequestView:
    known = ClockRequest.objects.filter(segment=segment, kind=asked.kind) if segment else ClockRequest.objects.none()
    # A granted extension does not keep anybody from asking for another one; a suspension in force does.
    live = LIVE if asked.kind == RequestKind.SUSPENSION else {RequestState.ASKED}
    facts = RequestFacts(
        sides=sides(actor, row, organisation_id=organisation_id),
        text=reason,
        clock_runs=segment is not None,
        asked_already=known.filter(state__in=live).exists(),
        enough=enough,
    )
    try:
        asked.state = REQUESTS.take(None, RequestStep.ASK, facts)
    except StepRefused as refusal:
        raise StepNotTaken(refusal) from refusal
    assert segment is not None
    asked.incident, asked.segment, asked.reason = row, segment, plain(reason)
    asked.asked_by_id, asked.asked_at = actor.person_id, clock.now()
    asked.organisation_id = organisation_id or row.lead_id
    asked.save()
    _announce(asked, RequestStep.ASK, asked.reason, actor)
    return request_view(asked)


def _move(request_id: UUID, step: RequestStep, text: str, actor: Actor) -> RequestView:
    with journal.unit():
        found = ClockRequest.objects.filter(pk=request_id).values_list("incident_id", flat=True).first()
        if found is None:
            raise NotYours
        row = lock(found, actor)
        asked = ClockRequest.objects.get(pk=request_id)
        asked.segment = (
            ClockSegment.objects.select_for_update(of=("self",)).select_related("task").get(pk=asked.segment_id)
        )
        segment, now, words = asked.segment, clock.now(), plain(text)
        facts = RequestFacts(
            sides=sides(
                actor,
                row,
                organisation_id=segment.task.organisation_id if segment.task else None,
                asker_id=asked.asked_by_id,
            ),
            text=text,
            clock_runs=segment.ended_at is None,
            own_request=actor.person_id is not None and actor.person_id == asked.asked_by_id,
            is_suspension=asked.kind == RequestKind.SUSPENSION,
        )
        try:
            asked.state = REQUESTS.take(RequestState(asked.state), step, facts)
        except StepRefused as refusal:
            raise StepNotTaken(refusal) from refusal
        if step in (RequestStep.APPROVE, RequestStep.REFUSE):
            asked.decided_by_id, asked.decided_at, asked.decision = actor.person_id, now, words
        else:
            asked.ended_at = now
        asked.save()
        _apply(asked, step, segment, now)
        _announce(asked, step, words, actor)
        return request_view(asked)


def _apply(asked: ClockRequest, step: RequestStep, segment: ClockSegment, now: datetime) -> None:
    if step is RequestStep.APPROVE and asked.kind == RequestKind.SUSPENSION:
        clocks.pause(segment, now)
    elif step is RequestStep.APPROVE:
        segment.extended += asked.amount or 0
        clocks.recount(segment)
    elif step is RequestStep.RESUME:
        clocks.resume(segment, now)


def _announce(asked: ClockRequest, step: RequestStep, words: str, actor: Actor) -> None:
    payload = {
        "request": str(asked.pk),
        "kind": str(asked.kind),
        "step": step.value,
        "to": str(asked.state),
        "amount": str(asked.amount) if asked.amount is not None else None,
        "unit": asked.unit,
        "until": asked.until.isoformat() if asked.until else None,
    }
    private = {"note": words} if words else None
    announce(asked.incident, "incidents.request", payload, private=private, actor=actor)
