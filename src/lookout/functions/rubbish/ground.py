"""What the ground of a zone usually looks like, and what has stood on it for some seconds that was not there before.

Two pictures are kept: the usual one, learnt in about a minute from cells that hold still, and a recent one with the
time since which each cell has not changed. A cell that is unlike usual and has held still is *standing* on the ground.
Cells behind people are left out, a common change of light is taken out of every look first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lookout.functions.rubbish.grid import Grid, Mask, Plane
from lookout.ports import Picture

LEARN_S = 60.0
LEARN_FIRST_S = 4.0
"""The first seconds are learnt quickly: nothing is known yet."""
STEADY_S = 2.0
"""A cell that did not change for so long holds still."""
LEAST_STEP = 20.0
"""Smallest difference (of 255) that counts as another thing, however quiet the camera is."""
DEVIATIONS = 4.5
MOST_NOISE = 12.0
LEAST_SEEN = 0.15
"""With less of the zone to be seen its light cannot be told; the last one holds."""
TURNED = 0.6
"""When more than this share is strange at once, the camera was turned or the lamps switched: begin anew."""
ROOT = 8.0
"""Added before colours are divided, so that dark cells do not shout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at the zone, in the light of the usual picture. ``strange``: unlike usual now; ``standing``: unlike
    usual and still."""

    plane: Plane
    visible: Mask
    strange: Mask
    standing: Mask
    restarted: bool = False


@dataclass(slots=True, eq=False)
class Patch:
    """A place where something new stands: what was there before is kept, to know when it is there again."""

    mask: Mask
    under: Plane
    light: Plane


class Ground:
    """Learns one zone. Pictures come in the order of their time."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._started_s: float | None = None
        self._last_s = 0.0
        self._turned = 0
        self._gain: Plane = np.ones(3, np.float32)
        self._light: Plane = np.ones(3, np.float32)
        self._empty()

    def _empty(self) -> None:
        shape = self._grid.shape
        self.usual: Plane = np.zeros((*shape, 3), np.float32)
        self.recent: Plane = np.zeros((*shape, 3), np.float32)
        self.noise: Plane = np.full(shape, 2.5, np.float32)
        self.since = np.zeros(shape, np.float64)
        """Since when each cell holds still, in seconds of the source."""
        self.known: Mask = np.zeros(shape, np.bool_)

    def look(self, picture: Picture, time_s: float, hidden: Mask) -> Look:
        """Takes the next picture; ``hidden`` are the cells behind people and whatever else moves."""
        plane = self._grid.plane(picture)
        visible: Mask = self._grid.open & ~hidden
        if self._started_s is None:
            self._started_s = self._last_s = time_s
        gap, self._last_s = max(0.0, time_s - self._last_s), time_s
        plane = self._in_usual_light(plane, visible, gap)
        fresh = visible & ~self.known
        self.usual[fresh] = self.recent[fresh] = plane[fresh]
        self.since[fresh] = time_s
        self.known |= fresh
        limit = self.limit
        strange: Mask = visible & (_distance(plane, self.usual) > limit)
        seen = np.count_nonzero(visible)
        self._turned = self._turned + 1 if seen and np.count_nonzero(strange) > TURNED * seen else 0
        if self._turned >= 2:
            self._started_s, self._turned = time_s, 0
            self._gain, self._light = np.ones(3, np.float32), np.ones(3, np.float32)
            self._empty()
            nothing: Mask = np.zeros(self._grid.shape, np.bool_)
            return Look(plane=plane, visible=visible, strange=nothing, standing=nothing, restarted=True)
        self._follow(plane, visible, time_s)
        standing: Mask = self.known & (_distance(self.recent, self.usual) > limit)
        self._learn(plane, visible & ~standing & ~strange, time_s, gap)
        standing &= time_s - self.since >= STEADY_S
        return Look(plane=plane, visible=visible, strange=strange, standing=standing)

    @property
    def limit(self) -> Plane:
        """How different a cell must be to count."""
        limit: Plane = np.maximum(np.float32(LEAST_STEP), np.float32(DEVIATIONS) * self.noise)
        return limit

    def accept(self, mask: Mask) -> Patch:
        """From now on what stands there is usual; the patch remembers what was there before."""
        patch = Patch(mask=mask, under=self.usual[mask].copy(), light=self._light.copy())
        self.usual[mask] = self.recent[mask]
        return patch

    def restore(self, patch: Patch) -> None:
        """What stood there is gone: the ground below is usual again."""
        self.usual[patch.mask] = self._under(patch)

    def difference(self, patch: Patch, look: Look) -> tuple[float, float, float]:
        """How far the patch now is from what stood there and from what was there before (mean of 255), and the share
        of it that is to be seen."""
        seen = look.visible[patch.mask]
        if not seen.any():
            return 0.0, 0.0, 0.0
        now = look.plane[patch.mask][seen]
        thing, under = self.usual[patch.mask][seen], self._under(patch)[seen]
        return (
            float(np.abs(now - thing).max(axis=1).mean()),
            float(np.abs(now - under).max(axis=1).mean()),
            float(seen.mean()),
        )

    def _under(self, patch: Patch) -> Plane:
        return ((patch.under + ROOT) * (self._light / patch.light) - ROOT).astype(np.float32)

    def _in_usual_light(self, plane: Plane, visible: Mask, gap: float) -> Plane:
        """Takes out what became brighter or darker everywhere; the usual picture slowly follows that light."""
        common = visible & self.known
        if np.count_nonzero(common) > LEAST_SEEN * common.size:
            ratio = (plane[common] + ROOT) / (self.usual[common] + ROOT)
            self._gain = np.clip(np.median(ratio[::3], axis=0), 0.2, 5.0).astype(np.float32)
            step: Plane = np.power(self._gain, np.float32(1.0 - math.exp(-gap / LEARN_S))).astype(np.float32)
            self.usual = (self.usual + ROOT) * step - ROOT
            self.recent = (self.recent + ROOT) * step - ROOT
            self._light = self._light * step
            self._gain = self._gain / step
        return ((plane + ROOT) / self._gain - ROOT).astype(np.float32)

    def _follow(self, plane: Plane, visible: Mask, time_s: float) -> None:
        away = _distance(plane, self.recent)
        same = visible & (away <= 0.7 * self.limit)
        other = visible & ~same
        self.recent[same] += np.float32(0.3) * (plane[same] - self.recent[same])
        self.recent[other] = plane[other]
        self.since[other] = time_s

    def _learn(self, plane: Plane, calm: Mask, time_s: float, gap: float) -> None:
        assert self._started_s is not None
        pace = np.float32(1.0 - math.exp(-gap / (LEARN_S if time_s - self._started_s > LEARN_S / 6 else LEARN_FIRST_S)))
        self.usual[calm] += pace * (plane[calm] - self.usual[calm])
        # noise is learnt at one pace: a camera's noise is there from the first picture
        rest = np.minimum(_distance(plane, self.usual)[calm], np.float32(MOST_NOISE))
        self.noise[calm] += np.float32(min(0.2, 3.0 * float(pace))) * (rest - self.noise[calm])


def _distance(a: Plane, b: Plane) -> Plane:
    away = np.abs(a - b)
    # much faster than the maximum over an axis of three
    largest: Plane = np.maximum(np.maximum(away[..., 0], away[..., 1]), away[..., 2])
    return largest
