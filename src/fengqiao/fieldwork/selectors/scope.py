"""Who works at the studio's desk, and for which part of the area tree."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.fieldwork.domain.worklist import Pusher

# Who gives tasks, as which of the task list's pushers.
PUSHERS = {
    Role.STUDIO_CLERK: Pusher.STUDIO,
    Role.DISPATCHER: Pusher.CENTRE,
    Role.VILLAGE_SECRETARY: Pusher.VILLAGE,
}
DESK = frozenset(PUSHERS)
CLERKS = frozenset({Role.STUDIO_CLERK})
# Who may put a kind of work on the list, or keep it off, when somebody else has proposed it.
APPROVERS = frozenset({Role.STUDIO_CLERK, Role.DISPATCHER})


def roots(actor: Actor, *roles: Role) -> list[UUID]:
    """The areas over which the actor has one of the roles."""
    return [duty.area_id for duty in actor.duties if duty.role in roles]


def under(actor: Actor, *roles: Role, path: str = "area") -> Q:
    """The condition "the area at ``path`` lies in or under an area over which the actor has one of the roles"."""
    if actor.system:
        return Q()
    over = roots(actor, *roles)
    return Q(**{f"{path}__lineage__overlap": over}) if over else Q(pk__in=[])


def above(actor: Actor, path: str = "area") -> Q:
    """The condition "the area at ``path`` is one of the actor's, or lies above or below one of them"."""
    if actor.system:
        return Q()
    ways = areas.area_lineages(set(actor.area_ids))
    higher = {one for way in ways.values() for one in way}
    return Q(**{f"{path}__lineage__overlap": list(actor.area_ids)}) | Q(**{f"{path}__in": list(higher)})
