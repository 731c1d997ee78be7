"""Pictures that prove a match show who or what matched, and nobody else: all around is made coarse for good."""

from __future__ import annotations

import math

import numpy as np

from lookout.contract import Box
from lookout.ports import Picture

BLOCKS = 24
"""Of the picture's width: neither a face nor a plate survives in squares as large."""
ROOM = 0.06
"""Room around the box that stays clear, as a share of its sides."""


def veiled(picture: Picture, box: Box, *, room: float = ROOM) -> Picture:
    """A copy in which everything outside the box is squares of one colour each; they cannot be undone."""
    height, width = picture.shape[:2]
    left, top, right, bottom = pixels(box, width, height, room=room)
    side = max(8, math.ceil(width / BLOCKS))
    rows, columns = math.ceil(height / side), math.ceil(width / side)
    padded = np.pad(picture, ((0, rows * side - height), (0, columns * side - width), (0, 0)), mode="edge")
    means = padded.reshape(rows, side, columns, side, 3).mean(axis=(1, 3))
    coarse = np.repeat(np.repeat(means, side, axis=0), side, axis=1)[:height, :width].astype(np.uint8)
    coarse[top:bottom, left:right] = picture[top:bottom, left:right]
    return coarse


def pixels(box: Box, width: int, height: int, *, room: float = 0.0) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the box with ``room`` around it, in whole pixels inside the picture."""
    more_x, more_y = (box.x2 - box.x1) * room, (box.y2 - box.y1) * room
    left, top = max(0, math.floor((box.x1 - more_x) * width)), max(0, math.floor((box.y1 - more_y) * height))
    right, bottom = min(width, math.ceil((box.x2 + more_x) * width)), min(height, math.ceil((box.y2 + more_y) * height))
    return left, top, max(left + 1, right), max(top + 1, bottom)
