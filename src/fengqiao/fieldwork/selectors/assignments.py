"""Who holds which grid, since when and until when, and where nobody does: the page of assignments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, AssignmentView, GridName
from fengqiao.core import clock
from fengqiao.fieldwork.domain.absence import Days, without
from fengqiao.fieldwork.selectors import scope

AHEAD = timedelta(days=90)
BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridLine:
    """A grid with who holds it today, who will, who did in the last year; and its days without a lead to come."""

    grid: GridName
    village: str
    now: tuple[AssignmentView, ...]
    coming: tuple[AssignmentView, ...]
    past: tuple[AssignmentView, ...]
    gaps: tuple[Days, ...]

    @property
    def lead(self) -> AssignmentView | None:
        """Today's lead."""
        return next((one for one in self.now if one.lead), None)

    @property
    def empty(self) -> bool:
        """True when nobody holds it today."""
        return not self.now

    @property
    def words(self) -> str:
        """By what it is found: village, grid, code, names with their sounds."""
        people = " ".join(f"{one.name} {one.sounds}" for one in (*self.now, *self.coming))
        return f"{self.village} {self.grid.name} {self.grid.code} {people}"


def grid_lines(actor: Actor) -> list[GridLine]:
    """All grids of the actor's places, by code."""
    return [line for root in _roots(actor) for line in _lines(actor, root)]


def lonely(actor: Actor) -> tuple[int, int]:
    """How many grids of the actor's places nobody holds today, and how many have people but no lead."""
    lines = grid_lines(actor)
    return sum(1 for one in lines if one.empty), sum(1 for one in lines if one.now and one.lead is None)


def people_to_choose(actor: Actor) -> list[tuple[UUID, str, str]]:
    """Everybody who has or had a grid of the actor's places within a year, or has another duty there: id, name, and
    letters to find them by."""
    today = timezone.localdate(clock.now())
    found: dict[UUID, tuple[str, str]] = {}
    for root in _roots(actor):
        for one in areas.assignments_below(root, today - BACK, today + AHEAD):
            found[one.person_id] = (one.name, one.sounds)
    for other in areas.people(actor):
        found.setdefault(other.person_id, (other.name, ""))
    return sorted(((pk, name, sounds) for pk, (name, sounds) in found.items()), key=lambda one: (one[2], one[1]))


def _roots(actor: Actor) -> list[UUID]:
    """The actor's places, without those that lie in another of them."""
    own = set(scope.roots(actor, *scope.DESK))
    ways = areas.area_lineages(own)
    return [one for one in sorted(own, key=str) if not (set(ways.get(one, ())) - {one}) & own]


def _lines(actor: Actor, root: UUID) -> Iterable[GridLine]:
    today = timezone.localdate(clock.now())
    window = Days(today, today + AHEAD)
    grids = areas.grid_names(actor, area_id=root)
    by_grid: defaultdict[UUID, list[AssignmentView]] = defaultdict(list)
    for one in areas.assignments_below(root, today - BACK, today + timedelta(days=3650)):
        by_grid[one.grid_id].append(one)
    villages = areas.area_names({grid.area_id for grid in grids})
    for grid in grids:
        held = by_grid[grid.id]
        yield GridLine(
            grid=grid,
            village=villages.get(grid.area_id, ""),
            now=tuple(one for one in held if one.holds_on(today)),
            coming=tuple(one for one in held if one.since > today),
            past=tuple(sorted((one for one in held if _over(one, today)), key=_end, reverse=True)),
            gaps=tuple(without((Days(one.since, one.last_day) for one in held if one.lead), window)),
        )


def _over(one: AssignmentView, today: date) -> bool:
    return one.last_day is not None and one.last_day < today


def _end(one: AssignmentView) -> date:
    return one.last_day or date.max
