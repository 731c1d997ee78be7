"""A grid as plain SVG: its outline, its squares, places and a way, in the units of one drawing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fengqiao.areas.selectors import GridView
from fengqiao.fieldwork.domain.cover import Cell

WIDTH, HEIGHT, MARGIN = 480, 360, 16
# Below the drawing stands its scale; squares reach a little over the outline.
FOOT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """How WGS84 becomes a place on the drawing: north above, one scale for both directions."""

    west: float
    north: float
    east_unit: float
    north_unit: float
    offset_x: float
    offset_y: float
    hundred: int
    width: int = WIDTH
    height: int = HEIGHT

    def spot(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a position lies on the drawing."""
        x = (lon - self.west) / self.east_unit + self.offset_x
        y = (self.north - lat) / self.north_unit + self.offset_y
        return round(x, 1), round(y, 1)

    def path(self, points: Iterable[Sequence[float]], *, closed: bool = True) -> str:
        """A line through positions, as an SVG path."""
        spots = [self.spot(one[0], one[1]) for one in points]
        return "M" + "L".join(f"{x} {y}" for x, y in spots) + ("Z" if closed else "") if spots else ""

    def square(self, cell: Cell) -> str:
        """A square of the net, as an SVG path."""
        return self.path(cell.corners)


def sheet(grid: GridView, more: Sequence[tuple[float, float]] = ()) -> Sheet:
    """The drawing on which the grid, and perhaps more positions near it, can be seen as large as possible."""
    lons = [one[0] for one in grid.points] + [lon for lon, _lat in more]
    lats = [one[1] for one in grid.points] + [lat for _lon, lat in more]
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    across = 111_320.0 * math.cos(math.radians((south + north) / 2))
    wide, tall = max(1.0, (east - west) * across), max(1.0, (north - south) * 111_320.0)
    metres = max(wide / (WIDTH - 2 * MARGIN), tall / (HEIGHT - FOOT - 2 * MARGIN))
    return Sheet(
        west=west,
        north=north,
        east_unit=metres / across,
        north_unit=metres / 111_320.0,
        offset_x=(WIDTH - wide / metres) / 2,
        offset_y=(HEIGHT - FOOT - tall / metres) / 2,
        hundred=round(100 * metres),
    )
