"""Grids and their versions: an outline is never changed, a new one begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from fengqiao.areas.domain.kinds import GridKind
from fengqiao.areas.domain.roles import Role
from fengqiao.areas.models import Grid, GridVersion
from fengqiao.areas.selectors.actors import Actor
from fengqiao.areas.services.authority import demand
from fengqiao.areas.services.errors import AreasRefused
from fengqiao.areas.services.outlines import checked
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnVersion:
    """A grid's new outline: its number and from when on it holds (aware)."""

    id: UUID
    grid_id: UUID
    number: int
    since: datetime


def add_grid(*, code: str, name: str, area_id: UUID, kind: GridKind = GridKind.COMPREHENSIVE, actor: Actor) -> UUID:
    """Add a grid without an outline to a village. Raises AreasRefused for a code already there."""
    with journal.unit():
        demand(actor, area_id, Role.STUDIO_CLERK, Role.SYSTEM_ADMIN)
        if Grid.objects.filter(code=code).exists():
            raise AreasRefused(_("The code %(code)s is already in the list.") % {"code": code})
        row = Grid.objects.create(code=code, name=name, kind=kind, area_id=area_id)
        journal.record(
            journal.Event(
                kind="areas.grid_added",
                subject=f"grid:{row.pk}",
                area=area_id,
                payload={"code": code, "kind": row.kind},
            ),
            actor=actor.person_id,
        )
        return row.pk


def draw_grid_version(
    *,
    grid_id: UUID,
    outline: Sequence[Sequence[float]],
    since: datetime | None = None,
    synthetic: bool = False,
    actor: Actor,
) -> DrawnVersion:
    """Give the grid an outline from ``since`` (aware; default now) on; the one before ends then and is kept.

    Raises OutlineRefused for an outline that crosses itself, is too small or not on the map, and AreasRefused
    when ``since`` is not after the beginning of the last version.
    """
    ring, start = checked(outline), since or clock.now()
    with journal.unit():
        grid = Grid.objects.select_for_update().filter(pk=grid_id).first()
        if grid is None:
            raise NotYours
        demand(actor, grid.area_id, Role.STUDIO_CLERK, Role.SYSTEM_ADMIN)
        last = GridVersion.objects.filter(grid=grid).order_by("-number").first()
        if last is not None:
            if start <= last.during.lower:
                raise AreasRefused(_("A new outline must begin after the one before it."))
            if last.during.upper is None or last.during.upper > start:
                last.during = DateTimeTZRange(last.during.lower, start)
                last.save(update_fields=["during"])
        row = GridVersion.objects.create(
            grid=grid,
            number=last.number + 1 if last else 1,
            outline=ring,
            synthetic=synthetic,
            during=DateTimeTZRange(start, None),
        )
        journal.record(
            journal.Event(
                kind="areas.grid_drawn",
                subject=f"grid:{grid.pk}",
                area=grid.area_id,
                payload={"version": str(row.pk), "number": row.number, "since": start.isoformat()},
            ),
            actor=actor.person_id,
        )
        return DrawnVersion(id=row.pk, grid_id=grid.pk, number=row.number, since=start)
