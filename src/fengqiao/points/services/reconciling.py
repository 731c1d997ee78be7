"""The end of the day: stock, points and signatures are held against each other; what differs is explained; two sign."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, ids, journal, pictures
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors
from fengqiao.points.models import Booking, DayPhoto, Difference, RedemptionDay
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
        sheet = selectors.sheet_of(day)
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
