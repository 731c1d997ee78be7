"""Drawing zones on a camera's picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import ValidationError

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.events import camera_changed
from fengqiao.cameras.models import Camera, Zone
from fengqiao.cameras.selectors.cameras import ZoneView, zone_view
from fengqiao.cameras.selectors.scope import DRAW, cameras_in_reach
from fengqiao.cameras.services.errors import ZoneCrosses, ZoneNamesRepeat, ZoneRefused
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from lookout.contract import Zone as EngineZone
from lookout.contract import crossing

FIELDS = ("name", "kind", "polygon", "classes", "dwell_s", "window_s", "min_score", "direction_deg", "schedule")


def draw_zones(*, camera_id: UUID, zones: Sequence[Mapping[str, Any]], actor: Actor) -> list[ZoneView]:
    """Put these zones in force, all at once; zones that are not among them, or changed, are retired, not deleted.

    Each is a mapping with the fields of the engine's zone: name, kind, polygon (fractions 0-1), and perhaps classes,
    dwell_s, window_s, min_score, direction_deg, schedule. Raises ZoneCrosses, ZoneNamesRepeat, ZoneRefused, NotYours.
    """
    checked = [_checked(zone) for zone in zones]
    names = [zone["name"] for zone in checked]
    for name in names:
        if names.count(name) > 1:
            raise ZoneNamesRepeat(zone=name, problem="")
    with journal.unit():
        camera = _locked(camera_id, actor)
        in_force = {row.name: row for row in Zone.objects.filter(camera=camera, retired_at__isnull=True)}
        fresh = [zone for zone in checked if not _same(in_force.get(zone["name"]), zone)]
        replaced = {zone["name"] for zone in fresh} | (in_force.keys() - set(names))
        Zone.objects.filter(camera=camera, retired_at__isnull=True, name__in=replaced).update(retired_at=clock.now())
        Zone.objects.bulk_create(Zone(camera=camera, **zone) for zone in fresh)
        if replaced:
            journal.record(camera_changed(camera, what="zones"), actor=actor.person_id)
        rows = Zone.objects.filter(camera=camera, retired_at__isnull=True).order_by("name")
        return [zone_view(row) for row in rows]


def _locked(camera_id: UUID, actor: Actor) -> Camera:
    found = Camera.objects.filter(cameras_in_reach(actor, DRAW), pk=camera_id)
    if not found.exists():
        raise NotYours
    return Camera.objects.select_for_update(of=("self",)).select_related("area").get(pk=camera_id)


def _checked(zone: Mapping[str, Any]) -> dict[str, Any]:
    """The zone as plain JSON values, after the engine's own rules. Raises ZoneRefused kinds."""
    given = {name: zone[name] for name in FIELDS if name in zone}
    label = str(given.get("name", ""))[:80] or "?"
    try:
        checked = EngineZone.model_validate(given)
    except ValidationError as error:
        if _crosses(given.get("polygon")):
            raise ZoneCrosses(zone=label, problem="") from error
        raise ZoneRefused(zone=label, problem=_problem(error)) from error
    values = checked.model_dump(mode="json", include=set(FIELDS))
    return {**values, "classes": list(checked.classes)}


def _crosses(polygon: object) -> bool:
    try:
        points = tuple((float(x), float(y)) for x, y in polygon)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return False
    inside = all(0 <= x <= 1 and 0 <= y <= 1 for x, y in points)
    return len(points) >= 3 and inside and crossing(points)


def _problem(error: ValidationError) -> str:
    """The first thing that is wrong, in words for the person who drew it."""
    where = str(error.errors()[0]["loc"][0]) if error.errors()[0]["loc"] else ""
    words = {
        "name": _("its name has 1 to 80 characters, without colons and slashes"),
        "kind": _("choose what it is for"),
        "polygon": _("its outline needs 3 to 200 points inside the picture"),
        "schedule": _("its armed hours are times such as 06:00 and 20:00"),
        "direction_deg": _("its direction lies between 0 and 359.9 degrees"),
        "min_score": _("its smallest score lies between 0 and 1"),
        "dwell_s": _("the seconds before it alarms are a number from 0"),
        "window_s": _("its window is a number of seconds above 0"),
    }
    return words.get(where, _("a value is not usable"))


def _same(row: Zone | None, zone: dict[str, Any]) -> bool:
    return row is not None and all(_plain(getattr(row, name)) == _plain(zone[name]) for name in FIELDS)


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
