"""Calendars and deadlines in force, and clocks as values that can be counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

import chinese_calendar

from fengqiao.incidents.domain.calendars import WorkCalendar
from fengqiao.incidents.domain.clocks import Clock, Pause
from fengqiao.incidents.domain.deadlines import Deadline
from fengqiao.incidents.domain.units import ClockKind, Unit
from fengqiao.incidents.models import CalendarVersion, ClockSegment, DeadlineRule

HOURS = (("08:30", "12:00"), ("14:30", "17:30"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarView:
    """A published calendar; ``id`` None is the one that comes with the program, while none was published."""

    id: UUID | None
    calendar: WorkCalendar
    published_at: datetime | None
    note: str


def calendar_in_force() -> CalendarView:
    """The newest published calendar, else the shipped one."""
    newest = CalendarVersion.objects.order_by("-number").values_list("pk", flat=True).first()
    return (
        _published(newest)
        if newest is not None
        else CalendarView(id=None, calendar=shipped_calendar(), published_at=None, note="")
    )


def calendars() -> list[CalendarView]:
    """All published calendars, the newest first."""
    return [_view(row) for row in CalendarVersion.objects.order_by("-number")]


@lru_cache(maxsize=1)
def shipped_calendar() -> WorkCalendar:
    """The Chinese holidays and make-up workdays as far as they are settled, number 0."""
    days = dict.fromkeys(chinese_calendar.holidays, False) | dict.fromkeys(chinese_calendar.workdays, True)
    return WorkCalendar(number=0, hours=as_hours(HOURS), days=days, known_until=date(max(days).year, 12, 31))


def as_hours(raw: tuple[tuple[str, str], ...] | list[list[str]]) -> tuple[tuple[time, time], ...]:
    """Hours as they are stored. Raises ValueError."""
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in raw)


def deadlines() -> list[Deadline]:
    """All deadline rules in force."""
    rows = DeadlineRule.objects.filter(ended_at__isnull=True).select_related("category")
    return [
        Deadline(
            kind=ClockKind(row.kind),
            category=row.category.code if row.category else None,
            organisation=row.organisation_id,
            amount=row.amount,
            unit=Unit(row.unit),
            warn_percent=row.warn_percent,
        )
        for row in rows.order_by("kind", "category__code", "created_at")
    ]


def clock_of(segment: ClockSegment) -> Clock | None:
    """A stored clock as a value; None when it has no deadline."""
    if segment.amount is None:
        return None
    return Clock(
        started_at=segment.started_at,
        amount=segment.amount + Decimal(segment.extended),
        unit=Unit(segment.unit),
        pauses=tuple(
            Pause(start=pause.paused_at, end=pause.resumed_at) for pause in segment.pauses.order_by("paused_at")
        ),
    )


def calendar_of(segment: ClockSegment) -> WorkCalendar:
    """The calendar under which a stored clock was computed last."""
    return _published(segment.calendar_id).calendar if segment.calendar_id else shipped_calendar()


@lru_cache(maxsize=32)
def _published(calendar_id: UUID) -> CalendarView:
    """A published calendar; it is written once, so it is read once."""
    return _view(CalendarVersion.objects.get(pk=calendar_id))


def _view(row: CalendarVersion) -> CalendarView:
    return CalendarView(id=row.pk, calendar=as_calendar(row), published_at=row.created_at, note=row.note)


def as_calendar(row: CalendarVersion) -> WorkCalendar:
    """A stored calendar as a value."""
    days: Mapping[str, bool] = row.days
    return WorkCalendar(
        number=row.number,
        hours=as_hours(row.hours),
        days={date.fromisoformat(day): works for day, works in days.items()},
        known_until=row.known_until,
    )
