"""How the cameras are: the newest word of the engines about each, and what they were like in the last weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.domain.outages import Span
from fengqiao.cameras.models import Camera, ConditionSpan, EngineBeat
from fengqiao.cameras.selectors.cameras import KNOW
from fengqiao.cameras.selectors.scope import cameras_in_reach

# What is worst comes first.
ORDER = {"unreachable": 0, "broken": 1, "stalled": 2, "unknown": 3, "starting": 4, "live": 5, "unconnected": 6}


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraHealth:
    """A camera with the newest that was reported of it. ``age_s``: seconds since its last decoded picture.

    ``troubles``: codes of the contract, worst first; ``detail``: the engine's own English sentence. ``codec`` and
    the size are empty and 0 while nothing came.
    """

    id: UUID
    code: str
    name: str
    area_id: UUID
    area_name: str
    place_type: str
    ai: bool
    in_operation: bool
    condition: str
    since: datetime
    age_s: float | None
    fps: float
    codec: str
    width: int
    height: int
    troubles: tuple[str, ...]
    detail: str
    engine: str


FIELDS = (
    "id",
    "code",
    "name",
    "area_id",
    "place_type",
    "ai",
    "in_operation",
    "condition",
    "engine",
)


def health(actor: Actor, *, now: datetime) -> list[CameraHealth]:
    """All cameras in scope, the worst first; two queries, however many there are."""
    told: dict[tuple[str, str], tuple[dict[str, Any], float]] = {}
    for beat in EngineBeat.objects.filter(silent=False):
        waited = max(0.0, (now - beat.received_at).total_seconds())
        for one in beat.body.get("cameras", ()):
            told[beat.engine, one["camera"]] = (one, waited)
    rows = Camera.objects.filter(cameras_in_reach(actor, KNOW))
    found = [
        _row(values, *told.get((values["engine"], values["code"]), ({}, 0.0)))
        for values in rows.values(*FIELDS, "area__name", "condition_since", "condition_detail")
    ]
    return sorted(found, key=_rank)


def _row(values: dict[str, Any], said: dict[str, Any], waited_s: float) -> CameraHealth:
    age = said.get("frame_age_s")
    return CameraHealth(
        area_name=values.pop("area__name"),
        since=values.pop("condition_since"),
        detail=said.get("detail") or values.pop("condition_detail"),
        age_s=None if age is None else age + waited_s,
        fps=said.get("fps", 0.0),
        codec=said.get("codec", ""),
        width=said.get("width", 0),
        height=said.get("height", 0),
        troubles=tuple(said.get("troubles", ())),
        **{name: values[name] for name in FIELDS},
    )


def _rank(one: CameraHealth) -> tuple[int, int, bool, str]:
    # Among the live ones those with a trouble come first.
    return (ORDER.get(one.condition, 3), 0 if one.troubles else 1, not one.ai, one.code)


def spans(actor: Actor, cameras: Iterable[UUID], *, since: datetime) -> dict[UUID, list[Span]]:
    """What these cameras were like from ``since`` on, oldest first. One query."""
    rows = ConditionSpan.objects.filter(
        Q(until__isnull=True) | Q(until__gt=since),
        cameras_in_reach(actor, KNOW, "camera__area"),
        camera_id__in=list(cameras),
    )
    found: dict[UUID, list[Span]] = defaultdict(list)
    for camera, condition, begun, ended in rows.order_by("since").values_list(
        "camera_id", "condition", "since", "until"
    ):
        found[camera].append(Span(condition=condition, since=begun, until=ended))
    return found
