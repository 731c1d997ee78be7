"""Is it the same matter? Place, time, category and words, each with its share, added up to a likeness from 0 to 1."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

EARTH_M = 6_371_000
NEAR_IN_TIME = timedelta(days=7)
LIKELY = 0.5
_PLACE, _TIME, _WORDS = 0.5, 0.2, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is compared. Position in WGS84, time aware, ``text`` as people wrote it."""

    lon: float | None
    lat: float | None
    happened_at: datetime
    text: str


def metres(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """The distance of two points near each other, in metres."""
    east = math.radians(lon2 - lon1) * math.cos(math.radians((lat1 + lat2) / 2))
    return EARTH_M * math.hypot(east, math.radians(lat2 - lat1))


def likeness(one: Report, other: Report, *, radius_m: float) -> float:
    """How likely two reports of one category mean the same matter: 0 (no) to 1. ``radius_m`` is the category's.

    Farther apart than the radius, or longer than a week, they do not. Without both positions the words decide.
    """
    apart = abs(one.happened_at - other.happened_at)
    if apart > NEAR_IN_TIME:
        return 0.0
    soon = 1 - apart / NEAR_IN_TIME
    alike = words_alike(one.text, other.text)
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return (_TIME * soon + _WORDS * alike) / (_TIME + _WORDS) if alike else 0.0
    away = metres(one.lon, one.lat, other.lon, other.lat)
    if away > radius_m:
        return 0.0
    return _PLACE * (1 - away / radius_m / 2) + _TIME * soon + _WORDS * alike


def words_alike(one: str, other: str) -> float:
    """The share of pairs of neighbouring characters that two texts have in common (Dice), 0 to 1."""
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def _pairs(text: str) -> frozenset[str]:
    plain = [character for character in unicodedata.normalize("NFKC", text).lower() if character.isalnum()]
    return frozenset("".join(pair) for pair in pairwise(plain))
