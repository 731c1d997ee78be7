"""Cases for watched vehicles and missing people, who approved them, their cameras, and what people said of matches.

Migration 0005 lets the database refuse changes of approvals and a case that is active for too long. What identifies
somebody is emptied when a case has ended; masked plates and decisions remain.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from fengqiao.cameras.domain.watch import MAX_HOURS, CaseKind, CaseState, Seat
from fengqiao.cameras.models.alarms import Alarm
from fengqiao.cameras.models.kinds import choices
from fengqiao.cameras.models.register import Camera
from fengqiao.core import ids
from fengqiao.core.bases import Row


class WatchCase(Row):
    """One case. ``hours``: how long it is asked for. ``who``: what people call whom they look for."""

    code = models.CharField(max_length=12, unique=True, default=ids.short_code)
    kind = models.CharField(max_length=10, choices=choices(CaseKind))
    state = models.CharField(max_length=10, choices=choices(CaseState), default=CaseState.DRAFT)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=300, default="", blank=True)
    reference = models.CharField(max_length=80, default="", blank=True)
    legal_basis = models.CharField(max_length=300, default="", blank=True)
    hours = models.PositiveIntegerField(default=24)
    requested_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)
    active_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    end_note = models.CharField(max_length=300, default="", blank=True)
    erased_at = models.DateTimeField(null=True)
    # of a vehicle
    plate = models.CharField(max_length=8, default="", blank=True)
    plate_masked = models.CharField(max_length=12, default="", blank=True)
    vehicle_note = models.CharField(max_length=200, default="", blank=True)
    # of a person
    who = models.CharField(max_length=80, default="", blank=True)
    upper = models.CharField(max_length=10, default="", blank=True)
    lower = models.CharField(max_length=10, default="", blank=True)
    size = models.CharField(max_length=10, default="", blank=True)
    bag = models.BooleanField(null=True)
    bicycle = models.BooleanField(null=True)
    marks = models.CharField(max_length=300, default="", blank=True)
    consent_by = models.CharField(max_length=80, default="", blank=True)
    consent_relation = models.CharField(max_length=40, default="", blank=True)
    consent_file = models.FileField(max_length=200, default="", blank=True)
    consent_sha256 = models.CharField(max_length=64, default="", blank=True)
    photo = models.FileField(max_length=200, default="", blank=True)
    face = models.BooleanField(default=False)
    face_template = models.CharField(max_length=800, default="", blank=True)
    impact_note = models.CharField(max_length=300, default="", blank=True)
    cameras = models.ManyToManyField(Camera, related_name="+", blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "expires_at"], name="watch_case_due")]
        constraints = [
            models.CheckConstraint(
                name="watch_active_ends",
                condition=~Q(state=CaseState.ACTIVE) | Q(expires_at__isnull=False, active_at__isnull=False),
            ),
            models.CheckConstraint(
                name="watch_person_72_hours",
                condition=~Q(kind=CaseKind.PERSON)
                | Q(expires_at__isnull=True)
                | Q(expires_at__lte=F("active_at") + timedelta(hours=MAX_HOURS[CaseKind.PERSON])),
            ),
            models.CheckConstraint(
                name="watch_vehicle_30_days",
                condition=~Q(kind=CaseKind.VEHICLE)
                | Q(expires_at__isnull=True)
                | Q(expires_at__lte=F("active_at") + timedelta(hours=MAX_HOURS[CaseKind.VEHICLE])),
            ),
            models.CheckConstraint(
                name="watch_erased_is_empty",
                condition=Q(erased_at__isnull=True)
                | Q(plate="", who="", upper="", lower="", marks="", photo="", consent_file="", face_template=""),
            ),
        ]


class WatchApproval(Row):
    """What one of the two said. Kept as it was said."""

    case = models.ForeignKey(WatchCase, on_delete=models.PROTECT, related_name="approvals")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=10, choices=choices(Seat))
    approved = models.BooleanField()
    note = models.CharField(max_length=300, default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="watch_approval_once"),
            models.UniqueConstraint(fields=["case", "seat"], condition=Q(approved=True), name="watch_seat_once"),
        ]


class WatchMatch(Row):
    """An alarm that belongs to a case. ``answer``: what a person said: '', yes or no."""

    case = models.ForeignKey(WatchCase, on_delete=models.PROTECT, related_name="matches")
    alarm = models.OneToOneField(Alarm, on_delete=models.PROTECT, related_name="watch_match")
    answer = models.CharField(max_length=3, choices=[("yes", "YES"), ("no", "NO")], default="", blank=True)
    answered_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
