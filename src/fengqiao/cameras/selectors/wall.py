"""The wall of live pictures: what somebody chose, or what is worth looking at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.domain.alarm import OPEN
from fengqiao.cameras.domain.policy import policy_of
from fengqiao.cameras.models import Alarm, Camera, WallChoice, Zone
from fengqiao.cameras.selectors.scope import WATCH, alarms_in_reach, cameras_in_reach


@dataclass(frozen=True, slots=True, kw_only=True)
class WallCamera:
    """A camera that may stand on the wall. ``kinds``: its functions; ``alarm``: its gravest open alarm."""

    id: UUID
    code: str
    name: str
    area_id: UUID
    area_name: str
    condition: str
    ai: bool
    synthetic: bool
    kinds: frozenset[str]
    outlines: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    alarm: UUID | None
    alarm_kind: str
    alarm_what: str


FIELDS = ("id", "code", "name", "area_id", "condition", "ai", "synthetic")


def wall_cameras(actor: Actor) -> list[WallCamera]:
    """All cameras in operation that this person may watch: alarms first, then live ones, water before others.

    Three queries, however many there are.
    """
    zones: dict[UUID, list[tuple[str, str, tuple[tuple[float, float], ...]]]] = defaultdict(list)
    within = cameras_in_reach(actor, WATCH, "camera__area")
    for camera, name, kind, polygon in Zone.objects.filter(within, retired_at__isnull=True).values_list(
        "camera_id", "name", "kind", "polygon"
    ):
        zones[camera].append((name, kind, tuple((x, y) for x, y in polygon)))
    alarms: dict[UUID, tuple[int, UUID, str, str]] = {}
    burning = Alarm.objects.filter(alarms_in_reach(actor), state__in=[*OPEN]).order_by("raised_at")
    for camera, pk, kind, what in burning.values_list("camera_id", "pk", "zone_kind", "what"):
        grave = (policy_of(kind, what).severity, pk, kind, what)
        alarms[camera] = max(grave, alarms.get(camera, grave), key=lambda one: one[0])
    rows = Camera.objects.filter(cameras_in_reach(actor, WATCH), in_operation=True)
    found = []
    for values in rows.values(*FIELDS, "area__name"):
        _grave, alarm, kind, what = alarms.get(values["id"], (0, None, "", ""))
        mine = zones.get(values["id"], [])
        found.append(
            WallCamera(
                area_name=values.pop("area__name"),
                **values,
                kinds=frozenset(kind for _name, kind, _outline in mine),
                outlines=tuple((name, outline) for name, _kind, outline in mine if outline),
                alarm=alarm,
                alarm_kind=kind,
                alarm_what=what,
            )
        )
    return sorted(found, key=_rank)


def _rank(one: WallCamera) -> tuple[bool, bool, bool, bool, str]:
    return (one.alarm is None, one.condition != "live", "water" not in one.kinds, not one.ai, one.code)


def wall_choice(actor: Actor, known: Collection[UUID]) -> tuple[list[UUID], int]:
    """The cameras that this person chose, in order, as far as they are among ``known``; and how many at once."""
    row = WallChoice.objects.filter(person_id=actor.person_id).first() if actor.person_id else None
    if row is None:
        return [], 9
    return [pk for pk in row.cameras if pk in known], row.layout
