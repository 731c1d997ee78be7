"""Alarms, the alerts they gather, and what people and loudspeakers did about them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.cameras.domain.alarm import OPEN, AlarmState
from fengqiao.cameras.models.kinds import VoiceState, choices
from fengqiao.cameras.models.register import Camera, Speaker, VoiceText, Zone
from fengqiao.core import ids
from fengqiao.core.bases import Row


class Alarm(Row):
    """The alerts of one camera and zone while people deal with them: one card on the screen.

    ``what`` and ``people`` are those of the newest alert. ``inside``: how many of those who were reported are not known
    to have left; None while the engine has told of no departure.
    """

    code = models.CharField(max_length=12, unique=True, default=ids.short_code)
    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="alarms")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, null=True, related_name="alarms")
    zone_name = models.CharField(max_length=80)
    zone_kind = models.CharField(max_length=20)
    what = models.CharField(max_length=20, default="presence")
    people = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, choices=choices(AlarmState), default=AlarmState.RAISED)
    level = models.PositiveSmallIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    late = models.BooleanField(default=False)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    newest = models.ForeignKey("cameras.Alert", on_delete=models.PROTECT, null=True, related_name="+")
    voices = models.PositiveSmallIntegerField(default=0)
    voiced_at = models.DateTimeField(null=True)
    voice_state = models.CharField(max_length=10, choices=choices(VoiceState), default="", blank=True)
    accepted_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    assigned_to = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    on_site_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    on_site_at = models.DateTimeField(null=True)
    safe_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    safe_at = models.DateTimeField(null=True)
    safe_lon = models.FloatField(null=True)
    safe_lat = models.FloatField(null=True)
    distance_m = models.FloatField(null=True)
    far = models.BooleanField(default=False)
    photo = models.FileField(max_length=200, default="", blank=True)
    photo_sha256 = models.CharField(max_length=64, default="", blank=True)
    photo_shown = models.FileField(max_length=200, default="", blank=True)
    false_reason = models.CharField(max_length=30, default="", blank=True)
    note = models.CharField(max_length=500, default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    incident_id = models.UUIDField(null=True, db_index=True)
    incident_code = models.CharField(max_length=20, default="", blank=True)
    inside = models.PositiveSmallIntegerField(null=True)
    left_at = models.DateTimeField(null=True)
    stayed_s = models.FloatField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["camera", "zone_name", "-raised_at"], name="alarm_camera_zone"),
            models.Index(
                fields=["raised_at"], condition=Q(state__in=sorted(state.value for state in OPEN)), name="alarm_open"
            ),
            models.Index(fields=["-raised_at"], name="alarm_newest"),
        ]


class Alert(Row):
    """One alert as it was posted; ``key`` is unique for ever. ``at`` is when the picture was taken."""

    key = models.CharField(max_length=200, unique=True)
    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="alerts")
    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="alerts")
    engine = models.CharField(max_length=80, default="", blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    body = models.JSONField()
    picture = models.FileField(max_length=200, default="", blank=True)
    picture_sha256 = models.CharField(max_length=64, default="", blank=True)
    before = models.FileField(max_length=200, default="", blank=True)
    before_sha256 = models.CharField(max_length=64, default="", blank=True)
    clip = models.FileField(max_length=200, default="", blank=True)
    clip_sha256 = models.CharField(max_length=64, default="", blank=True)
    clip_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["alarm", "-at"], name="alert_of_alarm")]


class Departure(Row):
    """Who had raised an alert left the zone; ``key`` is the alert's. It may come before its alert, and waits for it."""

    key = models.CharField(max_length=200, unique=True)
    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="departures")
    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, null=True, related_name="departure")
    engine = models.CharField(max_length=80, default="", blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    stayed_s = models.FloatField()


class AlarmStep(Row):
    """One thing that happened to an alarm, in human order. ``person`` is None for the machine's own steps."""

    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    step = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, default="", blank=True)
    to_state = models.CharField(max_length=20)
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, default="", blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]


class AlarmCall(Row):
    """A person who was called to an alarm: on raising (level 0), by escalation, or named by an operator."""

    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="calls")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, default="", blank=True)
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alarm", "person", "level"], name="alarm_call_once")]


class VoiceCall(Row):
    """One warning sent to one loudspeaker. The browser's answer, or the adapter's, ends its waiting."""

    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="voice_calls")
    attempt = models.PositiveSmallIntegerField()
    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, related_name="+")
    voice_text = models.ForeignKey(VoiceText, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=8, default="", blank=True)
    text = models.CharField(max_length=200, default="", blank=True)
    state = models.CharField(max_length=10, choices=choices(VoiceState), default=VoiceState.WAITING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alarm", "attempt", "speaker"], name="voice_call_once")]
        indexes = [
            models.Index(fields=["started_at"], condition=Q(state=VoiceState.WAITING), name="voice_call_waiting")
        ]
