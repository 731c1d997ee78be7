"""An outline is kept only if it encloses a piece of ground."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon

from fengqiao.areas.domain.outline import MAX_POINTS, BadOutline, Flaw, checked, square_metres

SQUARE = [[113.63, 23.78], [113.64, 23.78], [113.64, 23.79], [113.63, 23.79]]


@pytest.mark.parametrize(
    ("points", "flaw"),
    [
        ([], Flaw.TOO_FEW),
        (SQUARE[:2], Flaw.TOO_FEW),
        ([SQUARE[0], SQUARE[1], SQUARE[0]], Flaw.TOO_FEW),
        ([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]], Flaw.CROSSES_ITSELF),
        ([[0, 0], [1, 1], [2, 2]], Flaw.TOO_SMALL),
        ([[113, 23], [113.00001, 23], [113.00001, 23.00001]], Flaw.TOO_SMALL),
        ([[23.78, 113.63], [23.79, 113.63], [23.79, 113.64]], Flaw.OUT_OF_RANGE),
        ([[181, 0], [182, 0], [182, 1]], Flaw.OUT_OF_RANGE),
        ([[0, math.nan], [1, 0], [1, 1]], Flaw.NOT_POINTS),
        ([[0, 0], [1, math.inf], [1, 1]], Flaw.NOT_POINTS),
        ([[0], [1], [2]], Flaw.NOT_POINTS),
        ([["a", 0], [1, 0], [1, 1]], Flaw.NOT_POINTS),
        ([None, [1, 0], [1, 1]], Flaw.NOT_POINTS),
        ([[math.cos(k / 900), math.sin(k / 900)] for k in range(MAX_POINTS + 1)], Flaw.TOO_MANY),
    ],
)
def test_what_is_refused(points: list[list[float]], flaw: Flaw) -> None:
    with pytest.raises(BadOutline) as refused:
        checked(points)
    assert refused.value.flaw is flaw


def test_a_closed_ring_is_stored_open() -> None:
    assert checked([*SQUARE, SQUARE[0]]) == SQUARE


def test_the_ground_of_a_square_kilometre() -> None:
    north, east = 1 / 111.32, 1 / (111.32 * math.cos(math.radians(23.78)))
    lon, lat = 113.63, 23.78 - north / 2
    ring = [[lon, lat], [lon + east, lat], [lon + east, lat + north], [lon, lat + north]]
    assert square_metres(ring) == pytest.approx(1_000_000, rel=1e-3)


@given(
    lon=st.floats(-170, 170),
    lat=st.floats(-70, 70),
    reach=st.lists(st.floats(0.001, 0.05), min_size=3, max_size=40),
)
def test_every_star_shaped_outline_is_kept_as_it_is(lon: float, lat: float, reach: list[float]) -> None:
    turns = [2 * math.pi * k / len(reach) for k in range(len(reach))]
    ring = [[lon + r * math.cos(a), lat + r * math.sin(a)] for r, a in zip(reach, turns, strict=True)]
    kept = checked(ring)
    assert kept == ring
    assert Polygon(kept).is_valid


@given(points=st.lists(st.tuples(st.floats(113, 114), st.floats(23, 24)), min_size=0, max_size=12))
def test_whatever_is_kept_is_a_simple_ring(points: list[tuple[float, float]]) -> None:
    try:
        kept = checked(points)
    except BadOutline:
        return
    assert Polygon(kept).is_simple
    assert Polygon(kept).is_valid
    assert square_metres(kept) >= 100
