"""How much lies on each grid worker, for the page on which somebody is about to give more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, AssignmentView
from fengqiao.core import clock
from fengqiao.fieldwork.domain.load import Load, OpenTask, limit_of, load_of
from fengqiao.fieldwork.domain.tasks import WAITING
from fengqiao.fieldwork.models import Task
from fengqiao.fieldwork.selectors import scope
from fengqiao.fieldwork.selectors.absences import AbsenceView, absences, away_on
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
    absence: AbsenceView | None


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
    away = {
        one.person_id: one for one in reversed(absences(actor)) if one.days.last is not None and one.days.last >= today
    }
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
                absence=away.get(person),
            )
        )
    return sorted(found, key=lambda one: (one.area, not one.lead, one.sounds))


def loads_of(person_ids: Collection[UUID], day: date) -> dict[UUID, list[OpenTask]]:
    """What these people still have to do: their own tasks, those of the grids whose lead they are on that day, and
    those of the absent for whom they stand in then."""
    found: defaultdict[UUID, list[OpenTask]] = defaultdict(list)
    away = {absent: stand_in for absent, (stand_in, _name) in away_on(day).items()}
    people = set(person_ids) | {absent for absent, stand_in in away.items() if stand_in in person_ids}
    waiting = Task.objects.filter(state__in=WAITING)
    about = ("due_at", "push__version__minutes")

    def add(whose: UUID, due: datetime, minutes: int) -> None:
        found[away.get(whose) or whose].append(OpenTask(due_on=timezone.localdate(due), minutes=minutes))

    for worker, due, minutes in waiting.filter(worker__in=people).values_list("worker_id", *about):
        add(worker, due, minutes)
    rows = list(waiting.filter(worker__isnull=True).values_list("grid_id", *about))
    leads = {grid: held[0].person_id for grid, held in holders({grid for grid, *_more in rows}, day).items()}
    for grid, due, minutes in rows:
        if (lead := leads.get(grid)) is not None and lead in people:
            add(lead, due, minutes)
    return dict(found)
