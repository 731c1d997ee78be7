"""Rivers and lakes for the map: a GeoJSON file that an installation may lay into its data folder.

``<data folder>/map/water.geojson`` holds LineStrings in WGS84; the property ``weight`` (default 1) makes a line wider.
Without the file the map has no water.
"""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

log = logging.getLogger(__name__)


def water_file() -> Path:
    """Where the watercourses lie."""
    return Path(settings.HOME) / "map" / "water.geojson"


def watercourses() -> list[dict[str, Any]]:
    """All watercourses as GeoJSON features with a ``weight``; an unreadable file is said once and left out."""
    path = water_file()
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return []
    return _read(path, changed)


@lru_cache(maxsize=2)
def _read(path: Path, changed: int) -> list[dict[str, Any]]:
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return [
            {
                "type": "Feature",
                "geometry": {"type": "LineString", "coordinates": feature["geometry"]["coordinates"]},
                "properties": {"weight": float(feature.get("properties", {}).get("weight", 1))},
            }
            for feature in features
            if feature["geometry"]["type"] == "LineString"
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("the map's water in %s is left out: %s", path, error)
        return []
