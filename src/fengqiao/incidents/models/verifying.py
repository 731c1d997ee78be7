"""Who was asked to look whether a report is so, and what they found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.core.bases import Row
from fengqiao.incidents.models.events import Incident


class Verification(Row):
    """A look at the place 核实 before an event is accepted: asked of a person, answered once.

    ``person``: who was asked; ``answered_by``: who answered, which may be another one of the place. ``confirmed``:
    it is as reported. The newest row is the one that counts; one that nobody answered stays so.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="verifications")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, confirmed__isnull=True)
                | Q(answered_at__isnull=False, confirmed__isnull=False),
                name="incident_verified_whole",
            )
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(answered_at__isnull=True), name="incident_to_verify"),
        ]
