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
from lookout.contract import Kind, crossing
from lookout.contract import Zone as EngineZone

COLUMNS = ("name", "kind", "polygon", "classes", "dwell_s", "window_s", "min_score", "direction_deg", "schedule")
SETTINGS = ("line", "season", "people", "only", "alone", "loiter_s", "helmet", "rubbish")
FIELDS = (*COLUMNS, *SETTINGS)
KEPT = (*COLUMNS, "settings")
MOST, MOST_POINTS = 50, 200


def draw_zones(
    *, camera_id: UUID, zones: Sequence[Mapping[str, Any]], kind: Kind | None = None, actor: Actor
) -> list[ZoneView]:
    """Put these zones in force, all at once; zones that are not among them, or changed, are retired, not deleted.

    Each is a mapping with the fields of the engine's zone: name, kind, polygon (fractions 0-1) or line, and perhaps the
    others. With ``kind`` only the zones of that function are replaced, and all given ones are of it. Returns all zones
    in force. Raises ZoneCrosses, ZoneNamesRepeat, ZoneRefused, NotYours.
    """
    if len(zones) > MOST:
        raise ZoneRefused(zone="?", problem=_("at most 50 zones for a camera"))
    checked = [_checked(zone if kind is None else {**zone, "kind": kind}) for zone in zones]
    names = [zone["name"] for zone in checked]
    for name in names:
        if names.count(name) > 1:
            raise ZoneNamesRepeat(zone=name, problem="")
    with journal.unit():
        camera = locked(camera_id, actor)
        all_of_it = Zone.objects.filter(camera=camera, retired_at__isnull=True)
        others = all_of_it.exclude(kind=kind) if kind is not None else all_of_it.none()
        for name in others.filter(name__in=names).values_list("name", flat=True):
            raise ZoneNamesRepeat(zone=name, problem="")
        in_force = {row.name: row for row in all_of_it.exclude(pk__in=others.values("pk"))}
        fresh = [zone for zone in checked if not _same(in_force.get(zone["name"]), zone)]
        replaced = {zone["name"] for zone in fresh} | (in_force.keys() - set(names))
        Zone.objects.filter(camera=camera, retired_at__isnull=True, name__in=replaced).update(retired_at=clock.now())
        Zone.objects.bulk_create(Zone(camera=camera, **zone) for zone in fresh)
        if replaced:
            journal.record(camera_changed(camera, what="zones"), actor=actor.person_id)
        return [zone_view(row) for row in all_of_it.order_by("name")]


def locked(camera_id: UUID, actor: Actor) -> Camera:
    """The camera's row under lock, for those who may draw there. Raises NotYours."""
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
    values = checked.model_dump(mode="json", include=set(COLUMNS))
    special = checked.model_dump(mode="json", include=set(SETTINGS), exclude_defaults=True)
    if any(not 3 <= len(one) <= MOST_POINTS for one in checked.rubbish.bins):
        raise ZoneRefused(zone=label, problem=_problem_words()["rubbish"])
    if any(crossing(one) for one in checked.rubbish.bins):
        raise ZoneCrosses(zone=label, problem="")
    if any("\x00" in text for text in (checked.name, *checked.classes)):
        raise ZoneRefused(zone="?", problem=_problem_words()["name"])
    return {**values, "classes": list(checked.classes), "settings": special}


def _crosses(polygon: object) -> bool:
    try:
        points = tuple((float(x), float(y)) for x, y in polygon)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return False
    inside = all(0 <= x <= 1 and 0 <= y <= 1 for x, y in points)
    return 3 <= len(points) <= MOST_POINTS and inside and crossing(points)


def _problem(error: ValidationError) -> str:
    """The first thing that is wrong, in words for the person who drew it."""
    where = str(error.errors()[0]["loc"][0]) if error.errors()[0]["loc"] else ""
    return _problem_words().get(where, _("a value is not usable"))


def _problem_words() -> dict[str, str]:
    return {
        "name": _("its name has 1 to 80 characters, without colons and slashes"),
        "kind": _("choose what it is for"),
        "polygon": _("its outline needs 3 to 200 points inside the picture"),
        "schedule": _("its armed hours are times such as 06:00 and 20:00"),
        "direction_deg": _("its direction lies between 0 and 359.9 degrees"),
        "min_score": _("its smallest score lies between 0 and 1"),
        "dwell_s": _("the seconds before it alarms are a number from 0"),
        "window_s": _("its window is a number of seconds above 0"),
        "line": _("its line has two ends inside the picture, not on top of each other"),
        "season": _("its season has a first and a last day such as 05-01 and 10-31"),
        "people": _("the least number of people is between 1 and 50"),
        "only": _("choose everybody, children or adults"),
        "loiter_s": _("being about for long is between 5 and 7200 seconds"),
        "helmet": _("certainty lies between 0 and 1, the smallest head between 8 and 400 pixels"),
        "rubbish": _("at most 12 bins with 3 to 200 points each, and 3 to 3600 seconds until a thing counts as left"),
        "": _("it needs an outline or a line"),
    }


def _same(row: Zone | None, zone: dict[str, Any]) -> bool:
    return row is not None and all(_plain(getattr(row, name)) == _plain(zone[name]) for name in KEPT)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
