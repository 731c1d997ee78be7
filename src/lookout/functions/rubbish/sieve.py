"""Which of the patches that stand on the ground are things, and who brought them; all others become usual ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from lookout.contract import Box
from lookout.functions.rubbish.blobs import Blob, blobs
from lookout.functions.rubbish.company import Company
from lookout.functions.rubbish.grid import Grid, Mask
from lookout.functions.rubbish.ground import Ground, Look

OWNER_BEFORE_S, OWNER_AFTER_S = 8.0, 2.0
"""Whoever was near from so long before it could be seen until so long after brought it."""
OWNER_REACH = 0.5
"""In heights of the person: near enough to have put it down."""
WAITS_S = 10.0
"""Behind people a patch may be half hidden; it is measured when they are gone, at the latest after this time."""
DOUBTFUL_S = 5.0
"""Light and shadow get so long to pass on before they count as the usual ground."""
SHINES_S = 180.0
SHONE = 0.3
"""Where light or shadow went over this share of a patch so shortly before, it is more of the same."""
FADES_S = 30.0
"""What is too small, or outside, becomes usual ground after this time."""
START_S = 6.0
"""Nothing is known yet."""
SHOWER = 4
"""So many new patches at once that nobody brought are weather."""
LEAST, LARGEST = 0.1, 1.3
"""Sides of a thing in heights of a person."""
LARGEST_SHARE = 0.35
"""Of the zone, where no person has been measured yet."""
LEAST_UNSEEN, LEAST_UNSEEN_CELLS, UNSEEN_STRENGTH = 0.2, 24, 0.55
"""What nobody was seen to bring must be larger and plainer."""
REVEALED = 0.15
"""When this share of a container's outline changes apart from a patch beside it, the container was moved."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """A new thing. ``mask`` holds its edge as well; ``owners`` are empty when nobody was seen near."""

    mask: Mask
    box: Box
    cells: int
    strength: float
    born_s: float
    owners: frozenset[int]


class Sieve:
    """Sorts the patches of one zone."""

    def __init__(self, grid: Grid, ground: Ground, company: Company) -> None:
        self._grid = grid
        self._ground = ground
        self._company = company
        self._shone_s = np.full(grid.shape, -np.inf)
        self._started_s: float | None = None

    def sift(self, look: Look, hidden: Mask, time_s: float) -> list[Found]:
        """The things among the patches of this look. ``hidden``: the cells behind people."""
        if self._started_s is None or look.restarted:
            self._started_s = time_s
            self._shone_s[:] = -np.inf
        if not look.standing.any():
            return []
        ground = self._ground
        behind: Mask = ndimage.binary_dilation(hidden, iterations=2)
        found: list[Found] = []
        every = blobs(look.standing, ground.usual, ground.recent, ground.limit)
        for blob in every:
            item = self._item(blob)
            stands_s = time_s - item.born_s
            if (blob.mask & behind).any() and stands_s < WAITS_S:
                continue
            patience = self._patience(blob, item, every, time_s)
            if patience is None:
                found.append(item)
            elif stands_s >= patience:
                ground.accept(item.mask)
        strangers = [item for item in found if not item.owners]
        if len(strangers) >= SHOWER:
            for item in strangers:
                ground.accept(item.mask)
            found = [item for item in found if item.owners]
        return found

    def _item(self, blob: Blob) -> Found:
        born_s = float(np.median(self._ground.since[blob.mask]))
        box = self._grid.box(blob.mask)
        return Found(
            # with the half-covered cells around it, so that no rim stays behind as a patch of its own
            mask=ndimage.binary_dilation(blob.mask, iterations=2),
            box=box,
            cells=blob.cells,
            strength=blob.strength,
            born_s=born_s,
            owners=self._company.near(box, born_s - OWNER_BEFORE_S, born_s + OWNER_AFTER_S, reach=OWNER_REACH),
        )

    def _patience(self, blob: Blob, item: Found, every: Sequence[Blob], time_s: float) -> float | None:
        """None for a thing; else after how many seconds the patch becomes usual ground."""
        assert self._started_s is not None
        if time_s - self._started_s < START_S:
            return 0.0
        if blob.light_only or self._shines(item, blob, time_s):
            self._shone_s[ndimage.binary_dilation(blob.mask, iterations=3)] = time_s
            return DOUBTFUL_S
        if blob.uncovered or self._in_bin(blob) or self._bin_moved(blob, every):
            return DOUBTFUL_S
        if not self._on_ground(blob) or not self._sensible(blob, item):
            return FADES_S
        return None

    def _shines(self, item: Found, blob: Blob, time_s: float) -> bool:
        """Whether it is the edge of light that wanders; what somebody brings is never taken for that."""
        share = np.mean(time_s - self._shone_s[blob.mask] <= SHINES_S)
        return bool(share >= SHONE) and not item.owners

    def _sensible(self, blob: Blob, item: Found) -> bool:
        tall, box = self._company.person_height, item.box
        side = np.sqrt(blob.cells) * self._grid.cell
        if not item.owners and (
            blob.strength < UNSEEN_STRENGTH
            or blob.cells < LEAST_UNSEEN_CELLS
            or (tall is not None and side < LEAST_UNSEEN * tall)
        ):
            return False
        if tall is None:
            return bool(blob.cells <= LARGEST_SHARE * np.count_nonzero(self._grid.ground))
        across = (box.x2 - box.x1) * self._grid.size[0] / self._grid.size[1]
        return bool(side >= LEAST * tall and max(across, box.y2 - box.y1) <= LARGEST * tall)

    def _on_ground(self, blob: Blob) -> bool:
        row, column = _foot(blob.mask)
        return bool(self._grid.ground[row, column])

    def _in_bin(self, blob: Blob) -> bool:
        row, column = _foot(blob.mask)
        return any(outline[row, column] for outline in self._grid.bins)

    def _bin_moved(self, blob: Blob, every: Sequence[Blob]) -> bool:
        """Whether a container beside it shows what was behind it, or is wholly gone from its place."""
        apart: Mask = np.zeros(self._grid.shape, np.bool_)
        for other in every:
            if other is not blob:
                apart |= other.mask
        for outline in self._grid.bins:
            revealed = int(np.count_nonzero(outline & apart)) / max(1, int(np.count_nonzero(outline)))
            if revealed <= REVEALED:
                continue
            wide = max(1, int(np.count_nonzero(outline.any(axis=0))))
            if revealed > 3 * REVEALED or (ndimage.binary_dilation(outline, iterations=wide) & blob.mask).any():
                return True
        return False


def _foot(mask: Mask) -> tuple[int, int]:
    """Row and column of the cell on which the patch stands."""
    rows, columns = np.nonzero(mask)
    lowest = rows >= rows.max() - 1
    return int(rows.max()), int(np.median(columns[lowest]))
