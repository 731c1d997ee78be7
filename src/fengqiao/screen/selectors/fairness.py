"""Points of a town's workers beside what their grids gave them to do. For who keeps the points, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass

from fengqiao.areas import selectors as areas
from fengqiao.areas.domain.outline import square_metres
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView
from fengqiao.core.errors import NotYours
from fengqiao.incidents.selectors.flows import events_of_grids
from fengqiao.screen.domain.effects import Stretch
from fengqiao.screen.domain.fairness import Hint, Standing, hints
from fengqiao.screen.selectors import effects
from fengqiao.screen.selectors.effects import Worker

SQUARE_KILOMETRE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """One worker: the grids, the events that came in from there, their area in km² (0: no outline), the hint."""

    worker: Worker
    grids: tuple[str, ...]
    events: int
    square_km: float
    hint: Hint | None


def chances(actor: Actor, town: AreaView, stretch: Stretch) -> list[Chances]:
    """All workers by name. Raises NotYours for whoever does not keep the town's points."""
    if not effects.keeps(actor, town):
        raise NotYours
    found = effects.people(town, stretch)
    events = events_of_grids(effects.scope(town, stretch))
    drawn = {one.id: one for one in areas.grids(SYSTEM)}
    happened = {one.use.person_id: sum(events.get(grid, 0) for grid in one.use.grids) for one in found}
    seen = hints({one.use.person_id: Standing(points=one.points, events=happened[one.use.person_id]) for one in found})
    lines = []
    for one in found:
        grids = [drawn[grid] for grid in one.use.grids if grid in drawn]
        lines.append(
            Chances(
                worker=one,
                grids=tuple(sorted(grid.name for grid in grids)),
                events=happened[one.use.person_id],
                square_km=sum(square_metres(grid.points) for grid in grids) / SQUARE_KILOMETRE,
                hint=seen.get(one.use.person_id),
            )
        )
    return lines
