"""Whose grid is whose: the grids in which somebody works, plans, or may look."""

from __future__ import annotations

from uuid import UUID

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import GRID_ROLES, Actor, GridView, Role
from fengqiao.core.errors import NotYours

WORKERS = GRID_ROLES
PLANNERS = frozenset({Role.GRID_LEAD, Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK})
READERS = PLANNERS | GRID_ROLES | {Role.OPERATOR, Role.DISPATCHER, Role.ANALYST}


def own_grids(actor: Actor) -> list[GridView]:
    """The grids in which the actor works, by code."""
    return areas.grids(actor, only={duty.grid_id for duty in actor.duties if duty.role in GRID_ROLES and duty.grid_id})


def works_in(actor: Actor, grid_id: UUID) -> bool:
    """True when the grid is one of those in which the actor works."""
    return actor.system or any(duty.grid_id == grid_id for duty in actor.duties if duty.role in GRID_ROLES)


def grid(actor: Actor, grid_id: UUID) -> GridView:
    """One grid under the actor's duties, with its outline now. Raises NotYours."""
    found = areas.grids(actor, only=[grid_id])
    if not found:
        raise NotYours
    return found[0]


def may_plan(actor: Actor, of: GridView) -> bool:
    """True for the grid's own lead, the village's secretary, and the studio above."""
    if areas.holds(actor, of.area_id, Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK):
        return True
    return any(duty.grid_id == of.id for duty in actor.duties if duty.role is Role.GRID_LEAD)
