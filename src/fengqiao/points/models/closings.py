"""Why points end without a gift: expiry, leaving, another town, death, fraud; who asked for it and who agreed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fengqiao.core.bases import Row
from fengqiao.points.domain.spending import Purpose


class Closing(Row):
    """One decision about one person's points. For fraud the points are held first; after a ``hearing`` that says who
    was heard and what they said a second person decides; a hold that nobody heard until ``hear_by`` ends by itself. The
    others count at once."""

    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    to_town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=10, choices=[(value.value, value.name) for value in Purpose])
    points = models.IntegerField(null=True)
    reason = models.CharField(max_length=300)
    hearing = models.TextField(blank=True)
    hear_by = models.DateTimeField(null=True)
    heard_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(purpose="fraud")
                | Q(decided_by__isnull=True)
                | (~Q(decided_by=F("asked_by")) & (Q(heard_by__isnull=True) | ~Q(decided_by=F("heard_by"))))
                | Q(granted=False, hearing=""),
                name="points_fraud_two_people",
            ),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True) | ~Q(asked_by=F("person")), name="points_closing_not_own"
            ),
            models.CheckConstraint(
                condition=~Q(purpose="fraud") | ~Q(hearing="") | Q(granted__isnull=True) | Q(granted=False),
                name="points_fraud_heard",
            ),
            models.UniqueConstraint(
                fields=["person"], name="points_fraud_open_once", condition=Q(purpose="fraud", granted__isnull=True)
            ),
        ]
