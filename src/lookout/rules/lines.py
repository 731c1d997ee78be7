"""Crossing a line: the path of the feet from one side to the other, with its direction. Pure.

Who stands on the line and sways does not cross it: a crossing counts when the feet have come clear of it on the other
side. Who walks round its end does not cross it either.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from lookout.contract import Line

CLEAR = 0.12
"""Clear of the line is this share of one's own height, and at least ``CLEAR_LEAST`` of the picture's."""
CLEAR_LEAST = 0.008
FORGET_S = 4.0
"""A track that was not seen for so long has a number of its own afterwards."""

Way = Literal["forward", "backward"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """What is remembered of one track: where its feet were, and how often it crossed since it was last clear."""

    x: float
    y: float
    seen_s: float
    began_s: float
    net: int = 0
    clear: bool = False


Paths = Mapping[int, Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossed:
    """``began_s``: when the track was last clear of the line before."""

    way: Way
    began_s: float


def stepped(
    line: Line, path: Path | None, foot: tuple[float, float], *, height: float, time_s: float, aspect: float
) -> tuple[Path, Crossed | None]:
    """One more sight of a track whose feet are at ``foot``; ``height`` is its own, as a share of the picture's."""
    clear = abs(offset(line, foot, aspect=aspect)) > max(CLEAR_LEAST, CLEAR * height)
    if path is None or time_s - path.seen_s > FORGET_S:
        return Path(x=foot[0], y=foot[1], seen_s=time_s, began_s=time_s, clear=clear), None
    net = path.net + _passed(line, (path.x, path.y), foot)
    now = replace(path, x=foot[0], y=foot[1], seen_s=time_s, net=net)
    if not clear:
        return now, None
    way: Way = "forward" if net > 0 else "backward"
    crossed = Crossed(way=way, began_s=path.began_s) if net and path.clear else None
    return replace(now, net=0, clear=True, began_s=time_s), crossed


def forgotten(paths: Paths, time_s: float) -> dict[int, Path]:
    """Without those who are gone."""
    return {number: path for number, path in paths.items() if time_s - path.seen_s <= FORGET_S}


def offset(line: Line, point: tuple[float, float], *, aspect: float) -> float:
    """Distance from the endless line in heights of the picture; positive on its right, seen from a to b."""
    dx, dy = (line.b[0] - line.a[0]) * aspect, line.b[1] - line.a[1]
    px, py = (point[0] - line.a[0]) * aspect, point[1] - line.a[1]
    return (dx * py - dy * px) / math.hypot(dx, dy)


def _passed(line: Line, before: tuple[float, float], now: tuple[float, float]) -> int:
    """+1: from the left of the line to its right between its ends, -1: the other way, 0: not at all.

    A point on the line belongs to its right, so that a path that touches it counts once.
    """
    was, is_ = _side(line.a, line.b, before), _side(line.a, line.b, now)
    if (was >= 0) == (is_ >= 0):
        return 0
    first, last = _side(before, now, line.a), _side(before, now, line.b)
    if (first > 0 and last > 0) or (first < 0 and last < 0):
        return 0
    return 1 if is_ >= 0 else -1


def _side(a: tuple[float, float], b: tuple[float, float], point: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
