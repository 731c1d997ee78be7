"""Whom an operator may send to an alarm."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from fengqiao.areas.selectors import Actor, Role, people_in_role
from fengqiao.cameras.selectors.alarms import alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """Somebody near: a person and the duty for which they are named; the telephone number is masked."""

    person_id: UUID
    name: str
    role: Role
    phone_masked: str


NEAR = (Role.VILLAGE_SECRETARY, Role.GRID_LEAD, Role.GRID_WORKER, Role.VOLUNTEER)


def helpers_near(actor: Actor, alarm_id: UUID) -> list[Helper]:
    """The people of the alarm's village, each once: secretary, grid leads, grid workers, volunteers.

    Raises NotYours when the alarm is outside the actor's scope.
    """
    area_id = alarm(actor, alarm_id).area_id
    found: dict[UUID, Helper] = {}
    for role in NEAR:
        for one in people_in_role(role, area_id):
            found.setdefault(
                one.person_id,
                Helper(person_id=one.person_id, name=one.name, role=one.role, phone_masked=one.phone_masked),
            )
    return list(found.values())
