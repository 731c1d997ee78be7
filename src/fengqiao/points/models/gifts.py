"""Tables of the gifts. Pieces move from place to place like points; what stands on a shelf is the sum of the moves.

Moves are only ever added to and shelves are changed by a trigger alone, which refuses to take what is not there.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.core import clock, ids
from fengqiao.core.bases import Row
from fengqiao.points.domain.stock import Place

PLACES = [(value.value, value.name) for value in Place]


class Gift(Row):
    """Something that points can be exchanged for in a town. ``most_each``: pieces a person may have in a quarter."""

    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    words = models.CharField(max_length=300, blank=True)
    points = models.PositiveIntegerField()
    most_each = models.PositiveIntegerField(null=True)
    picture = models.CharField(max_length=200, blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "name"], name="points_gift_name"),
            models.CheckConstraint(condition=Q(points__gt=0), name="points_gift_price"),
            models.CheckConstraint(condition=Q(most_each__isnull=True) | Q(most_each__gt=0), name="points_gift_most"),
        ]


class GiftBudget(Row):
    """How much a town may spend on gifts in a year, in cents (分)."""

    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "year"], name="points_budget_year"),
            models.CheckConstraint(condition=Q(cents__gte=0), name="points_budget_sum"),
        ]


class Lot(Row):
    """Pieces of one gift that came in together. ``cents``: cost of one piece in 分."""

    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="lots")
    supplier = models.CharField(max_length=100)
    received_on = models.DateField()
    cents = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)


class Shelf(Row):
    """How many pieces of a lot lie where. ``counter`` is set where the place is a counter."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="shelves")
    place = models.CharField(max_length=10, choices=PLACES)
    counter = models.UUIDField(null=True)
    pieces = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "place", "counter"], name="points_shelf_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(pieces__gte=0), name="points_shelf_not_negative"),
            models.CheckConstraint(
                condition=Q(place="counter", counter__isnull=False) | (~Q(place="counter") & Q(counter__isnull=True)),
                name="points_shelf_counter",
            ),
        ]


class StockMove(models.Model):
    """So many pieces went from one place to another, by whom and why. ``about``: the redemption or event it was for."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="moves")
    source = models.CharField(max_length=10, choices=PLACES)
    source_counter = models.UUIDField(null=True)
    target = models.CharField(max_length=10, choices=PLACES)
    target_counter = models.UUIDField(null=True)
    pieces = models.PositiveIntegerField()
    why = models.CharField(max_length=200)
    about = models.UUIDField(null=True)
    actor = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pieces__gt=0), name="points_move_pieces"),
        ]
        indexes = [models.Index(fields=["about"], name="points_move_about")]
