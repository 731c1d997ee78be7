"""Where the clips play: an empty place of our own footage, a zone in it, and ways that lead in, or past it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from figures import Image, empty, pictures

Point = tuple[float, float]
WIDTH, HEIGHT = 640, 360
CYCLE = 20
"""Pictures after which the water of the river clips repeats."""


@dataclass(frozen=True)
class Place:
    """Fractions of the picture. ``ways`` begin at the edge of the picture or behind something and end in the zone;
    ``past`` never come near it. ``trees``: left, top, right, bottom of what sways; ``water``: where ducks swim."""

    name: str
    clip: str
    kind: str
    zone: tuple[Point, ...]
    ways: tuple[tuple[Point, ...], ...]
    past: tuple[tuple[Point, ...], ...]
    trees: tuple[float, float, float, float]
    water: tuple[float, float, float, float] | None = None

    def pictures(self) -> Sequence[Image]:
        """The empty place: one picture, or the circle of the water."""
        return _pictures(self.clip, self.water is not None)


@lru_cache(maxsize=4)
def _pictures(clip: str, moving: bool) -> tuple[Image, ...]:
    if not moving:
        return (empty(clip),)
    circle = pictures(clip)[:CYCLE]
    still = empty(clip)
    return tuple(
        np.where(np.abs(one.astype(int) - still).max(axis=2, keepdims=True) > 60, still, one) for one in circle
    )


@dataclass(frozen=True)
class Still:
    """A picture of somebody's own empty place; all of its lower two thirds is the zone."""

    file: str
    name: str = "picture"
    kind: str = "water"
    zone: tuple[Point, ...] = ((0.0, 0.33), (1.0, 0.33), (1.0, 1.0), (0.0, 1.0))
    trees: tuple[float, float, float, float] = (0.3, 0.0, 0.7, 0.3)
    water: tuple[float, float, float, float] | None = None

    def pictures(self) -> Sequence[Image]:
        read = cv2.imread(self.file, cv2.IMREAD_COLOR)
        if read is None:
            raise ValueError(f"{self.file} is no picture")
        return (cv2.resize(read, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA),)


PLACES = {
    "yard": Place(
        "yard",
        "bins",
        "intrusion",
        ((0.30, 0.63), (0.72, 0.59), (0.80, 0.86), (0.24, 0.90)),
        (
            ((0.0, 0.72), (0.18, 0.73), (0.42, 0.75)),
            ((1.0, 0.68), (0.85, 0.72), (0.62, 0.74)),
            ((0.48, 1.0), (0.50, 0.95), (0.52, 0.78)),
            ((0.16, 0.56), (0.24, 0.60), (0.45, 0.70)),
        ),
        (
            ((0.0, 0.66), (0.12, 0.78), (0.0, 0.92)),
            ((1.0, 0.60), (0.92, 0.75), (1.0, 0.9)),
            ((0.85, 0.54), (1.0, 0.56)),
        ),
        (0.52, 0.0, 0.76, 0.27),
    ),
    "river": Place(
        "river",
        "river",
        "water",
        ((0.0, 0.46), (1.0, 0.44), (1.0, 0.68), (0.0, 0.70)),
        (
            ((0.0, 0.77), (0.22, 0.78), (0.33, 0.72), (0.36, 0.61)),
            ((1.0, 0.75), (0.60, 0.77), (0.38, 0.73), (0.40, 0.62)),
            ((0.12, 1.0), (0.16, 0.80), (0.32, 0.72), (0.34, 0.60)),
        ),
        (((0.0, 0.80), (1.0, 0.80)), ((1.0, 0.84), (0.0, 0.82))),
        (0.74, 0.0, 1.0, 0.32),
        (0.05, 0.30, 0.70, 0.52),
    ),
    "road": Place(
        "road",
        "road",
        "intrusion",
        ((0.0, 0.688), (0.986, 0.229), (1.0, 0.232), (1.0, 0.433), (0.291, 1.0), (0.0, 1.0)),
        (
            ((0.0, 0.60), (0.16, 0.52), (0.30, 0.66)),
            ((0.62, 0.34), (0.50, 0.40), (0.46, 0.56)),
            ((1.0, 0.85), (0.84, 0.72), (0.62, 0.56)),
        ),
        (((0.0, 0.60), (0.30, 0.47), (0.55, 0.36)), ((1.0, 0.62), (0.80, 0.80), (0.72, 1.0))),
        (0.42, 0.0, 0.66, 0.14),
    ),
}


def shifted(way: Sequence[Point], chance: random.Random, by: float = 0.02) -> list[Point]:
    """The same way, never quite the same; its ends at the edge stay there."""
    return [
        (
            x if x in (0.0, 1.0) else min(1.0, max(0.0, x + chance.uniform(-by, by))),
            y if y == 1.0 else min(1.0, max(0.0, y + chance.uniform(-by, by) / 2)),
        )
        for x, y in way
    ]
