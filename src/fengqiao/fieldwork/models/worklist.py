"""Kinds of work that may be given to grid workers, in versions."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from fengqiao.core.bases import Row
from fengqiao.fieldwork.domain.worklist import Frequency, KindState, Proof, Pusher


class WorkKind(Row):
    """An item of a town's task list 事项清单. What it says stands in its versions."""

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "code"], name="fieldwork_kind_code")]


class WorkKindVersion(Row):
    """What an item says, from a day on. Written once; only its state and the decision are added.

    ``basis``: the document that makes it grid workers' work. An ``urgent`` one has a ``reason`` and a ``last_day``
    instead. ``minutes``: the effort once. ``decided_by`` published or refused it; never who proposed it.
    """

    kind = models.ForeignKey(WorkKind, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    how = models.CharField(max_length=500, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    frequency = models.CharField(max_length=12, choices=[(one.value, one.name) for one in Frequency])
    minutes = models.PositiveIntegerField()
    proofs = ArrayField(models.CharField(max_length=10, choices=[(one.value, one.name) for one in Proof]))
    pushers = ArrayField(models.CharField(max_length=10, choices=[(one.value, one.name) for one in Pusher]))
    urgent = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    last_day = models.DateField(null=True)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.name) for one in KindState], default=KindState.PROPOSED
    )
    proposed_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="fieldwork_kind_version"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(state="published"), name="fieldwork_kind_published_once"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(state="proposed"), name="fieldwork_kind_proposed_once"
            ),
            models.CheckConstraint(
                condition=Q(urgent=False) | (Q(last_day__isnull=False) & ~Q(reason="")), name="fieldwork_kind_urgent"
            ),
            models.CheckConstraint(condition=Q(urgent=True) | ~Q(basis=""), name="fieldwork_kind_basis"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="fieldwork_kind_two_people",
            ),
        ]
