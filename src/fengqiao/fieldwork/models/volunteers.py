"""Volunteers of the villages, and the call-outs in which they help."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fengqiao.core.bases import Row
from fengqiao.fieldwork.domain.volunteers import START, Part, Standing


class Volunteer(Row):
    """Somebody who asked to help in a village. ``token`` stands in the address of their own page, and is theirs alone.

    Neither the day of birth nor a position is kept: ``adult_at`` is when they showed to be of age. ``free``: as
    ``domain.volunteers`` reads it. ``grids``: keys of grids in which they help first. ``person``: once taken in.
    ``consent``: the words' version that they agreed to, ``consent_at`` when.
    """

    token = models.CharField(max_length=16, unique=True)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    party = models.BooleanField(default=False)
    skills = models.JSONField(default=list)
    grids = models.JSONField(default=list)
    free = models.JSONField(default=dict)
    words = models.CharField(max_length=300, blank=True)
    adult_at = models.DateTimeField()
    consent = models.CharField(max_length=10)
    consent_at = models.DateTimeField()
    standing = models.CharField(
        max_length=8, choices=[(one.value, one.name) for one in Standing], default=Standing.ASKED
    )
    standing_since = models.DateTimeField()
    decided_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    assignment = models.UUIDField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "person"],
                condition=Q(standing="active", person__isnull=False),
                name="fieldwork_volunteer_once",
            )
        ]
        indexes = [models.Index(fields=["area", "standing"], name="fieldwork_volunteers_of")]


class CallOut(Row):
    """Help that was called for 呼叫. ``incident`` and ``alarm``: what it is about, by their ids. ``skills``: wanted."""

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    grid = models.ForeignKey("areas.Grid", on_delete=models.PROTECT, null=True, related_name="+")
    incident = models.UUIDField(null=True)
    alarm = models.UUIDField(null=True)
    title = models.CharField(max_length=80)
    words = models.CharField(max_length=500, blank=True)
    place = models.CharField(max_length=200)
    skills = models.JSONField(default=list)
    called_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["area", "-called_at"], name="fieldwork_callouts_of"),
            models.Index(fields=["incident"], name="fieldwork_callouts_event"),
        ]


class CallOutPart(Row):
    """One volunteer's part in a call-out. ``minutes``: from arriving to leaving; ``approved``: those that count."""

    callout = models.ForeignKey(CallOut, on_delete=models.PROTECT, related_name="parts")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="parts")
    part = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Part], default=START)
    part_since = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=500, blank=True)
    minutes = models.PositiveIntegerField(null=True)
    approved = models.PositiveIntegerField(null=True)
    approved_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["callout", "volunteer"], name="fieldwork_callout_part_once"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")), name="fieldwork_part_times"
            ),
            models.CheckConstraint(
                condition=~Q(part="approved") | Q(approved__isnull=False), name="fieldwork_part_approved"
            ),
        ]
