"""Patrols: the worker's own pages, and the grid's for those who plan or look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from factories import patrol as make_patrol
from factories.incidents import photo
from factories.patrol import Beat
from fengqiao.areas.selectors import SYSTEM, AreaView, Role
from fengqiao.fieldwork.services import places
from rights.kinds import NO_ONE, Row

WORKERS = frozenset({Role.GRID_WORKER, Role.GRID_LEAD})
PLANNERS = frozenset({Role.GRID_LEAD, Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK})
READERS = PLANNERS | WORKERS | {Role.OPERATOR, Role.DISPATCHER, Role.ANALYST}


def _grid(village: AreaView) -> dict[str, Any]:
    return {"pk": make_patrol.grid_of_lead(village)}


def _place(village: AreaView) -> dict[str, Any]:
    return {"pk": make_patrol.place(make_patrol.grid_of_lead(village)).id}


def _plate(village: AreaView) -> dict[str, Any]:
    return {"token": make_patrol.place(make_patrol.grid_of_lead(village)).token}


def _route(village: AreaView) -> dict[str, Any]:
    grid_id: UUID = make_patrol.grid_of_lead(village)
    stop = make_patrol.place(grid_id)
    route = places.make_route(grid_id=grid_id, name="沿河线", stops=[stop.id], actor=SYSTEM)
    return {"pk": grid_id, "route": route}


def _shift(village: AreaView) -> dict[str, Any]:
    beat = Beat.lay(village)
    return {"pk": beat.start().id}


def _picture(village: AreaView) -> dict[str, Any]:
    beat = Beat.lay(village)
    beat.start()
    return {"pk": beat.check_in(beat.place(), photo=photo()).id}


PATROL = [
    Row("fieldwork:patrol", allow=WORKERS),
    Row("fieldwork:shift_start", "POST", allow=WORKERS, status=302),
    Row("fieldwork:shift_end", "POST", allow=WORKERS, status=302),
    Row("fieldwork:trail", "POST", allow=WORKERS, status=422),
    # Somebody else's shift, and its way, is not there for anybody.
    Row("fieldwork:shift", allow=NO_ONE, args=_shift),
    Row("fieldwork:checkin", allow=WORKERS, args=_place),
    Row("fieldwork:checkin", "POST", allow=WORKERS, status=422, args=_place),
    Row("fieldwork:scan", allow=WORKERS, args=_plate),
    Row("fieldwork:scan", "POST", allow=WORKERS, status=422, args=_plate),
    Row("fieldwork:scan", allow=NO_ONE, args=lambda village: {"token": "GUESSED234"}, scoped=False),
    Row("fieldwork:finding", allow=WORKERS, status=302),  # to the start of the shift
    Row("fieldwork:finding", "POST", allow=WORKERS, status=302),
    Row("fieldwork:checkin_photo", allow=READERS, args=_picture),
    Row("fieldwork:grids", allow=READERS),
    Row("fieldwork:grid", allow=READERS, args=_grid),
    Row("fieldwork:patrol_plates", allow=PLANNERS, args=_grid),
    Row("fieldwork:patrol_place_new", allow=PLANNERS, args=_grid),
    Row("fieldwork:patrol_place_new", "POST", allow=PLANNERS, status=422, args=_grid),
    Row("fieldwork:patrol_place", allow=PLANNERS, args=_place),
    Row("fieldwork:patrol_place", "POST", allow=PLANNERS, status=422, args=_place),
    Row("fieldwork:patrol_place_end", "POST", allow=PLANNERS, status=302, args=_place),
    Row("fieldwork:route_new", "POST", allow=PLANNERS, status=302, args=_grid),
    Row("fieldwork:route_end", "POST", allow=PLANNERS, status=302, args=_route),
]
