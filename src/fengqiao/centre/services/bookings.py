"""Bookings: a room belongs to one at a time, who comes later waits in order, the house checks after use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import queues, slots
from fengqiao.centre.domain.rooms import TAKES, Came, Holding
from fengqiao.centre.domain.seats import Right
from fengqiao.centre.domain.slots import Every, Limits, SlotRefused, Span, Wrong
from fengqiao.centre.models import Activity, Booking, Room
from fengqiao.centre.selectors.rooms import BookingView, booking_by_code
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.errors import CentreRefused, InputRefused
from fengqiao.centre.services.files import storing
from fengqiao.centre.services.rooms import locked, plain, say
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours

# Without an account: so many bookings that lie ahead have room under one telephone, so that everybody gets a turn.
MOST_AHEAD = 3
DIGITS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A booking somebody asks for, on one local day. ``wait``: go on the waiting list when it is taken."""

    day: date
    start: time
    end: time
    purpose: str = ""
    people: int = 1
    name: str = ""
    phone: str = ""
    came: Came = Came.PHONE
    every: Every = Every.ONCE
    until: date | None = None
    wait: bool = True


def book(*, room_id: UUID, wanted: Wanted, actor: Actor) -> list[BookingView]:
    """Book a room, or go on its waiting list when the time is taken. Repeats are made one by one: days on which it
    is taken or closed are left out, unless it is the first.

    From the house (desk, council) needs the right to look after it; from a neighbour a name and a telephone.
    Returns what was made, in order. Raises InputRefused, CentreRefused, NotYours.
    """
    trusted = wanted.came not in (Came.PHONE, Came.DOOR)
    name, phone = plain(wanted.name, 80), plain(wanted.phone, 30)
    if not trusted and not (name and sum(one.isdigit() for one in phone) >= DIGITS):
        raise InputRefused(_("Leave your name and a telephone number, so that the house can reach you."))
    with journal.unit():
        room = locked(room_id)
        if trusted:
            demand(actor, room.centre_id, Right.HOUSE)
        if not 1 <= wanted.people <= room.capacity:
            raise InputRefused(_("The room holds %(count)d people.") % {"count": room.capacity})
        if not trusted:
            _fair(room, phone)
        wanted = replace(wanted, name=name, phone=phone, every=wanted.every if trusted else Every.ONCE)
        days = slots.repeats(wanted.day, wanted.every, wanted.until or wanted.day)
        series = ids.new_id() if len(days) > 1 else None
        made = []
        for number, day in enumerate(days):
            try:
                span = _span(room, replace(wanted, day=day), trusted)
            except SlotRefused as refusal:
                if number:
                    continue
                raise InputRefused(_refusal(refusal.reason, room)) from refusal
            taken = _taken(room, span)
            if taken and number:
                continue
            if taken and not wanted.wait:
                raise CentreRefused(_("Somebody has the room at this time. Choose another, or wait for it."))
            made.append(_make(room, span, wanted, series, actor, waits=taken))
    return [found for one in made if (found := booking_by_code(one.code))]


def cancel(*, code: str, rest: bool = False, actor: Actor) -> BookingView:
    """Give a booking back before it begins; who waits for that time moves up in order. Who has the code may.

    ``rest``: also those of the same series after it. Raises CentreRefused (it has begun, it is not held), NotYours.
    """
    with journal.unit():
        row = _by_code(code)
        if row.state not in (Holding.BOOKED, Holding.WAITING) or row.during.lower <= clock.now():
            raise CentreRefused(_("This booking has begun or is not held any more."))
        if _for_activity(row):
            raise CentreRefused(_("An activity takes place here. Call the activity off; that gives the room back."))
        rows = [row]
        if rest and row.series is not None:
            later = Booking.objects.filter(
                series=row.series, state=Holding.BOOKED, during__startswith__gt=row.during.lower
            )
            rows += [one for one in later if not _for_activity(one)]
        for one in rows:
            one.state = Holding.CANCELLED
            one.save(update_fields=["state"])
            say(row.room, "centre.booking_cancelled", {"booking": str(one.pk)}, actor)
        _move_up(row.room)
    return view(code)


def move(*, row: Booking, wanted: Wanted) -> None:
    """Put a booking of the house to another time in its room, within the caller's transaction. It keeps what it has:
    only the time that is new has to be free, and nobody may wait for it. Who waited for what is left moves up in order.

    Raises InputRefused, CentreRefused.
    """
    room = locked(row.room_id)
    old = Span(start=row.during.lower, end=row.during.upper)
    try:
        new = _span(room, wanted, trusted=True)
    except SlotRefused as refusal:
        raise InputRefused(_refusal(refusal.reason, room)) from refusal
    if any(_taken(room, piece) for piece in new.without(old)):
        raise CentreRefused(_("Somebody has the room at this time, or waits for it. Choose another."))
    row.during = DateTimeTZRange(new.start, new.end)
    row.save(update_fields=["during"])
    _move_up(room)


def mark(*, booking_id: UUID, what: str, actor: Actor) -> BookingView:
    """A small step by the house: ``key_out``, ``key_back``, ``told``, ``missed``. Raises CentreRefused, NotYours."""
    now = clock.now()
    with journal.unit():
        row = held(booking_id, actor)
        if what == "missed":
            if row.during.lower > now or row.state != Holding.BOOKED or row.key_out_at is not None:
                raise CentreRefused(_("Nobody missed this booking: it has not begun, or somebody came."))
            row.state = Holding.MISSED
        elif what in ("key_out", "key_back", "told"):
            if what == "key_back" and row.key_out_at is None:
                raise CentreRefused(_("The key has not been handed out."))
            setattr(row, f"{what}_at", now)
        else:
            raise NotYours
        row.save()
        say(row.room, f"centre.booking_{what}", {"booking": str(row.pk)}, actor)
    return view(row.code)


def check_room(
    *, booking_id: UUID, in_order: bool, word: str = "", photo: bytes | None = None, actor: Actor
) -> BookingView:
    """Close a booking after use. Raises CentreRefused (not begun, not held), PictureNotKept, NotYours."""
    with storing() as stored, journal.unit():
        row = held(booking_id, actor)
        if row.state not in (Holding.BOOKED, Holding.OVER) or row.during.lower > clock.now():
            raise CentreRefused(_("There is nothing to check: nobody has used the room yet."))
        row.state, row.in_order, row.word = Holding.OVER, in_order, plain(word, 300)
        row.checked_at, row.checked_by_id = clock.now(), actor.person_id
        if photo:
            row.photo = stored.picture("rooms", photo)
        row.save()
        say(row.room, "centre.room_checked", {"booking": str(row.pk), "in_order": in_order}, actor)
    return view(row.code)


def remind_bookings() -> int:
    """Note for whom tomorrow's rooms are, once; the desk rings them up from its list. Returns how many."""
    now, count = clock.now(), 0
    rows = Booking.objects.filter(state=Holding.BOOKED, reminded_at=None, during__startswith__gt=now)
    for row in rows.filter(during__startswith__lt=now + timedelta(days=1, hours=6)).select_related("room__centre"):
        with journal.unit():
            if Booking.objects.filter(pk=row.pk, reminded_at=None).update(reminded_at=now):
                say(
                    row.room,
                    "centre.booking_reminder",
                    {"booking": str(row.pk), "person": str(row.person_id or "")},
                    None,
                )
                count += 1
    return count


def _make(room: Room, span: Span, wanted: Wanted, series: UUID | None, actor: Actor, *, waits: bool) -> Booking:
    last: int = room.bookings.aggregate(last=Max("number"))["last"] or 0
    row = Booking(
        room=room, code=ids.short_code(10), during=DateTimeTZRange(span.start, span.end), came=wanted.came,
        purpose=plain(wanted.purpose, 80), people=wanted.people, name=wanted.name, phone=wanted.phone,
        person_id=actor.person_id, number=last + 1, series=series,
        state=Holding.WAITING if waits else Holding.BOOKED,
    )  # fmt: skip
    try:
        row.save(force_insert=True)
    except IntegrityError as error:  # the room's lock comes first, so only a writer past this service gets here
        raise CentreRefused(_("Somebody has the room at this time. Choose another, or wait for it.")) from error
    payload = {"booking": str(row.pk), "waits": waits, "came": row.came}
    say(
        room,
        "centre.booked",
        payload,
        actor,
        private={"name": row.name, "phone": row.phone},
        subject=f"booking:{row.pk}",
    )
    return row


def _move_up(room: Room) -> None:
    """Let the queue of a room move up, in order, into time that is free now. The room is locked."""
    now = clock.now()
    ahead = room.bookings.filter(during__endswith__gt=now)
    held = [
        Span(start=one.lower, end=one.upper) for one in ahead.filter(state__in=TAKES).values_list("during", flat=True)
    ]
    queue = list(ahead.filter(state=Holding.WAITING, during__startswith__gt=now).order_by("number"))
    for index in queues.next_for_spans(held, [Span(start=one.during.lower, end=one.during.upper) for one in queue]):
        one = queue[index]
        one.state, one.moved_up_at = Holding.BOOKED, now
        one.save(update_fields=["state", "moved_up_at"])
        say(room, "centre.booking_moved_up", {"booking": str(one.pk)}, None)


def _for_activity(row: Booking) -> bool:
    """True while an activity that is not called off has this time."""
    return row.came == Came.ACTIVITY and Activity.objects.filter(booking=row, cancelled_at=None).exists()


def _taken(room: Room, span: Span) -> bool:
    """True when the time is held, or somebody who came before waits for a part of it."""
    wanted = room.bookings.filter(during__overlap=DateTimeTZRange(span.start, span.end))
    return wanted.filter(Q(state__in=TAKES) | Q(state=Holding.WAITING, during__startswith__gt=clock.now())).exists()


def _span(room: Room, wanted: Wanted, trusted: bool) -> Span:
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo), "local time has a named zone"
    span = slots.span(room.hours or room.centre.hours, wanted.day, wanted.start, wanted.end, zone)
    limits = (
        Limits(longest=timedelta(days=1), ahead=800) if trusted else Limits(longest=timedelta(minutes=room.longest))
    )
    slots.check(span, limits, clock.now())
    return span


def _fair(room: Room, phone: str) -> None:
    ahead = Booking.objects.filter(
        room__centre_id=room.centre_id, phone=phone, state__in=(Holding.BOOKED, Holding.WAITING),
        during__startswith__gt=clock.now(), came__in=(Came.PHONE, Came.DOOR),
    )  # fmt: skip
    if ahead.count() >= MOST_AHEAD:
        raise CentreRefused(
            _("%(count)d bookings of yours lie ahead. Give one back or ask at the desk: everybody gets a turn.")
            % {"count": MOST_AHEAD}
        )


def _refusal(reason: Wrong, room: Room) -> str:
    return {
        Wrong.BACKWARDS: _("The end comes before the beginning. A booking lies within one day."),
        Wrong.CLOSED: _("The room is closed for a part of that time. Choose a time within its hours."),
        Wrong.PAST: _("That time is over. Choose one that lies ahead."),
        Wrong.TOO_LONG: _("That is too long: this room can be had for %(count)d minutes at a time.")
        % {"count": room.longest},
        Wrong.TOO_FAR: _("That is too far ahead. You can book for the next 60 days."),
        Wrong.NO_SUCH_TIME: _("The clocks are changed then, so this time is not sure. Choose another."),
    }[reason]


def _by_code(code: str) -> Booking:
    """The booking, read after its room was locked, so that nobody else moves it."""
    room_id = Booking.objects.filter(code=code).values_list("room_id", flat=True).first()
    if room_id is None:
        raise NotYours
    Room.objects.select_for_update().get(pk=room_id)
    return Booking.objects.select_related("room__centre").get(code=code)


def held(booking_id: UUID, actor: Actor) -> Booking:
    code = Booking.objects.filter(pk=booking_id).values_list("code", flat=True).first()
    if code is None:
        raise NotYours
    row = _by_code(code)
    demand(actor, row.room.centre_id, Right.HOUSE)
    return row


def view(code: str) -> BookingView:
    found = booking_by_code(code)
    assert found is not None, "it was there a moment ago"
    return found
