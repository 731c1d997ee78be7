"""Places and routes of patrols: made, put right and ended by who plans for the grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import shapely
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Actor, GridView
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain.visits import RADIUS_M, Spot
from fengqiao.fieldwork.models import PatrolPlace, PatrolRoute, RouteStop
from fengqiao.fieldwork.selectors import grids, places
from fengqiao.fieldwork.selectors.places import PlaceView
from fengqiao.fieldwork.services.errors import InputRefused
from fengqiao.fieldwork.services.texts import plain

TOKEN = 10
LONGEST_RHYTHM = 366
# Degrees, about 200 m: outlines are drawn by hand.
BESIDE = 0.002


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """What is written down of a place; position in WGS84, ``every`` in days, ``radius`` in metres."""

    kind: Spot
    name: str
    lon: float
    lat: float
    note: str = ""
    radius: int = RADIUS_M
    every: int | None = None
    by: date | None = None


def make_place(*, grid_id: UUID, facts: PlaceFacts, actor: Actor) -> PlaceView:
    """A new place with a QR code of its own. Raises InputRefused, NotYours."""
    with journal.unit():
        grid = _planned(grid_id, actor)
        row = PatrolPlace(token=_fresh_token(), area_id=grid.area_id, grid_id=grid.id, made_by_id=actor.person_id)
        _write(row, facts, grid)
        _say(row, "fieldwork.place_made", actor)
        return places.place(actor, row.pk)


def change_place(*, place_id: UUID, facts: PlaceFacts, actor: Actor) -> PlaceView:
    """Put a place right; its QR code stays good. Raises InputRefused, NotYours."""
    with journal.unit():
        row, grid = _lock(place_id, actor)
        _write(row, facts, grid)
        _say(row, "fieldwork.place_changed", actor)
        return places.place(actor, row.pk)


def end_place(*, place_id: UUID, actor: Actor) -> None:
    """Nobody goes there any more; what was done there stays. Twice is once. Raises NotYours."""
    with journal.unit():
        row, _grid = _lock(place_id, actor)
        if row.ended_at is None:
            row.ended_at = clock.now()
            row.save(update_fields=["ended_at"])
            RouteStop.objects.filter(place=row).delete()
            _say(row, "fieldwork.place_ended", actor)


def make_route(*, grid_id: UUID, name: str, stops: Sequence[UUID], every: int | None = None, actor: Actor) -> UUID:
    """A route through places of the grid, in this order. Raises InputRefused, NotYours."""
    with journal.unit():
        grid = _planned(grid_id, actor)
        called = plain(name, 80)
        if not called:
            raise InputRefused(_("Give the route a name, such as “Along the river”."))
        if PatrolRoute.objects.filter(grid_id=grid.id, name=called, ended_at__isnull=True).exists():
            raise InputRefused(_("There is a route of this name in the grid already."))
        _check_rhythm(every)
        known = set(
            PatrolPlace.objects.filter(grid_id=grid.id, ended_at__isnull=True, pk__in=stops).values_list(
                "pk", flat=True
            )
        )
        wanted = [one for one in dict.fromkeys(stops) if one in known]
        if not wanted:
            raise InputRefused(_("Choose at least one place for the route."))
        row = PatrolRoute.objects.create(name=called, grid_id=grid.id, area_id=grid.area_id, every=every)
        RouteStop.objects.bulk_create(
            RouteStop(route=row, place_id=one, number=number) for number, one in enumerate(wanted)
        )
        _route_event(row, "fieldwork.route_made", actor)
        return row.pk


def end_route(*, route_id: UUID, actor: Actor) -> None:
    """The route is not walked any more; its rounds stay. Raises NotYours."""
    with journal.unit():
        row = PatrolRoute.objects.select_for_update().filter(areas.within(actor), pk=route_id).first()
        if row is None:
            raise NotYours
        _planned(row.grid_id, actor)
        if row.ended_at is None:
            row.ended_at = clock.now()
            row.save(update_fields=["ended_at"])
            _route_event(row, "fieldwork.route_ended", actor)


def _planned(grid_id: UUID, actor: Actor) -> GridView:
    grid = grids.grid(actor, grid_id)
    if not grids.may_plan(actor, grid):
        raise NotYours
    return grid


def _lock(place_id: UUID, actor: Actor) -> tuple[PatrolPlace, GridView]:
    row = PatrolPlace.objects.select_for_update().filter(areas.within(actor), pk=place_id).first()
    if row is None:
        raise NotYours
    return row, _planned(row.grid_id, actor)


def _check_rhythm(every: int | None) -> None:
    if every is not None and not 1 <= every <= LONGEST_RHYTHM:
        raise InputRefused(_("A visit every 1 to 366 days, or leave the field empty."))


def _write(row: PatrolPlace, facts: PlaceFacts, grid: GridView) -> None:
    row.kind, row.name, row.note = facts.kind, plain(facts.name, 80), plain(facts.note, 300)
    if not row.name:
        raise InputRefused(_("Give the place a name that everybody in the village knows."))
    same = PatrolPlace.objects.filter(grid_id=grid.id, name=row.name, ended_at__isnull=True)
    if same.exclude(pk=row.pk).exists():
        raise InputRefused(_("There is a place of this name in the grid already."))
    _check_rhythm(facts.every)
    if not 20 <= facts.radius <= 1000:
        raise InputRefused(_("The circle around a place has between 20 and 1000 metres."))
    # A place beside the grid belongs to whoever looks after it; one outside the village is a slip of the finger.
    if not _in_village(facts, grid.area_id):
        raise InputRefused(_("This position does not lie in the grid's village. Set the pin again."))
    if facts.by is not None and facts.by != row.by and facts.by < timezone.localdate(clock.now()):
        raise InputRefused(_("This day is over. Choose a day from today on."))
    row.lon, row.lat, row.radius, row.every, row.by = facts.lon, facts.lat, facts.radius, facts.every, facts.by
    row.save()


def _in_village(facts: PlaceFacts, area_id: UUID) -> bool:
    if not (-180 <= facts.lon <= 180 and -90 <= facts.lat <= 90):  # which is also false for what is no number
        return False
    shapes = [shapely.Polygon(one.points).buffer(BESIDE) for one in areas.grids(SYSTEM, area_id=area_id)]
    spot = shapely.Point(facts.lon, facts.lat)
    return any(shape.covers(spot) for shape in shapes)


def _fresh_token() -> str:
    while True:
        token = ids.short_code(TOKEN)
        if not PatrolPlace.objects.filter(token=token).exists():
            return token


def _say(row: PatrolPlace, kind: str, actor: Actor) -> None:
    payload = {"name": row.name, "kind": str(row.kind), "every": row.every}
    event = Event(kind=kind, subject=f"patrol_place:{row.pk}", area=row.area_id, payload=payload)
    journal.record(event, actor=actor.person_id)


def _route_event(row: PatrolRoute, kind: str, actor: Actor) -> None:
    event = Event(kind=kind, subject=f"patrol_route:{row.pk}", area=row.area_id, payload={"name": row.name})
    journal.record(event, actor=actor.person_id)
