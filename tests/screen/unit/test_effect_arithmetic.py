"""Worked examples of the effect figures: months and their twins, growth, the middle, groups that are too small."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.areas.domain.use import days_of_duty
from fengqiao.screen.domain.effects import (
    Amount,
    Span,
    Spread,
    Stretch,
    fold_small,
    growth,
    own,
    percent,
    span,
    spread,
)

TODAY = date(2026, 11, 26)


def stretch(first: str, last: str) -> Stretch:
    return Stretch(first=date.fromisoformat(first), last=date.fromisoformat(last))


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        (3129, 1000, "212.90"),  # the growth of use that the town of the points told
        (10447, 10000, "4.47"),
        (2, 3, "-33.33"),
        (5, 3, "66.67"),
        (10_005, 10_000, "0.05"),
        (100_005, 100_000, "0.01"),  # 0.005 goes away from zero
        (99_995, 100_000, "-0.01"),
        (7, 7, "0.00"),
        (0, 4, "-100.00"),
    ],
)
def test_growth_to_two_digits(now: int, then: int, said: str) -> None:
    assert growth(Amount(top=now), Amount(top=then)) == Decimal(said)


def test_growth_from_nothing_has_no_base() -> None:
    assert growth(Amount(top=9), Amount(top=0)) is None
    assert growth(Amount(top=0), Amount(top=0)) is None
    assert growth(Amount(top=9), Amount(top=9, known=False)) is None
    assert growth(Amount(top=9, known=False), Amount(top=9)) is None
    assert growth(Amount(top=9, base=10), Amount(top=0, base=0)) is None


def test_rates_are_compared_as_rates() -> None:
    # 104 workers on 184 days against 52 on 181: twice the days of use of twice the people is no growth of use.
    now, then = Amount(top=6000, base=104 * 184), Amount(top=3000, base=52 * 181)
    assert growth(now, then) == percent(Fraction(6000 * 52 * 181, 104 * 184 * 3000) - 1) == Decimal("-1.63")


@pytest.mark.parametrize(
    ("which", "first", "last"),
    [
        (Span.QUARTER, "2026-10-01", "2026-11-26"),
        (Span.LAST_QUARTER, "2026-07-01", "2026-09-30"),
        (Span.HALF, "2026-07-01", "2026-11-26"),
        (Span.LAST_HALF, "2026-01-01", "2026-06-30"),
    ],
)
def test_named_stretches(which: Span, first: str, last: str) -> None:
    assert span(which, TODAY) == stretch(first, last)


def test_the_half_year_before_reaches_into_the_year_before() -> None:
    assert span(Span.LAST_HALF, date(2026, 2, 3)) == stretch("2025-07-01", "2025-12-31")
    with pytest.raises(ValueError, match="own"):
        span(Span.OWN, TODAY)


@pytest.mark.parametrize(
    ("meant", "before", "year"),
    [
        # March to August against September to February, and against the same months of the year before.
        (("2026-03-01", "2026-08-31"), ("2025-09-01", "2026-02-28"), ("2025-03-01", "2025-08-31")),
        # A running quarter is compared with as much of the others.
        (("2026-10-01", "2026-11-26"), ("2026-08-01", "2026-09-26"), ("2025-10-01", "2025-11-26")),
        (("2028-02-01", "2028-02-29"), ("2028-01-01", "2028-01-31"), ("2027-02-01", "2027-02-28")),
        (("2026-03-01", "2026-03-30"), ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-30")),
    ],
)
def test_twins(meant: tuple[str, str], before: tuple[str, str], year: tuple[str, str]) -> None:
    assert stretch(*meant).before() == stretch(*before)
    assert stretch(*meant).year_before() == stretch(*year)


def test_own_months_end_today_or_with_their_month() -> None:
    assert own(date(2026, 3, 1), date(2026, 8, 1), TODAY) == stretch("2026-03-01", "2026-08-31")
    assert own(date(2026, 3, 1), date(2026, 11, 1), TODAY) == stretch("2026-03-01", "2026-11-26")
    for first, last in ((date(2026, 3, 1), date(2026, 2, 1)), (date(2020, 1, 1), date(2026, 1, 1))):
        with pytest.raises(ValueError, match="stretch"):
            own(first, last, TODAY)


def test_the_spread_of_points() -> None:
    assert spread({"a": 45, "b": 105, "c": 80, "d": 0}) == Spread(people=4, lowest=0, middle=62.5, highest=105, none=1)
    assert spread({}) is None


@pytest.mark.parametrize(
    ("groups", "shown", "folded"),
    [
        ({"a": 9, "b": 5, "c": 4}, {"a"}, {"b", "c"}),  # 4 alone could be reckoned out of the total
        ({"a": 9, "b": 7, "c": 4, "d": 1}, {"a", "b"}, {"c", "d"}),
        ({"a": 9, "b": 5}, {"a", "b"}, set()),
        ({"a": 3}, set(), {"a"}),
        ({"a": 9, "b": 0}, {"a"}, set()),
        ({}, set(), set()),
    ],
)
def test_small_groups_are_folded(groups: dict[str, int], shown: set[str], folded: set[str]) -> None:
    assert tuple(map(set, fold_small(groups))) == (shown, folded)


@given(st.dictionaries(st.integers(), st.integers(min_value=1, max_value=12)))
def test_nobody_can_be_reckoned_out(groups: dict[int, int]) -> None:
    shown, folded = fold_small(groups)
    assert sorted([*shown, *folded]) == sorted(groups)
    assert all(groups[key] >= 5 for key in shown)
    assert not folded or not shown or sum(groups[key] for key in folded) >= 5


@pytest.mark.parametrize(
    ("stretches", "days"),
    [
        ([(None, None)], 31),
        ([(date(2026, 3, 30), None)], 2),
        ([(None, date(2026, 3, 3))], 2),
        ([(date(2026, 3, 1), date(2026, 3, 11)), (date(2026, 3, 6), date(2026, 3, 16))], 15),  # two grids, one person
        ([(date(2026, 4, 1), None), (None, date(2026, 3, 1))], 0),
        ([], 0),
    ],
)
def test_days_of_duty(stretches: list[tuple[date | None, date | None]], days: int) -> None:
    assert days_of_duty(stretches, date(2026, 3, 1), date(2026, 3, 31)) == days
