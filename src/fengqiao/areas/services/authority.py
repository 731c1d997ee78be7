"""Who may change what: asked by every service before it does anything."""

from __future__ import annotations

from uuid import UUID

from fengqiao.areas.domain.roles import Role
from fengqiao.areas.selectors.actors import Actor, holds
from fengqiao.core.errors import NotYours


def demand(actor: Actor, area_id: UUID, *roles: Role) -> None:
    """Pass, or raise NotYours: the actor needs one of the roles over this area."""
    if not holds(actor, area_id, *roles):
        raise NotYours
