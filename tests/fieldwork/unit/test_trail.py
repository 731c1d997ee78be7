"""Positions that cannot be right, by tables; and laws that hold for every trail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.fieldwork.domain.doubts import WILD, Doubt, Fix, of_way
from fengqiao.fieldwork.domain.trail import AHEAD, length_m, within

START = datetime(2026, 9, 1, 0, 0, tzinfo=UTC)
KM = 1 / 111.32  # degrees of latitude


def fix(minute: float, north_km: float = 0.0, *, accuracy: float = 5, mock: bool = False) -> Fix:
    return Fix(
        at=START + timedelta(minutes=minute),
        lon=113.630127,
        lat=23.780413 + north_km * KM,
        accuracy=accuracy,
        mock=mock,
    )


NONE: frozenset[Doubt] = frozenset()
SPEED, MOCK = frozenset({Doubt.SPEED}), frozenset({Doubt.MOCK})
LEAP = frozenset({Doubt.SPEED, Doubt.JUMP})


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ([], []),
        ([fix(0)], [NONE]),
        ([fix(0), fix(1, 0.1), fix(2, 0.2)], [NONE, NONE, NONE]),
        ([fix(0), fix(1, 2.9)], [NONE, NONE]),  # 174 km/h: an ambulance
        ([fix(0), fix(1, 3.1)], [NONE, SPEED]),  # 186 km/h
        ([fix(0), fix(1, 3.1, accuracy=200)], [NONE, NONE]),  # rough enough to have moved less
        ([fix(0), fix(1, 500), fix(2, 0.1)], [NONE, LEAP, NONE]),  # there and not back: one mark
        ([fix(0), fix(60 * 11, 500)], [NONE, frozenset({Doubt.JUMP})]),  # slow enough for a train, yet no day of work
        ([fix(0), fix(60 * 13, 500)], [NONE, NONE]),  # the next day
        ([fix(0), fix(10), fix(19.9), fix(20), fix(21, 0.01)], [NONE, NONE, NONE, MOCK, NONE]),  # too still
        ([Fix(at=START, lon=113.63, lat=23.78, accuracy=5)], [MOCK]),  # typed
        ([Fix(at=START, lon=113.630127, lat=23.780413, accuracy=0)], [MOCK]),  # without any error
        ([fix(0, 500), fix(1), fix(2, 0.05), fix(3, 0.1)], [NONE, LEAP, LEAP, NONE]),  # the first was wrong
        ([fix(0), fix(1, 0.1, mock=True), fix(2, 0.2)], [NONE, MOCK, NONE]),
        ([fix(0, mock=True), fix(1, 400, mock=True), fix(2)], [MOCK, MOCK, NONE]),
        (
            [fix(0), fix(0.5, 500, mock=True), fix(1, 500, mock=True), fix(2, 0.1)],
            [NONE, LEAP | MOCK, LEAP | MOCK, NONE],
        ),
    ],
)  # fmt: skip
def test_doubts(way: list[Fix], expected: list[frozenset[Doubt]]) -> None:
    assert of_way(way) == expected


@given(st.lists(st.tuples(st.integers(1, 600), st.floats(-0.05, 0.05))))
def test_who_walks_is_never_doubted(steps: list[tuple[int, float]]) -> None:
    """At most 50 m in a second or more is never marked as wild, wherever it goes."""
    way, at, north = [], 0.0, 0.0
    for seconds, km in steps:
        at, north = at + seconds, north + km * 0.98
        way.append(fix(at / 60, north))
    assert all(not marks & WILD for marks in of_way(way))


@given(st.lists(st.tuples(st.integers(0, 40_000), st.floats(-90, 90), st.floats(-180, 180), st.booleans())))
def test_any_trail_gets_a_mark_for_each_position(items: list[tuple[int, float, float, bool]]) -> None:
    way = [Fix(at=START + timedelta(seconds=at), lon=lon, lat=lat, mock=mock) for at, lat, lon, mock in sorted(items)]
    found = of_way(way)
    assert len(found) == len(way)
    assert all(Doubt.MOCK in marks for one, marks in zip(way, found, strict=True) if one.made_up)


def test_length_leaves_out_what_cannot_be_right() -> None:
    way = [fix(0), fix(1, 0.1), fix(2, 500), fix(3, 0.2)]
    assert 195 < length_m(way, of_way(way)) < 205


@pytest.mark.parametrize(
    ("minute", "ended", "kept"),
    [(0, None, True), (-0.1, None, False), (59, 60, True), (60, 60, True), (60.1, 60, False), (120, None, True)],
)
def test_only_within_the_shift(minute: float, ended: float | None, kept: bool) -> None:
    until = START + timedelta(minutes=ended) if ended is not None else None
    assert within(fix(minute), START, until, START + timedelta(hours=3)) is kept


def test_nothing_of_the_future() -> None:
    now = START + timedelta(minutes=10)
    assert within(Fix(at=now + AHEAD, lon=1, lat=1), START, None, now)
    assert not within(Fix(at=now + AHEAD + timedelta(seconds=1), lon=1, lat=1), START, None, now)


@pytest.mark.parametrize(
    "wrong", [{"lon": 181.0}, {"lat": float("nan")}, {"accuracy": float("inf")}, {"accuracy": -1.0}]
)
def test_what_is_no_position(wrong: dict[str, float]) -> None:
    values = {"lon": 113.0, "lat": 23.0, "accuracy": 5.0, **wrong}
    assert not Fix(at=START, **values).possible
