"""How tall somebody is, as a share of a grown person at the same place in the picture. Pure; learns from what passes.

A camera that looks down sees a grown person's height grow about linearly with how low in the picture the feet are. The
line comes from the camera's settings (two places, or one), or is learnt: each track tells once how tall it was where
it was tallest, and the line is laid so that most of them lie just below it, because who walks there is mostly grown up
and a box is more often too short (bent, half hidden) than too tall.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from lookout.contract import Box, Size
from lookout.tracking import Track

CHILD_BELOW = 0.82
"""Shorter than this share of a grown person is a child's size: up to about ten years."""
HORIZON = -0.1
"""Where heights become nothing when one place alone is known: a camera that looks down by about 25°."""
LEAST_TRACKS = 12
LEAST_SPREAD = 0.12
NEAR_Y = 0.1
"""Learnt at one depth only, it is believed this far around it."""
MOST_SAMPLES = 200
MOST_LOOKS = 9
UPPER = 0.65
"""The learnt line has this share of the samples below it."""
SLENDER = 1.5
"""Who is upright is at least so many times taller than wide; others do not tell their height."""
EDGE = 0.02
FORGET_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Perspective:
    """A grown person whose feet are at ``y`` is ``slope * y + base`` tall, fractions of the picture's height.

    Believed from ``low`` to ``high``.
    """

    slope: float
    base: float
    low: float = 0.0
    high: float = 1.0

    def grown(self, y: float) -> float | None:
        """None where it is not known."""
        height = self.slope * y + self.base
        return height if self.low <= y <= self.high and height > 0.01 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What was seen of one track: its height over a grown one's each time, and where it was tallest."""

    ratios: tuple[float, ...] = ()
    y: float = 0.0
    height: float = 0.0
    count: int = 0
    seen_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Statures:
    """What is remembered of the people of one camera. ``given``: the settings' line, which nothing overrules."""

    given: Perspective | None = None
    learnt: Perspective | None = None
    looks: Mapping[int, Looks] | None = None
    samples: tuple[tuple[float, float], ...] = ()

    @property
    def perspective(self) -> Perspective | None:
        return self.given or self.learnt

    def ratio(self, number: int) -> float | None:
        """How tall this track is, over a grown person; None: not known."""
        looks = (self.looks or {}).get(number)
        return median(looks.ratios) if looks is not None and looks.ratios else None

    def size(self, number: int) -> Size | None:
        ratio = self.ratio(number)
        return None if ratio is None else Size.CHILD if ratio < CHILD_BELOW else Size.ADULT


def given(references: Sequence[tuple[float, float]]) -> Perspective | None:
    """The line through the settings' pairs of foot and height; None without any, or when they make no sense."""
    if not references:
        return None
    (y1, h1), *rest = sorted(references)
    if not rest or rest[0][0] - y1 < 0.02:
        slope = h1 / max(0.05, y1 - HORIZON)
        return Perspective(slope=slope, base=-slope * HORIZON)
    y2, h2 = rest[0]
    slope = (h2 - h1) / (y2 - y1)
    return Perspective(slope=slope, base=h1 - slope * y1)


def watched(before: Statures, tracks: Iterable[Track], *, time_s: float, aspect: float) -> Statures:
    """Takes the people of one picture (``aspect``: its width over its height)."""
    looks = dict(before.looks or {})
    perspective = before.perspective
    for track in tracks:
        if track.cls != "person" or track.seen_s < time_s or not upright(track.box, aspect):
            continue
        known = looks.get(track.id, Looks())
        y, height = track.box.y2, track.box.y2 - track.box.y1
        grown = perspective.grown(y) if perspective else None
        ratios = known.ratios if grown is None else (*known.ratios, height / grown)[-MOST_LOOKS:]
        taller = height > known.height
        looks[track.id] = replace(
            known,
            ratios=ratios,
            y=y if taller else known.y,
            height=height if taller else known.height,
            count=known.count + 1,
            seen_s=time_s,
        )
    over = [number for number, known in looks.items() if time_s - known.seen_s > FORGET_S]
    fresh = tuple((looks[number].y, looks[number].height) for number in over if looks[number].count >= 4)
    for number in over:
        del looks[number]
    samples = (*before.samples, *fresh)[-MOST_SAMPLES:]
    learnt = learn(samples) if fresh and before.given is None else before.learnt
    return replace(before, learnt=learnt, looks=looks, samples=samples)


def upright(box: Box, aspect: float) -> bool:
    """Whether the whole of somebody is in the picture, standing or walking."""
    whole = box.x1 > EDGE / 2 and box.x2 < 1 - EDGE / 2 and box.y1 > EDGE / 2 and box.y2 < 1 - EDGE
    return whole and box.y2 - box.y1 >= SLENDER * (box.x2 - box.x1) * aspect


def learn(samples: Sequence[tuple[float, float]]) -> Perspective | None:
    """The line that has ``UPPER`` of the (foot, height) pairs below it; None while they are too few."""
    if len(samples) < LEAST_TRACKS:
        return None
    feet, heights = (np.array(values, dtype=np.float64) for values in zip(*samples, strict=True))
    low, high = (float(value) for value in np.quantile(feet, (0.05, 0.95)))
    if high - low < LEAST_SPREAD:
        middle, usual = float(np.median(feet)), float(np.quantile(heights, UPPER))
        slope = usual / max(0.05, middle - HORIZON)
        return Perspective(slope=slope, base=-slope * HORIZON, low=middle - NEAR_Y, high=middle + NEAR_Y)
    columns = np.stack([feet, np.ones_like(feet)], axis=1)
    weights: NDArray[np.float64] = np.ones_like(feet)
    line: NDArray[np.floating] = np.zeros(2)
    for _ in range(40):
        # a quantile by weighted least squares: above the line counts UPPER, below the rest, far ones less
        scaled = columns * weights[:, None]
        line = np.linalg.solve(scaled.T @ columns + 1e-9 * np.eye(2), scaled.T @ heights)
        rest = heights - columns @ line
        weights = np.where(rest > 0, UPPER, 1 - UPPER) / np.maximum(np.abs(rest), 1e-4)
    if line[0] < 0:
        return None
    reach = 0.5 * (high - low)
    return Perspective(slope=float(line[0]), base=float(line[1]), low=low - reach, high=high + reach)
