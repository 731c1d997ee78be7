"""Places and routes of patrols, and when the next visit is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils import timezone

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.visits import Due, Rhythm, Spot, next_due, standing
from fengqiao.fieldwork.models import PatrolPlace, PatrolRoute, RouteStop
from fengqiao.fieldwork.selectors.patrol_words import DUE_TONES, DUES, SPOTS


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """A place of patrols; position in WGS84. ``due``: the day by which the next visit is due."""

    id: UUID
    token: str
    kind: Spot
    name: str
    note: str
    area_id: UUID
    area: str
    grid_id: UUID
    grid: str
    lon: float
    lat: float
    radius: int
    every: int | None
    by: date | None
    since: datetime
    last: datetime | None
    due: date | None
    standing: Due
    ended: bool

    @property
    def kind_words(self) -> str:
        """What it is, in the language of the moment."""
        return str(SPOTS[self.kind])

    @property
    def standing_words(self) -> str:
        """How it stands, in the language of the moment."""
        return str(DUES[self.standing])

    @property
    def tone(self) -> str:
        """The tone of its mark."""
        return DUE_TONES[self.standing]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteView:
    """A route with its places in order. ``last``: when it was walked last; ``due``: by when again."""

    id: UUID
    name: str
    grid_id: UUID
    every: int | None
    stops: tuple[PlaceView, ...]
    last: datetime | None
    due: date | None
    standing: Due

    @property
    def standing_words(self) -> str:
        """How it stands, in the language of the moment."""
        return str(DUES[self.standing])

    @property
    def tone(self) -> str:
        """The tone of its mark."""
        return DUE_TONES[self.standing]


def place(actor: Actor, place_id: UUID) -> PlaceView:
    """One place under the actor's duties. Raises NotYours."""
    return _one(_loaded().filter(areas.within(actor), pk=place_id))


def place_of(actor: Actor, token: str) -> PlaceView:
    """The place behind a QR code under the actor's duties. Raises NotYours."""
    return _one(_loaded().filter(areas.within(actor), token=token.strip().upper(), ended_at__isnull=True))


def places(actor: Actor, *, grid_ids: Collection[UUID] | None = None) -> list[PlaceView]:
    """The places under the actor's duties, in some grids; what is due first stands first."""
    rows = _loaded().filter(areas.within(actor), ended_at__isnull=True)
    if grid_ids is not None:
        rows = rows.filter(grid_id__in=grid_ids)
    found = [view(row, getattr(row, "last", None)) for row in rows]
    return sorted(found, key=lambda one: (one.due or date.max, one.name))


def routes(actor: Actor, *, grid_ids: Collection[UUID]) -> list[RouteView]:
    """The routes of some grids under the actor's duties, what is due first. Three queries."""
    rows = PatrolRoute.objects.filter(areas.within(actor), grid_id__in=grid_ids, ended_at__isnull=True)
    known = {one.id: one for one in places(actor, grid_ids=grid_ids)}
    stops: defaultdict[UUID, list[PlaceView]] = defaultdict(list)
    for route_id, place_id in (
        RouteStop.objects.filter(route__in=rows).order_by("number").values_list("route_id", "place_id")
    ):
        if place_id in known:
            stops[route_id].append(known[place_id])
    today = timezone.localdate(clock.now())
    found = []
    for row in rows.annotate(last=Max("rounds__done_at")).order_by("name"):
        due = _due(row.every, None, row.created_at, row.last)
        found.append(
            RouteView(
                id=row.pk, name=row.name, grid_id=row.grid_id, every=row.every, stops=tuple(stops[row.pk]),
                last=row.last, due=due, standing=standing(due, today),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.due or date.max, one.name))


def view(row: PatrolPlace, last: datetime | None) -> PlaceView:
    """A stored place with its area and grid loaded, and its last visit."""
    due = _due(row.every, row.by, row.created_at, last)
    return PlaceView(
        id=row.pk,
        token=row.token,
        kind=Spot(row.kind),
        name=row.name,
        note=row.note,
        area_id=row.area_id,
        area=row.area.name,
        grid_id=row.grid_id,
        grid=row.grid.name,
        lon=row.lon,
        lat=row.lat,
        radius=row.radius,
        every=row.every,
        by=row.by,
        since=row.created_at,
        last=last,
        due=due,
        standing=standing(due, timezone.localdate(clock.now())),
        ended=row.ended_at is not None,
    )


def _due(every: int | None, by: date | None, since: datetime, last: datetime | None) -> date | None:
    return next_due(
        Rhythm(every=every, by=by),
        since=timezone.localdate(since),
        last=None if last is None else timezone.localdate(last),
    )


def _loaded() -> QuerySet[PatrolPlace]:
    return PatrolPlace.objects.select_related("area", "grid").annotate(last=Max("checkins__at"))


def _one(rows: QuerySet[PatrolPlace]) -> PlaceView:
    row = rows.first()
    if row is None:
        raise NotYours
    return view(row, getattr(row, "last", None))
