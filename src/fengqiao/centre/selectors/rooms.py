"""Rooms, their bookings and what is free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import hours as opening
from fengqiao.centre.domain import slots
from fengqiao.centre.domain.rooms import TAKES, Came, Holding, Zone
from fengqiao.centre.models import Booking, Room
from fengqiao.centre.selectors.register import centre
from fengqiao.core import clock
from fengqiao.core.errors import NotYours

TOMORROW = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomView:
    """A room. ``deposit`` in whole yuan, ``longest`` in minutes; ``hours`` are the room's own or the centre's."""

    id: UUID
    centre_id: UUID
    code: str
    name: str
    zone: Zone
    capacity: int
    rules: str
    hours: list[list[list[str]]]
    own_hours: bool
    deposit: int
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingView:
    """A booking. ``place``: in the queue, from 1, when it waits. ``name`` and ``phone`` are for the house only."""

    id: UUID
    room: RoomView
    code: str
    start: datetime
    end: datetime
    purpose: str
    people: int
    name: str
    phone: str
    came: Came
    state: Holding
    series: UUID | None
    moved_up: bool
    told: bool
    key_out_at: datetime | None
    key_back_at: datetime | None
    in_order: bool | None
    word: str
    has_photo: bool
    place: int = 0

    @property
    def begun(self) -> bool:
        """True from its first moment on."""
        return self.start <= clock.now()

    @property
    def ended(self) -> bool:
        """True when its time is over."""
        return self.end <= clock.now()


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Fair use of a room in some days: bookings, hours taken, hours open, different telephones, missed."""

    room: RoomView
    bookings: int
    hours: float
    open_hours: float
    neighbours: int
    missed: int

    @property
    def share(self) -> int:
        """How much of the open time was taken, in percent."""
        return round(100 * self.hours / self.open_hours) if self.open_hours else 0


def rooms(centre_id: UUID) -> list[RoomView]:
    """The rooms of a centre that can be booked, by area and in their order."""
    rows = _rooms().filter(centre_id=centre_id).order_by("number", "name")
    order = list(Zone)
    return sorted((room_view(row) for row in rows), key=lambda one: order.index(one.zone))


def room_by_code(code: str) -> RoomView:
    """The room whose QR was scanned. Raises NotYours."""
    row = _rooms().filter(code=code).first()
    if row is None:
        raise NotYours
    return room_view(row)


def bookings_on(centre_id: UUID, first: date, last: date) -> list[BookingView]:
    """Everything in the rooms of a centre from one local day to another, in order; what was given back is left out."""
    rows = _bookings().filter(room__centre_id=centre_id, during__overlap=_days(first, last))
    return _views(rows.exclude(state=Holding.CANCELLED))


def booking(actor: Actor, booking_id: UUID) -> BookingView:
    """One booking for the people of its centre. Raises NotYours."""
    row = _bookings().filter(pk=booking_id).first()
    if row is None:
        raise NotYours
    centre(actor, row.room.centre_id)
    return _views(_bookings().filter(pk=booking_id))[0]


def booking_by_code(code: str) -> BookingView | None:
    """The booking of whoever keeps this code."""
    found = _views(_bookings().filter(code=code))
    return found[0] if found else None


def booking_photo(actor: Actor, booking_id: UUID) -> bytes:
    """The photo of the check after use. Raises NotYours."""
    booking(actor, booking_id)
    name = Booking.objects.filter(pk=booking_id).values_list("photo", flat=True).first()
    if not name:
        raise NotYours
    with default_storage.open(name) as file:
        content: bytes = file.read()
    return content


def to_tell(centre_id: UUID) -> list[BookingView]:
    """Who is to be rung up: bookings of tomorrow, and those who moved up, that nobody told yet."""
    return _views(_untold(centre_id))


def count_to_tell(centre_id: UUID) -> int:
    """How many are to be rung up."""
    return _untold(centre_id).count()


def free_times(room: RoomView, day: date) -> list[tuple[time, time]]:
    """What is still free of a room on a local day, from now on."""
    now = clock.now()
    zone = timezone.get_current_timezone()
    rows = Booking.objects.filter(room_id=room.id, state__in=TAKES, during__overlap=_days(day, day))
    taken = [
        (during.lower.astimezone(zone).time(), during.upper.astimezone(zone).time())
        for during in rows.values_list("during", flat=True)
    ]
    local = now.astimezone(zone)
    if day == local.date() and local.time() > time.min:
        quarter = local + timedelta(minutes=(15 - local.minute % 15) % 15)
        taken.append((time.min, quarter.time().replace(second=0, microsecond=0)))
    return [] if day < local.date() else slots.free(room.hours, day, taken)


def uses(centre_id: UUID, first: date, last: date) -> list[Use]:
    """How fairly the rooms were used from one local day to another; three queries."""
    held = Booking.objects.filter(room__centre_id=centre_id, state__in=TAKES, during__overlap=_days(first, last))
    people = dict(
        held.exclude(phone="")
        .values_list("room_id")
        .annotate(count=Count("phone", distinct=True))
        .values_list("room_id", "count")
    )
    spans: dict[UUID, list[tuple[float, bool]]] = {}
    for room_id, during, state in held.values_list("room_id", "during", "state"):
        hours = (during.upper - during.lower).total_seconds() / 3600
        spans.setdefault(room_id, []).append((hours, state == Holding.MISSED))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        Use(
            room=one,
            bookings=len(spans.get(one.id, ())),
            hours=round(sum(hours for hours, _missed in spans.get(one.id, ())), 1),
            open_hours=sum(_length(start, end) for day in days for start, end in opening.on(one.hours, day)),
            neighbours=people.get(one.id, 0),
            missed=sum(missed for _hours, missed in spans.get(one.id, ())),
        )
        for one in rooms(centre_id)
    ]


def room_view(row: Room) -> RoomView:
    """A stored room with its centre."""
    return RoomView(
        id=row.pk,
        centre_id=row.centre_id,
        code=row.code,
        name=row.name,
        zone=Zone(row.zone),
        capacity=row.capacity,
        rules=row.rules,
        hours=row.hours if row.hours is not None else row.centre.hours,
        own_hours=row.hours is not None,
        deposit=row.deposit,
        longest=row.longest,
    )


def _length(start: time, end: time) -> float:
    return (end.hour * 60 + end.minute - start.hour * 60 - start.minute) / 60


def _days(first: date, last: date) -> DateTimeTZRange:
    zone = timezone.get_current_timezone()
    start = datetime.combine(first, time.min, tzinfo=zone)
    return DateTimeTZRange(start, datetime.combine(last + TOMORROW, time.min, tzinfo=zone))


def _rooms() -> QuerySet[Room]:
    return Room.objects.filter(closed_at__isnull=True, centre__closed_at__isnull=True).select_related("centre")


def _bookings() -> QuerySet[Booking]:
    return Booking.objects.select_related("room__centre").order_by("during", "number")


def _untold(centre_id: UUID) -> QuerySet[Booking]:
    now = clock.now()
    rows = _bookings().filter(room__centre_id=centre_id, state=Holding.BOOKED, told_at=None).exclude(phone="")
    return rows.filter(during__startswith__gt=now).filter(
        Q(during__startswith__lt=now + TOMORROW) | Q(moved_up_at__isnull=False)
    )


def _views(rows: QuerySet[Booking]) -> list[BookingView]:
    found = list(rows)
    places: dict[UUID, int] = {}
    for room_id in {one.room_id for one in found if one.state == Holding.WAITING}:
        queue = Booking.objects.filter(room_id=room_id, state=Holding.WAITING, during__endswith__gt=clock.now())
        ahead: list[Booking] = []
        for one in queue.order_by("number"):
            ahead.append(one)
            places[one.pk] = sum(
                other.during.lower < one.during.upper and one.during.lower < other.during.upper for other in ahead
            )
    return [
        BookingView(
            id=row.pk,
            room=room_view(row.room),
            code=row.code,
            start=row.during.lower.astimezone(UTC),
            end=row.during.upper.astimezone(UTC),
            purpose=row.purpose,
            people=row.people,
            name=row.name,
            phone=row.phone,
            came=Came(row.came),
            state=Holding(row.state),
            series=row.series,
            moved_up=row.moved_up_at is not None,
            told=row.told_at is not None,
            key_out_at=row.key_out_at,
            key_back_at=row.key_back_at,
            in_order=row.in_order,
            word=row.word,
            has_photo=bool(row.photo),
            place=places.get(row.pk, 0),
        )
        for row in found
    ]
