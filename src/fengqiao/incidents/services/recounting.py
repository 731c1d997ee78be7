"""Counting open clocks anew on a new calendar: a job in batches, so that nobody waits and progress can be seen.

How far it is can be read off the clocks themselves: those that are done carry the newest calendar. What moved is in
the journal, under the calendar's name.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from fengqiao.core import jobs, journal
from fengqiao.core.journal import Event
from fengqiao.incidents.models import ClockSegment
from fengqiao.incidents.selectors import clocks as reading
from fengqiao.incidents.selectors.clocks import CalendarView
from fengqiao.incidents.services import clocks

RECOUNT = "incidents.recount"
BATCH = 200


def ask(calendar: CalendarView) -> int:
    """Have the open clocks counted anew once the caller's transaction is committed. Returns how many there are."""
    waiting = ClockSegment.objects.filter(_left(calendar)).count()
    if waiting:
        jobs.defer(RECOUNT, lock=RECOUNT, once=RECOUNT)
    return waiting


def recount_clocks() -> int:
    """Count the open clocks that are not on the newest calendar yet. Returns how many due times moved.

    Each batch is a transaction of its own; begun again after a crash it goes on where it was. Closed clocks keep
    the calendar under which they ran.
    """
    moved = 0
    while (batch := _batch()) is not None:
        moved += batch
    return moved


def _batch() -> int | None:
    """One batch; None when nothing was left."""
    with journal.unit():
        calendar = reading.calendar_in_force()
        rows = ClockSegment.objects.select_for_update(of=("self",)).filter(_left(calendar)).order_by("pk")[:BATCH]
        segments = list(rows)
        if not segments or calendar.id is None:
            return None
        moves = [move for segment in segments if (move := _recounted(segment, calendar)) is not None]
        payload = {"count": len(segments), "moves": moves}
        journal.record(
            Event(kind="incidents.clocks_recounted", subject=f"calendar:{calendar.id}", payload=payload), actor=None
        )
        return len(moves)


def _recounted(segment: ClockSegment, calendar: CalendarView) -> dict[str, Any] | None:
    before = segment.due_at
    clocks.recount(segment, calendar)
    if segment.due_at == before:
        return None
    return {
        "incident": str(segment.incident_id),
        "clock": segment.kind,
        "before": before.isoformat() if before else None,
        "after": segment.due_at.isoformat() if segment.due_at else None,
    }


def _left(calendar: CalendarView) -> Q:
    return Q(ended_at__isnull=True, amount__isnull=False) & (Q(calendar__isnull=True) | ~Q(calendar_id=calendar.id))
