"""Planning a redemption day: for the studio's clerk. The counters' keepers are others, who keep no store."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Actor, Role
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.points.domain.stock import Place
from fengqiao.points.models import Counter, RedemptionDay, Shelf
from fengqiao.points.services import stock
from fengqiao.points.services.errors import DayRefused
from fengqiao.points.services.gifts import keeper

MOST_HOURS = 24
NOT_KEEPERS = frozenset({Role.STUDIO_CLERK, Role.AUDIT_ADMIN})


def plan_day(
    *,
    town_id: UUID,
    title: str,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    slot_minutes: int = 30,
    per_slot: int = 20,
    offline_limit: int = 0,
    actor: Actor,
) -> UUID:
    """A redemption day, open for booking from now on. Times aware. Raises NotYours, DayRefused."""
    keeper(actor, town_id)
    if not title.strip() or not place.strip():
        raise DayRefused(_("A redemption day needs a title and a place."))
    if not starts_at < ends_at or (ends_at - starts_at).total_seconds() > MOST_HOURS * 3600 or ends_at < clock.now():
        raise DayRefused(_("It ends after it begins, within a day, and not in the past."))
    if not (5 <= slot_minutes <= 240 and 1 <= per_slot <= 1000 and 0 <= offline_limit <= 100_000):
        raise DayRefused(_("Slots have from 5 to 240 minutes and at least one place."))
    with journal.unit():
        row = RedemptionDay.objects.create(
            town_id=town_id,
            title=title.strip(),
            place=place.strip(),
            starts_at=starts_at,
            ends_at=ends_at,
            slot_minutes=slot_minutes,
            per_slot=per_slot,
            offline_limit=offline_limit,
            entrance=ids.short_code(16),
            planned_by_id=actor.person_id,
        )
        note("points.day_planned", row, actor, starts=starts_at.isoformat(), place=row.place)
        return row.pk


def add_counter(*, day_id: UUID, name: str, keeper_id: UUID, actor: Actor) -> UUID:
    """A counter with its keeper: somebody with a duty in the town who neither keeps the store nor audits it."""
    with journal.unit():
        day = open_day(day_id)
        keeper(actor, day.town_id)
        if not name.strip():
            raise DayRefused(_("A counter needs a name."))
        if keeper_id == actor.person_id or keeper_id not in possible_keepers(day.town_id):
            raise DayRefused(_("Who keeps the store or audits it does not hand out. Choose somebody else of the town."))
        try:
            row = Counter.objects.create(day=day, name=name.strip()[:30], keeper_id=keeper_id)
        except IntegrityError as error:
            raise DayRefused(_("This name or this keeper has a counter already.")) from error
        note("points.counter_added", day, actor, counter=str(row.pk), keeper=str(keeper_id))
        return row.pk


def allot(*, counter_id: UUID, gift_id: UUID, pieces: int, actor: Actor) -> None:
    """Give a counter pieces of a gift out of the store, the oldest lots first. Raises NotYours, OutOfStock."""
    with journal.unit():
        row = Counter.objects.select_for_update(of=("self",)).select_related("day").filter(pk=counter_id).first()
        if row is None:
            raise NotYours
        keeper(actor, row.day.town_id)
        if row.day.closed_at or row.back_at or row.revoked_at or not 0 < pieces <= 10_000:
            raise DayRefused(_("This counter takes no pieces any more; or say how many, from 1."))
        stock.lock(gift_id, row.day.town_id)
        left = pieces
        lying = Shelf.objects.filter(lot__gift=gift_id, place=Place.STORE, pieces__gt=0)
        for shelf in lying.order_by("lot__received_on", "lot_id"):
            some = min(left, shelf.pieces)
            stock.move(
                lot_id=shelf.lot_id,
                source=Place.STORE,
                target=Place.COUNTER,
                to_counter=row.pk,
                pieces=some,
                why=row.name,
                about=row.day_id,
                actor=actor,
            )
            left -= some
            if not left:
                break
        if left:
            raise DayRefused(_("The store has %(pieces)s pieces fewer than that.") % {"pieces": left})
        note("points.counter_allotted", row.day, actor, counter=str(row.pk), gift=str(gift_id), pieces=pieces)


def possible_keepers(town_id: UUID) -> dict[UUID, str]:
    """Who may keep a counter in the town, by name: anybody with a duty there or above who neither keeps the store nor
    audits."""
    barred = {one.person_id for role in NOT_KEEPERS for one in areas.people_in_role(role, town_id, include_above=True)}
    here = areas.people(SYSTEM, below=town_id)
    barred |= {one.person_id for one in here if one.role in NOT_KEEPERS}
    return {one.person_id: one.name for one in here if one.person_id not in barred}


def open_day(day_id: UUID, *, lock: bool = True) -> RedemptionDay:
    """A day that is not closed. Raises NotYours, DayRefused."""
    rows = RedemptionDay.objects.select_for_update(no_key=True) if lock else RedemptionDay.objects
    row = rows.filter(pk=day_id).first()
    if row is None:
        raise NotYours
    if row.closed_at:
        raise DayRefused(_("This redemption day is closed."))
    return row


def note(kind: str, day: RedemptionDay, actor: Actor, **more: object) -> None:
    """Write an act of the day to the journal; boards live on it."""
    event = Event(kind=kind, subject=f"redemption:{day.pk}", area=day.town_id, payload=more)
    journal.record(event, actor=actor.person_id)
