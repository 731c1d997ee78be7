"""Reading who holds which grid, since when and until when; and the grids, also those without an outline."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet

from fengqiao.areas.domain.roles import GRID_ROLES, Duty, Role
from fengqiao.areas.models import Assignment, Grid
from fengqiao.areas.selectors.actors import Actor, within


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentView:
    """A duty in a grid for a time. ``last_day`` None: open. ``sounds``: pinyin and initials, to find it by letters."""

    id: UUID
    person_id: UUID
    name: str
    sounds: str
    role: Role
    area_id: UUID
    grid_id: UUID
    employment: str
    since: date
    last_day: date | None

    @property
    def lead(self) -> bool:
        """True for the grid's lead 网格长."""
        return self.role is Role.GRID_LEAD

    def holds_on(self, day: date) -> bool:
        """True when the duty is in force on that local day."""
        return self.since <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridName:
    """A grid as lists name it."""

    id: UUID
    code: str
    name: str
    area_id: UUID


def grid_names(actor: Actor, *, area_id: UUID | None = None) -> list[GridName]:
    """The grids in the actor's scope (below ``area_id`` if given), also those that nobody has drawn yet, by code."""
    rows = Grid.objects.filter(within(actor))
    if area_id is not None:
        rows = rows.filter(area__lineage__contains=[area_id])
    return [_grid(row) for row in rows.order_by("code")]


def grids_named(grid_ids: Iterable[UUID]) -> dict[UUID, GridName]:
    """Many grids by id in one query, for naming."""
    return {row.pk: _grid(row) for row in Grid.objects.filter(pk__in=set(grid_ids))}


def assignments_below(area_id: UUID, first: date, last: date) -> list[AssignmentView]:
    """The duties in grids of the area (or below) that are in force on some day from ``first`` to ``last``; leads first,
    then by beginning. Not scoped: the caller decides what a reader may see."""
    return _views(_in_grids(first, last).filter(area__lineage__contains=[area_id]))


def assignments_of_grids(grid_ids: Collection[UUID], first: date, last: date) -> list[AssignmentView]:
    """The duties in these grids that are in force on some day from ``first`` to ``last``. Not scoped."""
    return _views(_in_grids(first, last).filter(grid_id__in=grid_ids))


def assignments_of_people(person_ids: Collection[UUID], first: date, last: date) -> list[AssignmentView]:
    """The duties in grids that these people have on some day from ``first`` to ``last``. Not scoped."""
    return _views(_in_grids(first, last).filter(person_id__in=person_ids))


def assignment(actor: Actor, assignment_id: UUID) -> AssignmentView | None:
    """One duty in a grid of the actor's scope."""
    rows = Assignment.objects.filter(within(actor), pk=assignment_id, grid__isnull=False)
    return next(iter(_views(rows.filter(role__in=GRID_ROLES))), None)


def _in_grids(first: date, last: date) -> QuerySet[Assignment]:
    meant = Q(role__in=GRID_ROLES, grid__isnull=False)
    return Assignment.objects.filter(meant, during__overlap=DateRange(first, last + timedelta(days=1)))


def _views(rows: QuerySet[Assignment]) -> list[AssignmentView]:
    found = [_view(row) for row in rows.select_related("person")]
    return sorted(found, key=lambda one: (not one.lead, one.since, one.sounds, one.id))


def _view(row: Assignment) -> AssignmentView:
    assert row.grid_id is not None
    end: date | None = row.during.upper
    return AssignmentView(
        id=row.pk,
        person_id=row.person_id,
        name=row.person.name,
        sounds=f"{row.person.pinyin} {row.person.initials}",
        role=Role.GRID_LEAD if row.duty == Duty.LEAD else Role.GRID_WORKER,
        area_id=row.area_id,
        grid_id=row.grid_id,
        employment=row.employment,
        since=row.during.lower,
        last_day=end - timedelta(days=1) if end else None,
    )


def _grid(row: Grid) -> GridName:
    return GridName(id=row.pk, code=row.code, name=row.name, area_id=row.area_id)
