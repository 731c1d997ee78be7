"""Who answers for a point: an index of all grid versions in memory, renewed whenever the database says so."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

import numpy as np
import shapely
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Q
from numpy.typing import NDArray

from fengqiao.areas.domain.kinds import GridKind
from fengqiao.areas.domain.roles import Role
from fengqiao.areas.models import GridRevision, GridVersion
from fengqiao.areas.selectors.actors import Actor, within
from fengqiao.areas.selectors.persons import PersonInRole, _in_role, in_force
from fengqiao.core import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class GridHit:
    """The grid, and its outline's version, in which a point lay at a moment."""

    grid_id: UUID
    grid_version_id: UUID
    area_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """Who answered for a point at a moment: the grid's lead, its members, then the village's secretary."""

    grid_id: UUID
    grid_version_id: UUID
    area_id: UUID
    people: tuple[PersonInRole, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridView:
    """A grid with its outline in force ([longitude, latitude] in WGS84)."""

    id: UUID
    code: str
    name: str
    kind: GridKind
    area_id: UUID
    version_id: UUID
    number: int
    points: list[list[float]]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    # The order in which overlapping grids are asked: a dedicated grid lies inside a comprehensive one.
    rank: tuple[int, float, str]
    start: datetime
    end: datetime | None
    hit: GridHit


@dataclass(frozen=True, slots=True)
class _Index:
    token: UUID | None
    tree: shapely.STRtree
    entries: list[_Entry]


_RANK = {GridKind.MICRO: 0, GridKind.DEDICATED: 1, GridKind.COMPREHENSIVE: 2}
_lock = threading.Lock()
_index: dict[str, _Index] = {}


def locate(lon: float, lat: float, at: datetime) -> GridHit | None:
    """The grid in whose outline the point lay at ``at`` (aware). Of several the most special, then the smallest.

    One short query (has anything changed?) and a look into memory.
    """
    index = _current()
    best: _Entry | None = None
    for number in index.tree.query(shapely.Point(lon, lat), predicate="intersects"):
        entry = index.entries[number]
        in_time = entry.start <= at and (entry.end is None or at < entry.end)
        if in_time and (best is None or entry.rank < best.rank):
            best = entry
    return best.hit if best else None


def responsible(lon: float, lat: float, at: datetime) -> Responsibility | None:
    """Who answered for the point (WGS84) at ``at`` (aware); None outside every grid. Two queries."""
    hit = locate(lon, lat, at)
    if hit is None:
        return None
    order = {Role.GRID_LEAD: 0, Role.GRID_WORKER: 1, Role.VILLAGE_SECRETARY: 2}
    wanted = Q(grid_id=hit.grid_id) | Q(area_id=hit.area_id, role=Role.VILLAGE_SECRETARY)
    people = sorted((_in_role(row) for row in in_force(at).filter(wanted)), key=lambda one: order.get(one.role, 3))
    return Responsibility(
        grid_id=hit.grid_id, grid_version_id=hit.grid_version_id, area_id=hit.area_id, people=tuple(people)
    )


def grids(
    actor: Actor, *, area_id: UUID | None = None, only: Collection[UUID] | None = None, at: datetime | None = None
) -> list[GridView]:
    """The grids in the actor's scope (below ``area_id``, ``only`` some) with their outlines at ``at`` (default now)."""
    rows = GridVersion.objects.filter(within(actor, "grid__area"), during__contains=at or clock.now())
    if only is not None:
        rows = rows.filter(grid_id__in=only)
    if area_id is not None:
        rows = rows.filter(grid__area__lineage__contains=[area_id])
    return [
        GridView(
            id=row.grid_id,
            code=row.grid.code,
            name=row.grid.name,
            kind=GridKind(row.grid.kind),
            area_id=row.grid.area_id,
            version_id=row.pk,
            number=row.number,
            points=row.outline,
            synthetic=row.synthetic,
        )
        for row in rows.select_related("grid").order_by("grid__code")
    ]


def _current() -> _Index:
    token = GridRevision.objects.values_list("token", flat=True).first()
    # Tests and restores may bring another database behind the same alias.
    database = str(connections[DEFAULT_DB_ALIAS].settings_dict["NAME"])
    known = _index.get(database)
    if known is not None and known.token == token:
        return known
    with _lock:
        known = _index.get(database)
        if known is None or known.token != token:
            # Rows newer than the token only lead to one more renewal; a token from a transaction that is
            # rolled back never comes again, because it is random.
            _index[database] = known = _load(token)
    return known


class _Fact(NamedTuple):
    version_id: UUID
    grid_id: UUID
    area_id: UUID
    kind: str
    code: str
    start: datetime
    end: datetime | None


def _load(token: UUID | None) -> _Index:
    facts: list[_Fact] = []
    rings: list[NDArray[np.float64]] = []
    rows = GridVersion.objects.order_by().values_list(
        "pk", "grid_id", "grid__area_id", "grid__kind", "grid__code", "during", "outline"
    )
    for pk, grid_id, area_id, kind, code, during, outline in rows.iterator(chunk_size=5000):
        facts.append(_Fact(pk, grid_id, area_id, kind, code, during.lower, during.upper))
        rings.append(np.array([*outline, outline[0]], dtype=np.float64))
    if not facts:
        return _Index(token, shapely.STRtree([]), [])
    owners = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    shapes = cast(NDArray[np.object_], shapely.polygons(shapely.linearrings(np.concatenate(rings), indices=owners)))
    sizes = shapely.area(shapes).tolist()
    return _Index(token, shapely.STRtree(shapes), [_entry(*pair) for pair in zip(facts, sizes, strict=True)])


def _entry(fact: _Fact, size: float) -> _Entry:
    hit = GridHit(grid_id=fact.grid_id, grid_version_id=fact.version_id, area_id=fact.area_id)
    return _Entry((_RANK[GridKind(fact.kind)], size, fact.code), fact.start, fact.end, hit)
