"""Pieces of gifts on the move. Callers hold a transaction; the database refuses to take what is not there."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from fengqiao.areas.selectors import Actor
from fengqiao.core.errors import NotYours
from fengqiao.points.domain.stock import Place
from fengqiao.points.models import Gift, Shelf, StockMove
from fengqiao.points.services.errors import OutOfStock


def move(
    *,
    lot_id: UUID,
    source: Place,
    target: Place,
    pieces: int,
    why: str,
    about: UUID | None = None,
    from_counter: UUID | None = None,
    to_counter: UUID | None = None,
    actor: Actor,
) -> None:
    """Move pieces of a lot; the shelves follow. Raises OutOfStock when the source has too few."""
    gift = _lock(Gift.objects.filter(lots=lot_id))
    if source is not Place.OUTSIDE:
        there = Shelf.objects.filter(lot_id=lot_id, place=source, counter=from_counter).first()
        if there is None or there.pieces < pieces:
            raise OutOfStock(gift.name)
    StockMove.objects.create(
        lot_id=lot_id,
        source=source,
        source_counter=from_counter,
        target=target,
        target_counter=to_counter,
        pieces=pieces,
        why=why,
        about=about,
        actor=actor.person_id,
    )


def take(
    *,
    gift_id: UUID,
    source: Place,
    target: Place,
    why: str,
    about: UUID,
    from_counter: UUID | None = None,
    actor: Actor,
) -> UUID:
    """One piece of a gift, from the oldest lot that has one there. Returns the lot. Raises OutOfStock."""
    gift = _lock(Gift.objects.filter(pk=gift_id))
    lying = Shelf.objects.filter(lot__gift_id=gift_id, place=source, counter=from_counter, pieces__gt=0).order_by(
        "lot__received_on", "lot_id"
    )
    for shelf in lying:
        move(
            lot_id=shelf.lot_id,
            source=source,
            target=target,
            pieces=1,
            why=why,
            about=about,
            from_counter=from_counter,
            actor=actor,
        )
        return shelf.lot_id
    raise OutOfStock(gift.name)


def lock(gift_id: UUID, town_id: UUID) -> None:
    """Lock a gift of the town before its shelves are looked at. Raises NotYours."""
    if not Gift.objects.select_for_update(no_key=True).filter(pk=gift_id, town=town_id).exists():
        raise NotYours


def _lock(rows: QuerySet[Gift]) -> Gift:
    """One lock for all shelves of a gift: two that move pieces opposite ways cannot lock each other out."""
    return rows.select_for_update(of=("self",), no_key=True).get()
