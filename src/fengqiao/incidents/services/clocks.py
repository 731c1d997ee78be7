"""Clocks of events and joint tasks: started with a state, stopped with it, paused and counted anew in between."""

from __future__ import annotations

from datetime import datetime

from fengqiao.core import clock
from fengqiao.incidents.domain import clocks as counting
from fengqiao.incidents.domain.deadlines import CLOCK_OF, CLOCK_OF_TASK, pick
from fengqiao.incidents.domain.facts import State
from fengqiao.incidents.domain.joint import JointState
from fengqiao.incidents.domain.units import Unit
from fengqiao.incidents.models import ClockPause, ClockRequest, ClockSegment, Incident, JointTask
from fengqiao.incidents.selectors import clocks, routing
from fengqiao.incidents.selectors.clocks import CalendarView


def start(row: Incident, *, task: JointTask | None = None) -> ClockSegment:
    """The clock of the event's state, or of a joint task's, with the deadline that counts for it."""
    state = task.state if task else row.state
    kind = CLOCK_OF_TASK.get(JointState(task.state)) if task else CLOCK_OF.get(State(row.state))
    organisation = task.organisation_id if task else row.lead_id
    segment = ClockSegment(
        incident=row,
        task=task,
        round=row.round,
        state=state,
        kind=kind or "",
        organisation_id=organisation,
        started_at=task.state_since if task else row.state_since,
    )
    rule = pick(clocks.deadlines(), kind, routing.ancestry(row.category), organisation) if kind else None
    if rule is not None:
        segment.amount, segment.unit, segment.warn_percent = rule.amount, rule.unit, rule.warn_percent
        count(segment, clocks.calendar_in_force())
    segment.save()
    return segment


def stop(row: Incident, at: datetime, *, task: JointTask | None = None) -> None:
    """End the open clock; what stood still goes on first, and what was asked for it lapses."""
    open_ones = ClockSegment.objects.filter(incident=row, task=task, ended_at__isnull=True)
    ClockPause.objects.filter(segment__in=open_ones, resumed_at__isnull=True).update(resumed_at=at)
    asked = ClockRequest.objects.filter(segment__in=open_ones)
    asked.filter(state="asked").update(state="taken_back", ended_at=at)
    asked.filter(kind="suspension", state="approved").update(state="ended", ended_at=at)
    for segment in open_ones:
        segment.ended_at = at
        segment.save(update_fields=["ended_at"])


def open_segment(row: Incident, task: JointTask | None = None) -> ClockSegment | None:
    """The clock that runs (or stands still) for the event or for one joint task."""
    return ClockSegment.objects.filter(incident=row, task=task, ended_at__isnull=True).first()


def pause(segment: ClockSegment, at: datetime) -> None:
    """Let the clock stand still."""
    ClockPause.objects.create(segment=segment, paused_at=at)
    recount(segment)


def resume(segment: ClockSegment, at: datetime) -> None:
    """Let the clock go on."""
    segment.pauses.filter(resumed_at__isnull=True).update(resumed_at=at)
    recount(segment)


def recount(segment: ClockSegment, calendar: CalendarView | None = None) -> bool:
    """Compute anew when the clock is due, on the calendar in force. True when that changed anything."""
    before = (segment.due_at, segment.warn_at)
    count(segment, calendar or clocks.calendar_in_force())
    changed = before != (segment.due_at, segment.warn_at)
    if segment.due_at is not None and segment.due_at > clock.now():
        segment.overdue_at = None
        if segment.warn_at is not None and segment.warn_at > clock.now():
            segment.warned_at = None
    segment.save()
    return changed


def count(segment: ClockSegment, calendar: CalendarView) -> None:
    """Fill in when a clock is due and warns; nothing is saved."""
    value = clocks.clock_of(segment) if segment.pk and not segment._state.adding else _fresh(segment)
    if value is None:
        return
    segment.calendar_id = calendar.id
    segment.due_at = counting.due(value, calendar.calendar)
    segment.warn_at = counting.warn(value, calendar.calendar, segment.warn_percent)
    segment.escalate_at = segment.due_at


def _fresh(segment: ClockSegment) -> counting.Clock | None:
    if segment.amount is None:
        return None
    return counting.Clock(started_at=segment.started_at, amount=segment.amount, unit=Unit(segment.unit), pauses=())
