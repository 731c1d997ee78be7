"""Slots, places, and a tablet whose clock is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.points.domain.redemption import believed, places_left, slots
from fengqiao.points.domain.stock import Move, shelves

NINE = datetime(2026, 11, 26, 1, tzinfo=UTC)


def test_slots_fill_the_day() -> None:
    found = slots(NINE, NINE + timedelta(minutes=70), 30)
    assert found == [NINE, NINE + timedelta(minutes=30), NINE + timedelta(minutes=60)]
    assert places_left(found, {NINE: 3, NINE + timedelta(minutes=30): 9}, 3) == {
        found[0]: 0,
        found[1]: 0,
        found[2]: 3,
    }


@pytest.mark.parametrize(
    ("claimed", "said"),
    [
        (None, 60),
        (timedelta(minutes=30), 30),
        (timedelta(days=400), 60),  # set ahead
        (timedelta(days=-400), 10),  # set back
    ],
)
def test_a_tablet_with_a_wrong_clock_moves_nothing_into_another_day(claimed: timedelta | None, said: int) -> None:
    at = believed(
        None if claimed is None else NINE + claimed,
        not_before=NINE + timedelta(minutes=10),
        now=NINE + timedelta(hours=1),
    )
    assert at == NINE + timedelta(minutes=said)


PLACES = st.sampled_from(["outside", "store", "held", "out"])


@given(st.lists(st.builds(Move, lot=st.integers(0, 2), source=PLACES, target=PLACES, pieces=st.integers(1, 9))))
def test_pieces_are_never_made_nor_lost(moves: list[Move]) -> None:
    assert sum(shelves(moves).values()) == 0
