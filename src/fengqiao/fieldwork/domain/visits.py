"""Places on a patrol: how often somebody shall be there, when a visit is due, and whether a check-in was there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# Whoever stands at the gate of a school stands as near to it as this, by a good telephone.
RADIUS_M = 100
# A rough position may lie so far off at most in the worker's favour.
GENEROUS_M = 150.0


class Spot(StrEnum):
    """What a place on the patrol is."""

    WATER = "water"
    SCHOOL = "school"
    MARKET = "market"
    SITE = "site"
    BRIDGE = "bridge"
    TEMPLE = "temple"
    PUBLIC = "public"
    HAMLET = "hamlet"
    OTHER = "other"


class Nearness(StrEnum):
    """How a check-in agrees with the place: there, somewhere else, not known."""

    THERE = "there"
    AWAY = "away"
    UNKNOWN = "unknown"


class NoPosition(StrEnum):
    """Why a check-in has no position."""

    NO_SIGNAL = "no_signal"
    REFUSED = "refused"
    BROKEN = "broken"
    OTHER = "other"


class Due(StrEnum):
    """How a place stands: overdue, due today or tomorrow, later, without a date."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often a place shall be visited (``every`` days), and by when once more (``by``, set by the lead)."""

    every: int | None = None
    by: date | None = None


def next_due(rhythm: Rhythm, *, since: date, last: date | None) -> date | None:
    """The day by which the next visit is due. ``since``: the place is on the list; ``last``: the last visit.

    The lead's own date counts until a visit on or after the day on which it was asked for; clearing it is the service's
    work, so here it simply counts when it is earlier.
    """
    regular = None if rhythm.every is None else (last or since) + timedelta(days=rhythm.every)
    return min((one for one in (regular, rhythm.by) if one is not None), default=None)


def standing(due: date | None, today: date) -> Due:
    """How that day looks from today."""
    if due is None:
        return Due.NEVER
    if due < today:
        return Due.OVERDUE
    return Due.SOON if due <= today + timedelta(days=1) else Due.LATER


def nearness(*, distance: float | None, accuracy: float, radius: int = RADIUS_M) -> Nearness:
    """Whether a position at that distance is at the place, the telephone's roughness in the worker's favour."""
    if distance is None:
        return Nearness.UNKNOWN
    return Nearness.THERE if distance <= radius + min(accuracy, GENEROUS_M) else Nearness.AWAY


def round_done(stops: Collection[object], seen: Collection[object]) -> bool:
    """A route is walked when all its places were seen within one shift."""
    return bool(stops) and set(stops) <= set(seen)
