"""The camera register as people see it: stream addresses only masked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from fengqiao.areas.selectors import Actor, Role
from fengqiao.cameras.domain.alarm import OPEN
from fengqiao.cameras.domain.places import Coverage, Missing, PlaceType, missing
from fengqiao.cameras.domain.streams import masked
from fengqiao.cameras.models import Camera, Speaker, Zone
from fengqiao.cameras.selectors.scope import ANSWER, DRAW, REGISTER, cameras_in_reach
from fengqiao.core.errors import NotYours


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneView:
    """A zone in force; ``polygon`` as fractions (0-1) of the picture, origin at the top left; empty for a line.

    ``settings``: what only some functions have, in the words of the engine's contract, without what is as usual.
    """

    id: UUID
    name: str
    kind: str
    polygon: tuple[tuple[float, float], ...]
    classes: tuple[str, ...]
    dwell_s: float
    window_s: float
    min_score: float
    direction_deg: float | None
    schedule: tuple[tuple[str, str], ...]
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def outline(self) -> tuple[tuple[float, float], ...]:
        """The polygon, or the two ends of the line."""
        line = self.settings.get("line")
        return self.polygon or (tuple(tuple(line[end]) for end in ("a", "b")) if line else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerView:
    """A loudspeaker; its address is masked."""

    id: UUID
    name: str
    kind: str
    address_masked: str
    languages: tuple[str, ...]
    area_id: UUID
    area_name: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraView:
    """A camera. ``main_stream``/``sub_stream`` are masked addresses. ``missing``: what keeps it from going live.

    ``condition``: unconnected, unknown, starting, live, stalled, unreachable, broken; in force since
    ``condition_since`` (aware, UTC). ``outline``: what it sees from above as a closed ring of (lon, lat), or empty.
    ``masks`` and ``adult``: see ``services.set_scene``.
    """

    id: UUID
    code: str
    name: str
    area_id: UUID
    area_name: str
    place: str
    place_type: str
    lon: float
    lat: float
    bearing_deg: float | None
    fov_deg: float | None
    range_m: float | None
    outline: tuple[tuple[float, float], ...]
    legal_basis: str
    has_sign_photo: bool
    main_stream: str
    sub_stream: str
    ai: bool
    in_operation: bool
    synthetic: bool
    condition: str
    condition_since: datetime
    condition_detail: str
    engine: str
    zones: tuple[ZoneView, ...]
    speakers: tuple[SpeakerView, ...]
    missing: tuple[Missing, ...]
    open_alarms: int
    masks: tuple[tuple[tuple[float, float], ...], ...] = ()
    adult: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraPoint:
    """A camera on the map, small, one query for all."""

    id: UUID
    code: str
    name: str
    lon: float
    lat: float
    area_id: UUID
    area_name: str
    ai: bool
    in_operation: bool
    condition: str
    place_type: str
    bearing_deg: float | None
    fov_deg: float | None
    range_m: float | None
    synthetic: bool


# Who may know of a camera at all: those who answer its alarms, and those who keep the register.
KNOW: tuple[Role, ...] = tuple(dict.fromkeys((*ANSWER, *DRAW)))


def cameras(
    actor: Actor, *, text: str = "", area_id: UUID | None = None, ai: bool | None = None, condition: str = ""
) -> list[CameraView]:
    """The cameras in scope, ordered by code; ``text`` looks into code, name and place."""
    rows = _rows(actor)
    if wanted := text.strip():
        rows = rows.filter(Q(code__icontains=wanted) | Q(name__icontains=wanted) | Q(place__icontains=wanted))
    if area_id is not None:
        rows = rows.filter(area__lineage__contains=[area_id])
    if ai is not None:
        rows = rows.filter(ai=ai)
    if condition:
        rows = rows.filter(condition=condition)
    return [view_of(row) for row in rows.order_by("code")]


def camera(actor: Actor, camera_id: UUID) -> CameraView:
    """One camera. Raises NotYours when it is outside the actor's scope or does not exist."""
    row = _rows(actor).filter(pk=camera_id).first()
    if row is None:
        raise NotYours
    return view_of(row)


def camera_points(actor: Actor) -> list[CameraPoint]:
    """All cameras in scope for the map."""
    fields = [name for name in CameraPoint.__dataclass_fields__ if name != "area_name"]
    rows = Camera.objects.filter(cameras_in_reach(actor, KNOW)).order_by("code")
    return [
        CameraPoint(area_name=str(values.pop("area__name")), **values) for values in rows.values(*fields, "area__name")
    ]


def count_by_place() -> dict[PlaceType, int]:
    """How many cameras are in operation, by kind of place in the register's order; where each stands is not said. For
    everybody to read."""
    rows = Camera.objects.filter(in_operation=True)
    counts = Counter(PlaceType(place) for place in rows.values_list("place_type", flat=True))
    return {place: counts[place] for place in PlaceType if place in counts}


def speakers(actor: Actor) -> list[SpeakerView]:
    """The loudspeakers in scope, for choosing in the register."""
    rows = Speaker.objects.filter(cameras_in_reach(actor, REGISTER)).select_related("area").order_by("name", "id")
    return [_speaker(row) for row in rows]


def _rows(actor: Actor) -> QuerySet[Camera]:
    in_force = Zone.objects.filter(retired_at__isnull=True).order_by("name")
    return (
        Camera.objects.filter(cameras_in_reach(actor, KNOW))
        .select_related("area")
        .prefetch_related(
            Prefetch("zones", queryset=in_force),
            Prefetch("speakers", queryset=Speaker.objects.select_related("area").order_by("name", "id")),
        )
        .annotate(open_alarms=Count("alarms", filter=Q(alarms__state__in=sorted(OPEN))))
    )


def coverage_of(row: Camera) -> Coverage | None:
    """The camera's coverage, or None while it is not complete."""
    if row.bearing_deg is None or row.fov_deg is None or row.range_m is None:
        return None
    return Coverage(bearing_deg=row.bearing_deg, fov_deg=row.fov_deg, range_m=row.range_m)


def missing_of(row: Camera) -> tuple[Missing, ...]:
    """What keeps the camera from going live."""
    return missing(
        place_type=PlaceType(row.place_type) if row.place_type else None,
        legal_basis=row.legal_basis,
        sign_photo=bool(row.sign_photo),
        coverage=coverage_of(row),
    )


def zone_view(row: Zone) -> ZoneView:
    """The view of a zone's row."""
    return ZoneView(
        id=row.pk,
        name=row.name,
        kind=row.kind,
        polygon=tuple((float(x), float(y)) for x, y in row.polygon),
        classes=tuple(row.classes),
        dwell_s=row.dwell_s,
        window_s=row.window_s,
        min_score=row.min_score,
        direction_deg=row.direction_deg,
        schedule=tuple((str(start), str(end)) for start, end in row.schedule),
        settings=row.settings,
    )


def view_of(row: Camera) -> CameraView:
    """The view of a row that came through ``_rows``."""
    coverage = coverage_of(row)
    same: dict[str, Any] = {
        name: getattr(row, name)
        for name in [
            "code",
            "name",
            "place",
            "place_type",
            "lon",
            "lat",
            "bearing_deg",
            "fov_deg",
            "range_m",
            "legal_basis",
            "ai",
            "in_operation",
            "synthetic",
            "condition",
            "condition_since",
            "condition_detail",
            "engine",
            "area_id",
        ]
    }
    return CameraView(
        **same,
        id=row.pk,
        area_name=row.area.name,
        outline=coverage.outline(row.lon, row.lat) if coverage else (),
        has_sign_photo=bool(row.sign_photo),
        main_stream=masked(row.main_stream),
        sub_stream=masked(row.sub_stream),
        zones=tuple(zone_view(zone) for zone in row.zones.all()),
        speakers=tuple(_speaker(speaker) for speaker in row.speakers.all()),
        missing=missing_of(row),
        open_alarms=getattr(row, "open_alarms", 0),
        masks=tuple(tuple((float(x), float(y)) for x, y in mask) for mask in row.masks),
        adult=tuple((float(foot), float(height)) for foot, height in row.adult),
    )


def _speaker(row: Speaker) -> SpeakerView:
    return SpeakerView(
        id=row.pk,
        name=row.name,
        kind=row.kind,
        address_masked=masked(row.address),
        languages=tuple(row.languages),
        area_id=row.area_id,
        area_name=row.area.name,
        active=row.active,
    )
