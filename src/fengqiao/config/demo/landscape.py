"""An invented landscape for Longshan: nobody publishes village boundaries, so these are drawn by arithmetic.

Everything is drawn first on a plain of kilometres around the town, where villages and grids are Voronoi cells, and
then bent by one smooth wave, the same for all, so that neighbours keep their common edge.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from shapely import LineString, MultiPoint, Point, Polygon, segmentize, voronoi_polygons

LON, LAT = 113.63, 23.78
_KM_LON = 111.32 * math.cos(math.radians(LAT))
_KM_LAT = 110.86
_STEP_KM = 0.35
_RELAXING = 12
_GOLDEN = math.pi * (3 - math.sqrt(5))

Ring = list[list[float]]

# Where the river comes in, winds, and leaves, in kilometres on the plain.
_RIVER_KM = [
    (-9.5, 5.2),
    (-7.4, 4.1),
    (-5.6, 4.4),
    (-4.0, 3.0),
    (-2.2, 2.6),
    (-0.9, 1.2),
    (0.6, 1.0),
    (2.0, -0.3),
    (3.2, -0.4),
    (4.4, -1.8),
    (5.9, -2.1),
    (7.2, -3.6),
    (9.4, -4.3),
]
_BROOK_KM = [(1.8, 8.4), (1.4, 6.3), (2.1, 4.6), (1.5, 3.0), (2.0, 1.2), (1.95, -0.15)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A village or grid: its outline and a point well inside it, [longitude, latitude] in WGS84."""

    outline: Ring
    centre: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """A village's piece and its grids' pieces; ``river``: the river runs through it for a good way."""

    piece: Piece
    grids: list[Piece]
    river: bool


def _bent(x: float, y: float) -> list[float]:
    # Two waves of different length: edges look grown, and no cell is folded over (the slope stays below one).
    bent_x = x + 0.30 * math.sin(0.9 * y + 0.4) + 0.10 * math.sin(3.1 * y + 1.7 + 0.8 * x)
    bent_y = y + 0.26 * math.sin(1.1 * x + 2.1) + 0.10 * math.sin(2.7 * x + 0.6 - 0.7 * y)
    return [round(LON + bent_x / _KM_LON, 6), round(LAT + bent_y / _KM_LAT, 6)]


def _smooth(points: list[tuple[float, float]]) -> Ring:
    # Chaikin's corner cutting, three times.
    for _ in range(3):
        cut = [points[0]]
        for (ax, ay), (bx, by) in pairwise(points):
            cut += [(0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by), (0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by)]
        points = [*cut, points[-1]]
    return [_bent(x, y) for x, y in points]


def _town() -> Polygon:
    turns = [2 * math.pi * k / 180 for k in range(180)]
    reach = [
        6.6 * (1 + 0.13 * math.sin(2 * a + 0.4) + 0.07 * math.sin(3 * a + 1.1) + 0.04 * math.sin(5 * a)) for a in turns
    ]
    return Polygon([(r * math.cos(a), r * math.sin(a)) for a, r in zip(turns, reach, strict=True)])


def _cells(within: Polygon, count: int, turn: float) -> list[Polygon]:
    """``within`` cut into ``count`` compact cells, in the order of their making; ``turn`` varies the pattern."""
    middle, reach = within.centroid, math.sqrt(within.area / math.pi)
    points = []
    for k in range(count):
        r, a = reach * 0.8 * math.sqrt((k + 0.5) / count), k * _GOLDEN + turn
        points.append(Point(middle.x + r * math.cos(a), middle.y + r * math.sin(a)))
    cells: list[Polygon] = []
    for _ in range(_RELAXING):
        pieces = [cell.intersection(within) for cell in voronoi_polygons(MultiPoint(points), extend_to=within).geoms]
        cells = [_largest(next(piece for piece in pieces if piece.distance(point) == 0)) for point in points]
        points = [cell.centroid if cell.contains(cell.centroid) else cell.representative_point() for cell in cells]
    return cells


def _largest(shape: object) -> Polygon:
    parts = getattr(shape, "geoms", [shape])
    return max((part for part in parts if isinstance(part, Polygon)), key=lambda part: part.area)


def _piece(cell: Polygon) -> Piece:
    ring = segmentize(cell, _STEP_KM).exterior.coords[:-1]
    middle = cell.centroid if cell.contains(cell.centroid) else cell.representative_point()
    lon, lat = _bent(middle.x, middle.y)
    return Piece(outline=[_bent(x, y) for x, y in ring], centre=(lon, lat))


def villages(count: int) -> list[Village]:
    """The town in ``count`` villages of two to five grids each, the one nearest to the middle first. The same every
    time."""
    cells = sorted(_cells(_town(), count, 0.6), key=lambda cell: Point(0, 0).distance(cell.centroid))
    river = LineString(_RIVER_KM)
    return [
        Village(
            piece=_piece(cell),
            grids=[_piece(part) for part in _cells(cell, 2 + (number * 7 + 3) % 4, number * 0.9)],
            river=river.intersection(cell).length > 1.5,
        )
        for number, cell in enumerate(cells)
    ]


RIVER: Ring = _smooth(_RIVER_KM)
BROOK: Ring = _smooth(_BROOK_KM)
TOWN: Ring = _piece(_town()).outline


def bank(lon: float, lat: float) -> tuple[float, float]:
    """The place on the river nearest to a point: where a camera that watches the water stands."""
    line = LineString(RIVER)
    spot = line.interpolate(line.project(Point(lon, lat)))
    return round(spot.x, 6), round(spot.y, 6)
