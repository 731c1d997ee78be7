"""Whose task it is on a day: the worker's, or whoever holds the grid's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import AssignmentView
from fengqiao.fieldwork.selectors.absences import stands_in_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """In whose hands somebody's tasks are on a day: the person's own, and those of the absent for whom they stand in.

    ``grids``: held by one of these people.
    """

    person_id: UUID
    people: frozenset[UUID]
    grids: frozenset[UUID]

    def holds(self, worker_id: UUID | None, grid_id: UUID | None) -> bool:
        """True when a task of this worker, or (without one) of this grid, is in these hands."""
        return worker_id in self.people if worker_id is not None else grid_id in self.grids

    def tasks(self) -> Q:
        """The same as a condition on tasks."""
        return Q(worker_id__in=self.people) | Q(worker_id__isnull=True, grid_id__in=self.grids)


def hands_of(person_id: UUID, day: date) -> Hands:
    """What is in a person's hands on a local day."""
    people = {person_id, *stands_in_for(person_id, day)}
    held = areas.assignments_of_people(people, day, day)
    return Hands(person_id=person_id, people=frozenset(people), grids=frozenset(one.grid_id for one in held))


def holders(grid_ids: Collection[UUID], day: date) -> dict[UUID, list[AssignmentView]]:
    """Who holds these grids on a local day, the lead first; a grid without anybody is not in it."""
    found: defaultdict[UUID, list[AssignmentView]] = defaultdict(list)
    for one in areas.assignments_of_grids(grid_ids, day, day):
        found[one.grid_id].append(one)
    return dict(found)
