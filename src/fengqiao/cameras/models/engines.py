"""The engines' heartbeats, what cameras were like and when, who was counted, and the demonstration's switch."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fengqiao.cameras.models.kinds import Condition, choices
from fengqiao.cameras.models.register import Camera
from fengqiao.core import clock
from fengqiao.core.bases import Row


class EngineBeat(Row):
    """The newest heartbeat of each engine. ``silent`` once it was found to have stopped."""

    engine = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    live_address = models.CharField(max_length=200, default="", blank=True)
    config_version = models.CharField(max_length=80, default="", blank=True)
    spooled = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)
    body = models.JSONField(default=dict)
    silent = models.BooleanField(default=False)


class ConditionSpan(Row):
    """A camera was in a condition from ``since`` until ``until`` (None: still is). One open span a camera."""

    camera = models.ForeignKey(Camera, on_delete=models.CASCADE, related_name="spans")
    condition = models.CharField(max_length=20, choices=choices(Condition))
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["camera"], condition=Q(until__isnull=True), name="condition_span_open")
        ]
        indexes = [models.Index(fields=["camera", "-since"], name="condition_span_newest")]


class Tally(Row):
    """Who crossed a counting line between two moments, without knowing anybody. The first of equal keys counts."""

    key = models.CharField(max_length=200, unique=True)
    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="tallies")
    rule = models.CharField(max_length=80)
    engine = models.CharField(max_length=80, default="", blank=True)
    begin = models.DateTimeField()
    end = models.DateTimeField()
    received_at = models.DateTimeField()
    cls = models.CharField(max_length=40)
    forward = models.PositiveIntegerField(default=0)
    backward = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["camera", "begin"], name="tally_of_camera")]


class WallChoice(Row):
    """Which cameras somebody wants on their wall of live pictures, in order, and how many at once."""

    person = models.OneToOneField("areas.Person", on_delete=models.CASCADE, related_name="+")
    cameras = ArrayField(models.UUIDField(), default=list)
    layout = models.PositiveSmallIntegerField(default=9)
    changed_at = models.DateTimeField(default=clock.now)


class DemoSwitch(models.Model):
    """One row of the demonstration: whether invented people answer alarms that nobody answers, and which they do."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    autoplay = models.BooleanField(default=True)
    playing = models.JSONField(default=list)
    changed_at = models.DateTimeField(default=clock.now)
