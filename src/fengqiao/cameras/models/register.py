"""The register: loudspeakers, cameras, their zones, and what is said.

Stream and speaker addresses may hold passwords; they leave these tables only for the engine's settings file and the
speaker's adapter.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fengqiao.cameras.domain.places import PRIVATE, PlaceType
from fengqiao.cameras.domain.streams import masked
from fengqiao.cameras.domain.voice import Language
from fengqiao.cameras.models.kinds import Condition, SpeakerKind, choices
from fengqiao.core import clock
from fengqiao.core.bases import Row


class Speaker(Row):
    """A loudspeaker. ``languages`` take turns from warning to warning; ``options`` are the adapter's own."""

    name = models.CharField(max_length=80)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=choices(SpeakerKind))
    address = models.CharField(max_length=2000, default="", blank=True)
    options = models.JSONField(default=dict, blank=True)
    languages = ArrayField(models.CharField(max_length=8, choices=choices(Language)), default=list)
    repeat = models.PositiveSmallIntegerField(default=2)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.kind} {masked(self.address)})"


class Camera(Row):
    """A camera in the register. ``sub_stream`` is for analysis; without one the main stream is used.

    ``masks``: outlines in which motion is ignored. ``adult``: up to two pairs of (foot's y, height) of a grown person.
    """

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=200, default="", blank=True)
    place_type = models.CharField(max_length=20, choices=choices(PlaceType), default="", blank=True)
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
    adult = models.JSONField(default=list, blank=True)
    speakers = models.ManyToManyField(Speaker, related_name="cameras", blank=True)
    ai = models.BooleanField(default=False)
    in_operation = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)
    condition = models.CharField(max_length=20, choices=choices(Condition), default=Condition.UNCONNECTED)
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
    """A polygon or line in a camera's picture with what it means. A redrawn zone is a new row; the old one is retired.

    ``settings``: what only some functions have (line, season, people, only, alone, loiter_s, helmet, rubbish), as the
    engine's contract checked it, without what is as usual.
    """

    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="zones")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    polygon = models.JSONField(default=list, blank=True)
    classes = ArrayField(models.CharField(max_length=40), default=list)
    dwell_s = models.FloatField(default=0.0)
    window_s = models.FloatField(default=60.0)
    min_score = models.FloatField(default=0.4)
    direction_deg = models.FloatField(null=True, blank=True)
    schedule = models.JSONField(default=list, blank=True)
    settings = models.JSONField(default=dict, blank=True)
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
    language = models.CharField(max_length=8, choices=choices(Language))
    text = models.CharField(max_length=200)
    since = models.TimeField(null=True, blank=True)
    until = models.TimeField(null=True, blank=True)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sound = models.CharField(max_length=80, default="", blank=True)
    recording = models.FileField(max_length=200, default="", blank=True)
    active = models.BooleanField(default=True)
