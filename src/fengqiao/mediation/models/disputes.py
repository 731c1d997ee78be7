"""A dispute, its parties and its history."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.core.bases import Row
from fengqiao.mediation.domain.disputes import (
    Consent,
    Means,
    Outcome,
    PartyKind,
    Sensitive,
    Stand,
    State,
    Step,
)


class Dispute(Row):
    """A dispute 矛盾纠纷. It is one event on the spine and has its ``code``; ``incident`` is that event.

    ``subject`` says what it is about and names nobody. ``facts`` and ``asked`` (what is asked for) may name people and
    stay here: nothing of them goes to the spine. ``means``: the way of settling. ``find``: by what it is found.
    ``adopted``: it was closed on the spine past the mediation.
    """

    code = models.CharField(max_length=12, unique=True)
    incident = models.UUIDField(unique=True)
    form = models.UUIDField(unique=True)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    place = models.CharField(max_length=200, blank=True)
    facts = models.TextField(blank=True)
    asked = models.TextField(blank=True)
    source = models.CharField(max_length=20)
    scale = models.CharField(max_length=20)
    severity = models.CharField(max_length=20)
    means = models.CharField(max_length=20, choices=[(one.value, one.name) for one in Means])
    sensitive = models.CharField(max_length=10, blank=True, choices=[(one.value, one.name) for one in Sensitive])
    state = models.CharField(max_length=12, choices=[(one.value, one.name) for one in State])
    state_since = models.DateTimeField()
    happened_on = models.DateField()
    registered_at = models.DateTimeField()
    registrar = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    mediator = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=12, blank=True, choices=[(one.value, one.name) for one in Outcome])
    ending = models.CharField(max_length=1000, blank=True)
    signed_off_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    signed_off_at = models.DateTimeField(null=True)
    adopted = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    find = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[one.value for one in State]), name="mediation_state"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="mediation_closed_at"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "-registered_at"], name="mediation_area_state"),
            models.Index(fields=["mediator", "state"], name="mediation_mediator"),
            models.Index(fields=["area", "category", "-registered_at"], name="mediation_area_category"),
        ]


class Party(Row):
    """Somebody on one side of a dispute. ``representative`` speaks for them, ``relation`` says as what."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="parties")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=[(one.value, one.name) for one in PartyKind])
    stand = models.CharField(max_length=8, choices=[(one.value, one.name) for one in Stand])
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=200, blank=True)
    minor = models.BooleanField(default=False)
    representative = models.CharField(max_length=80, blank=True)
    relation = models.CharField(max_length=40, blank=True)
    representative_phone = models.CharField(max_length=30, blank=True)
    consent = models.CharField(max_length=6, choices=[(one.value, one.name) for one in Consent], default=Consent.OPEN)
    consent_at = models.DateTimeField(null=True)
    consent_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispute", "number"], name="mediation_party_number")]
        indexes = [models.Index(fields=["name"], name="mediation_party_name")]


class DisputeStep(Row):
    """One step that was taken with a dispute."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=12, choices=[(one.value, one.name) for one in Step])
    to_state = models.CharField(max_length=12, choices=[(one.value, one.name) for one in State])
    at = models.DateTimeField()
    actor = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispute", "number"], name="mediation_step_number")]
