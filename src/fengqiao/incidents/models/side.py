"""Side records: who handed over to whom, requests about clocks, reminders, supervision, samples."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.core.bases import Row
from fengqiao.incidents.domain.side import (
    Direction,
    HandOverKind,
    RequestKind,
    RequestState,
    SampleState,
    SupervisionState,
)
from fengqiao.incidents.domain.units import Unit
from fengqiao.incidents.models.bases import choices
from fengqiao.incidents.models.clocks import ClockSegment
from fengqiao.incidents.models.events import Incident, IncidentStep
from fengqiao.incidents.models.tasks import JointTask


class HandOver(Row):
    """One edge of the way an event took: from whom to whom (None: the centre), by whom, and why.

    ``by_rule``: the receiver was the one that the rules named. ``decision`` is the routing's whole answer with the
    candidates that it considered. Written once; the validity of routing is computed from these rows.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="hand_overs")
    round = models.PositiveIntegerField()
    step = models.OneToOneField(IncidentStep, on_delete=models.PROTECT, related_name="hand_over")
    kind = models.CharField(max_length=20, choices=choices(HandOverKind))
    giver = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    receiver = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    direction = models.CharField(max_length=10, choices=choices(Direction), blank=True, default="")
    by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=1000, blank=True)
    by_rule = models.BooleanField(null=True)
    decision = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["receiver", "at"], name="incident_handed_to"),
            models.Index(fields=["giver", "at"], name="incident_handed_by"),
            models.Index(fields=["at"], name="incident_handed_at"),
        ]


class ClockRequest(Row):
    """A request for more time 延期 (``amount`` in ``unit``) or for the clock to stand still 挂起 (``until``)."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="requests")
    segment = models.ForeignKey(ClockSegment, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=20, choices=choices(RequestKind))
    state = models.CharField(max_length=20, choices=choices(RequestState))
    amount = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    unit = models.CharField(max_length=20, choices=choices(Unit), blank=True, default="")
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000)
    asked_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["segment"],
                condition=Q(kind="suspension", state__in=["asked", "approved"]),
                name="incident_one_suspension",
            ),
            models.UniqueConstraint(
                fields=["segment"], condition=Q(kind="extension", state="asked"), name="incident_one_extension"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "asked_at"], name="incident_requests"),
            models.Index(fields=["until"], condition=Q(state="approved"), name="incident_suspended_until"),
        ]


class Reminder(Row):
    """A reminder 催办 to who holds the event (``organisation`` None: the centre), by staff, a follower or a timer."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reminders")
    task = models.ForeignKey(JointTask, on_delete=models.PROTECT, null=True, related_name="reminders")
    organisation = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=1000)
    by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    automatic = models.BooleanField(default=False)
    at = models.DateTimeField()
    reply = models.CharField(max_length=1000, blank=True)
    replied_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-at"], condition=Q(replied_at__isnull=True), name="incident_reminded")
        ]


class Supervision(Row):
    """Supervision 督办 of an event, at a level 1 to 3. There is one at a time; what was lifted stays.

    ``automatic``: a clock that ran out started or raised it last. ``answer``: what the organisation said.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="supervisions")
    level = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=choices(SupervisionState))
    reason = models.CharField(max_length=1000)
    automatic = models.BooleanField(default=False)
    started_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident"], condition=~Q(state="lifted"), name="incident_one_supervision"),
            models.CheckConstraint(condition=Q(level__range=(1, 3)), name="incident_supervision_level"),
        ]
        indexes = [
            models.Index(fields=["level", "-raised_at"], condition=~Q(state="lifted"), name="incident_supervised")
        ]


class SampleCheck(Row):
    """A later look at what was solved on the spot 自办自结: drawn by lot, done by somebody else."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="samples")
    round = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=choices(SampleState))
    drawn_at = models.DateTimeField()
    checker = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "round"], name="incident_one_sample")]
        indexes = [models.Index(fields=["drawn_at"], condition=Q(state="drawn"), name="incident_samples_open")]
