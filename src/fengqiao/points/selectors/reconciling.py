"""Reading the end of a redemption day: the sheet, its differences in words, the notice."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core.errors import NotYours
from fengqiao.points.domain.ledger import Kind
from fengqiao.points.domain.stock import Place
from fengqiao.points.models import (
    Booking,
    Counter,
    DayPhoto,
    Difference,
    Redemption,
    RedemptionDay,
    Shelf,
    StockMove,
    Transfer,
)


def sheet_of(day: RedemptionDay) -> dict[str, Any]:
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


def difference_words(row: Difference) -> str:
    """What differs, as people say it."""
    facts = row.facts
    words = {
        "stock": _("Counter %(counter)s, “%(gift)s”: %(expected)s should be there, %(found)s were counted."),
        "act": _("Counter %(counter)s, number %(number)s: handed out, but it cannot be booked: %(why)s"),
        "revoked": _("Counter %(counter)s: the tablet's key was taken back: %(reason)s"),
        "points": _("Points: %(expected)s by the hand-overs, %(found)s in the ledger."),
        "pieces": _("Pieces: %(expected)s by the hand-overs, %(found)s left the store."),
        "unsigned": _("Hand-overs without a signature: %(found)s."),
        "at_counters": _("Pieces still on the shelf of a closed counter: %(found)s."),
    }[row.kind]
    return words % defaultdict(lambda: "—", {key: "—" if value == "" else value for key, value in facts.items()})


def counter_of(actor: Actor, counter_id: UUID) -> Counter:
    """A counter, for its keeper and the studio's clerk. Raises NotYours."""
    row = Counter.objects.select_related("day__town").filter(pk=counter_id).first()
    if row is None or not (
        (actor.person_id is not None and actor.person_id == row.keeper_id)
        or areas.holds(actor, row.day.town_id, Role.STUDIO_CLERK)
    ):
        raise NotYours
    return row


def published_day(day_id: UUID) -> RedemptionDay:
    """A day whose notice everybody may read. Raises NotYours."""
    row = RedemptionDay.objects.select_related("town").filter(pk=day_id, published_at__isnull=False).first()
    if row is None:
        raise NotYours
    return row


def published_photo(photo_id: UUID) -> str:
    """The file of a photo in a published notice. Raises NotYours."""
    row = DayPhoto.objects.filter(pk=photo_id, day__published_at__isnull=False).first()
    if row is None:
        raise NotYours
    return row.file
