"""A small map for setting a pin: outlines of villages and grids and the plates around a point, in metres on paper.

The page draws it as plain SVG: one unit is one metre, or a few where more has to be seen; the point in
the middle, north above.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from uuid import UUID

import shapely

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Actor, Level
from fengqiao.core import clock
from fengqiao.incidents.selectors.plates import report_places_near

WIDTH, HEIGHT = 480, 360
METRES_PER_DEGREE = 111_320.0
SCALES = (1, 2, 4, 8, 16, 32)  # metres of one unit
_MARKS_UP_TO = 2  # beyond that, plates lie on one another


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An outline's part inside the map, as an SVG path; ``x`` and ``y`` where its name can stand."""

    path: str
    name: str
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A plate near by; ``x`` and ``y`` in metres from the upper left corner."""

    x: int
    y: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The map around ``lon``, ``lat`` (WGS84). ``east`` and ``north``: degrees of one unit, which is ``metres``."""

    lon: float
    lat: float
    east: float
    north: float
    villages: tuple[Piece, ...]
    grids: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    metres: int = 1
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def hundred(self) -> int:
        """How many metres a hundred units are."""
        return 100 * self.metres

    @property
    def closer(self) -> int | None:
        """The next finer scale."""
        return max((one for one in SCALES if one < self.metres), default=None)

    @property
    def wider(self) -> int | None:
        """The next coarser scale."""
        return min((one for one in SCALES if one > self.metres), default=None)


def around_area(actor: Actor, area_id: UUID) -> Around | None:
    """The map on which a whole village of the actor's can be seen; None when it has no outline."""
    outline = next((one for one in areas.boundaries(actor) if one.area_id == area_id), None)
    if outline is None:
        return None
    shape = shapely.Polygon(outline.points).buffer(0)
    west, south, to_east, to_north = shape.bounds
    middle = shape.representative_point()
    tall = (to_north - south) * METRES_PER_DEGREE
    wide = (to_east - west) * METRES_PER_DEGREE * math.cos(math.radians(middle.y))
    metres = next((one for one in SCALES if one * WIDTH >= wide and one * HEIGHT >= tall), SCALES[-1])
    return around(middle.x, middle.y, metres=metres)


def around(lon: float, lat: float, *, metres: int = 1) -> Around:
    """The map around a point (WGS84); ``metres`` are those of one unit."""
    north = metres / METRES_PER_DEGREE
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
        x, y = spot(*part.representative_point().coords[0])
        return Piece(path=path, name=name, x=x, y=y)

    hit = areas.locate(lon, lat, clock.now())
    villages = [piece(one.points, one.name) for one in areas.boundaries(SYSTEM, level=Level.VILLAGE)]
    grids = [piece(one.points, one.name) for one in areas.grids(SYSTEM, area_id=hit.area_id)] if hit else []
    marks = [
        Mark(x=x, y=y, label=one.label)
        for one in (report_places_near(lon, lat, east=half_e, north=half_n) if metres <= _MARKS_UP_TO else ())
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
        metres=metres,
    )
