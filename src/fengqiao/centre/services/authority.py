"""Who may do what at a centre: asked by every service before it does anything."""

from __future__ import annotations

from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain.seats import Right
from fengqiao.centre.selectors.register import rights
from fengqiao.core.errors import NotYours


def demand(actor: Actor, centre_id: UUID, right: Right) -> None:
    """Pass, or raise NotYours: the actor needs this right at the centre today."""
    if right not in rights(actor, centre_id):
        raise NotYours
