"""Tables of cameras, loudspeakers, alerts and alarms.

Alerts are kept as they were posted and alarm steps as they happened: migration 0002 lets the database refuse
changes. Stream and speaker addresses may hold passwords; they leave these tables only for the engine's settings
file and the speaker's adapter.
"""

from __future__ import annotations

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fengqiao.cameras.domain.alarm import OPEN, AlarmState
from fengqiao.cameras.domain.places import PRIVATE, PlaceType
from fengqiao.cameras.domain.streams import masked
from fengqiao.cameras.domain.voice import Language
from fengqiao.core import clock, ids
from fengqiao.core.bases import Row


def _choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.name) for value in values]


class SpeakerKind(StrEnum):
    """How a loudspeaker is reached. ``memory`` is the twin for tests."""

    BROWSER = "browser"
    SOUND = "sound"
    FILE = "file"
    HTTP = "http"
    GO2RTC = "go2rtc"
    MEMORY = "memory"


class Condition(StrEnum):
    """A camera's condition. ``unconnected``: no stream address; ``unknown``: nobody reports about it (any more)."""

    UNCONNECTED = "unconnected"
    UNKNOWN = "unknown"
    STARTING = "starting"
    LIVE = "live"
    STALLED = "stalled"
    UNREACHABLE = "unreachable"
    BROKEN = "broken"


class VoiceState(StrEnum):
    """What became of a spoken warning."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Speaker(Row):
    """A loudspeaker. ``languages`` take turns from warning to warning; ``options`` are the adapter's own."""

    name = models.CharField(max_length=80)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=_choices(SpeakerKind))
    address = models.CharField(max_length=2000, default="", blank=True)
    options = models.JSONField(default=dict, blank=True)
    languages = ArrayField(models.CharField(max_length=8, choices=_choices(Language)), default=list)
    repeat = models.PositiveSmallIntegerField(default=2)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.kind} {masked(self.address)})"


class Camera(Row):
    """A camera in the register. ``sub_stream`` is for analysis; without one the main stream is used."""

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=200, default="", blank=True)
    place_type = models.CharField(max_length=20, choices=_choices(PlaceType), default="", blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    bearing_deg = models.FloatField(null=True, blank=True)
    fov_deg = models.FloatField(null=True, blank=True)
    range_m = models.FloatField(null=True, blank=True)
    legal_basis = models.CharField(max_length=300, default="", blank=True)
    sign_photo = models.FileField(max_length=200, default="", blank=True)
    sign_photo_sha256 = models.CharField(max_length=64, default="", blank=True)
    main_stream = models.CharField(max_length=2000, default="", blank=True)
    sub_stream = models.CharField(max_length=2000, default="", blank=True)
    masks = models.JSONField(default=list, blank=True)
    speakers = models.ManyToManyField(Speaker, related_name="cameras", blank=True)
    ai = models.BooleanField(default=False)
    in_operation = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)
    condition = models.CharField(max_length=20, choices=_choices(Condition), default=Condition.UNCONNECTED)
    condition_since = models.DateTimeField(default=clock.now)
    condition_detail = models.CharField(max_length=300, default="", blank=True)
    engine = models.CharField(max_length=80, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="camera_not_private",
                condition=~Q(place_type__in=sorted(place.value for place in PRIVATE)),
            ),
            models.CheckConstraint(
                name="camera_live_complete",
                condition=Q(in_operation=False)
                | (
                    ~Q(place_type="")
                    & ~Q(legal_basis="")
                    & ~Q(sign_photo="")
                    & Q(bearing_deg__isnull=False)
                    & Q(fov_deg__isnull=False)
                    & Q(range_m__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def source(self) -> str:
        """The address that the engine opens; may hold a password."""
        return self.sub_stream or self.main_stream


class Zone(Row):
    """A polygon in a camera's picture with what it means. A redrawn zone is a new row; the old one is retired."""

    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="zones")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    polygon = models.JSONField()
    classes = ArrayField(models.CharField(max_length=40), default=list)
    dwell_s = models.FloatField(default=0.0)
    window_s = models.FloatField(default=60.0)
    min_score = models.FloatField(default=0.4)
    direction_deg = models.FloatField(null=True, blank=True)
    schedule = models.JSONField(default=list, blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["camera", "name"], condition=Q(retired_at__isnull=True), name="zone_name_in_force"
            )
        ]


class VoiceText(Row):
    """What is said for a kind of zone in a language. ``recording`` wins over ``sound``, a shipped recording's name."""

    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=8, choices=_choices(Language))
    text = models.CharField(max_length=200)
    since = models.TimeField(null=True, blank=True)
    until = models.TimeField(null=True, blank=True)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sound = models.CharField(max_length=80, default="", blank=True)
    recording = models.FileField(max_length=200, default="", blank=True)
    active = models.BooleanField(default=True)


class Alarm(Row):
    """The alerts of one camera and zone while people deal with them: one card on the screen."""

    code = models.CharField(max_length=12, unique=True, default=ids.short_code)
    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="alarms")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, null=True, related_name="alarms")
    zone_name = models.CharField(max_length=80)
    zone_kind = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=_choices(AlarmState), default=AlarmState.RAISED)
    level = models.PositiveSmallIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    late = models.BooleanField(default=False)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    newest = models.ForeignKey("cameras.Alert", on_delete=models.PROTECT, null=True, related_name="+")
    voices = models.PositiveSmallIntegerField(default=0)
    voiced_at = models.DateTimeField(null=True)
    voice_state = models.CharField(max_length=10, choices=_choices(VoiceState), default="", blank=True)
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
    clip = models.FileField(max_length=200, default="", blank=True)
    clip_sha256 = models.CharField(max_length=64, default="", blank=True)
    clip_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["alarm", "-at"], name="alert_of_alarm")]


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
    state = models.CharField(max_length=10, choices=_choices(VoiceState), default=VoiceState.WAITING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alarm", "attempt", "speaker"], name="voice_call_once")]
        indexes = [
            models.Index(fields=["started_at"], condition=Q(state=VoiceState.WAITING), name="voice_call_waiting")
        ]


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


class DemoSwitch(models.Model):
    """One row of the demonstration: whether invented people answer alarms that nobody answers, and which they do."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    autoplay = models.BooleanField(default=True)
    playing = models.JSONField(default=list)
    changed_at = models.DateTimeField(default=clock.now)
