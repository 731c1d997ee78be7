"""Shifts, check-ins and trails. A trail is for the worker's own eyes; others see check-ins."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Count, QuerySet

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.doubts import Doubt, Fix
from fengqiao.fieldwork.domain.trail import length_m
from fengqiao.fieldwork.domain.visits import Nearness, NoPosition
from fengqiao.fieldwork.models import CheckIn, Shift, TrailPoint
from fengqiao.fieldwork.selectors.patrol_words import DOUBTS, NEAR_TONES, NEARNESS, NO_POSITION


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftView:
    """Somebody's time on duty. ``forgotten``: it ended by itself after its longest time."""

    id: UUID
    person_id: UUID
    area_id: UUID
    grid_id: UUID
    grid: str
    started_at: datetime
    ended_at: datetime | None
    forgotten: bool
    checkins: int
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInView:
    """Somebody was at a place. ``distance`` in metres; the position itself is in nobody's view but the worker's."""

    id: UUID
    person_id: UUID
    place_id: UUID
    place: str
    at: datetime
    scanned: bool
    distance: float | None
    nearness: Nearness
    doubts: tuple[Doubt, ...]
    no_position: NoPosition | None
    why: str
    note: str
    has_photo: bool
    late_by: int | None
    received_at: datetime

    @property
    def near_words(self) -> str:
        """How it agrees with the place, in the language of the moment."""
        return str(NEARNESS[self.nearness])

    @property
    def tone(self) -> str:
        """The tone of its mark."""
        return "due" if self.doubts else NEAR_TONES[self.nearness]

    @property
    def doubt_words(self) -> str:
        """What is odd about its position; empty when nothing is."""
        return "、".join(str(DOUBTS[one]) for one in self.doubts)

    @property
    def no_position_words(self) -> str:
        """Why there is no position; empty when there is one."""
        words = str(NO_POSITION[self.no_position]) if self.no_position else ""
        return f"{words}：{self.why}" if words and self.why else words


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailView:
    """A shift's own trail: fixes and the doubts about each, in the order of time; ``metres``: its credible length."""

    fixes: tuple[Fix, ...]
    doubts: tuple[frozenset[Doubt], ...]
    metres: float


def running(actor: Actor) -> ShiftView | None:
    """The actor's own shift that runs now."""
    if actor.person_id is None:
        return None
    row = _loaded().filter(person_id=actor.person_id, ended_at__isnull=True).first()
    return _view(row) if row else None


def own(actor: Actor, shift_id: UUID) -> ShiftView:
    """One of the actor's own shifts. Raises NotYours, also for those above: this is where trails hang."""
    row = _loaded().filter(pk=shift_id, person_id=actor.person_id).first() if actor.person_id else None
    if row is None:
        raise NotYours
    return _view(row)


def own_shifts(actor: Actor, *, limit: int = 30) -> list[ShiftView]:
    """The actor's own shifts, the newest first."""
    if actor.person_id is None:
        return []
    return [_view(row) for row in _loaded().filter(person_id=actor.person_id).order_by("-started_at")[:limit]]


def trail(actor: Actor, shift_id: UUID) -> TrailView:
    """The way of one of the actor's own shifts, as far as it is still kept. Raises NotYours."""
    own(actor, shift_id)
    fixes, marks = [], []
    for point in TrailPoint.objects.filter(shift_id=shift_id).order_by("at"):
        fixes.append(Fix(at=point.at, lon=point.lon, lat=point.lat, accuracy=point.accuracy, mock=point.mock))
        marks.append(frozenset(Doubt(one) for one in point.doubts))
    return TrailView(fixes=tuple(fixes), doubts=tuple(marks), metres=length_m(fixes, marks))


def checkins_of_shift(actor: Actor, shift_id: UUID) -> list[CheckInView]:
    """What the actor checked in within one of the own shifts. Raises NotYours."""
    own(actor, shift_id)
    return [checkin_view(row) for row in _checkins().filter(shift_id=shift_id)]


def checkins(
    actor: Actor, *, grid_ids: Collection[UUID], start: datetime, end: datetime, limit: int | None = None
) -> list[CheckInView]:
    """Check-ins in some grids under the actor's duties in [start, end), the newest first."""
    rows = _checkins().filter(
        areas.within(actor, "place__area"), place__grid_id__in=grid_ids, at__gte=start, at__lt=end
    )
    return [checkin_view(row) for row in rows.order_by("-at")[:limit]]


def last_checkins(actor: Actor, place_id: UUID, *, limit: int = 10) -> list[CheckInView]:
    """The newest check-ins at a place under the actor's duties."""
    rows = _checkins().filter(areas.within(actor, "place__area"), place_id=place_id)
    return [checkin_view(row) for row in rows.order_by("-at")[:limit]]


def checkin_photo(actor: Actor, checkin_id: UUID) -> bytes:
    """The photo of a check-in under the actor's duties. Raises NotYours."""
    row = CheckIn.objects.filter(areas.within(actor, "place__area"), pk=checkin_id).exclude(photo="").first()
    if row is None or not default_storage.exists(row.photo):
        raise NotYours
    with default_storage.open(row.photo) as file:
        return bytes(file.read())


def checkin_view(row: CheckIn) -> CheckInView:
    """A stored check-in with its place and shift loaded."""
    return CheckInView(
        id=row.pk,
        person_id=row.shift.person_id,
        place_id=row.place_id,
        place=row.place.name,
        at=row.at,
        scanned=row.scanned,
        distance=row.distance,
        nearness=Nearness(row.nearness),
        doubts=tuple(Doubt(one) for one in row.doubts),
        no_position=NoPosition(row.no_position) if row.no_position else None,
        why=row.why,
        note=row.note,
        has_photo=bool(row.photo),
        late_by=row.late_by,
        received_at=row.created_at,
    )


def _checkins() -> QuerySet[CheckIn]:
    return CheckIn.objects.select_related("place", "shift").order_by("at")


def _loaded() -> QuerySet[Shift]:
    return Shift.objects.select_related("grid").annotate(
        count=Count("checkins", distinct=True), found=Count("findings", distinct=True)
    )


def _view(row: Shift) -> ShiftView:
    return ShiftView(
        id=row.pk,
        person_id=row.person_id,
        area_id=row.area_id,
        grid_id=row.grid_id,
        grid=row.grid.name,
        started_at=row.started_at,
        ended_at=row.ended_at,
        forgotten=row.forgotten,
        checkins=getattr(row, "count", 0),
        findings=getattr(row, "found", 0),
    )
