"""Whether a position can be right: within the county, as far as its outline is known."""

from __future__ import annotations

from uuid import UUID

import shapely

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Level

# A pin set on the river that is the border, or an outline drawn a little too tight, is not an error.
TOLERANCE_DEGREES = 0.005


def outside(area_id: UUID, lon: float, lat: float) -> str | None:
    """The name of the county outside which the position (WGS84) lies; None when it is inside or nobody knows."""
    lineage = areas.area(area_id).lineage
    for outline in areas.boundaries(SYSTEM, level=Level.COUNTY):
        if outline.area_id in lineage:
            shape = shapely.Polygon(outline.points).buffer(TOLERANCE_DEGREES)
            return None if shape.covers(shapely.Point(lon, lat)) else outline.name
    return None
