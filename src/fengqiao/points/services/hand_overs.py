"""Hand-overs: what a tablet says it gave out, taken in once with its signature; what cannot be true is a difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, ids, journal, pictures
from fengqiao.core.errors import NotYours
from fengqiao.points.domain.redemption import believed
from fengqiao.points.domain.spending import Purpose
from fengqiao.points.domain.stock import Place
from fengqiao.points.models import Booking, Difference, Gift, HandOver, Redemption
from fengqiao.points.services import bookings, spending, stock
from fengqiao.points.services.counters import empty_purse, fill_purse, own_counter
from fengqiao.points.services.days import note
from fengqiao.points.services.errors import DayRefused, PointsRefused
from fengqiao.points.services.ledger import book_of

MOST_GIFTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one act. ``refused`` is "" when it counts."""

    id: UUID
    refused: str


def hand_over(*, counter_id: UUID, key: str, act: Mapping[str, Any], actor: Actor) -> Outcome:
    """Take one act of the tablet in: what was reserved and is handed over, what was taken from the counter's pieces,
    the signature. The same act twice counts once. An act that cannot be true any more is kept as a difference.

    ``act``: id, booking, redemptions (ids), gifts (list of {id, gift}), signature (a picture as data URL), at (ISO).
    Raises NotYours for a counter that is not one's own or whose key was taken back.
    """
    act_id, booking_id = _uuid(act.get("id")), _uuid(act.get("booking"))
    with journal.unit():
        counter = own_counter(counter_id, actor, key=key)
        known = HandOver.objects.filter(pk=act_id).first()
        if known is not None:
            if known.counter_id != counter.pk:
                raise NotYours
            return Outcome(id=act_id, refused=known.refused)
        booking = counter.bookings.filter(pk=booking_id).first()
        at = believed(_moment(act.get("at")), not_before=counter.out_at or counter.created_at, now=clock.now())
        reserved = [_uuid(one) for one in _list(act.get("redemptions"))]
        picked = [(_uuid(one.get("id")), _uuid(one.get("gift"))) for one in _list(act.get("gifts"))]
        row = HandOver(
            id=act_id,
            counter=counter,
            booking=booking,
            signed_at=at,
            offline=bool(act.get("offline")),
            payload={"redemptions": list(map(str, reserved)), "gifts": [str(gift) for _id, gift in picked]},
        )
        row.signature = _keep_signature(act.get("signature"))
        row.save(force_insert=True)
        try:
            with journal.unit():
                _carry_out(row, booking, reserved, picked, actor)
        except PointsRefused as refusal:
            row.refused = str(refusal)[:300]
            row.save()
            facts = {"counter": counter.name, "why": row.refused, "at": at.isoformat()}
            if booking is not None:
                facts["number"] = str(booking.number or "")
            Difference.objects.create(day=counter.day, key=f"act:{act_id}", kind="act", facts=facts)
        note(
            "points.handed_over",
            counter.day,
            actor,
            counter=counter.name,
            act=str(act_id),
            number=booking.number if booking else None,
            pieces=0 if row.refused else len(reserved) + len(picked),
        )
        return Outcome(id=act_id, refused=row.refused)


def _carry_out(
    row: HandOver, booking: Booking | None, reserved: list[UUID], picked: list[tuple[UUID, UUID]], actor: Actor
) -> None:
    if booking is None or not (reserved or picked) or len(reserved) + len(picked) > MOST_GIFTS:
        raise DayRefused(_("This person is not on this counter's list, or nothing was chosen."))
    if booking.person_id == actor.person_id:
        raise DayRefused(_("Nobody hands out to themselves. Please go to another counter."))
    if not row.signature:
        raise DayRefused(_("The signature is missing."))
    book_of(booking.person_id)
    rows = {one.pk: one for one in booking.redemptions.filter(pk__in=reserved).select_related("gift")}
    for one_id in reserved:
        one = rows.get(one_id)
        if one is None or one.handed_at or one.cancelled_at:
            raise DayRefused(_("This reservation was cancelled or handed over before."))
        _finish(one, row, Place.HELD, actor)
    if picked:
        _from_counter(row, booking, picked, actor)
    booking.served_at = row.signed_at
    booking.save()


def _from_counter(row: HandOver, booking: Booking, picked: list[tuple[UUID, UUID]], actor: Actor) -> None:
    """Pieces of the counter's own, paid with what was set aside for it."""
    gifts = {one.pk: one for one in Gift.objects.filter(pk__in=[gift for _id, gift in picked])}
    empty_purse(booking, _("spent at the counter"), actor)
    for made, gift_id in sorted(picked, key=lambda one: str(one[1])):
        gift = gifts.get(gift_id)
        if gift is None or gift.town_id != row.counter.day.town_id:
            raise DayRefused(_("This gift is not in the catalogue."))
        bookings.within_limit(booking.person_id, gift, 1)
        bookings.set_points_aside(booking, gift, made, actor)
        lot_id = stock.take(
            gift_id=gift.pk,
            source=Place.COUNTER,
            target=Place.HELD,
            from_counter=row.counter_id,
            why=row.counter.name,
            about=made,
            actor=actor,
        )
        redeemed = Redemption.objects.create(
            id=made, booking=booking, person_id=booking.person_id, gift=gift, lot_id=lot_id, points=gift.points
        )
        _finish(redeemed, row, Place.HELD, actor)
    fill_purse(booking, row.counter, actor)


def _finish(one: Redemption, row: HandOver, source: Place, actor: Actor) -> None:
    spending.spend(
        person_id=one.person_id,
        purpose=Purpose.REDEEM,
        evidence=f"redemption:{one.pk}",
        reason=one.gift.name,
        actor=actor,
    )
    stock.move(
        lot_id=one.lot_id,
        source=source,
        target=Place.OUT,
        pieces=1,
        why=row.counter.name,
        about=one.pk,
        actor=actor,
    )
    one.handed_at, one.hand_over = row.signed_at, row
    one.save()


def _keep_signature(sent: object) -> str:
    """The picture drawn on the screen, made anew; "" when it is none."""
    try:
        clean = pictures.drawn(sent if isinstance(sent, str) else "")
    except pictures.PictureRefused:
        return ""
    return default_storage.save(f"signatures/{ids.new_id().hex}.jpg", ContentFile(clean.content))


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise NotYours from error


def _list(value: object) -> list[Any]:
    found = value if isinstance(value, list) else []
    return [one for one in found if isinstance(one, str | dict)][: MOST_GIFTS * 2]


def _moment(value: object) -> datetime | None:
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
