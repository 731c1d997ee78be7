"""Cheap sense of movement: which parts of the picture differ from what is usual there.

Works on a small green plane (about 160 columns): a mean and a mean deviation per cell, learnt from the stream, so
that the limit follows the noise of the camera, rain and moving leaves. A common change of brightness (automatic
exposure, a cloud) is taken out first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from lookout.geometry import Outline, Rectangle

COLUMNS = 160
LEARN_S = 20.0
"""A thing that stays becomes background in about this time."""
SETTLE_FRAMES = 4
"""Pictures before the background counts as known; until then no motion is reported."""
DEVIATIONS = 5.0
LEAST_STEP = 7.0
"""Smallest change (of 255) that counts, however still the picture is."""
WEAK_STEP = 4.0
LEAST_CELLS = 6
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
        self._seen = 0
        self._last_s = 0.0

    def update(self, picture: NDArray[np.uint8], time_s: float) -> Movement:
        """Takes the next picture (height × width × 3) and says what moved."""
        small = _small(picture)
        if self._mean is None or self._mean.shape != small.shape:
            self._start(small, time_s)
            return Movement()
        gap = max(0.0, time_s - self._last_s)
        self._last_s = time_s
        self._seen += 1
        change = small - self._mean
        # every seventh open cell is enough to know by how much the whole picture became brighter
        change -= float(np.median(change[self._open][::7])) if self._open.any() else 0.0
        distance = np.abs(change)
        # a cell's own deviation is a guess from few pictures; it is hardly less than that of the picture
        usual = np.maximum(self._deviation, np.median(self._deviation[::3, ::3]))
        limit = np.maximum(np.float32(LEAST_STEP), np.float32(DEVIATIONS) * usual)
        moved = (distance > limit) & self._open
        if self._seen > SETTLE_FRAMES and moved.mean() > SCENE_CHANGED:
            self._start(small, time_s)
            return Movement(scene_changed=True)
        self._learn(small, distance, moved, gap)
        if self._seen < SETTLE_FRAMES:
            return Movement()
        weak = (distance > np.maximum(WEAK_STEP, 0.6 * limit)) & self._open
        return Movement(regions=_regions(moved), weak=float(weak.mean()), settled=True)

    def _start(self, small: NDArray[np.float32], time_s: float) -> None:
        self._mean = small
        self._deviation = np.full_like(small, 1.5)
        self._open = ~_masked(small.shape, self._masks)
        self._seen = 1
        self._last_s = time_s

    def _learn(
        self, small: NDArray[np.float32], distance: NDArray[np.float32], moved: NDArray[np.bool_], gap: float
    ) -> None:
        assert self._mean is not None
        pace = max(1.0 - math.exp(-gap / LEARN_S), 1.0 / (self._seen + 1) if self._seen < 10 else 0.0)
        # what moves is learnt at a quarter of the pace: somebody who waits stays visible
        share = np.where(moved, np.float32(pace / 4), np.float32(pace)).astype(np.float32)
        self._mean += share * (small - self._mean)
        usual = np.where(moved, np.minimum(distance, np.float32(20.0)), distance)
        self._deviation += (share * (usual - self._deviation)).astype(np.float32)


def _small(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """About 160 columns of green: the mean of four samples a cell, then of a cell and its neighbours."""
    step = max(1, picture.shape[1] // COLUMNS)
    half = step // 2
    rows, columns = picture.shape[0] // step, picture.shape[1] // step
    total = np.zeros((rows, columns), np.float32)
    for top in (0, half):
        for left in (0, half):
            total += picture[top : top + rows * step : step, left : left + columns * step : step, 1][:rows, :columns]
    return ndimage.uniform_filter(total * np.float32(0.25), size=3, mode="nearest").astype(np.float32, copy=False)


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
    joined = ndimage.binary_dilation(moved, iterations=2)
    labels, count = ndimage.label(joined)
    if count == 0:
        return ()
    cells = ndimage.sum_labels(moved, labels, np.arange(1, count + 1))
    rows, columns = moved.shape
    found: list[tuple[float, Rectangle]] = []
    for size, (tall, wide) in zip(cells, ndimage.find_objects(labels), strict=True):
        if size >= LEAST_CELLS:
            found.append(
                (float(size), (wide.start / columns, tall.start / rows, wide.stop / columns, tall.stop / rows))
            )
    return tuple(region for _, region in sorted(found, reverse=True))
