"""When a visit is due, and whether a check-in was at its place."""

from __future__ import annotations

from datetime import date

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.fieldwork.domain.cover import CELL, Cell, cell_of, cells_of
from fengqiao.fieldwork.domain.visits import Due, Nearness, Rhythm, nearness, next_due, round_done, standing

SINCE, TODAY = date(2026, 9, 1), date(2026, 9, 10)


@pytest.mark.parametrize(
    ("rhythm", "last", "due"),
    [
        (Rhythm(), None, None),
        (Rhythm(every=7), None, date(2026, 9, 8)),
        (Rhythm(every=7), date(2026, 9, 9), date(2026, 9, 16)),
        (Rhythm(by=date(2026, 9, 12)), date(2026, 9, 9), date(2026, 9, 12)),
        (Rhythm(every=7, by=date(2026, 9, 12)), date(2026, 9, 9), date(2026, 9, 12)),
        (Rhythm(every=2, by=date(2026, 9, 12)), date(2026, 9, 9), date(2026, 9, 11)),
    ],
)
def test_next_due(rhythm: Rhythm, last: date | None, due: date | None) -> None:
    assert next_due(rhythm, since=SINCE, last=last) == due


@pytest.mark.parametrize(
    ("due", "expected"),
    [(None, Due.NEVER), (date(2026, 9, 9), Due.OVERDUE), (TODAY, Due.SOON), (date(2026, 9, 11), Due.SOON),
     (date(2026, 9, 12), Due.LATER)],
)  # fmt: skip
def test_standing(due: date | None, expected: Due) -> None:
    assert standing(due, TODAY) is expected


@pytest.mark.parametrize(
    ("distance", "accuracy", "expected"),
    [
        (None, 0, Nearness.UNKNOWN),
        (0, 5, Nearness.THERE),
        (100, 0, Nearness.THERE),
        (101, 0, Nearness.AWAY),
        (240, 145, Nearness.THERE),  # roughness speaks for the worker
        (251, 5000, Nearness.AWAY),  # but not without end
    ],
)
def test_nearness(distance: float | None, accuracy: float, expected: Nearness) -> None:
    assert nearness(distance=distance, accuracy=accuracy, radius=100) is expected


def test_a_round_needs_all_its_places() -> None:
    assert round_done([1, 2], {2, 1, 3})
    assert not round_done([1, 2], {1})
    assert not round_done([], {1})


def test_the_squares_of_a_grid() -> None:
    square = [[113.6, 23.7], [113.61, 23.7], [113.61, 23.71], [113.6, 23.71]]
    found = cells_of(square)
    assert len(found) == 25
    assert len(set(found)) == 25
    tiny = [[113.6001, 23.7001], [113.6002, 23.7001], [113.6002, 23.7002]]
    assert len(cells_of(tiny)) == 1


@given(st.floats(-179, 179), st.floats(-89, 89))
def test_a_position_lies_in_its_square(lon: float, lat: float) -> None:
    cell = cell_of(lon, lat)
    assert shapely.Polygon(cell.corners).buffer(CELL / 1000).covers(shapely.Point(lon, lat))
    assert isinstance(cell, Cell)
