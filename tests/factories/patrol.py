"""Small worlds for patrols.

work = Beat.lay()                      # a village with a grid, its lead and worker, its secretary, a clerk of the town
place = work.place()                   # a place in the middle of the grid, to be visited every week
shift = work.start()                   # the worker is on duty
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from factories import areas as make
from fengqiao.areas.models import Assignment
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, Role
from fengqiao.core import ids
from fengqiao.fieldwork.domain.doubts import Fix
from fengqiao.fieldwork.domain.visits import NoPosition, Spot
from fengqiao.fieldwork.selectors.places import PlaceView
from fengqiao.fieldwork.selectors.shifts import CheckInView, ShiftView
from fengqiao.fieldwork.services import checkins, places, shifts
from fengqiao.fieldwork.services.checkins import Seen
from fengqiao.fieldwork.services.places import PlaceFacts

_numbers = itertools.count(1)
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
LON, LAT = 113.635014, 23.785021  # the middle of the grid that factories.areas draws


@dataclass(frozen=True)
class Beat:
    """A village with one grid and everybody who has to do with it."""

    village: AreaView
    grid_id: UUID
    worker: Actor
    lead: Actor
    secretary: Actor
    clerk: Actor

    @classmethod
    def lay(cls, village: AreaView | None = None) -> Beat:
        """Make it all."""
        village = village or make.village()
        assert village.parent_id is not None
        grid_id = make.grid(village, since=SINCE)
        return cls(
            village=village,
            grid_id=grid_id,
            worker=make.actor(Role.GRID_WORKER, village, grid_id=grid_id),
            lead=make.actor(Role.GRID_LEAD, village, grid_id=grid_id),
            secretary=make.actor(Role.VILLAGE_SECRETARY, village),
            clerk=make.actor(Role.STUDIO_CLERK, village.parent_id),
        )

    def place(self, name: str = "", *, lon: float = LON, lat: float = LAT, **more: object) -> PlaceView:
        """A place of the grid."""
        return place(self.grid_id, name, lon=lon, lat=lat, **more)

    def start(self, actor: Actor | None = None, at: datetime | None = None) -> ShiftView:
        """Somebody (the worker) begins a shift."""
        return shifts.start_shift(shift_id=ids.new_id(), grid_id=self.grid_id, at=at, actor=actor or self.worker)

    def check_in(
        self, at_place: PlaceView, fix: Fix | None = None, at: datetime | None = None, **more: object
    ) -> CheckInView:
        """The worker checks in, without a position unless one is given."""
        values: dict[str, object] = {"fix": fix, **({} if fix else {"no_position": NoPosition.NO_SIGNAL}), **more}
        return checkins.check_in(
            checkin_id=ids.new_id(), place_id=at_place.id, seen=Seen(**values), at=at, actor=self.worker
        )  # fmt: skip


def place(grid_id: UUID, name: str = "", *, lon: float = LON, lat: float = LAT, **more: object) -> PlaceView:
    """A place of a grid, to be visited every week."""
    values: dict[str, object] = {"kind": Spot.WATER, "every": 7, **more}
    facts = PlaceFacts(name=name or f"测试水塘{next(_numbers)}", lon=lon, lat=lat, **values)
    return places.make_place(grid_id=grid_id, facts=facts, actor=SYSTEM)


def grid_of_lead(village: AreaView) -> UUID:
    """The grid of the lead whom the village has; a new one where there is none."""
    known = Assignment.objects.filter(area_id=village.id, role=Role.GRID_LEAD).values_list("grid_id", flat=True).first()
    return known or make.grid(village)


def walk(start: datetime, steps: int, *, seconds: int = 30, lon: float = LON, lat: float = LAT) -> list[Fix]:
    """Positions of somebody who walks east from there, about ten metres a step."""
    return [
        Fix(at=start + timedelta(seconds=seconds * number), lon=lon + 0.0001 * number, lat=lat, accuracy=8)
        for number in range(steps)
    ]
