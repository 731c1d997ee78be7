"""Which duties give which rights over cameras and alarms, and how far they reach."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Exists, OuterRef, Q

from fengqiao.areas.selectors import Actor, Role, within
from fengqiao.cameras.domain.watch import WATCHED, CaseState
from fengqiao.cameras.models import AlarmCall

# Who deals with alarms in their area.
ANSWER = (
    Role.VILLAGE_SECRETARY,
    Role.GRID_LEAD,
    Role.GRID_WORKER,
    Role.OPERATOR,
    Role.STUDIO_CLERK,
    Role.DISPATCHER,
)
# A volunteer sees only the alarms to which an operator called them.
SEE = (*ANSWER, Role.VOLUNTEER)
# Who guides: sends somebody, escalates.
GUIDE = (Role.OPERATOR, Role.STUDIO_CLERK, Role.DISPATCHER, Role.VILLAGE_SECRETARY, Role.GRID_LEAD)
# Live pictures are for those who need them for an alarm, not for every duty.
WATCH = (Role.OPERATOR, Role.STUDIO_CLERK, Role.DISPATCHER, Role.VILLAGE_SECRETARY, Role.GRID_LEAD)
REGISTER = (Role.SYSTEM_ADMIN, Role.STUDIO_CLERK)
DRAW = (*REGISTER, Role.OPERATOR)


def narrowed(actor: Actor, roles: tuple[Role, ...]) -> Actor:
    """The same person with only the duties in ``roles``: an analyst's county does not widen a village's alarms."""
    if actor.system:
        return actor
    duties = tuple(duty for duty in actor.duties if duty.role in roles)
    return replace(actor, duties=duties, area_ids=tuple(dict.fromkeys(duty.area_id for duty in duties)))


def cameras_in_reach(actor: Actor, roles: tuple[Role, ...], path: str = "area") -> Q:
    """The condition "the camera's area lies under one of the actor's duties in ``roles``"."""
    return within(narrowed(actor, roles), path)


def alarms_in_reach(actor: Actor) -> Q:
    """Alarms of the actor's areas, and those to which the actor was called by name."""
    condition = cameras_in_reach(actor, ANSWER, "camera__area")
    if actor.person_id is not None:
        called = AlarmCall.objects.filter(alarm=OuterRef("pk"), person_id=actor.person_id)
        condition |= Q(Exists(called))
    if not actor.system:
        # nothing tells afterwards where a vehicle or a person was seen
        condition &= ~Q(zone_kind__in=WATCHED) | Q(watch_match__case__state=CaseState.ACTIVE)
    return condition
