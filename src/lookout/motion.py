"""Cheap sense of movement: which parts of the picture differ from what is usual there.

Works on a small grey plane (160 columns): a mean and a mean deviation per cell, learnt from the stream, so that the
limit follows the noise of the camera, rain and moving leaves. A common change of brightness (automatic exposure, a
cloud) is taken out first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from lookout.geometry import Outline, Rectangle

COLUMNS = 160
LEARN_S = 20.0
"""A thing that stays becomes background in about this time."""
EARLY, EARLY_S = 5, 2.0
"""After so many pictures, so far apart, what the first picture alone showed (a beam of light, somebody who then went)
is taken out of the background: left there, it would be motion for a minute and blind the place to what is real."""
MOST_DEVIATION = 15.0
"""However much a place changes, people before it are still told from it: lamps that pass do not blind it."""
SETTLE_FRAMES = 4
"""Pictures before the background counts as known; until then no motion is reported."""
DEVIATIONS = 5.0
LEAST_STEP = 7.0
"""Smallest change (of 255) that counts, however still the picture is."""
WEAK_STEP = 4.0
LEAST_CELLS = 6
USUAL_EVERY = 8
"""Pictures after which the usual deviation of the whole picture is taken anew; it changes slowly."""
NEIGHBOURS = np.array([[0, 0, 1, 0, 0], [0, 1, 1, 1, 0], [1, 1, 1, 1, 1], [0, 1, 1, 1, 0], [0, 0, 1, 0, 0]], np.uint8)
SCENE_CHANGED = 0.6
"""When more than this share of the picture differs, the camera was turned or the lights switched: learn anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """``regions``: left, top, right, bottom of what moves, largest first. ``weak``: share of the cells that differ a
    little; above zero where nothing reaches the full limit, for zones that must not miss anything."""

    regions: tuple[Rectangle, ...] = ()
    weak: float = 0.0
    settled: bool = False
    scene_changed: bool = False


class Motion:
    """Learns one camera's background. One object per camera; pictures of another size start it anew."""

    def __init__(self, masks: Sequence[Outline] = ()) -> None:
        self._masks = tuple(tuple(mask) for mask in masks)
        self._mean: NDArray[np.float32] | None = None
        self._deviation: NDArray[np.float32] = np.zeros(0, np.float32)
        self._open: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._usual = np.float32(0)
        self._early: list[NDArray[np.uint8]] | None = None
        self._seen = 0
        self._began_s = self._last_s = 0.0

    def update(self, picture: NDArray[np.uint8], time_s: float) -> Movement:
        """Takes the next picture (height × width, or height × width × 3) and says what moved."""
        small = _small(picture)
        if self._mean is None or self._mean.shape != small.shape:
            self._start(small, time_s)
            return Movement()
        gap = max(0.0, time_s - self._last_s)
        self._last_s = time_s
        self._seen += 1
        distance, limit, moved = self._compared(small, self._mean)
        if self._seen > SETTLE_FRAMES and np.count_nonzero(moved) > SCENE_CHANGED * moved.size:
            self._start(small, time_s)
            return Movement(scene_changed=True)
        self._learn(small, distance, moved, gap)
        self._begin_well(small, time_s)
        if self._seen < SETTLE_FRAMES:
            return Movement()
        return self._told(distance, limit, moved)

    def compare(self, picture: NDArray[np.uint8]) -> Movement:
        """What moved in a picture of a moment ago, against the background as it is known now. Learns nothing."""
        small = _small(picture)
        if self._mean is None or self._mean.shape != small.shape or self._seen < SETTLE_FRAMES:
            return Movement()
        return self._told(*self._compared(small, self._mean))

    def _compared(
        self, small: NDArray[np.float32], mean: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_]]:
        """Distance from the background and its limit for each cell, and where the one exceeds the other."""
        change = small - mean
        # one cell of nine is enough to know by how much the whole picture became brighter
        sample = change[1::3, 1::3][self._open[1::3, 1::3]]
        if sample.size:
            change -= np.partition(sample, sample.size // 2)[sample.size // 2]
        distance = np.abs(change, out=change)
        if self._seen % USUAL_EVERY == 2 or self._seen < USUAL_EVERY:
            self._usual = np.float32(np.median(self._deviation[::3, ::3]))
        # a cell's own deviation is a guess from few pictures; it is hardly less than that of the picture
        limit = np.maximum(self._deviation, self._usual)
        limit *= np.float32(DEVIATIONS)
        np.maximum(limit, np.float32(LEAST_STEP), out=limit)
        moved = distance > limit
        moved &= self._open
        return distance, limit, moved

    def _told(self, distance: NDArray[np.float32], limit: NDArray[np.float32], moved: NDArray[np.bool_]) -> Movement:
        limit *= np.float32(0.6)
        weak = distance > np.maximum(limit, np.float32(WEAK_STEP), out=limit)
        weak &= self._open
        share = int(np.count_nonzero(weak)) / weak.size
        return Movement(regions=_regions(moved), weak=share, settled=True)

    def _start(self, small: NDArray[np.float32], time_s: float) -> None:
        self._mean = small
        self._deviation = np.full_like(small, 1.5)
        self._open = ~_masked(small.shape, self._masks)
        self._early = []
        self._seen = 1
        self._began_s = self._last_s = time_s

    def _learn(
        self, small: NDArray[np.float32], distance: NDArray[np.float32], moved: NDArray[np.bool_], gap: float
    ) -> None:
        assert self._mean is not None
        pace = max(1.0 - math.exp(-gap / LEARN_S), 1.0 / (self._seen + 1) if self._seen < 10 else 0.0)
        # what moves is learnt at a quarter of the pace: somebody who waits stays visible
        share = np.full(small.shape, pace, np.float32)
        share[moved] = pace / 4
        self._mean += share * (small - self._mean)
        distance = np.minimum(distance, np.float32(MOST_DEVIATION))
        distance -= self._deviation
        distance *= share
        self._deviation += distance

    def _begin_well(self, small: NDArray[np.float32], time_s: float) -> None:
        if self._early is None or time_s < self._began_s + EARLY_S * (len(self._early) + 1):
            return
        assert self._mean is not None
        self._early.append(small.astype(np.uint8))
        if len(self._early) == EARLY:
            samples = np.stack(self._early).astype(np.float32)
            middle = np.median(samples, axis=0)
            # where all samples differ, leaves move or the camera shakes, and the mean is as good
            spread = np.median(np.abs(samples - middle), axis=0)
            wrong = np.abs(middle - self._mean) > np.maximum(LEAST_STEP, DEVIATIONS * spread)
            self._mean[wrong] = middle[wrong]
            self._deviation[wrong] = np.maximum(spread[wrong], self._usual)
            self._early = None


def _small(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """160 columns of grey (green of a colour picture): the mean of each cell, then of it and its neighbours."""
    plane = picture if picture.ndim == 2 else picture[:, :, 1]
    rows, columns = plane.shape
    while columns >= 2 * COLUMNS:
        # halving is four times as fast as one long step
        rows, columns = rows // 2, columns // 2
        plane = cv2.resize(plane, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    if columns > COLUMNS:
        size = (COLUMNS, max(1, round(rows * COLUMNS / columns)))
        plane = cv2.resize(plane, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    return cv2.blur(plane.astype(np.float32), (3, 3), borderType=cv2.BORDER_REPLICATE).astype(np.float32, copy=False)


def _masked(shape: tuple[int, ...], masks: Sequence[Outline]) -> NDArray[np.bool_]:
    """True in the cells whose middle lies in a mask (even-odd rule over the whole grid at once)."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]]
    x, y = (x + 0.5) / shape[1], (y + 0.5) / shape[0]
    covered = np.zeros(shape, np.bool_)
    for mask in masks:
        within = np.zeros(shape, np.bool_)
        ax, ay = mask[-1]
        for bx, by in mask:
            if ay != by:
                within ^= ((ay > y) != (by > y)) & (x < ax + (bx - ax) * (y - ay) / (by - ay))
            ax, ay = bx, by
        covered |= within
    return covered


def _regions(moved: NDArray[np.bool_]) -> tuple[Rectangle, ...]:
    if np.count_nonzero(moved) < LEAST_CELLS:
        return ()
    # close gaps of one cell, so that legs and trunk of a walker are one thing
    joined = cv2.dilate(moved.view(np.uint8), NEIGHBOURS)
    count, labels = cv2.connectedComponents(joined, connectivity=4)
    cells = np.bincount(labels[moved], minlength=count)
    rows, columns = moved.shape
    found: list[tuple[int, Rectangle]] = []
    for label in np.flatnonzero(cells[1:] >= LEAST_CELLS) + 1:
        left, top, width, height = cv2.boundingRect((labels == label).view(np.uint8))
        region = (left / columns, top / rows, (left + width) / columns, (top + height) / rows)
        found.append((int(cells[label]), region))
    return tuple(region for _, region in sorted(found, reverse=True))
