"""Whether two disputes may be the same quarrel come back. A hint to look, about disputes and never about a person.

One name in common says nothing and is not looked at: that would be a file of what somebody was party to. The same two
sides, or the same kind of dispute at the same place, is what a mediator should know before beginning again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

PERIOD = timedelta(days=365)


class Likeness(StrEnum):
    """The same sides 当事双方相同, or the same kind at the same place 同地同类."""

    SIDES = "sides"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is compared of a dispute: the names on each side, what kind it is, where, and when it was registered."""

    asks: frozenset[str]
    answers: frozenset[str]
    category: str
    area: Hashable
    place: str
    on: date


def folded(text: str) -> str:
    """A name or a place without blanks and width, as it is compared."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def likeness(one: Known, other: Known) -> Likeness | None:
    """How ``other`` is like ``one``, when it was registered within a year before or after; None when it is not."""
    if abs(one.on - other.on) > PERIOD:
        return None
    straight = bool(one.asks & other.asks and one.answers & other.answers)
    crossed = bool(one.asks & other.answers and one.answers & other.asks)
    if straight or crossed:
        return Likeness.SIDES
    same_place = bool(one.place) and one.place == other.place
    if one.area == other.area and one.category == other.category and same_place:
        return Likeness.PLACE
    return None
