"""Where pieces of a gift can be. They move like points: from one place to another, never out of nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """OUTSIDE: at the supplier, before and after us. STORE: free. HELD: kept for a redemption. COUNTER: given to a
    counter. OUT: handed over. MISSING: gone, and explained or to be explained."""

    OUTSIDE = "outside"
    STORE = "store"
    HELD = "held"
    COUNTER = "counter"
    OUT = "out"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """``pieces`` of a lot from one place to another; a place is a hashable, for counters with their id."""

    lot: Hashable
    source: Hashable
    target: Hashable
    pieces: int


def shelves(moves: Iterable[Move]) -> dict[tuple[Hashable, Hashable], int]:
    """How many pieces lie where, (lot, place) → pieces, from nothing but the moves. OUTSIDE comes out negative."""
    lying: Counter[tuple[Hashable, Hashable]] = Counter()
    for move in moves:
        lying[move.lot, move.source] -= move.pieces
        lying[move.lot, move.target] += move.pieces
    return {key: pieces for key, pieces in lying.items() if pieces}
