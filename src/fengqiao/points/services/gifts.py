"""The catalogue and what lies in store: for the studio's clerk, who does not hand out what he keeps."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.db.models import F, IntegerField, Sum
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, ids, journal, pictures
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.points.domain.stock import Place
from fengqiao.points.models import Gift, GiftBudget, Lot, StockMove
from fengqiao.points.services import stock
from fengqiao.points.services.errors import GiftRefused

MOST_PIECES = 100_000
MOST_POINTS = 100_000


def add_gift(
    *,
    town_id: UUID,
    name: str,
    words: str = "",
    points: int,
    most_each: int | None = None,
    picture: bytes | None = None,
    actor: Actor,
) -> UUID:
    """A new gift in a town's catalogue. Raises NotYours, GiftRefused."""
    keeper(actor, town_id)
    row = Gift(town_id=town_id, name=name.strip(), words=words.strip(), points=points, most_each=most_each)
    return _save(row, picture, "points.gift_added", actor)


def change_gift(
    *,
    gift_id: UUID,
    name: str,
    words: str = "",
    points: int,
    most_each: int | None = None,
    picture: bytes | None = None,
    actor: Actor,
) -> None:
    """Put a gift right; what is reserved keeps its price. ``picture`` None leaves the old one."""
    row = _gift(gift_id, actor)
    row.name, row.words, row.points, row.most_each = name.strip(), words.strip(), points, most_each
    _save(row, picture, "points.gift_changed", actor)


def retire_gift(*, gift_id: UUID, retired: bool, actor: Actor) -> None:
    """Take a gift out of the catalogue, or back in; its lots and its past stay."""
    with journal.unit():
        row = _gift(gift_id, actor)
        row.retired_at = clock.now() if retired else None
        row.save()
        _note("points.gift_retired" if retired else "points.gift_back", row, actor)


def set_budget(*, town_id: UUID, year: int, cents: int, actor: Actor) -> None:
    """What the town may spend on gifts in a year, in cents; not less than what it has spent."""
    keeper(actor, town_id)
    if not 2000 <= year <= 2200 or not 0 <= cents <= 10**12:
        raise GiftRefused(_("Give a year and an amount from 0."))
    with journal.unit():
        row, _made = GiftBudget.objects.select_for_update().get_or_create(
            town_id=town_id, year=year, defaults={"cents": cents}
        )
        if cents < (used := spent(town_id, year)):
            raise GiftRefused(_("%(spent).2f yuan are spent already in this year.") % {"spent": used / 100})
        row.cents = cents
        row.save()
        payload = {"year": year, "cents": cents}
        event = Event(kind="points.gift_budget", subject=f"budget:{row.pk}", area=town_id, payload=payload)
        journal.record(event, actor=actor.person_id)


def receive_lot(
    *,
    gift_id: UUID,
    supplier: str,
    received_on: date,
    pieces: int,
    cents: int,
    note: str = "",
    actor: Actor,
) -> UUID:
    """Pieces came in from a supplier, at so many cents each. Raises NotYours; GiftRefused also when the budget of the
    year, where one is set, is not enough."""
    with journal.unit():
        gift = _gift(gift_id, actor)
        if not supplier.strip() or not 0 < pieces <= MOST_PIECES or not 0 <= cents <= 10**8:
            raise GiftRefused(_("A lot needs a supplier, from 1 to 100,000 pieces, and a price from 0."))
        budget = GiftBudget.objects.select_for_update().filter(town=gift.town_id, year=received_on.year).first()
        if budget is not None:
            total = spent(gift.town_id, received_on.year) + pieces * cents
            if total > budget.cents:
                words = {"year": received_on.year, "budget": budget.cents / 100, "total": total / 100}
                raise GiftRefused(
                    _("The budget of %(year)s is %(budget).2f yuan; with this lot it would be %(total).2f.") % words
                )
        lot = Lot.objects.create(
            gift=gift, supplier=supplier.strip(), received_on=received_on, cents=cents, note=note.strip()
        )
        stock.move(
            lot_id=lot.pk,
            source=Place.OUTSIDE,
            target=Place.STORE,
            pieces=pieces,
            why=_("received from the supplier"),
            actor=actor,
        )
        _note("points.lot_received", gift, actor, lot=str(lot.pk), pieces=pieces, cents=cents)
        return lot.pk


def write_off(*, lot_id: UUID, pieces: int, reason: str, actor: Actor) -> UUID:
    """Pieces in store are broken or lost; the reason stays with the move. Returns the gift's id.

    Raises NotYours, GiftRefused, OutOfStock.
    """
    with journal.unit():
        lot = Lot.objects.select_related("gift").filter(pk=lot_id).first()
        if lot is None:
            raise NotYours
        keeper(actor, lot.gift.town_id)
        if pieces <= 0 or not reason.strip():
            raise GiftRefused(_("Say how many pieces, and why."))
        stock.move(
            lot_id=lot_id,
            source=Place.STORE,
            target=Place.MISSING,
            pieces=pieces,
            why=reason.strip()[:200],
            actor=actor,
        )
        _note("points.lot_written_off", lot.gift, actor, lot=str(lot_id), pieces=pieces)
        return lot.gift_id


def spent(town_id: UUID, year: int) -> int:
    """What the lots of a year cost, in cents."""
    came = StockMove.objects.filter(source=Place.OUTSIDE, lot__gift__town=town_id, lot__received_on__year=year)
    cost = came.aggregate(cents=Sum(Cast(F("pieces"), IntegerField()) * F("lot__cents")))["cents"]
    return int(cost or 0)


def keeper(actor: Actor, town_id: UUID) -> None:
    """Only who keeps the town's store goes on. Raises NotYours."""
    if not (actor.system or areas.holds(actor, town_id, Role.STUDIO_CLERK)):
        raise NotYours


def _gift(gift_id: UUID, actor: Actor) -> Gift:
    row = Gift.objects.filter(pk=gift_id).first()
    if row is None:
        raise NotYours
    keeper(actor, row.town_id)
    return row


def _save(row: Gift, picture: bytes | None, kind: str, actor: Actor) -> UUID:
    if not row.name or not 0 < row.points <= MOST_POINTS or (row.most_each is not None and row.most_each < 1):
        raise GiftRefused(_("A gift needs a name, and points from 1; a limit is at least 1 piece."))
    kept = ""
    if picture:
        try:
            clean = pictures.clean(picture)
        except pictures.PictureRefused as refusal:
            raise GiftRefused(_("This is no picture that can be kept. JPEG, PNG or WebP, up to 20 MB.")) from refusal
        kept = default_storage.save(f"gifts/{ids.new_id().hex}.jpg", ContentFile(clean.content))
        row.picture = kept
    try:
        with journal.unit():
            row.save()
            _note(kind, row, actor, points=row.points, most_each=row.most_each)
    except IntegrityError as error:
        if kept:
            default_storage.delete(kept)
        raise GiftRefused(_("The town has a gift of this name already.")) from error
    return row.pk


def _note(kind: str, gift: Gift, actor: Actor, **more: object) -> None:
    event = Event(kind=kind, subject=f"gift:{gift.pk}", area=gift.town_id, payload={"gift": gift.name, **more})
    journal.record(event, actor=actor.person_id)
