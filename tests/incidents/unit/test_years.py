"""A year of a calendar as people look at it."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fengqiao.incidents.domain.calendars import WorkCalendar
from fengqiao.incidents.domain.years import DayKind, Span, changed, each, kind_of, months, spans, special

HOURS = ((time(8, 30), time(12)),)
DAYS = {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}
DAY = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31))


def calendar(days: dict[date, bool]) -> WorkCalendar:
    return WorkCalendar(number=1, hours=HOURS, days=days)


def test_days_are_told_apart_by_what_their_weekday_says() -> None:
    one = calendar(DAYS)
    kinds = [kind_of(one, date(2026, 10, day)) for day in (1, 3, 8, 10, 11)]
    assert kinds == [DayKind.OFF, DayKind.WEEKEND, DayKind.WORK, DayKind.ON, DayKind.WEEKEND]


def test_a_holiday_is_one_stretch_with_its_weekend() -> None:
    assert special(calendar(DAYS), 2026) == [
        Span(first=date(2026, 10, 1), last=date(2026, 10, 7), works=False),
        Span(first=date(2026, 10, 10), last=date(2026, 10, 10), works=True),
    ]


@given(st.dictionaries(DAY, st.booleans(), max_size=60))
def test_a_year_has_every_day_once_and_counts_those_that_are_worked(days: dict[date, bool]) -> None:
    one = calendar(days)
    shown = [day.date for month in months(one, 2026) for week in month.weeks for day in week if day]
    assert shown == [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    assert sum(month.worked for month in months(one, 2026)) == sum(one.works(day) for day in shown)


@given(st.dictionaries(DAY, st.booleans(), max_size=60))
def test_stretches_are_the_days_and_differences_lead_from_one_calendar_to_the_other(days: dict[date, bool]) -> None:
    assert {day: span.works for span in spans(days) for day in each(span)} == days
    before, after = calendar(DAYS), calendar({**DAYS, **days})
    moved = {day: span.works for span in changed(before, after) for day in each(span)}
    assert all(before.works(day) is not works for day, works in moved.items())
    patched = calendar({**DAYS, **moved})
    assert all(patched.works(day) is after.works(day) for day in {**DAYS, **days})
