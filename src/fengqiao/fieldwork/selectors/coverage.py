"""Where in a grid somebody was in some days, and where nobody was: squares on a map, without who and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count

from fengqiao.areas.selectors import Actor, GridView
from fengqiao.fieldwork.domain.cover import PERIODS, Cell, cells_of
from fengqiao.fieldwork.models import Cover
from fengqiao.fieldwork.selectors import grids, places
from fengqiao.fieldwork.selectors.maps import Sheet, sheet
from fengqiao.fieldwork.selectors.places import PlaceView


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """A square on the map: on how many days somebody was there, and how dark it is drawn (0 to 3)."""

    path: str
    days: int
    shade: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A place on the map."""

    x: float
    y: float
    place: PlaceView


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A grid's coverage in the last ``period`` days. ``seen`` of ``total`` squares; ``share`` in percent."""

    grid: GridView
    period: int
    sheet: Sheet
    outline: str
    squares: tuple[Square, ...]
    dots: tuple[Dot, ...]
    seen: int
    total: int

    @property
    def share(self) -> int:
        """How much of the grid was seen, in percent, never rounded up to all of it."""
        return 100 * self.seen // self.total


def coverage(actor: Actor, grid_id: UUID, *, period: int, today: date) -> Coverage:
    """Where somebody was in the last 7, 30 or 90 days. Never a single day: that would be a trail. Raises NotYours."""
    length = period if period in PERIODS else PERIODS[0]
    grid = grids.grid(actor, grid_id)
    rows = Cover.objects.filter(grid_id=grid_id, day__gt=today - timedelta(days=length), day__lte=today)
    days = {
        Cell(x, y): count
        for x, y, count in rows.values("x", "y")
        .annotate(days=Count("day", distinct=True))
        .values_list("x", "y", "days")
    }
    net = cells_of(grid.points)
    there = places.places(actor, grid_ids=[grid_id])
    drawing = sheet(grid, [(one.lon, one.lat) for one in there])
    return Coverage(
        grid=grid,
        period=length,
        sheet=drawing,
        outline=drawing.path(grid.points),
        squares=tuple(
            Square(path=drawing.square(cell), days=days.get(cell, 0), shade=_shade(days.get(cell, 0))) for cell in net
        ),
        dots=tuple(Dot(x=x, y=y, place=one) for one in there for x, y in [drawing.spot(one.lon, one.lat)]),
        seen=sum(cell in days for cell in net),
        total=len(net),
    )


def _shade(days: int) -> int:
    return 0 if days == 0 else 1 if days == 1 else 2 if days < 4 else 3
