"""The counter: a tablet takes its list along, hands out with or without a network, and tells the server once.

What the tablet may give away was set aside before: its own pieces, the reservations of its people, and for each of them
up to the day's limit of points. So two counters can never give the same piece or point, whatever the network does.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors
from fengqiao.points.domain.spending import Purpose
from fengqiao.points.domain.stock import Place
from fengqiao.points.models import Booking, Counter, Difference, Shelf
from fengqiao.points.services import bookings, spending, stock
from fengqiao.points.services.days import note, open_day
from fengqiao.points.services.errors import DayRefused, PointsRefused
from fengqiao.points.services.ledger import book_of


def check_out(*, counter_id: UUID, actor: Actor) -> str:
    """Give the tablet its key, once; for each of its people points are set aside up to the day's limit. Returns the
    key, which the server keeps only as a hash. Raises NotYours, DayRefused."""
    with journal.unit():
        counter = own_counter(counter_id, actor)
        if counter.key_hash:
            raise DayRefused(_("This counter is open on another tablet. Close it there, or have its key taken back."))
        key = secrets.token_urlsafe(24)
        counter.key_hash, counter.out_at = _hash(key), clock.now()
        counter.save()
        for booking in counter.bookings.filter(cancelled_at__isnull=True).order_by("pk"):
            fill_purse(booking, counter, actor)
        note("points.counter_out", counter.day, actor, counter=str(counter.pk))
        return key


def add_person(*, counter_id: UUID, key: str, person_id: UUID, actor: Actor) -> UUID:
    """Somebody who is not on the counter's list: they get a place and a number here. Needs the network.

    Raises NotYours, DayRefused when another counter's tablet has them on its list.
    """
    with journal.unit():
        day_id = Counter.objects.filter(pk=counter_id).values_list("day_id", flat=True).first()
        day = open_day(day_id) if day_id else None
        counter = own_counter(counter_id, actor, key=key)
        if day is None or person_id not in selectors.members(day.town_id):
            raise NotYours
        if person_id == counter.keeper_id:
            raise DayRefused(_("Nobody hands out to themselves. Please go to another counter."))
        found = Booking.objects.filter(day=day, person=person_id, cancelled_at__isnull=True).first()
        if found is None:
            found = bookings.make_booking(day, person_id, max(day.starts_at, clock.now()), counter)
        elif found.counter_id != counter.pk:
            other = found.counter
            if other is not None and other.out_at and not (other.back_at or other.revoked_at):
                raise DayRefused(_("They are on the list of %(counter)s.") % {"counter": other.name})
            found.counter = counter
            found.save()
        bookings.give_number(found, day, actor)
        fill_purse(found, counter, actor)
        return found.pk


def list_for(*, counter_id: UUID, key: str, actor: Actor) -> dict[str, Any]:
    """The counter's list as it is now, for the tablet that holds its key. Raises NotYours, CounterClosed."""
    with journal.unit():
        return selectors.allotment(own_counter(counter_id, actor, key=key))


def call(*, counter_id: UUID, key: str, booking_id: UUID, actor: Actor) -> None:
    """Call somebody to the counter; the board shows it."""
    with journal.unit():
        counter = own_counter(counter_id, actor, key=key)
        row = counter.bookings.filter(pk=booking_id, cancelled_at__isnull=True, number__isnull=False).first()
        if row is None:
            raise NotYours
        row.called_at = clock.now()
        row.save()
        note("points.called", counter.day, actor, counter=counter.name, number=row.number)


def give_counter_back(*, counter_id: UUID, counted: Mapping[UUID, int], actor: Actor) -> None:
    """The counter closes: its pieces were counted lot by lot, what was set aside for its people is free again.

    By its keeper, or by the studio's clerk. What differs from the books becomes a difference to be explained.
    """
    with journal.unit():
        counter = _counter(counter_id)
        if actor.person_id != counter.keeper_id and not areas.holds(actor, counter.day.town_id, Role.STUDIO_CLERK):
            raise NotYours
        _close(counter, counted, actor)
        counter.back_at, counter.key_hash = clock.now(), ""
        counter.save()
        note("points.counter_back", counter.day, actor, counter=str(counter.pk))


def revoke(*, counter_id: UUID, counted: Mapping[UUID, int], reason: str, actor: Actor) -> None:
    """A tablet is stolen or broken: its key is dead at once, and what it did not send can never be sent.

    Points and reservations of its people are free again. The pieces that are still there were counted; what is not
    is missing, and has to be explained: the tablet may have handed it out without telling. For the studio's clerk.
    """
    with journal.unit():
        counter = _counter(counter_id)
        if not areas.holds(actor, counter.day.town_id, Role.STUDIO_CLERK):
            raise NotYours
        if not reason.strip():
            raise DayRefused(_("Say what happened to the tablet."))
        _close(counter, counted, actor)
        counter.revoked_at, counter.key_hash = clock.now(), ""
        counter.save()
        Difference.objects.create(
            day=counter.day,
            key=f"revoked:{counter.pk}",
            kind="revoked",
            facts={"counter": counter.name, "reason": reason.strip()[:200]},
        )
        waiting = counter.bookings.filter(cancelled_at__isnull=True, served_at__isnull=True)
        other = counter.day.counters.filter(back_at__isnull=True, revoked_at__isnull=True).order_by("name").first()
        waiting.update(counter=other, called_at=None)
        note("points.counter_revoked", counter.day, actor, counter=str(counter.pk))


def own_counter(counter_id: UUID, actor: Actor, *, key: str | None = None) -> Counter:
    """The counter, locked, for its keeper; with ``key`` also for this very tablet. Raises NotYours, DayRefused."""
    counter = _counter(counter_id)
    if actor.person_id is None or actor.person_id != counter.keeper_id:
        raise NotYours
    if counter.revoked_at or counter.back_at or counter.day.closed_at:
        raise CounterClosed
    if key is not None and not (counter.key_hash and secrets.compare_digest(counter.key_hash, _hash(key))):
        raise CounterClosed
    return counter


class CounterClosed(PointsRefused):
    """The counter was closed or its key taken back."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_("This counter is closed, or its key was taken back. Please ask the grid studio."))


def fill_purse(booking: Booking, counter: Counter, actor: Actor) -> None:
    """Set aside what the counter may give this person beyond the reservations; nothing twice."""
    if booking.purse_points:
        return
    held = spending.locked_purse(book_of(booking.person_id))
    points = min(held.available, counter.day.offline_limit)
    if points <= 0:
        return
    booking.purse, booking.purse_points = booking.purse + 1, points
    spending.reserve(
        person_id=booking.person_id,
        town_id=counter.day.town_id,
        points=points,
        purpose=Purpose.PURSE,
        evidence=f"purse:{booking.pk}:{booking.purse}",
        link=f"/points/days/{counter.day_id}/",
        reason=counter.name,
        actor=actor,
    )
    booking.save()


def empty_purse(booking: Booking, reason: str, actor: Actor) -> None:
    """Give back what was set aside for the counter, saying why."""
    if not booking.purse_points:
        return
    spending.release(
        person_id=booking.person_id,
        purpose=Purpose.PURSE,
        evidence=f"purse:{booking.pk}:{booking.purse}",
        reason=reason,
        actor=actor,
    )
    booking.purse_points = 0
    booking.save()


def _close(counter: Counter, counted: Mapping[UUID, int], actor: Actor) -> None:
    if counter.back_at or counter.revoked_at:
        raise CounterClosed
    for booking in counter.bookings.filter(purse_points__gt=0).order_by("person_id"):
        empty_purse(booking, _("the counter is closed"), actor)
    lying = Shelf.objects.filter(place=Place.COUNTER, counter=counter.pk).select_related("lot__gift")
    for shelf in lying.order_by("lot__gift_id", "lot_id"):
        found = counted.get(shelf.lot_id, 0)
        back = min(found, shelf.pieces)
        for pieces, target in ((back, Place.STORE), (shelf.pieces - back, Place.MISSING)):
            if pieces > 0:
                stock.move(
                    lot_id=shelf.lot_id,
                    source=Place.COUNTER,
                    from_counter=counter.pk,
                    target=target,
                    pieces=pieces,
                    why=counter.name,
                    about=counter.day_id,
                    actor=actor,
                )
        if found != shelf.pieces:
            Difference.objects.create(
                day=counter.day,
                key=f"stock:{counter.pk}:{shelf.lot_id}",
                kind="stock",
                facts={
                    "counter": counter.name,
                    "gift": shelf.lot.gift.name,
                    "expected": shelf.pieces,
                    "found": found,
                },
            )


def _counter(counter_id: UUID) -> Counter:
    rows = Counter.objects.select_for_update(of=("self",), no_key=True).select_related("day")
    row = rows.filter(pk=counter_id).first()
    if row is None:
        raise NotYours
    return row


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
