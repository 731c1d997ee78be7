"""When something is due: worked examples on the Chinese calendar of 2026, and laws that hold for every clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.incidents.domain import clocks
from fengqiao.incidents.domain.calendars import BadCalendar, WorkCalendar
from fengqiao.incidents.domain.clocks import BadDeadline, Clock, Pause
from fengqiao.incidents.domain.units import Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = ((time(8, 30), time(12)), (time(14, 30), time(17, 30)))
# Spring Festival 2026: 15 to 23 February off, Saturday the 14th and Saturday the 28th worked instead.
FESTIVAL = {date(2026, 2, day): False for day in range(15, 24)} | {date(2026, 2, 14): True, date(2026, 2, 28): True}
CALENDAR = WorkCalendar(number=1, hours=HOURS, days=FESTIVAL)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def clock(start: str, amount: int | str, unit: Unit, *pauses: tuple[str, str]) -> Clock:
    stood = tuple(Pause(start=local(one), end=local(two)) for one, two in pauses)
    return Clock(started_at=local(start), amount=Decimal(amount), unit=unit, pauses=stood)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2026-03-02T09:00", 2, Unit.WORKING_HOURS, "2026-03-02T11:00"),
        ("2026-03-02T11:00", 2, Unit.WORKING_HOURS, "2026-03-02T15:30"),
        ("2026-03-02T12:30", "0.5", Unit.WORKING_HOURS, "2026-03-02T15:00"),
        ("2026-03-06T17:00", 1, Unit.WORKING_HOURS, "2026-03-09T09:00"),
        ("2026-02-13T17:00", 1, Unit.WORKING_HOURS, "2026-02-14T09:00"),  # a make-up Saturday
        ("2026-02-14T17:00", 1, Unit.WORKING_HOURS, "2026-02-24T09:00"),  # over the Spring Festival
        ("2026-02-13T10:00", 2, Unit.WORKING_DAYS, "2026-02-24T17:30"),
        ("2026-02-26T10:00", 2, Unit.WORKING_DAYS, "2026-02-28T17:30"),
        ("2026-02-13T10:00", 5, Unit.CALENDAR_DAYS, "2026-02-19T00:00"),
        ("2026-02-14T23:00", 4, Unit.HOURS, "2026-02-15T03:00"),
    ],
)
def test_worked_examples(start: str, amount: int | str, unit: Unit, due: str) -> None:
    assert clocks.due(clock(start, amount, unit), CALENDAR) == local(due)


def test_a_suspension_over_the_holiday_moves_only_what_would_have_counted() -> None:
    stood = ("2026-02-14T17:00", "2026-02-24T08:30")
    assert clocks.due(clock("2026-02-14T16:30", 2, Unit.WORKING_HOURS, stood), CALENDAR) == local("2026-02-24T10:00")
    without = clocks.due(clock("2026-02-14T16:30", 2, Unit.WORKING_HOURS), CALENDAR)
    assert without == local("2026-02-24T09:30")


def test_nobody_knows_when_a_standing_clock_is_due() -> None:
    stands = Clock(
        started_at=local("2026-03-02T09:00"),
        amount=Decimal(2),
        unit=Unit.WORKING_HOURS,
        pauses=(Pause(start=local("2026-03-02T10:00"), end=None),),
    )
    assert clocks.due(stands, CALENDAR) is None
    assert clocks.used(stands, CALENDAR, local("2026-03-05T10:00")) == 1


@pytest.mark.parametrize(("amount", "unit"), [(0, Unit.HOURS), (-1, Unit.WORKING_DAYS), ("1.5", Unit.WORKING_DAYS)])
def test_amounts_that_cannot_be_counted(amount: int | str, unit: Unit) -> None:
    with pytest.raises(BadDeadline):
        clock("2026-03-02T09:00", amount, unit)


def test_hours_that_are_no_calendar() -> None:
    for hours in ((), ((time(9), time(8)),), ((time(8), time(12)), (time(11), time(17)))):
        with pytest.raises(BadCalendar):
            WorkCalendar(number=1, hours=hours)


moments = st.integers(0, 330 * 24 * 3600).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
units = st.sampled_from(Unit)
amounts = st.integers(1, 60)


@given(moments, amounts, units)
def test_more_time_is_never_due_sooner(start: datetime, amount: int, unit: Unit) -> None:
    one = clocks.due(Clock(started_at=start, amount=Decimal(amount), unit=unit), CALENDAR)
    two = clocks.due(Clock(started_at=start, amount=Decimal(amount + 1), unit=unit), CALENDAR)
    assert one is not None
    assert two is not None
    assert start < one < two


@given(moments, amounts, units, st.integers(1, 99))
def test_the_warning_comes_between_start_and_end(start: datetime, amount: int, unit: Unit, percent: int) -> None:
    counted = Clock(started_at=start, amount=Decimal(amount), unit=unit)
    warning, end = clocks.warn(counted, CALENDAR, percent), clocks.due(counted, CALENDAR)
    assert warning is not None
    assert end is not None
    assert start <= warning <= end


@given(moments, amounts, st.sampled_from([Unit.WORKING_HOURS, Unit.HOURS]), st.integers(0, 900), st.integers(1, 9000))
def test_a_pause_moves_the_end_by_what_it_took(
    start: datetime, amount: int, unit: Unit, after_minutes: int, minutes: int
) -> None:
    plain = Clock(started_at=start, amount=Decimal(amount), unit=unit)
    end = clocks.due(plain, CALENDAR)
    assert end is not None
    begin = start + timedelta(minutes=after_minutes)
    pause = Pause(start=begin, end=begin + timedelta(minutes=minutes))
    paused = Clock(started_at=start, amount=Decimal(amount), unit=unit, pauses=(pause,))
    later = clocks.due(paused, CALENDAR)
    assert later is not None
    assert later >= end
    assert clocks.used(paused, CALENDAR, later) == amount
    if begin >= end:
        assert later == end
