"""Setting a centre up: the usual rooms at once, steps that are put off, plates that hang."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain.rooms import Zone
from fengqiao.centre.domain.seats import Right
from fengqiao.centre.models import Centre
from fengqiao.centre.selectors.rooms import rooms
from fengqiao.centre.selectors.setup import LATER, Task
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.register import change_centre
from fengqiao.centre.services.rooms import add_room
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours

# What hangs at the door says so by a person, not by a record of something else.
HUNG = (Task.PLATES, Task.WALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualRoom:
    """A room of the template: name and rules in the words of whoever sets the centre up; ``deposit`` in yuan."""

    name: str
    zone: Zone
    capacity: int
    rules: str = ""
    deposit: int = 0


def add_usual_rooms(*, centre_id: UUID, usual: Sequence[UsualRoom], actor: Actor) -> int:
    """Add the rooms of a template that are not there by name yet. Returns how many. Raises InputRefused, NotYours."""
    with journal.unit():
        demand(actor, centre_id, Right.HOUSE)
        Centre.objects.select_for_update().get(pk=centre_id)
        there = {one.name for one in rooms(centre_id)}
        missing = [one for one in usual if one.name not in there]
        for one in missing:
            add_room(
                centre_id=centre_id,
                name=one.name,
                zone=one.zone,
                capacity=one.capacity,
                rules=one.rules,
                deposit=one.deposit,
                actor=actor,
            )
        return len(missing)


def put_off(*, centre_id: UUID, task: Task, later: bool, actor: Actor) -> None:
    """Take a step of the checklist later, or take it up again. Raises NotYours."""
    with journal.unit():
        demand(actor, centre_id, Right.PEOPLE)
        row = Centre.objects.select_for_update().get(pk=centre_id)
        kept = [one for one in row.settings.get(LATER, []) if one != task.value]
        change_centre(centre_id=centre_id, settings={LATER: [*kept, task.value] if later else kept}, actor=actor)


def note_hung(*, centre_id: UUID, task: Task, actor: Actor) -> None:
    """The plates hang, the wall is on. Raises NotYours."""
    if task not in HUNG:
        raise NotYours
    today = timezone.localdate(clock.now()).isoformat()
    change_centre(centre_id=centre_id, settings={task.value: today}, actor=actor)
