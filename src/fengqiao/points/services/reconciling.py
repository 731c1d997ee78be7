"""The end of the day: stock, points and signatures are held against each other; what differs is explained; two sign."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, ids, journal, pictures
from fengqiao.core.errors import NotYours
from fengqiao.points.domain.ledger import Kind
from fengqiao.points.domain.stock import Place
from fengqiao.points.models import Booking, DayPhoto, Difference, Redemption, RedemptionDay, Shelf, StockMove, Transfer
from fengqiao.points.services import bookings
from fengqiao.points.services.days import note, open_day
from fengqiao.points.services.errors import DayRefused, GiftRefused
from fengqiao.points.services.gifts import keeper
from fengqiao.points.services.ledger import book_of

SIGNERS = (Role.STUDIO_CLERK, Role.AUDIT_ADMIN)


def close_day(*, day_id: UUID, actor: Actor) -> dict[str, Any]:
    """Close the day once all counters are back: reservations that nobody fetched are freed, the sheet is drawn up and
    frozen. Returns the sheet. For the studio's clerk. Raises NotYours, DayRefused."""
    with journal.unit():
        day = open_day(day_id)
        keeper(actor, day.town_id)
        if day.counters.filter(back_at__isnull=True, revoked_at__isnull=True).exists():
            raise DayRefused(_("A counter is still open. Count its pieces and close it first."))
        for booking in Booking.objects.filter(day=day, cancelled_at__isnull=True).order_by("person_id"):
            open_rows = booking.redemptions.filter(cancelled_at__isnull=True, handed_at__isnull=True)
            for row in open_rows.order_by("gift_id"):
                book_of(booking.person_id)
                bookings.cancel_reservation(row, _("not fetched"), actor)
        sheet = drawn_up(day)
        _note_faults(day, sheet)
        day.sheet, day.closed_at = sheet, clock.now()
        day.sheet_hash = hashlib.sha256(json.dumps(sheet, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        day.save()
        note("points.day_closed", day, actor, sheet=day.sheet_hash)
        return sheet


def explain(*, difference_id: UUID, words: str, actor: Actor) -> None:
    """Say why something differs. By the clerk or a keeper of the day."""
    with journal.unit():
        row = Difference.objects.select_for_update(of=("self",)).select_related("day").filter(pk=difference_id).first()
        if row is None:
            raise NotYours
        keeps = row.day.counters.filter(keeper=actor.person_id).exists()
        if not keeps and not areas.holds(actor, row.day.town_id, Role.STUDIO_CLERK):
            raise NotYours
        if row.day.first_by_id or not words.strip():
            raise DayRefused(_("Explain it in words, before the first signature."))
        row.explanation, row.explained_by_id, row.explained_at = words.strip()[:300], actor.person_id, clock.now()
        row.save()
        note("points.difference_explained", row.day, actor, difference=row.key)


def sign(*, day_id: UUID, actor: Actor) -> None:
    """Sign the sheet: first the clerk who keeps the store, then somebody who audits it; nobody twice, no keeper.

    Raises NotYours; DayRefused while a difference is not explained.
    """
    with journal.unit():
        day = _closed(day_id)
        if not areas.holds(actor, day.town_id, *SIGNERS) or actor.person_id is None:
            raise NotYours
        if day.differences.filter(explanation="").exists():
            raise DayRefused(_("Every difference needs an explanation first."))
        if day.counters.filter(keeper=actor.person_id).exists() or actor.person_id == day.first_by_id:
            raise DayRefused(_("Two people sign, and none of them handed out."))
        if day.first_by_id is None:
            keeper(actor, day.town_id)
            day.first_by_id, day.first_at = actor.person_id, clock.now()
        elif day.second_by_id is None:
            day.second_by_id, day.second_at = actor.person_id, clock.now()
        else:
            raise DayRefused(_("Two people have signed already."))
        day.save()
        note("points.day_signed", day, actor, sheet=day.sheet_hash)


def add_photo(*, day_id: UUID, content: bytes, words: str = "", actor: Actor) -> UUID:
    """A photo for the notice, made anew without what the camera wrote into it."""
    with journal.unit():
        day = RedemptionDay.objects.filter(pk=day_id).first()
        if day is None:
            raise NotYours
        keeper(actor, day.town_id)
        if day.published_at:
            raise DayRefused(_("The notice is published already."))
        try:
            clean = pictures.clean(content)
        except pictures.PictureRefused as refusal:
            raise GiftRefused(_("This is no picture that can be kept. JPEG, PNG or WebP, up to 20 MB.")) from refusal
        name = default_storage.save(f"redemption/{ids.new_id().hex}.jpg", ContentFile(clean.content))
        return DayPhoto.objects.create(day=day, file=name, words=words.strip()[:120]).pk


def publish(*, day_id: UUID, words: str, actor: Actor) -> None:
    """Put the notice up: sums and photos, no names. After two people signed."""
    with journal.unit():
        day = _closed(day_id)
        keeper(actor, day.town_id)
        if day.second_by_id is None:
            raise DayRefused(_("Two people sign the reconciliation first."))
        day.notice, day.published_at = words.strip()[:600], clock.now()
        day.save()
        note("points.day_published", day, actor)


def drawn_up(day: RedemptionDay) -> dict[str, Any]:
    """The sheet of the day, from the rows: per gift, per counter, and the points twice, from the ledger and from the
    hand-overs."""
    rows = list(Redemption.objects.filter(booking__day=day).select_related("gift", "hand_over__counter"))
    handed = [row for row in rows if row.handed_at]
    gifts: defaultdict[str, dict[str, int]] = defaultdict(lambda: {"reserved": 0, "handed": 0, "points": 0})
    counters: defaultdict[str, dict[str, int]] = defaultdict(lambda: {"acts": 0, "pieces": 0, "unsigned": 0})
    for row in rows:
        gifts[row.gift.name]["reserved"] += 1
    for row in handed:
        gifts[row.gift.name]["handed"] += 1
        gifts[row.gift.name]["points"] += row.points
    for counter in day.counters.order_by("name"):
        acts = counter.acts.filter(refused="")
        counters[counter.name] = {
            "acts": acts.count(),
            "pieces": sum(1 for row in handed if row.hand_over and row.hand_over.counter_id == counter.pk),
            "unsigned": acts.filter(signature="").count(),
            "offline": acts.filter(offline=True).count(),
        }
    evidence = [f"redemption:{row.pk}" for row in rows]
    posted = Transfer.objects.filter(evidence__in=evidence, kind=Kind.POST, purpose="redeem")
    out = StockMove.objects.filter(about__in=[row.pk for row in rows], target=Place.OUT)
    people = Booking.objects.filter(day=day, cancelled_at__isnull=True)
    counter_ids = [counter.pk for counter in day.counters.all()]
    return {
        "people": {
            "booked": people.count(),
            "came": people.filter(number__isnull=False).count(),
            "served": people.filter(served_at__isnull=False).count(),
        },
        "gifts": {name: gifts[name] for name in sorted(gifts)},
        "counters": dict(counters),
        "points": {"handed": sum(row.points for row in handed), "ledger": sum(row.amount for row in posted)},
        "pieces": {"handed": len(handed), "stock": sum(move.pieces for move in out)},
        "at_counters": sum(
            shelf.pieces for shelf in Shelf.objects.filter(place=Place.COUNTER, counter__in=counter_ids)
        ),
    }


def _note_faults(day: RedemptionDay, sheet: dict[str, Any]) -> None:
    """What the sheet itself shows to be wrong."""
    for name, one, other in (
        ("points", sheet["points"]["handed"], sheet["points"]["ledger"]),
        ("pieces", sheet["pieces"]["handed"], sheet["pieces"]["stock"]),
        ("at_counters", 0, sheet["at_counters"]),
        ("unsigned", 0, sum(one["unsigned"] for one in sheet["counters"].values())),
    ):
        if one != other:
            Difference.objects.get_or_create(
                day=day, key=f"sheet:{name}", defaults={"kind": name, "facts": {"expected": one, "found": other}}
            )


def _closed(day_id: UUID) -> RedemptionDay:
    day = RedemptionDay.objects.select_for_update().filter(pk=day_id).first()
    if day is None:
        raise NotYours
    if not day.closed_at:
        raise DayRefused(_("Close the day first."))
    return day
