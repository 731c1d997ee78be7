"""Small worlds with a grid studio: a town with its clerk, workers in grids, an item of the task list, tasks.

desk = Studio.open()                        # a town with a clerk, a dispatcher, one village
worker = desk.worker()                      # somebody who leads a grid of their own, with an account
task = desk.task(worker)                    # pushed to them
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from factories import areas as make
from fengqiao.areas.domain.roles import Employment
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, Role, area
from fengqiao.core import clock, ids
from fengqiao.fieldwork.domain.absence import Reason
from fengqiao.fieldwork.domain.worklist import Frequency, Proof, Pusher
from fengqiao.fieldwork.models import Task
from fengqiao.fieldwork.selectors.worklist import KindView
from fengqiao.fieldwork.services import absences, answering, pushing, worklist

_numbers = itertools.count(1)


def words(title: str = "", **more: object) -> worklist.KindWords:
    """An item with a basis that the studio may push and that needs a few words."""
    given: dict[str, object] = {
        "title": title or f"测试事项{next(_numbers)}",
        "frequency": Frequency.MONTHLY,
        "minutes": 30,
        "proofs": [Proof.NOTE],
        "pushers": list(Pusher),
        "basis": "测试文件第1条",
        **more,
    }
    return worklist.KindWords(**given)


def kind(town_id: UUID, said: worklist.KindWords | None = None) -> KindView:
    """A published item of the town's list."""
    made = worklist.propose_kind(area_id=town_id, words=said or words(), actor=SYSTEM)
    return worklist.decide_kind(version_id=made.id, publish=True, actor=SYSTEM)


def task(village: AreaView, *, worker_id: UUID | None = None, said: worklist.KindWords | None = None) -> UUID:
    """A task of a fresh worker of the village (or this one), due in three days."""
    assert village.parent_id is not None
    who = worker_id or make.worker(Role.GRID_WORKER, village).id
    return push(kind(village.parent_id, said), [who])[0]


def push(
    item: KindView, people: list[UUID], *, actor: Actor = SYSTEM, due_at: datetime | None = None, **more: object
) -> list[UUID]:
    """The ids of the tasks that a push to these people makes, in their order."""
    made = pushing.push(
        push_id=ids.new_id(),
        version_id=item.id,
        ones=[pushing.One(worker_id=one) for one in people],
        due_at=due_at or clock.now() + timedelta(days=3),
        actor=actor,
        **more,
    )
    by_worker = dict(Task.objects.filter(push=made).values_list("worker_id", "pk"))
    return [by_worker[one] for one in people]


def answered(village: AreaView, *, photo: bytes | None = None) -> UUID:
    """A task that its worker has answered."""
    one = make.actor(Role.GRID_WORKER, village)
    assert one.person_id is not None
    made = task(village, worker_id=one.person_id)
    photos = [photo] if photo else []
    answering.answer_task(
        task_id=made, answer=answering.Answer(id=ids.new_id(), note="已走访", photos=photos), actor=one
    )
    return made


def absence(
    person_id: UUID, *, first: int = 0, last: int = 3, stand_in_id: UUID | None = None, actor: Actor = SYSTEM
) -> UUID:
    """The person is away, days counted from today."""
    today = timezone.localdate(clock.now())
    return absences.record_absence(
        person_id=person_id,
        first=today + timedelta(days=first),
        last=today + timedelta(days=last),
        stand_in_id=stand_in_id,
        reason=Reason.LEAVE,
        actor=actor,
    )


@dataclass(frozen=True)
class Studio:
    """A town with its clerk and its dispatcher, and one village."""

    town: AreaView
    village: AreaView
    clerk: Actor
    other: Actor

    @classmethod
    def open(cls) -> Studio:
        village = make.village()
        assert village.parent_id is not None
        town = area(village.parent_id)
        return cls(
            town=town,
            village=village,
            clerk=make.actor(Role.STUDIO_CLERK, town),
            other=make.actor(Role.DISPATCHER, town),
        )

    def kind(self, **more: object) -> KindView:
        """An item that the clerk proposed and the dispatcher approved."""
        made = worklist.propose_kind(area_id=self.town.id, words=words(**more), actor=self.clerk)
        return worklist.decide_kind(version_id=made.id, publish=True, actor=self.other)

    def worker(self, role: Role = Role.GRID_LEAD, *, full_time: bool = True, **more: object) -> Actor:
        """Somebody with a grid of their own (or ``grid_id=``) in the village, and an account."""
        employment = Employment.FULL if full_time else Employment.PART
        return make.actor(role, self.village, employment=employment, **more)

    def task(self, worker: Actor, item: KindView | None = None, **more: object) -> UUID:
        """A task that the clerk pushed to the worker."""
        assert worker.person_id is not None
        return push(item or self.kind(), [worker.person_id], actor=self.clerk, **more)[0]


def answer(task_id: UUID, worker: Actor, note: str = "做好了", **more: object) -> None:
    """The worker answers the task."""
    given = answering.Answer(id=ids.new_id(), note=note, **more)
    answering.answer_task(task_id=task_id, answer=given, actor=worker)
