"""Points beside opportunities: whose points lie far from those of others with about as many opportunities.

A hint to look at the grid and the rules, in both directions. It says nothing about the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import quantiles
from typing import TypeVar

Key = TypeVar("Key")
# With fewer people beside whom to look there is no telling what is unusual.
FEWEST = 8
FENCE = 1.5


class Hint(StrEnum):
    """Points lie far above or far below those of others with about as many events."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """``points`` of somebody in whose grid there were ``events``."""

    points: int
    events: int


def hints(found: Mapping[Key, Standing]) -> dict[Key, Hint]:
    """Who lies outside the fences (one and a half times the middle half's width beyond it) among their likes.

    Likes: thirds in the order of events, as soon as each third has ``FEWEST`` people; else all. Equal numbers of events
    stay together. With fewer than ``FEWEST`` people nobody gets a hint.
    """
    seen: dict[Key, Hint] = {}
    for group in _likes(found):
        values = [found[key].points for key in group]
        if len(values) < FEWEST:
            continue
        low, _middle, high = quantiles(values, n=4, method="inclusive")
        width = high - low
        for key in group:
            if found[key].points > high + FENCE * width:
                seen[key] = Hint.ABOVE
            elif found[key].points < low - FENCE * width:
                seen[key] = Hint.BELOW
    return seen


def _likes(found: Mapping[Key, Standing]) -> list[list[Key]]:
    ordered = sorted(found, key=lambda key: found[key].events)
    parts = 3 if len(ordered) >= 3 * FEWEST else 1
    groups: list[list[Key]] = [[] for _ in range(parts)]
    first: dict[int, int] = {}
    for place, key in enumerate(ordered):
        first.setdefault(found[key].events, place)
        groups[first[found[key].events] * parts // len(ordered)].append(key)
    return groups
