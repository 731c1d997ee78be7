"""How much lies on each grid worker, for the page on which somebody is about to give more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, AssignmentView
from fengqiao.core import clock
from fengqiao.fieldwork.domain.load import Load, OpenTask, limit_of, load_of
from fengqiao.fieldwork.domain.tasks import WAITING
from fengqiao.fieldwork.models import Task
from fengqiao.fieldwork.selectors import scope
from fengqiao.fieldwork.selectors.holders import holders


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLoad:
    """A grid worker with what lies on them in the week of a day."""

    person_id: UUID
    name: str
    sounds: str
    area_id: UUID
    area: str
    grids: tuple[str, ...]
    grid_ids: tuple[UUID, ...]
    lead: bool
    full_time: bool
    load: Load


def workers(actor: Actor, day: date) -> list[WorkerLoad]:
    """Who holds a grid in the actor's places today, by village and name, with their load in the week of ``day``."""
    today = timezone.localdate(clock.now())
    held: dict[UUID, AssignmentView] = {}
    for root in scope.roots(actor, *scope.DESK):
        held |= {one.id: one for one in areas.assignments_below(root, today, today)}
    by_person: defaultdict[UUID, list[AssignmentView]] = defaultdict(list)
    for one in held.values():
        by_person[one.person_id].append(one)
    loads = loads_of(set(by_person), day)
    villages = areas.area_names({one.area_id for one in held.values()})
    grids = areas.grids_named({one.grid_id for one in held.values()})
    found = []
    for person, duties in by_person.items():
        first = duties[0]
        full = any(one.employment == "full" for one in duties)
        found.append(
            WorkerLoad(
                person_id=person,
                name=first.name,
                sounds=first.sounds,
                area_id=first.area_id,
                area=villages.get(first.area_id, ""),
                grids=tuple(sorted(grids[one.grid_id].name for one in duties)),
                grid_ids=tuple(one.grid_id for one in duties),
                lead=any(one.lead for one in duties),
                full_time=full,
                load=load_of(loads.get(person, ()), day, limit_of(full)),
            )
        )
    return sorted(found, key=lambda one: (one.area, not one.lead, one.sounds))


def loads_of(person_ids: Collection[UUID], day: date) -> dict[UUID, list[OpenTask]]:
    """What these people still have to do: their own tasks, and those of the grids whose lead they are on that day."""
    found: defaultdict[UUID, list[OpenTask]] = defaultdict(list)
    waiting = Task.objects.filter(state__in=WAITING)
    about = ("due_at", "push__version__minutes")
    for worker, due, minutes in waiting.filter(worker__in=person_ids).values_list("worker_id", *about):
        found[worker].append(OpenTask(due_on=timezone.localdate(due), minutes=minutes))
    rows = list(waiting.filter(worker__isnull=True).values_list("grid_id", *about))
    leads = {grid: held[0].person_id for grid, held in holders({grid for grid, *_more in rows}, day).items()}
    for grid, due, minutes in rows:
        if (lead := leads.get(grid)) in person_ids and lead is not None:
            found[lead].append(OpenTask(due_on=timezone.localdate(due), minutes=minutes))
    return dict(found)
