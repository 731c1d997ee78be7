"""A zone as a small colour plane: which cells there are, and where in the picture they lie."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from lookout import geometry
from lookout.contract import Box, Zone
from lookout.geometry import Outline, Rectangle
from lookout.ports import Picture

Plane = NDArray[np.float32]
"""Rows × columns × 3."""
Mask = NDArray[np.bool_]

MOST_CELLS = 144
"""Of the longer side: a bag of a twentieth of the zone's width is seven cells wide."""
LEAST_PIXELS = 2
"""A cell is never smaller: noise and the blocks of the compression shall average out."""
ABOVE, BESIDE = 0.4, 0.05
"""What stands in a zone reaches above it; shares of the zone's height and width that are looked at as well."""


class Grid:
    """The cells of one zone in pictures of one size. ``open`` are the cells under no mask; ``bins`` those of each
    container."""

    def __init__(
        self, zone: Zone, width: int, height: int, *, bins: Sequence[Outline] = (), masks: Sequence[Outline] = ()
    ) -> None:
        left, top, right, bottom = geometry.bounds(zone.outline)
        wide, tall = (right - left) * BESIDE, (bottom - top) * ABOVE
        self.size = width, height
        self.left, self.top = max(0, round((left - wide) * width)), max(0, round((top - tall) * height))
        self.right = max(self.left + 8, min(width, round((right + wide) * width)))
        self.bottom = max(self.top + 8, min(height, round((bottom + (bottom - top) * BESIDE) * height)))
        across, down = self.right - self.left, self.bottom - self.top
        cell = max(LEAST_PIXELS, max(across, down) / MOST_CELLS)
        self.shape = max(4, round(down / cell)), max(4, round(across / cell))
        self.cell = down / self.shape[0] / height
        """Height of a cell as a share of the picture's."""
        self.ground = self.raster(zone.outline)
        self.bins = [self.raster(outline) for outline in bins]
        self.open = ~self._any(masks)

    def plane(self, picture: Picture) -> Plane:
        """The mean colour of every cell."""
        rows, columns = self.shape
        part = picture[self.top : self.bottom, self.left : self.right]
        return cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32)

    def raster(self, outline: Outline) -> Mask:
        """The cells whose middle lies in the outline."""
        rows, columns = self.shape
        points = np.array(outline, np.float64) * self.size - (self.left, self.top)
        points = points / (self.right - self.left, self.bottom - self.top) * (columns, rows) - 0.5
        canvas = np.zeros((rows, columns), np.uint8)
        cv2.fillPoly(canvas, [np.round(points * 16).astype(np.int32)], 1, shift=4)
        return canvas.astype(np.bool_)

    def covered(self, boxes: Sequence[Rectangle]) -> Mask:
        """The cells that the rectangles (fractions of the picture) touch."""
        rows, columns = self.shape
        mask = np.zeros(self.shape, np.bool_)
        for box in boxes:
            x1, y1 = self._cell_of(box[0], box[1])
            x2, y2 = self._cell_of(box[2], box[3])
            if x2 >= 0 and y2 >= 0 and x1 <= columns and y1 <= rows:
                mask[max(0, int(y1)) : max(0, int(np.ceil(y2))), max(0, int(x1)) : max(0, int(np.ceil(x2)))] = True
        return mask

    def box(self, mask: Mask) -> Box:
        """The rectangle around the cells and half of those beside them, in fractions of the picture."""
        rows, columns = np.nonzero(mask.any(axis=1))[0], np.nonzero(mask.any(axis=0))[0]
        across = (self.right - self.left) / self.shape[1] / self.size[0]
        down = (self.bottom - self.top) / self.shape[0] / self.size[1]
        left, top = self.left / self.size[0], self.top / self.size[1]
        return Box(
            x1=max(0.0, left + (columns[0] - 0.5) * across),
            y1=max(0.0, top + (rows[0] - 0.5) * down),
            x2=min(1.0, left + (columns[-1] + 1.5) * across),
            y2=min(1.0, top + (rows[-1] + 1.5) * down),
        )

    def _cell_of(self, x: float, y: float) -> tuple[float, float]:
        return (
            (x * self.size[0] - self.left) / (self.right - self.left) * self.shape[1],
            (y * self.size[1] - self.top) / (self.bottom - self.top) * self.shape[0],
        )

    def _any(self, outlines: Sequence[Outline]) -> Mask:
        mask = np.zeros(self.shape, np.bool_)
        for outline in outlines:
            mask |= self.raster(outline)
        return mask
