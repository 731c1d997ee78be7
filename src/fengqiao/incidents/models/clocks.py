"""Deadlines, calendars, and the clocks that ran."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fengqiao.core.bases import Row
from fengqiao.incidents.domain.facts import State
from fengqiao.incidents.domain.joint import JointState
from fengqiao.incidents.domain.units import ClockKind, Unit
from fengqiao.incidents.models.bases import choices
from fengqiao.incidents.models.catalogue import Category
from fengqiao.incidents.models.events import Incident
from fengqiao.incidents.models.tasks import JointTask


class CalendarVersion(Row):
    """Which days are worked and in which hours. Written once; a change is a new version with the next number.

    ``hours``: [["08:30", "12:00"], …] local times of a working day. ``days``: {"2026-02-14": true, …}, the days that
    are not what their weekday says. ``known_until``: the last day that was officially settled; after it weekdays
    alone decide.
    """

    number = models.PositiveIntegerField(unique=True)
    hours = models.JSONField()
    days = models.JSONField()
    known_until = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")


class DeadlineRule(Row):
    """How long a stretch may take, for a category (and all below it) or all, for an organisation or all.

    ``amount`` in ``unit``; ``warn_percent``: at which share of it a warning goes out.
    """

    kind = models.CharField(max_length=20, choices=choices(ClockKind))
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    amount = models.DecimalField(max_digits=7, decimal_places=2)
    unit = models.CharField(max_length=20, choices=choices(Unit))
    warn_percent = models.PositiveSmallIntegerField(default=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "category", "organisation"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="incident_one_deadline",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="incident_deadline_positive"),
        ]


class ClockSegment(Row):
    """How long an event stood in a state, and with whom; or, with ``task``, how long a joint task did.

    The open one has no end. ``amount``, ``unit`` and ``calendar`` are those under which ``due_at`` was computed, the
    ``extended`` amount on top included; a segment without a deadline has none. ``state`` is the event's, or the joint
    task's. ``escalate_at``: when supervision begins or rises next. ``warned_at`` and ``overdue_at``: when warning and
    first escalation went out.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="segments")
    task = models.ForeignKey(JointTask, on_delete=models.PROTECT, null=True, related_name="segments")
    round = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=[*choices(State), *choices(JointState)])
    kind = models.CharField(max_length=20, choices=choices(ClockKind), blank=True, default="")
    organisation = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    amount = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    extended = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    unit = models.CharField(max_length=20, choices=choices(Unit), blank=True, default="")
    warn_percent = models.PositiveSmallIntegerField(default=80)
    calendar = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, null=True, related_name="+")
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    escalate_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(ended_at__isnull=True, task__isnull=True),
                name="incident_one_open_segment",
            ),
            models.UniqueConstraint(
                fields=["task"], condition=Q(ended_at__isnull=True), name="incident_one_open_task_segment"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="incident_segment_forward",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(ended_at__isnull=True), name="incident_open_due"),
            models.Index(
                fields=["organisation", "due_at"], condition=Q(ended_at__isnull=True), name="incident_open_of"
            ),
            models.Index(
                fields=["warn_at"],
                condition=Q(ended_at__isnull=True, warned_at__isnull=True, warn_at__isnull=False),
                name="incident_to_warn",
            ),
            models.Index(
                fields=["escalate_at"],
                condition=Q(ended_at__isnull=True, escalate_at__isnull=False),
                name="incident_to_escalate",
            ),
            models.Index(fields=["organisation", "started_at"], name="incident_segment_of"),
        ]


class ClockPause(Row):
    """A time in which a clock stood still. The open one has no end, and its clock no moment at which it is due."""

    segment = models.ForeignKey(ClockSegment, on_delete=models.PROTECT, related_name="pauses")
    paused_at = models.DateTimeField()
    resumed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["segment"], condition=Q(resumed_at__isnull=True), name="incident_one_open_pause"
            ),
            models.CheckConstraint(
                condition=Q(resumed_at__isnull=True) | Q(resumed_at__gte=F("paused_at")),
                name="incident_pause_forward",
            ),
        ]
