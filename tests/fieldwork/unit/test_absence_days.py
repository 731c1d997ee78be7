"""Days of absences, of who stands in, and the gaps of a grid."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.fieldwork.domain import absence
from fengqiao.fieldwork.domain.absence import Days

TODAY = date(2026, 11, 27)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def days(first: int, last: int | None) -> Days:
    return Days(day(first), None if last is None else day(last))


@pytest.mark.parametrize("good", [days(0, 0), days(-31, 5), days(300, 600)])
def test_absences_that_can_be_kept(good: Days) -> None:
    absence.check(good, today=TODAY, oneself=False)


@pytest.mark.parametrize(
    ("bad", "oneself", "why"),
    [
        (days(1, 0), False, absence.NotInOrder),
        (days(0, 367), False, absence.NotInOrder),
        (days(0, None), False, absence.NotInOrder),
        (days(-32, 5), False, absence.LongAgo),
        (days(0, 1), True, absence.OneselfStandsIn),
    ],
)
def test_absences_that_cannot(bad: Days, oneself: bool, why: type[Exception]) -> None:
    with pytest.raises(why):
        absence.check(bad, today=TODAY, oneself=oneself)


def test_nobody_stands_in_when_nobody_was_named_or_the_stand_in_is_away_too() -> None:
    assert absence.uncovered(days(1, 5), [], has_stand_in=False) == [days(1, 5)]
    assert absence.uncovered(days(1, 5), [], has_stand_in=True) == []
    assert absence.uncovered(days(1, 5), [days(-3, 1), days(4, 9)], has_stand_in=True) == [days(1, 1), days(4, 5)]


spans = st.builds(
    lambda first, length, open_: days(first, None if open_ else first + length),
    st.integers(-20, 20),
    st.integers(0, 15),
    st.booleans(),
)


@given(st.lists(spans, max_size=6))
def test_each_day_is_either_taken_or_in_exactly_one_gap(taken: list[Days]) -> None:
    window = days(0, 15)
    gaps = absence.without(taken, window)
    for number in range(16):
        free = not any(one.has(day(number)) for one in taken)
        assert sum(gap.has(day(number)) for gap in gaps) == int(free)
    assert all(window.shared(gap) == gap for gap in gaps)


@given(spans, spans)
def test_shared_days_are_days_of_both(one: Days, other: Days) -> None:
    shared = one.shared(other)
    for number in range(-25, 40):
        both = one.has(day(number)) and other.has(day(number))
        assert both is (shared is not None and shared.has(day(number)))
