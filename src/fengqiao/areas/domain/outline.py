"""Outlines: a ring of [longitude, latitude] in WGS84 degrees, checked before it is kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

from shapely import Polygon

Ring = list[list[float]]

MIN_SQUARE_METRES = 100.0
MAX_POINTS = 5000
_METRES_PER_DEGREE = 111_320.0


class Flaw(StrEnum):
    """Why an outline cannot be kept."""

    NOT_POINTS = "not_points"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    OUT_OF_RANGE = "out_of_range"
    CROSSES_ITSELF = "crosses_itself"
    TOO_SMALL = "too_small"


class BadOutline(ValueError):
    """The outline cannot be kept; ``flaw`` says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


def checked(points: Sequence[Sequence[float]]) -> Ring:
    """The outline as it is stored: open (the last point is not the first again), plain floats. Raises BadOutline."""
    ring = _numbers(points)
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    if len(ring) < 3:
        raise BadOutline(Flaw.TOO_FEW)
    if len(ring) > MAX_POINTS:
        raise BadOutline(Flaw.TOO_MANY)
    if any(abs(lon) > 180 or abs(lat) > 85 for lon, lat in ring):
        raise BadOutline(Flaw.OUT_OF_RANGE)
    shape = Polygon(ring)
    if not shape.is_valid:
        # Points on one line enclose nothing, which the geometry library calls a crossing as well.
        raise BadOutline(Flaw.TOO_SMALL if shape.convex_hull.geom_type != "Polygon" else Flaw.CROSSES_ITSELF)
    if square_metres(ring) < MIN_SQUARE_METRES:
        raise BadOutline(Flaw.TOO_SMALL)
    return ring


def square_metres(ring: Sequence[Sequence[float]]) -> float:
    """The ground that a small outline encloses; below a thousandth wrong for a county."""
    shape = Polygon(ring)
    return float(shape.area) * _METRES_PER_DEGREE**2 * math.cos(math.radians(shape.centroid.y))


def _numbers(points: Sequence[Sequence[float]]) -> Ring:
    ring: Ring = []
    try:
        for lon, lat in points:
            pair = [float(lon), float(lat)]
            if not all(math.isfinite(value) for value in pair):
                raise BadOutline(Flaw.NOT_POINTS)
            ring.append(pair)
    except (TypeError, ValueError) as error:
        raise BadOutline(Flaw.NOT_POINTS) from error
    return ring
