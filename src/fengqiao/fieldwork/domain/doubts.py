"""What is odd about something captured outside: the way of a shift, a check-in, a visit, a report. One judge for all.

A doubt is a mark for the reader, nothing else: it takes no points, ends no shift and refuses no report. A telephone
under a tin roof jumps, and a test program on it is not a lie. Somebody who knows the place looks at it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fengqiao.incidents.domain.duplicates import metres

# Faster than any ambulance on a village road: 180 km/h.
FASTEST_MS = 50.0
# No grid is so wide; whoever was here on the same day of work was somewhere else, or the telephone was wrong.
JUMP_M = 50_000.0
WORKING_DAY = timedelta(hours=12)
# A receiver trembles; whoever stands as still as this for so long, to the last digit, has a program that says so.
STILL = timedelta(minutes=20)
# Five digits are a metre. Nobody stands on a corner of the map's hundred-metre mesh.
FEW_DIGITS = 3


class Doubt(StrEnum):
    """Why something may not be right: no position 无定位, outside the county 超出县域, made by a program 模拟定位,
    too fast 速度异常, too far off 位置跳变, a wrong clock 时钟不准, a photo of another day 非当日照片, one that came
    before 重复照片."""

    NO_POSITION = "no_position"
    OUTSIDE = "outside"
    MOCK = "mock"
    SPEED = "speed"
    JUMP = "jump"
    CLOCK = "clock"
    OTHER_DAY = "other_day"
    SEEN_BEFORE = "seen_before"


# What can be odd about a position as such, given those before it.
OF_A_WAY = (Doubt.MOCK, Doubt.SPEED, Doubt.JUMP)
# Nobody was there: such a position is used for nothing.
WILD = frozenset({Doubt.SPEED, Doubt.JUMP})


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

    @property
    def made_up(self) -> bool:
        """True for what a program made: it says so, it has no error at all, or it was typed with a few digits. Browsers
        do not say that a position is made up."""
        return self.mock or self.accuracy <= 0 or max(_digits(self.lon), _digits(self.lat)) <= FEW_DIGITS


def of_way(fixes: Sequence[Fix]) -> list[frozenset[Doubt]]:
    """The doubts about each of somebody's positions, in the order of time.

    Each is compared with the last one that was credible, so a single jump marks one position and not the way back too.
    Two doubtful ones that agree with each other are the new truth: the first position was the wrong one.
    """
    found: list[frozenset[Doubt]] = []
    anchor: Fix | None = None
    before: Fix | None = None
    still_since: datetime | None = None
    for fix in fixes:
        still_since = still_since if before is not None and _same(before, fix) else fix.at
        marks = set(_moved(anchor, fix)) if anchor is not None else set()
        if fix.made_up or fix.at - (still_since or fix.at) >= STILL:
            marks.add(Doubt.MOCK)
        agrees = (
            bool(marks)
            and before is not None
            and before is not anchor
            and not (fix.made_up or before.made_up)
            and not _moved(before, fix)
        )
        if not marks or agrees:
            anchor = fix
        before = fix
        found.append(frozenset(marks))
    return found


def of_position(fix: Fix | None, before: Sequence[Fix]) -> frozenset[Doubt]:
    """What is odd about where something was captured, given its author's positions before that, oldest first."""
    if fix is None:
        return frozenset({Doubt.NO_POSITION})
    return of_way([*before, fix])[-1]


def of_picture(taken: datetime | None, captured: datetime) -> frozenset[Doubt]:
    """What is odd about a picture, by the time that its camera wrote into it (None: none)."""
    if taken is not None and abs(taken - captured) > timedelta(hours=18):
        return frozenset({Doubt.OTHER_DAY})
    return frozenset()


def _moved(start: Fix, end: Fix) -> frozenset[Doubt]:
    apart = metres(start.lon, start.lat, end.lon, end.lat)
    # Two rough positions may lie so far apart without anybody having moved.
    moved = max(0.0, apart - start.accuracy - end.accuracy)
    passed = end.at - start.at
    marks = set()
    if moved / max(1.0, passed.total_seconds()) > FASTEST_MS:
        marks.add(Doubt.SPEED)
    if moved > JUMP_M and passed <= WORKING_DAY:
        marks.add(Doubt.JUMP)
    return frozenset(marks)


def _same(one: Fix, other: Fix) -> bool:
    return (one.lon, one.lat, one.accuracy) == (other.lon, other.lat, other.accuracy)


def _digits(degrees: float) -> int:
    return len(f"{degrees:.9f}".rstrip("0").partition(".")[2])
