"""Rules that are thought about: written by one person, decided by another, and only then versions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fengqiao.core.bases import Row
from fengqiao.points.domain.rules import CapPeriod


class DraftState(models.TextChoices):
    """Where a draft stands."""

    OPEN = "open", "open"
    DECIDED = "decided", "decided"
    DROPPED = "dropped", "dropped"


class RuleDraft(Row):
    """What a rule of a town shall say from the next quarter on, and why."""

    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    titles = models.JSONField()
    points = models.IntegerField()
    cap = models.IntegerField(null=True)
    cap_period = models.CharField(max_length=10, choices=[(value.value, value.name) for value in CapPeriod])
    cap_group = models.CharField(max_length=40)
    why = models.TextField()
    state = models.CharField(max_length=10, choices=DraftState.choices, default=DraftState.OPEN)
    drafted_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("drafted_by")),
                name="points_rule_draft_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | Q(decided_by__isnull=False, valid_from__isnull=False),
                name="points_rule_draft_decided",
            ),
        ]
