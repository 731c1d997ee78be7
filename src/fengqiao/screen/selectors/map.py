"""The map of the command screen, as GeoJSON-like features that the browser draws without any outside source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from shapely import Polygon

from fengqiao.areas.selectors import Actor, GridView, Level, Outline, areas, boundaries, grids
from fengqiao.cameras.selectors import CameraPoint, camera_points
from fengqiao.screen.selectors.water import watercourses

TROUBLE = frozenset({"stalled", "unreachable", "broken"})
WATCHED = frozenset({"live", "starting"})

Json = dict[str, Any]


def map_data(actor: Actor) -> Json:
    """Everything on the map that lies in the actor's scope. Positions are [longitude, latitude] in WGS84.

    ``bounds`` is [[west, south], [east, north]]; ``places`` are labels; ``synthetic`` is true when some outline was
    drawn for a demonstration. Seven queries, however large the area is.
    """
    outlines = boundaries(actor, level=Level.VILLAGE) or boundaries(actor)
    cameras = camera_points(actor)
    own_grids = grids(actor)
    return {
        "bounds": _bounds(outlines, cameras),
        "synthetic": any(outline.synthetic for outline in outlines) or any(grid.synthetic for grid in own_grids),
        "places": _places(actor, outlines),
        "areas": _collection(_area(index, outline) for index, outline in enumerate(outlines)),
        "grids": _collection(_grid(grid) for grid in own_grids),
        "water": _collection(watercourses()),
        "cameras": camera_features(cameras),
    }


def camera_features(cameras: Iterable[CameraPoint]) -> Json:
    """The cameras alone; ``look`` is live, quiet (nobody watches it) or trouble (it should be watched and is not)."""
    return _collection(
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [camera.lon, camera.lat]},
            "properties": {
                "id": str(camera.id),
                "name": camera.name,
                "ai": camera.ai,
                "look": look(camera),
                "bearing": camera.bearing_deg or 0,
                "url": reverse("cameras:page", args=[camera.id]),
            },
        }
        for camera in cameras
    )


def look(camera: CameraPoint) -> str:
    """How a camera is drawn: live, quiet or trouble."""
    if camera.condition in WATCHED:
        return "live"
    return "trouble" if camera.condition in TROUBLE and camera.in_operation else "quiet"


def _area(index: int, outline: Outline) -> Json:
    return {
        "type": "Feature",
        "geometry": _polygon(outline.points),
        "properties": {"id": str(outline.area_id), "name": outline.name, "tint": index % 2},
    }


def _grid(grid: GridView) -> Json:
    return {
        "type": "Feature",
        "geometry": _polygon(grid.points),
        "properties": {"id": str(grid.id), "name": grid.name},
    }


def _places(actor: Actor, outlines: list[Outline]) -> list[Json]:
    if outlines:
        inside = [(outline.name, Polygon(outline.points).representative_point()) for outline in outlines]
        return [{"name": name, "lon": point.x, "lat": point.y} for name, point in inside]
    return [
        {"name": area.name, "lon": area.lon, "lat": area.lat}
        for area in areas(actor, level=Level.VILLAGE)
        if area.lon is not None and area.lat is not None
    ]


def _bounds(outlines: list[Outline], cameras: list[CameraPoint]) -> list[list[float]]:
    points = [tuple(point) for outline in outlines for point in outline.points]
    points = points or [(camera.lon, camera.lat) for camera in cameras]
    if not points:
        return [[73.5, 18.0], [135.0, 53.6]]  # nothing on record yet: the whole country
    west, east = min(point[0] for point in points), max(point[0] for point in points)
    south, north = min(point[1] for point in points), max(point[1] for point in points)
    if east - west < 1e-3 and north - south < 1e-3:
        west, east, south, north = west - 0.01, east + 0.01, south - 0.01, north + 0.01
    return [[west, south], [east, north]]


def _polygon(points: list[list[float]]) -> Json:
    ring = points if points[0] == points[-1] else [*points, points[0]]
    return {"type": "Polygon", "coordinates": [ring]}


def _collection(features: Iterable[Json]) -> Json:
    return {"type": "FeatureCollection", "features": list(features)}
