"""What the nightly count found for months that are over: it spares counting a county's years at every look."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class MonthCount(models.Model):
    """That a month was counted for an indicator, under a version of its formula. Where there is no sum, there was
    no case."""

    formula = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    month = models.DateField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["formula", "version", "month"], name="incident_month_count")]


class MonthSum(models.Model):
    """What stood above and below the line of an indicator in a month, in an area with all below it. ``organisation``
    None: of all organisations. ``top`` is in hours where hours are summed."""

    count = models.ForeignKey(MonthCount, on_delete=models.CASCADE, related_name="sums")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    top = models.FloatField()
    base = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["count", "area", "organisation"], nulls_distinct=False, name="incident_month_sum"
            ),
            models.CheckConstraint(condition=Q(base__gt=0), name="incident_month_sum_of_cases"),
        ]
