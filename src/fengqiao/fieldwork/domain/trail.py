"""Positions of a shift: what may be kept of them, and which of them cannot be right.

A doubt is a mark for the reader, nothing else: it takes no points and ends no shift. A telephone under a tin roof
jumps, and a test program on it is not a lie.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from fengqiao.incidents.domain.duplicates import metres

# Faster than any ambulance on a village road: 180 km/h.
FASTEST_MS = 50.0
# No grid is so wide; whoever is so far from the last position was somewhere else, or the telephone was wrong.
JUMP_M = 50_000.0
# A telephone that knows only its radio mast says where it is within kilometres; a cell of coverage has 200 m.
ROUGH_M = 200.0
# A telephone whose clock runs a little ahead is not refused.
AHEAD = timedelta(minutes=5)


class Doubt(StrEnum):
    """Why a position may not be right: made by a program 模拟定位, too fast 速度异常, too far off 位置跳变."""

    MOCK = "mock"
    SPEED = "speed"
    JUMP = "jump"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A position, as a telephone says it: WGS84, ``accuracy`` in metres, ``mock``: it says that it is made up."""

    at: datetime
    lon: float
    lat: float
    accuracy: float = 0.0
    mock: bool = False

    @property
    def possible(self) -> bool:
        """False for what is no position on the Earth, which is also true of what is no number."""
        return -180 <= self.lon <= 180 and -90 <= self.lat <= 90 and math.isfinite(self.accuracy) and self.accuracy >= 0


def within(fix: Fix, started: datetime, ended: datetime | None, now: datetime) -> bool:
    """True when the position belongs to the shift and may be kept: not before it, not after it, not of the future."""
    return started <= fix.at <= (ended if ended is not None else now + AHEAD)


def doubts(fixes: Sequence[Fix]) -> list[frozenset[Doubt]]:
    """The doubts about each position of one shift, in the order of time.

    Each is compared with the last one that was credible, so a single jump marks one position and not the way back too.
    Two doubtful ones that agree with each other are the new truth: the first position was the wrong one.
    """
    found: list[frozenset[Doubt]] = []
    anchor: Fix | None = None
    before: Fix | None = None
    for fix in fixes:
        marks = set(_way(anchor, fix)) if anchor is not None else set()
        if fix.mock:
            marks.add(Doubt.MOCK)
        agrees = (
            bool(marks)
            and before is not None
            and before is not anchor
            and not (fix.mock or before.mock)
            and not _way(before, fix)
        )
        if not marks or agrees:
            anchor = fix
        before = fix
        found.append(frozenset(marks))
    return found


def _way(start: Fix, end: Fix) -> frozenset[Doubt]:
    apart = metres(start.lon, start.lat, end.lon, end.lat)
    # Two rough positions may lie so far apart without anybody having moved.
    moved = max(0.0, apart - start.accuracy - end.accuracy)
    seconds = max(1.0, (end.at - start.at).total_seconds())
    marks = set()
    if moved / seconds > FASTEST_MS:
        marks.add(Doubt.SPEED)
    if moved > JUMP_M:
        marks.add(Doubt.JUMP)
    return frozenset(marks)


def length_m(fixes: Sequence[Fix], marks: Sequence[frozenset[Doubt]]) -> float:
    """How long the credible part of the trail is."""
    good = [fix for fix, doubt in zip(fixes, marks, strict=True) if not doubt and fix.accuracy <= ROUGH_M]
    return sum(metres(one.lon, one.lat, two.lon, two.lat) for one, two in pairwise(good))
