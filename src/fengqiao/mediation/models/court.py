"""Applications for judicial confirmation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.core.bases import Row
from fengqiao.mediation.domain.confirmation import CourtState, CourtStep
from fengqiao.mediation.models.agreements import Agreement

RUNNING = (CourtState.FILED, CourtState.ACCEPTED, CourtState.MORE)


class Application(Row):
    """All parties ask the court to confirm an agreement. ``decision``: the number of the court's decision."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="applications")
    court = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(one.value, one.name) for one in CourtState])
    state_since = models.DateTimeField()
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(state__in=[*RUNNING, CourtState.CONFIRMED]),
                name="mediation_application_one",
            )
        ]
        indexes = [models.Index(fields=["court", "state", "-filed_at"], name="mediation_court_state")]


class ApplicationStep(Row):
    """One step of an application, as both sides of the counter read it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=10, choices=[(one.value, one.name) for one in CourtStep])
    at = models.DateTimeField()
    actor = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="mediation_application_step")]
