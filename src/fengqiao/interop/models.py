"""Who may report from outside, what came from there, and what was handed to an outside platform."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.core.bases import Row
from fengqiao.interop.domain.georeport import Status
from fengqiao.interop.domain.handover import Stage


class Jurisdiction(Row):
    """A place that answers to Open311 clients; ``name`` is the specification's ``jurisdiction_id``."""

    name = models.CharField(max_length=80, unique=True)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    open = models.BooleanField(default=True)


class ApiKey(Row):
    """What allows a client to send requests. Only the SHA-256 of the key is kept; ``hint`` are its last four letters.

    ``hourly``: how many messages an hour it may send.
    """

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="keys")
    label = models.CharField(max_length=80)
    hint = models.CharField(max_length=4)
    key_hash = models.CharField(max_length=64, unique=True)
    hourly = models.PositiveIntegerField(default=600)
    made_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)


class ApiUse(models.Model):
    """How many messages came with a key in an hour; the row is the lock that makes the limit hold in parallel."""

    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+")
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "hour"], name="interop_use_of_hour")]


class ServiceRequest(Row):
    """An event that came in by Open311. ``email`` and ``media_url`` are as sent; nobody fetches the latter."""

    incident = models.OneToOneField("incidents.Incident", on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+")
    email = models.CharField(max_length=200, blank=True)
    media_url = models.CharField(max_length=500, blank=True)


class RequestUpdate(Row):
    """What a client said about an event, under its own id, so that the same update twice is one."""

    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+")
    update = models.CharField(max_length=80)
    at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Status], blank=True)
    description = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "update"], name="interop_update_once")]
        indexes = [models.Index(fields=["incident", "at"], name="interop_updates_of")]


class Message(Row):
    """An event handed to an outside platform. Its id is the message's for ever; ``payload`` never changes.

    ``next_at``: when it is sent, or asked about, again. ``told``: how many marks of the hand-over watch were told.
    ``receipt`` is the peer's number; ``last_problem`` what the last try brought.
    """

    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="+")
    peer = models.CharField(max_length=20)
    payload = models.JSONField()
    payload_sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Stage], default=Stage.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    told = models.PositiveSmallIntegerField(default=0)
    receipt = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=500, blank=True)
    last_problem = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "peer"],
                condition=Q(stage__in=[Stage.WAITING, Stage.RECEIVED, Stage.TAKEN]),
                name="interop_one_open_message",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="interop_due"),
            models.Index(fields=["-created_at"], name="interop_newest"),
        ]
