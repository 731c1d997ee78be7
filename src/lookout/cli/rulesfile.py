"""rules.json: the zones of one camera as ``lookout watch`` reads them.

``{"zones": [{"name": "bank", "kind": "water", "polygon": [[0.1, 0.5], …], "classes": ["person"], "dwell_s": 2}]}``
with all other fields of ``contract.Zone`` where wanted, and ``masks`` beside ``zones``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lookout.contract import CameraConfig
from lookout.ports import LookoutError

_SAME = {"dwell": "dwell_s", "dwell_seconds": "dwell_s", "polygon_norm": "polygon", "points": "polygon"}
"""Names that people write for a field."""


def read_rules(path: Path, *, camera: str, source: str) -> CameraConfig:
    """The camera that the file describes. Raises ``LookoutError`` with one line that tells what to mend."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8 text"
        raise LookoutError(f"{path} cannot be read: {reason}") from problem
    try:
        data = json.loads(text)
    except json.JSONDecodeError as problem:
        raise LookoutError(
            f"{path} is no JSON: {problem.msg} in line {problem.lineno}, column {problem.colno}"
        ) from None
    except RecursionError:
        raise LookoutError(f"{path} is nested too deeply") from None
    zones, masks = _parts(path, data)
    names = [zone.get("name") for zone in zones]
    for name in names:
        if names.count(name) > 1:
            raise LookoutError(f"{path}: two zones are called '{name}'")
    try:
        return CameraConfig.model_validate({"camera": camera, "source": source, "zones": zones, "masks": masks})
    except ValidationError as problem:
        raise LookoutError(f"{path}: {_first(problem, zones)}") from None


def _parts(path: Path, data: Any) -> tuple[list[dict[str, Any]], Any]:
    masks: Any = ()
    if isinstance(data, dict):
        unknown = set(data) - {"zones", "masks"}
        if unknown:
            raise LookoutError(f"{path}: '{sorted(unknown)[0]}' is not known; the file holds 'zones' and 'masks'")
        data, masks = data.get("zones"), data.get("masks", ())
    if isinstance(data, dict):
        data = [{"name": name, **zone} if isinstance(zone, dict) else zone for name, zone in data.items()]
    if not isinstance(data, list) or not data:
        raise LookoutError(f"{path}: 'zones' must be a list with at least one zone")
    zones: list[dict[str, Any]] = []
    for number, zone in enumerate(data, 1):
        if not isinstance(zone, dict):
            raise LookoutError(f"{path}: zone {number} must be an object with name, kind and polygon")
        zones.append({_SAME.get(str(field), str(field)): value for field, value in zone.items()})
    return zones, masks


def _first(problem: ValidationError, zones: list[dict[str, Any]]) -> str:
    error = problem.errors(include_url=False)[0]
    place = [str(part) for part in error["loc"]]
    if len(place) >= 2 and place[0] == "zones" and place[1].isdigit():
        name = zones[int(place[1])].get("name", f"number {int(place[1]) + 1}")
        place = [f"zone '{name}'", *place[2:]]
    text = error["msg"].removeprefix("Value error, ")
    more = problem.error_count() - 1
    return ": ".join([*place, text]) + (f" (and {more} more)" if more else "")
