"""Reading how a place's workers used the platform. Sums of a place, and each person's days for who keeps the points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Exists, Min, OuterRef

from fengqiao.areas.domain.roles import GRID_ROLES, Role
from fengqiao.areas.domain.use import Days, Use, days_of_duty
from fengqiao.areas.models import ActiveDay, Assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerUse:
    """A worker's use of the platform in some days. ``area_id``: the village of their (last) duty, ``grids`` all
    grids that they had in these days."""

    person_id: UUID
    name: str
    area_id: UUID
    grids: frozenset[UUID]
    use: Use


def use_of_workers(
    area_id: UUID, first: date, last: date, *, roles: Collection[Role] = GRID_ROLES
) -> dict[UUID, WorkerUse]:
    """Everybody who worked in a grid of the area (or below) from ``first`` to ``last``, by name. Two queries. Not
    scoped: the caller decides what of it a reader may see."""
    duties = Assignment.objects.filter(role__in=roles, area__lineage__contains=[area_id])
    meant = duties.filter(during__overlap=DateRange(first, last + timedelta(days=1)))
    stretches: defaultdict[UUID, list[Days]] = defaultdict(list)
    grids: defaultdict[UUID, set[UUID]] = defaultdict(set)
    heads: dict[UUID, tuple[str, UUID]] = {}
    for row in meant.select_related("person").order_by("person__pinyin", "person_id", "during"):
        stretches[row.person_id].append((row.during.lower, row.during.upper))
        heads[row.person_id] = (row.person.name, row.area_id)
        if row.grid_id is not None:
            grids[row.person_id].add(row.grid_id)
    on_duty = duties.filter(person=OuterRef("person"), during__contains=OuterRef("day"))
    signed = ActiveDay.objects.filter(Exists(on_duty), day__gte=first, day__lte=last)
    active = dict(signed.values("person").annotate(days=Count("pk")).values_list("person", "days"))
    return {
        person: WorkerUse(
            person_id=person,
            name=name,
            area_id=area,
            grids=frozenset(grids[person]),
            use=Use(active=active.get(person, 0), duty=days_of_duty(stretches[person], first, last)),
        )
        for person, (name, area) in heads.items()
    }


def use_known_since() -> date | None:
    """The first day of which sign-ins are kept; before it there is no figure, which is not the same as no use."""
    first: date | None = ActiveDay.objects.aggregate(first=Min("day"))["first"]
    return first
