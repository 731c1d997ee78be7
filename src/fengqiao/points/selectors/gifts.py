"""Reading the catalogue and the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, AreaView, Level, Role
from fengqiao.core.errors import NotYours
from fengqiao.points.domain.stock import Place
from fengqiao.points.models import Gift, GiftBudget, Shelf, StockMove


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftView:
    """A gift. ``free``: pieces in store that nobody has reserved; ``held``: reserved or at a counter."""

    id: UUID
    town_id: UUID
    name: str
    words: str
    points: int
    most_each: int | None
    picture: str
    retired_at: datetime | None
    free: int
    held: int
    out: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LotView:
    """A lot with what came in, and where its pieces are. ``cents``: cost of a piece."""

    id: UUID
    gift_id: UUID
    gift: str
    supplier: str
    received_on: date
    cents: int
    note: str
    pieces: int
    free: int
    held: int
    out: int
    missing: int

    @property
    def yuan(self) -> float:
        """Cost of a piece in yuan."""
        return self.cents / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveView:
    """One move of pieces, in words that the page shows."""

    lot_id: UUID
    source: Place
    target: Place
    pieces: int
    words: str
    why: str
    actor_id: UUID | None
    recorded_at: datetime


def towns(actor: Actor) -> list[AreaView]:
    """The towns in, above or below the actor's places; those of their own duties first."""
    ways = areas.area_lineages({duty.area_id for duty in actor.duties}).values()
    above = [areas.area(one) for one in dict.fromkeys(one for way in ways for one in way)]
    found = {one.id: one for one in above if one.level is Level.TOWN}
    found |= {one.id: one for one in areas.areas(actor, level=Level.TOWN) if one.id not in found}
    return list(found.values())


def kept_towns(actor: Actor) -> list[AreaView]:
    """The towns of which the actor keeps the store: the studio's clerk over them."""
    return [one for one in towns(actor) if areas.holds(actor, one.id, Role.STUDIO_CLERK)]


def gifts(town_id: UUID, *, retired: bool = False) -> list[GiftView]:
    """A town's catalogue, the cheapest first; with ``retired`` also what is offered no more. Two queries."""
    rows = Gift.objects.filter(town=town_id).order_by("points", "name")
    return _views(rows if retired else rows.filter(retired_at__isnull=True))


def gift(gift_id: UUID) -> GiftView:
    """One gift. Raises NotYours."""
    found = _views(Gift.objects.filter(pk=gift_id))
    if not found:
        raise NotYours
    return found[0]


def gift_for(actor: Actor, gift_id: UUID) -> GiftView:
    """A gift of the actor's towns. Raises NotYours."""
    found = gift(gift_id)
    if not (actor.system or any(one.id == found.town_id for one in towns(actor))):
        raise NotYours
    return found


def lots(town_id: UUID, *, gift_id: UUID | None = None) -> list[LotView]:
    """The lots of a town or of one gift, the newest first. Two queries."""
    shelves = Shelf.objects.filter(lot__gift__town=town_id).select_related("lot__gift")
    if gift_id is not None:
        shelves = shelves.filter(lot__gift=gift_id)
    lying: defaultdict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = {}
    for shelf in shelves:
        lying[shelf.lot_id][shelf.place] += shelf.pieces
        rows[shelf.lot_id] = shelf.lot
    return [
        LotView(
            id=row.pk,
            gift_id=row.gift_id,
            gift=row.gift.name,
            supplier=row.supplier,
            received_on=row.received_on,
            cents=row.cents,
            note=row.note,
            pieces=sum(lying[row.pk].values()),
            free=lying[row.pk][Place.STORE],
            held=lying[row.pk][Place.HELD] + lying[row.pk][Place.COUNTER],
            out=lying[row.pk][Place.OUT],
            missing=lying[row.pk][Place.MISSING],
        )
        for row in sorted(rows.values(), key=lambda one: (one.received_on, one.pk), reverse=True)
    ]


def moves(gift_id: UUID, *, limit: int = 100) -> list[MoveView]:
    """What moved last of a gift."""
    rows = StockMove.objects.filter(lot__gift=gift_id).order_by("-recorded_at", "-id")[:limit]
    return [
        MoveView(
            lot_id=row.lot_id,
            source=Place(row.source),
            target=Place(row.target),
            pieces=row.pieces,
            words=move_words(Place(row.source), Place(row.target)),
            why=row.why,
            actor_id=row.actor,
            recorded_at=row.recorded_at,
        )
        for row in rows
    ]


def move_words(source: Place, target: Place) -> str:
    """A move as people say it."""
    words = {
        (Place.OUTSIDE, Place.STORE): _("into the store"),
        (Place.STORE, Place.HELD): _("kept for somebody"),
        (Place.HELD, Place.STORE): _("free again"),
        (Place.HELD, Place.OUT): _("handed over"),
        (Place.STORE, Place.COUNTER): _("to a counter"),
        (Place.COUNTER, Place.STORE): _("back from a counter"),
        (Place.COUNTER, Place.OUT): _("handed over"),
        (Place.OUT, Place.STORE): _("came back"),
    }
    return words.get((source, target), _("missing") if target is Place.MISSING else _("found again"))


def budget(town_id: UUID, year: int) -> int | None:
    """The town's budget of a year in cents; None: none is set."""
    return GiftBudget.objects.filter(town=town_id, year=year).values_list("cents", flat=True).first()


def _views(rows: Iterable[Gift]) -> list[GiftView]:
    found = list(rows)
    lying: defaultdict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    on_shelves = Shelf.objects.filter(Q(lot__gift__in=found)).values_list("lot__gift_id", "place", "pieces")
    for gift_id, place, pieces in on_shelves:
        lying[gift_id][place] += pieces
    return [
        GiftView(
            id=row.pk,
            town_id=row.town_id,
            name=row.name,
            words=row.words,
            points=row.points,
            most_each=row.most_each,
            picture=row.picture,
            retired_at=row.retired_at,
            free=lying[row.pk][Place.STORE],
            held=lying[row.pk][Place.HELD] + lying[row.pk][Place.COUNTER],
            out=lying[row.pk][Place.OUT],
            missing=lying[row.pk][Place.MISSING],
        )
        for row in found
    ]
