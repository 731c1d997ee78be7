"""Reading redemption days: for the phone, the counter's tablet, the board and the reconciliation."""

from __future__ import annotations

from collections import Counter as Count
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.points.domain.redemption import places_left, slots
from fengqiao.points.domain.rules import CapPeriod, period
from fengqiao.points.domain.stock import Place
from fengqiao.points.models import Booking, Counter, Gift, HandOver, Redemption, RedemptionDay, Shelf
from fengqiao.points.selectors.gifts import towns
from fengqiao.points.selectors.members import members


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A time that can be booked, with the places that are left."""

    at: datetime
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One piece of one gift in somebody's booking."""

    id: UUID
    gift_id: UUID
    gift: str
    points: int
    handed_at: datetime | None
    act_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingView:
    """Somebody's place on a day. ``list_is_out``: the counter's tablet has it, so the phone changes nothing."""

    id: UUID
    day_id: UUID
    slot: datetime
    token: str
    number: int | None
    counter: str
    called_at: datetime | None
    served_at: datetime | None
    list_is_out: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A counter on the board: whom it called last."""

    counter: str
    number: int | None


def day_for(actor: Actor, day_id: UUID) -> RedemptionDay:
    """A day of the actor's towns. Raises NotYours."""
    row = RedemptionDay.objects.select_related("town").filter(pk=day_id).first()
    if row is None or not (actor.system or any(one.id == row.town_id for one in towns(actor))):
        raise NotYours
    return row


def days(actor: Actor) -> list[RedemptionDay]:
    """The days of the actor's towns, the latest first."""
    rows = RedemptionDay.objects.filter(town__in=[one.id for one in towns(actor)]).select_related("town")
    return list(rows.order_by("-starts_at")[:40])


def plans(actor: Actor, day: RedemptionDay) -> bool:
    """True for the studio's clerk over the day's town."""
    return areas.holds(actor, day.town_id, Role.STUDIO_CLERK)


def audits(actor: Actor, day: RedemptionDay) -> bool:
    """True for who may sign as the second person."""
    return areas.holds(actor, day.town_id, Role.AUDIT_ADMIN)


def may_book(actor: Actor, day: RedemptionDay) -> bool:
    """True for whom the town keeps points."""
    return actor.person_id is not None and actor.person_id in members(day.town_id)


def free_slots(day: RedemptionDay) -> list[Slot]:
    """The times that are not over, with the places left."""
    taken = Count(Booking.objects.filter(day=day, cancelled_at__isnull=True).values_list("slot", flat=True))
    left = places_left(slots(day.starts_at, day.ends_at, day.slot_minutes), taken, day.per_slot)
    now = clock.now()
    long = timedelta(minutes=day.slot_minutes)
    return [Slot(at=at, left=places) for at, places in left.items() if at + long > now]


def booking_of(day: RedemptionDay, person_id: UUID | None) -> BookingView | None:
    """Somebody's place on a day, if they have one."""
    rows = Booking.objects.filter(day=day, person=person_id, cancelled_at__isnull=True).select_related("counter")
    row = rows.first()
    if row is None or person_id is None:
        return None
    counter = row.counter
    return BookingView(
        id=row.pk,
        day_id=day.pk,
        slot=row.slot,
        token=row.token,
        number=row.number,
        counter=counter.name if counter else "",
        called_at=row.called_at,
        served_at=row.served_at,
        list_is_out=bool(counter and counter.out_at and not (counter.back_at or counter.revoked_at)),
        lines=tuple(_lines([row.pk])[row.pk]),
    )


def counters_of(actor: Actor) -> list[Counter]:
    """The counters that the actor keeps on days that are not closed."""
    rows = Counter.objects.filter(keeper=actor.person_id, day__closed_at__isnull=True).select_related("day")
    return list(rows.order_by("-day__starts_at")) if actor.person_id else []


def counter_for(actor: Actor, counter_id: UUID) -> Counter:
    """The counter, for its keeper. Raises NotYours."""
    rows = Counter.objects.select_related("day__town").filter(pk=counter_id, keeper=actor.person_id)
    row = rows.first() if actor.person_id else None
    if row is None:
        raise NotYours
    return row


def shelf_of(counter: Counter) -> list[Shelf]:
    """The pieces that a counter has, lot by lot."""
    rows = Shelf.objects.filter(place=Place.COUNTER, counter=counter.pk, pieces__gt=0).select_related("lot__gift")
    return list(rows.order_by("lot__gift__points", "lot__received_on"))


def allotment(counter: Counter) -> dict[str, Any]:
    """All that a tablet needs to hand out without a network, as JSON: its people with what is reserved and set aside
    for them, and the counter's own pieces."""
    rows = list(counter.bookings.filter(cancelled_at__isnull=True).select_related("person").order_by("number", "slot"))
    lines = _lines([row.pk for row in rows])
    own = {
        gift.pk: gift for gift in Gift.objects.filter(lots__shelves__in=shelf_of(counter)).distinct().order_by("points")
    }
    pieces = Count[UUID]()
    for shelf in shelf_of(counter):
        pieces[shelf.lot.gift_id] += shelf.pieces
    had = _had([row.person_id for row in rows], own)
    return {
        "counter": str(counter.pk),
        "at": clock.now().isoformat(),
        "gifts": [
            {"id": str(gift.pk), "name": gift.name, "points": gift.points, "pieces": pieces[gift.pk]}
            for gift in own.values()
        ],
        "people": [
            {
                "booking": str(row.pk),
                "name": row.person.name,
                "pinyin": row.person.pinyin,
                "initials": row.person.initials,
                "token": row.token,
                "number": row.number,
                "slot": row.slot.isoformat(),
                "called": row.called_at is not None,
                "served": row.served_at is not None,
                "purse": row.purse_points,
                "left": {
                    str(gift.pk): max(0, gift.most_each - had[row.person_id, gift.pk])
                    for gift in own.values()
                    if gift.most_each is not None
                },
                "lines": [
                    {
                        "id": str(line.id),
                        "gift": line.gift,
                        "points": line.points,
                        "handed": line.handed_at is not None,
                        "act": str(line.act_id) if line.act_id else "",
                    }
                    for line in lines[row.pk]
                ],
            }
            for row in rows
        ],
    }


def board(day: RedemptionDay) -> dict[str, Any]:
    """What hangs at the wall: whom each counter called, who is next, how many are through. No names."""
    rows = list(Booking.objects.filter(day=day, cancelled_at__isnull=True).select_related("counter"))
    calls: dict[UUID, tuple[datetime, int | None]] = {}
    for row in rows:
        if row.called_at and row.counter_id and row.called_at >= calls.get(row.counter_id, (row.called_at, 0))[0]:
            calls[row.counter_id] = (row.called_at, row.number)
    waiting = sorted(row.number for row in rows if row.number and not row.served_at and not row.called_at)
    counters = day.counters.filter(revoked_at__isnull=True).order_by("name")
    return {
        "calls": [Call(counter=one.name, number=calls.get(one.pk, (None, None))[1]) for one in counters],
        "waiting": waiting[:24],
        "more": max(0, len(waiting) - 24),
        "booked": len(rows),
        "came": sum(1 for row in rows if row.number),
        "served": sum(1 for row in rows if row.served_at),
    }


def act_for(actor: Actor, act_id: UUID) -> HandOver:
    """A hand-over, for whom it was, the counter's keeper, the clerk and the audit. Raises NotYours."""
    rows = HandOver.objects.select_related("counter__day__town", "counter__keeper", "booking__person")
    row = rows.filter(pk=act_id, refused="").first()
    if row is None or row.booking is None:
        raise NotYours
    own = actor.person_id is not None and actor.person_id in (row.booking.person_id, row.counter.keeper_id)
    if not (own or areas.holds(actor, row.counter.day.town_id, Role.STUDIO_CLERK, Role.AUDIT_ADMIN)):
        raise NotYours
    return row


def given(act: HandOver) -> list[Redemption]:
    """What was given in one act."""
    return list(act.redemptions.select_related("gift").order_by("gift__name"))


def _lines(booking_ids: Iterable[UUID]) -> defaultdict[UUID, list[Line]]:
    found: defaultdict[UUID, list[Line]] = defaultdict(list)
    rows = Redemption.objects.filter(booking__in=list(booking_ids), cancelled_at__isnull=True).select_related("gift")
    for row in rows.order_by("created_at"):
        found[row.booking_id].append(
            Line(
                id=row.pk,
                gift_id=row.gift_id,
                gift=row.gift.name,
                points=row.points,
                handed_at=row.handed_at,
                act_id=row.hand_over_id,
            )
        )
    return found


def _had(person_ids: list[UUID], gifts: Iterable[UUID]) -> Count[tuple[UUID, UUID]]:
    start, end = period(clock.now(), CapPeriod.QUARTER, ZoneInfo(settings.TIME_ZONE))
    rows = Redemption.objects.filter(
        person__in=person_ids,
        gift__in=list(gifts),
        cancelled_at__isnull=True,
        created_at__gte=start,
        created_at__lt=end,
    )
    return Count(rows.values_list("person_id", "gift_id"))
