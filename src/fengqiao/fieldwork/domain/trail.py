"""Positions of a shift: what may be kept of them, and how long the credible part of the way is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from fengqiao.fieldwork.domain.doubts import Doubt, Fix
from fengqiao.incidents.domain.duplicates import metres

# A telephone that knows only its radio mast says where it is within kilometres; a cell of coverage has 200 m.
ROUGH_M = 200.0
# A telephone whose clock runs a little ahead is not refused.
AHEAD = timedelta(minutes=5)


def within(fix: Fix, started: datetime, ended: datetime | None, now: datetime) -> bool:
    """True when the position belongs to the shift and may be kept: not before it, not after it, not of the future."""
    return started <= fix.at <= (ended if ended is not None else now + AHEAD)


def length_m(fixes: Sequence[Fix], marks: Sequence[frozenset[Doubt]]) -> float:
    """How long the credible part of the trail is."""
    good = [fix for fix, doubt in zip(fixes, marks, strict=True) if not doubt and fix.accuracy <= ROUGH_M]
    return sum(metres(one.lon, one.lat, two.lon, two.lat) for one, two in pairwise(good))
