"""Coverage: the grid in squares of about 200 metres, and on how many days somebody was there.

A square with a count of days says where nobody has been for long, and nothing about who was where at what hour.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

# Degrees; about 200 m wide and 220 m high in Guangdong.
CELL = 0.002
PERIODS = (7, 30, 90)


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A square of the net, by its column and row."""

    x: int
    y: int

    @property
    def corners(self) -> list[tuple[float, float]]:
        """Its corners in WGS84, longitude first."""
        west, south = self.x * CELL, self.y * CELL
        return [(west, south), (west + CELL, south), (west + CELL, south + CELL), (west, south + CELL)]


def cell_of(lon: float, lat: float) -> Cell:
    """The square in which a position lies."""
    return Cell(math.floor(lon / CELL), math.floor(lat / CELL))


def cells_of(outline: Sequence[Sequence[float]]) -> list[Cell]:
    """The squares of a grid: those whose middle lies in it, and at least the one of its own middle."""
    shape = shapely.Polygon(outline).buffer(0)
    west, south, east, north = shape.bounds
    low, high = cell_of(west, south), cell_of(east, north)
    every = [Cell(x, y) for x in range(low.x, high.x + 1) for y in range(low.y, high.y + 1)]
    inside = shapely.contains_xy(
        shape, [(one.x + 0.5) * CELL for one in every], [(one.y + 0.5) * CELL for one in every]
    )
    found = [one for one, yes in zip(every, inside.tolist(), strict=True) if yes]
    middle = shape.representative_point()
    return found or [cell_of(middle.x, middle.y)]
