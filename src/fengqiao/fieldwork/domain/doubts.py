"""What is odd about something captured outside. A doubt stops nothing; somebody who knows the place looks at it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

EARTH_M = 6_371_000
FASTEST_M_S = 70  # a motorway and a little more
CLEAR_JUMP_M = 2_000  # what a bad fix between houses may be wrong by
STILL = timedelta(minutes=20)


class Doubt(StrEnum):
    """One thing that is odd."""

    NO_POSITION = "no_position"
    OUTSIDE = "outside"
    JUMP = "jump"
    MOCK = "mock"
    CLOCK = "clock"
    OTHER_DAY = "other_day"
    SEEN_BEFORE = "seen_before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A position in WGS84 with its accuracy in metres, when it was taken (aware)."""

    lon: float
    lat: float
    accuracy: float
    at: datetime


def metres(one: Fix, other: Fix) -> float:
    """The distance of two positions over the ground."""
    lat1, lat2 = math.radians(one.lat), math.radians(other.lat)
    north, east = lat2 - lat1, math.radians(other.lon - one.lon)
    half = math.sin(north / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(east / 2) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def of_position(fix: Fix | None, last: Fix | None) -> frozenset[Doubt]:
    """What is odd about a position, given the last one of the same person.

    Browsers do not say that a position is made up; made-up ones have no error at all, few digits, or are the same to
    the last digit after a long time.
    """
    if fix is None:
        return frozenset({Doubt.NO_POSITION})
    found: set[Doubt] = set()
    if fix.accuracy <= 0 or (_digits(fix.lon) <= 3 and _digits(fix.lat) <= 3):
        found.add(Doubt.MOCK)
    if last is not None:
        apart, seconds = metres(fix, last), abs((fix.at - last.at).total_seconds())
        same = (fix.lon, fix.lat, fix.accuracy) == (last.lon, last.lat, last.accuracy)
        if same and seconds >= STILL.total_seconds():
            found.add(Doubt.MOCK)
        if apart > CLEAR_JUMP_M + FASTEST_M_S * seconds:
            found.add(Doubt.JUMP)
    return frozenset(found)


def of_picture(taken: datetime | None, captured: datetime) -> frozenset[Doubt]:
    """What is odd about a picture, by the time that its camera wrote into it (None: none)."""
    if taken is not None and abs(taken - captured) > timedelta(hours=18):
        return frozenset({Doubt.OTHER_DAY})
    return frozenset()


def _digits(degrees: float) -> int:
    text = f"{degrees:.9f}".rstrip("0")
    return len(text.partition(".")[2])
