"""Reading the area tree and the organisations that work in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Func, Q, UUIDField

from fengqiao.areas.domain.kinds import Level, OrganisationKind
from fengqiao.areas.models import Area, AreaBoundary, Organisation
from fengqiao.areas.selectors.actors import Actor, within
from fengqiao.core import clock
from fengqiao.core.errors import NotYours


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaView:
    """An area. ``lineage`` is its way from the root down to itself; ``lon``, ``lat`` in WGS84 if known."""

    id: UUID
    scheme: str
    code: str
    name: str
    official_name: str
    level: Level
    parent_id: UUID | None
    lineage: tuple[UUID, ...]
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationView:
    """An organisation and the area for which it works; ``dissolved_at``: it is no more."""

    id: UUID
    name: str
    kind: OrganisationKind
    area_id: UUID
    synthetic: bool
    dissolved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A boundary in force: ``points`` as [longitude, latitude] in WGS84."""

    area_id: UUID
    name: str
    points: list[list[float]]
    synthetic: bool


def area(area_id: UUID) -> AreaView:
    """One area by its id, for naming things. Raises NotYours if there is none."""
    return _one(Area.objects.filter(pk=area_id).first())


def area_by_code(code: str, scheme: str = "nbs") -> AreaView:
    """One area by its official code within a scheme. Raises NotYours if there is none."""
    return _one(Area.objects.filter(scheme=scheme, code=code).first())


def area_names(area_ids: set[UUID]) -> dict[UUID, str]:
    """The names of many areas in one query."""
    return dict(Area.objects.filter(pk__in=area_ids).values_list("pk", "name"))


def area_lineages(area_ids: set[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """The ways from the root down to many areas in one query."""
    return {pk: tuple(way) for pk, way in Area.objects.filter(pk__in=area_ids).values_list("pk", "lineage")}


def levels_above(area_id: UUID) -> dict[UUID, Level]:
    """An area and all above it, the root first, each with its level. One query. Raises NotYours if there is none."""
    up = Func(F("lineage"), function="unnest", output_field=UUIDField())
    way = Area.objects.filter(pk=area_id).annotate(up=up).values("up")
    rows = dict(Area.objects.filter(pk__in=way).order_by("lineage__len").values_list("pk", "level"))
    if not rows:
        raise NotYours
    return {pk: Level(level) for pk, level in rows.items()}


def areas(actor: Actor, *, level: Level | None = None, parent_id: UUID | None = None) -> list[AreaView]:
    """The areas in the actor's scope, by level and parent if given, ordered by code."""
    rows = Area.objects.filter(within(actor, ""))
    if level is not None:
        rows = rows.filter(level=level)
    if parent_id is not None:
        rows = rows.filter(parent_id=parent_id)
    return [_view(row) for row in rows.order_by("scheme", "code")]


def search_areas(text: str, *, actor: Actor, limit: int = 20) -> list[AreaView]:
    """Areas in the actor's scope whose name contains ``text`` or whose pinyin, initials or code start with it."""
    wanted = text.strip().lower()
    if not wanted:
        return []
    found = Q(official_name__contains=wanted) | Q(name__contains=wanted) | Q(pinyin__startswith=wanted)
    found |= Q(initials__startswith=wanted) | Q(code__startswith=wanted)
    return [_view(row) for row in Area.objects.filter(found).filter(within(actor, "")).order_by("code")[:limit]]


def boundaries(actor: Actor, *, level: Level | None = None, at: datetime | None = None) -> list[Outline]:
    """The outlines in force at ``at`` (aware; default now) of the areas in the actor's scope."""
    rows = AreaBoundary.objects.filter(within(actor), during__contains=at or clock.now()).select_related("area")
    if level is not None:
        rows = rows.filter(area__level=level)
    return [
        Outline(area_id=row.area_id, name=row.area.name, points=row.outline, synthetic=row.synthetic)
        for row in rows.order_by("area__code")
    ]


def organisation(organisation_id: UUID) -> OrganisationView:
    """One organisation by its id, for naming things. Raises NotYours if there is none."""
    row = Organisation.objects.filter(pk=organisation_id).first()
    if row is None:
        raise NotYours
    return _organisation(row)


def organisation_names(organisation_ids: set[UUID]) -> dict[UUID, str]:
    """The names of many organisations in one query."""
    return dict(Organisation.objects.filter(pk__in=organisation_ids).values_list("pk", "name"))


def organisations_for(area_id: UUID, *, kind: OrganisationKind | None = None) -> list[OrganisationView]:
    """The organisations that work for the area or for one above it, the nearest first; without dissolved ones."""
    way = list(Area.objects.filter(pk=area_id).values_list("lineage", flat=True))
    lineage = way[0] if way else []
    rows = Organisation.objects.filter(area_id__in=lineage, dissolved_at__isnull=True)
    if kind is not None:
        rows = rows.filter(kind=kind)
    near_first = sorted(rows, key=lambda row: (-lineage.index(row.area_id), row.kind, row.name))
    return [_organisation(row) for row in near_first]


def organisations(actor: Actor) -> list[OrganisationView]:
    """The organisations of the areas in the actor's scope."""
    return [_organisation(row) for row in Organisation.objects.filter(within(actor)).order_by("kind", "name")]


def _one(row: Area | None) -> AreaView:
    if row is None:
        raise NotYours
    return _view(row)


def _view(row: Area) -> AreaView:
    return AreaView(
        id=row.pk,
        scheme=row.scheme,
        code=row.code,
        name=row.name,
        official_name=row.official_name,
        level=Level(row.level),
        parent_id=row.parent_id,
        lineage=tuple(row.lineage),
        lon=row.lon,
        lat=row.lat,
    )


def _organisation(row: Organisation) -> OrganisationView:
    return OrganisationView(
        id=row.pk,
        name=row.name,
        kind=OrganisationKind(row.kind),
        area_id=row.area_id,
        synthetic=row.synthetic,
        dissolved_at=row.dissolved_at,
    )
