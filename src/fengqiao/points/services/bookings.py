"""Booking a place and gifts on one's own phone, and checking in at the door."""

from __future__ import annotations

import secrets
from collections import Counter as Count
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count as CountOf
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors
from fengqiao.points.domain import redemption as arithmetic
from fengqiao.points.domain.rules import CapPeriod, period
from fengqiao.points.domain.spending import Purpose
from fengqiao.points.domain.stock import Place
from fengqiao.points.models import Booking, Counter, Gift, Redemption, RedemptionDay
from fengqiao.points.services import spending, stock
from fengqiao.points.services.days import note, open_day
from fengqiao.points.services.errors import DayRefused
from fengqiao.points.services.ledger import book_of

MOST_PIECES = 20


def book(*, day_id: UUID, slot: datetime, gifts: Mapping[UUID, int] | None = None, actor: Actor) -> UUID:
    """Book a place in a slot for oneself, with gifts reserved; again: change both. Returns the booking's id.

    Raises NotYours, DayRefused (full, over, at the counter already), NotEnoughPoints, OutOfStock.
    """
    person_id = _worker(actor, day_id)
    with journal.unit():
        day = open_day(day_id)
        if clock.now() >= day.ends_at:
            raise DayRefused(_("This redemption day is over."))
        mine = Booking.objects.filter(day=day, person=person_id, cancelled_at__isnull=True).first()
        if mine is None or mine.slot != slot:
            taken = Booking.objects.filter(day=day, cancelled_at__isnull=True, slot=slot).count()
            times = arithmetic.slots(day.starts_at, day.ends_at, day.slot_minutes)
            if slot not in times or taken >= day.per_slot:
                raise DayRefused(_("This time is full. Please choose another one."))
        if mine is None:
            mine = make_booking(day, person_id, slot)
            note("points.booked", day, actor, booking=str(mine.pk))
        elif mine.slot != slot:
            _still_free(mine)
            mine.slot = slot
            mine.save()
        if gifts is not None:
            _choose(mine, gifts, actor)
        return mine.pk


def cancel_booking(*, day_id: UUID, actor: Actor) -> None:
    """Give one's place and reservations back."""
    with journal.unit():
        day = open_day(day_id)
        mine = Booking.objects.filter(day=day, person=actor.person_id, cancelled_at__isnull=True).first()
        if mine is None:
            raise NotYours
        _still_free(mine)
        _choose(mine, {}, actor)
        mine.cancelled_at, mine.number = clock.now(), None
        mine.save()
        note("points.booking_cancelled", day, actor, booking=str(mine.pk))


def check_in(*, day_id: UUID, entrance: str, actor: Actor) -> int:
    """Say at the door that one is there; who has no place gets one now. Returns the number in the queue.

    ``entrance`` is the secret of the code at the door. Twice gives the same number.
    """
    person_id = _worker(actor, day_id)
    with journal.unit():
        day = open_day(day_id)
        if not secrets.compare_digest(entrance, day.entrance):
            raise NotYours
        now = clock.now()
        mine = Booking.objects.filter(day=day, person=person_id, cancelled_at__isnull=True).first()
        if mine is None:
            mine = make_booking(day, person_id, max(day.starts_at, now.replace(second=0, microsecond=0)))
        return give_number(mine, day, actor)


def make_booking(day: RedemptionDay, person_id: UUID, slot: datetime, counter: Counter | None = None) -> Booking:
    """A place at the counter with the fewest people; counters whose tablet is out come last."""
    if counter is None:
        waiting = CountOf("bookings", filter=Q(bookings__cancelled_at__isnull=True))
        counters = day.counters.filter(revoked_at__isnull=True, back_at__isnull=True).exclude(keeper=person_id)
        counter = counters.annotate(waiting=waiting).order_by("waiting", "name").first()
    return Booking.objects.create(day=day, person_id=person_id, slot=slot, counter=counter, token=ids.short_code(10))


def give_number(booking: Booking, day: RedemptionDay, actor: Actor) -> int:
    """The next number of the queue, once; the day is locked."""
    if booking.number is None:
        last: int = Booking.objects.filter(day=day).aggregate(last=Max("number"))["last"] or 0
        booking.number, booking.checked_in_at = last + 1, clock.now()
        booking.save()
        note("points.checked_in", day, actor, booking=str(booking.pk), number=booking.number)
    return booking.number


def set_points_aside(booking: Booking, gift: Gift, made: UUID, actor: Actor) -> None:
    """The gift's price out of what the booking's person can spend, for the redemption ``made``. The book is locked."""
    spending.reserve(
        person_id=booking.person_id,
        town_id=gift.town_id,
        points=gift.points,
        purpose=Purpose.REDEEM,
        evidence=f"redemption:{made}",
        link=f"/points/days/{booking.day_id}/",
        reason=gift.name,
        actor=actor,
    )


def reserve_gift(booking: Booking, gift: Gift, actor: Actor) -> Redemption:
    """One piece for the booking's person: from the store, with points set aside. The book is locked."""
    within_limit(booking.person_id, gift, 1)
    made = ids.new_id()
    lot_id = stock.take(
        gift_id=gift.pk,
        source=Place.STORE,
        target=Place.HELD,
        why=_("reserved"),
        about=made,
        actor=actor,
    )
    set_points_aside(booking, gift, made, actor)
    return Redemption.objects.create(
        id=made, booking=booking, person_id=booking.person_id, gift=gift, lot_id=lot_id, points=gift.points
    )


def cancel_reservation(row: Redemption, reason: str, actor: Actor) -> None:
    """The piece goes back into the store and the points are free. The book is locked."""
    spending.release(
        person_id=row.person_id,
        purpose=Purpose.REDEEM,
        evidence=f"redemption:{row.pk}",
        reason=reason,
        actor=actor,
    )
    stock.move(
        lot_id=row.lot_id, source=Place.HELD, target=Place.STORE, pieces=1, why=reason, about=row.pk, actor=actor
    )
    row.cancelled_at = clock.now()
    row.save()


def within_limit(person_id: UUID, gift: Gift, more: int) -> None:
    """Raises DayRefused when the person would have more pieces of a gift in this quarter than it allows."""
    if gift.most_each is None:
        return
    start, end = period(clock.now(), CapPeriod.QUARTER, ZoneInfo(settings.TIME_ZONE))
    had = Redemption.objects.filter(
        person=person_id, gift=gift, cancelled_at__isnull=True, created_at__gte=start, created_at__lt=end
    ).count()
    if had + more > gift.most_each:
        words = {"gift": gift.name, "most": gift.most_each}
        raise DayRefused(_("“%(gift)s”: at most %(most)s a person in a quarter.") % words)


def _choose(booking: Booking, wanted: Mapping[UUID, int], actor: Actor) -> None:
    """Reserve what is wanted and was not, free what is not wanted any more."""
    _still_free(booking)
    book_of(booking.person_id)
    if sum(wanted.values()) > MOST_PIECES:
        raise DayRefused(_("At most %(most)s pieces at once.") % {"most": MOST_PIECES})
    held = list(booking.redemptions.filter(cancelled_at__isnull=True, handed_at__isnull=True).order_by("created_at"))
    now = Count(row.gift_id for row in held)
    offered = {row.pk: row for row in Gift.objects.filter(town=booking.day.town_id, retired_at__isnull=True)}
    touched = sorted(set(now) | set(wanted), key=str)
    list(Gift.objects.select_for_update(no_key=True).filter(pk__in=touched).order_by("pk"))  # in one order for all
    for gift_id in touched:
        for row in [one for one in held if one.gift_id == gift_id][max(0, wanted.get(gift_id, 0)) :]:
            cancel_reservation(row, _("chosen otherwise"), actor)
    for gift_id in sorted(wanted, key=str):
        for _time in range(max(0, wanted[gift_id] - now[gift_id])):
            if gift_id not in offered:
                raise NotYours
            reserve_gift(booking, offered[gift_id], actor)


def _still_free(booking: Booking) -> None:
    """On the tablet the list is fixed: what it knows must stay true while it is offline."""
    if booking.counter_id is None:
        return
    counter = Counter.objects.select_for_update(no_key=True).get(pk=booking.counter_id)
    if counter.out_at and not (counter.back_at or counter.revoked_at):
        raise DayRefused(
            _("The list is at the counter already. Please tell them at %(counter)s what you would like.")
            % {"counter": counter.name}
        )


def _worker(actor: Actor, day_id: UUID) -> UUID:
    town_id = RedemptionDay.objects.filter(pk=day_id).values_list("town_id", flat=True).first()
    if actor.person_id is None or town_id is None or actor.person_id not in selectors.members(town_id):
        raise NotYours
    return actor.person_id
