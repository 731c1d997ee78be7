"""Stretches of days, and what of them is counted already."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fengqiao.incidents.domain.periods import Period, next_month

FIRST = st.dates(min_value=date(2024, 1, 1), max_value=date(2026, 12, 31))
MONTHS = [date(2024 + number // 12, number % 12 + 1, 1) for number in range(48)]


def every_day(period: Period) -> list[date]:
    return [period.first + timedelta(days=number) for number in range((period.last - period.first).days + 1)]


@given(FIRST, st.integers(0, 400), st.sets(st.sampled_from(MONTHS)))
def test_counted_months_and_what_is_left_make_up_the_period(first: date, length: int, counted: set[date]) -> None:
    period = Period(first=first, last=first + timedelta(days=length))
    whole, rest = period.apart(counted)
    assert set(whole) <= counted
    months = [Period(first=month, last=next_month(month) - timedelta(days=1)) for month in whole]
    assert sorted(day for part in (*months, *rest) for day in every_day(part)) == every_day(period)


@given(FIRST, st.integers(0, 400))
def test_nothing_counted_leaves_the_period_in_one_piece(first: date, length: int) -> None:
    period = Period(first=first, last=first + timedelta(days=length))
    assert period.apart(set()) == ([], [period])
