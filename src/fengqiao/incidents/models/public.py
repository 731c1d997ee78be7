"""What the pages without an account need: places with a plate, and how often an address has tried something."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.core.bases import Row
from fengqiao.incidents.domain.plates import PlaceKind
from fengqiao.incidents.models.bases import choices


class ReportPlace(Row):
    """A place whose plate carries a QR code. ``token`` stands in its address: random, and never given twice.

    Position in WGS84. ``ended_at``: the plate was taken down; its address then leads to the report without a place.
    """

    token = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=10, choices=choices(PlaceKind))
    label = models.CharField(max_length=80)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    lon = models.FloatField()
    lat = models.FloatField()
    made_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "label"], condition=Q(ended_at__isnull=True), name="incident_report_place_once"
            ),
            models.CheckConstraint(
                condition=Q(lon__range=(-180, 180), lat__range=(-90, 90)), name="incident_report_place_position"
            ),
        ]
        indexes = [models.Index(fields=["lat", "lon"], name="incident_report_place_near")]


class Attempt(models.Model):
    """How often one address did something within an hour. ``who`` is a keyed hash; the address itself is not kept."""

    what = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "who", "hour"], name="incident_attempts_once")]
        indexes = [models.Index(fields=["hour"], name="incident_attempts_hour")]
