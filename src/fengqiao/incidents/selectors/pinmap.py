"""A small map for setting a pin: outlines of villages and grids and the plates around a point, in metres on paper.

The page draws it as plain SVG: one unit is one metre, the point in the middle, north above.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import shapely

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Level
from fengqiao.core import clock
from fengqiao.incidents.selectors.plates import report_places_near

WIDTH, HEIGHT = 480, 360
METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An outline's part inside the map, as an SVG path."""

    path: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A plate near by; ``x`` and ``y`` in metres from the upper left corner."""

    x: int
    y: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The map around ``lon``, ``lat`` (WGS84). ``east`` and ``north``: degrees of one metre."""

    lon: float
    lat: float
    east: float
    north: float
    villages: tuple[Piece, ...]
    grids: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT


def around(lon: float, lat: float) -> Around:
    """The map around a point (WGS84)."""
    north = 1 / METRES_PER_DEGREE
    east = north / max(0.01, math.cos(math.radians(lat)))
    half_e, half_n = WIDTH / 2 * east, HEIGHT / 2 * north
    frame = shapely.box(lon - half_e, lat - half_n, lon + half_e, lat + half_n)

    def spot(x: float, y: float) -> tuple[int, int]:
        return round((x - lon) / east + WIDTH / 2), round(HEIGHT / 2 - (y - lat) / north)

    def piece(points: list[list[float]], name: str) -> Piece | None:
        part = shapely.Polygon(points).buffer(0).intersection(frame)
        rings = [one for one in getattr(part, "geoms", [part]) if isinstance(one, shapely.Polygon) and not one.is_empty]
        if not rings:
            return None
        path = "".join(
            "M" + "L".join(f"{x} {y}" for x, y in (spot(*point[:2]) for point in ring.exterior.coords)) + "Z"
            for ring in rings
        )
        return Piece(path=path, name=name)

    hit = areas.locate(lon, lat, clock.now())
    villages = [piece(one.points, one.name) for one in areas.boundaries(SYSTEM, level=Level.VILLAGE)]
    grids = [piece(one.points, one.name) for one in areas.grids(SYSTEM, area_id=hit.area_id)] if hit else []
    marks = [
        Mark(x=x, y=y, label=one.label)
        for one in report_places_near(lon, lat, east=half_e, north=half_n)
        for x, y in [spot(one.lon, one.lat)]
    ]
    return Around(
        lon=lon,
        lat=lat,
        east=east,
        north=north,
        villages=tuple(one for one in villages if one),
        grids=tuple(one for one in grids if one),
        marks=tuple(marks),
    )
