"""What a new centre still lacks: a checklist that ticks itself from the centre's own records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils import timezone

from fengqiao.areas.selectors import with_account
from fengqiao.centre.domain import hours
from fengqiao.centre.domain.council import quorum
from fengqiao.centre.domain.seats import RIGHTS, VOTING, Right
from fengqiao.centre.selectors.register import CentreView, members
from fengqiao.centre.selectors.rooms import rooms
from fengqiao.centre.selectors.roster import roster
from fengqiao.centre.selectors.structure import FIELDS, filled
from fengqiao.core import clock

LATER = "later"
# With fewer members there is no vote worth the name.
FEWEST = 3
ROSTER_WEEKS = 2


class Task(StrEnum):
    """The steps from an empty centre to an open door, in the order in which they help each other."""

    ABOUT = "about"
    HOURS = "hours"
    ROOMS = "rooms"
    COUNCIL = "council"
    ACCOUNTS = "accounts"
    ROSTER = "roster"
    PLATES = "plates"
    WALL = "wall"
    STRUCTURE = "structure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A step. ``number`` and ``of``: how far it is, where it can be counted. ``later``: put off on purpose."""

    task: Task
    done: bool
    later: bool
    number: int = 0
    of: int = 0


def checklist(house: CentreView) -> list[Point]:
    """The steps of a centre as they stand now."""
    seated = members(house.id)
    voting = {one.person_id for one in seated if one.seat in VOTING}
    desk = {one.person_id for one in seated if Right.RECEIVE in RIGHTS[one.seat]}
    ready = with_account(desk)
    today = timezone.localdate(clock.now())
    days = [one for one in roster(house.id, weeks=ROSTER_WEEKS + 1) if today <= one.day < today + timedelta(14)]
    taken = sum(bool(one.duties) for one in days)
    there = len(rooms(house.id))
    own = house.settings
    facts = {
        Task.ABOUT: (bool(house.address and house.phone), 0, 0),
        Task.HOURS: (any(hours.written(house.hours)), 0, 0),
        Task.ROOMS: (there > 0, there, 0),
        Task.COUNCIL: (len(voting) >= FEWEST, len(voting), max(FEWEST, quorum(len(voting)))),
        Task.ACCOUNTS: (bool(desk) and ready == desk, len(ready), len(desk)),
        Task.ROSTER: (bool(days) and taken == len(days), taken, len(days)),
        Task.PLATES: (Task.PLATES.value in own, 0, 0),
        Task.WALL: (Task.WALL.value in own, 0, 0),
        Task.STRUCTURE: (filled(house) > 0, filled(house), len(FIELDS)),
    }
    put_off = own.get(LATER, [])
    return [
        Point(task=task, done=done, later=not done and task.value in put_off, number=number, of=of)
        for task, (done, number, of) in facts.items()
    ]


def left(house: CentreView) -> int:
    """How many steps are neither done nor put off."""
    return sum(not (one.done or one.later) for one in checklist(house))
