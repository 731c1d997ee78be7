"""The centres and who sits in them."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from fengqiao.centre.domain.seats import Seat
from fengqiao.core.bases import Row


class Centre(Row):
    """A neighbourhood centre 邻里中心. ``key`` is its public name in addresses and on posters.

    ``hours``: see ``domain.hours``. ``reception_from`` and ``reception_to``: the local times of the desk on a working
    morning. ``settings``: what the centre says about itself (its 1223, the words for its areas). ``invented``: made
    up for a demonstration. ``organisation``: under which name it takes part in the handling of events.
    """

    key = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    hours = models.JSONField()
    reception_from = models.TimeField()
    reception_to = models.TimeField()
    settings = models.JSONField(default=dict)
    invented = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="centre_name")]

    def __str__(self) -> str:
        return self.name


class Term(Row):
    """Somebody's seat at a centre for a time (local days). Never deleted; it ends."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="terms")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=12, choices=[(value.value, value.name) for value in Seat])
    task = models.CharField(max_length=80, blank=True)
    during = DateRangeField()
    assignment = models.UUIDField(null=True)
