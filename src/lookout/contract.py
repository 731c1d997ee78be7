"""What the engine tells the platform, and how a message is signed. The only door between the two packages.

Everything here is data: frozen, checked at birth, the same on both sides. All times are aware and UTC; all
positions in a picture are fractions (0–1) of its width and height, origin at the top left. The JSON schemas
in ``contracts/`` are made from these classes.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator

MAX_SNAPSHOT_BYTES = 4 * 1024 * 1024
MAX_CLIP_BYTES = 64 * 1024 * 1024
SIGNATURE_MAX_SKEW_S = 300

Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\s:/\\\x00-\x1f][^:/\\\x00-\x1f]*$")]
Fraction = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0.0, allow_inf_nan=False)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Frozen(BaseModel):
    """Base of all messages: unknown fields are refused, nothing changes after birth."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(StrEnum):
    """What a zone is for; decides texts, priorities and who is called."""

    WATER = "water"
    INTRUSION = "intrusion"
    HELMET = "helmet"
    RUBBISH = "rubbish"
    VEHICLE = "vehicle"
    MISSING = "missing"


class Box(Frozen):
    """A rectangle in the picture: left, top, right, bottom as fractions."""

    x1: Fraction
    y1: Fraction
    x2: Fraction
    y2: Fraction

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.x2 <= self.x1 or self.y2 <= self.y1:
            raise ValueError("a box needs x1 < x2 and y1 < y2")
        return self


class ModelStamp(Frozen):
    """Which detector said so, at which threshold, on which frame (SHA-256 of its BGR bytes)."""

    name: str = Field(max_length=80)
    version: str = Field(max_length=40)
    threshold: Fraction
    frame_sha256: Sha256


class Alert(Frozen):
    """One thing seen: one track in one zone within one window. Sent with a JPEG snapshot beside it.

    ``at`` is when the picture was taken; ``started_s``/``ended_s`` are seconds of the source. ``key`` names the
    alert for ever: the platform keeps one row a key, however often it arrives.
    """

    schema_version: Literal[1] = 1
    key: str = Field(min_length=8, max_length=200, pattern=r"^[\w.\-]+:[^:]+:\d+:\d+$")
    camera: Name
    rule: Name
    kind: Kind
    track: int = Field(ge=0)
    cls: str = Field(alias="class", min_length=1, max_length=40)
    score: Fraction
    at: AwareDatetime
    started_s: Seconds
    ended_s: Seconds
    box: Box
    model: ModelStamp
    snapshot_sha256: Sha256 | None = None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @field_validator("at")
    @classmethod
    def _utc(cls, value: datetime) -> datetime:
        return value.astimezone(UTC)

    @model_validator(mode="after")
    def _span(self) -> Self:
        if self.ended_s < self.started_s:
            raise ValueError("ended_s lies before started_s")
        return self


def alert_key(camera: str, rule: str, track: int, window: int) -> str:
    """The idempotency key. ``window`` counts the rule's windows since the epoch, so a restart reuses no key."""
    safe = re.sub(r"[^\w.-]", "_", camera)
    return f"{safe}:{rule}:{track}:{window}"


class CameraState(StrEnum):
    STARTING = "starting"
    LIVE = "live"
    STALLED = "stalled"
    UNREACHABLE = "unreachable"
    BROKEN = "broken"


class CameraHealth(Frozen):
    """Health is the age of the last decoded frame, not 'a task is running'."""

    camera: Name
    state: CameraState
    frame_age_s: Seconds | None = None
    fps: Seconds = 0.0
    width: int = 0
    height: int = 0
    codec: str = ""
    detail: str = Field(default="", max_length=300)


class Heartbeat(Frozen):
    """Posted every few seconds by an engine: who it is, what it sees, what it had to drop."""

    schema_version: Literal[1] = 1
    engine: Name
    at: AwareDatetime
    config_version: str = Field(default="", max_length=80)
    live_address: str = Field(default="", max_length=200, description="host:port of the engine's live hub")
    spooled: int = Field(default=0, ge=0)
    dropped: int = Field(default=0, ge=0)
    cameras: tuple[CameraHealth, ...] = ()


class Zone(Frozen):
    """A named polygon with what it means. ``schedule`` holds armed hours in local time of ``timezone``."""

    name: Name
    kind: Kind
    polygon: tuple[tuple[Fraction, Fraction], ...] = Field(min_length=3, max_length=200)
    classes: tuple[str, ...] = ("person",)
    dwell_s: Seconds = 0.0
    window_s: float = Field(default=60.0, gt=0, description="one alert per track and window of this length")
    min_score: Fraction = 0.4
    direction_deg: float | None = Field(
        default=None, ge=0, lt=360, description="alarm only on movement within 90° of this bearing; 0 is up"
    )
    schedule: tuple[tuple[str, str], ...] = Field(default=(), description='armed spans like ("06:00", "20:00")')
    timezone: str = "Asia/Shanghai"

    @field_validator("schedule")
    @classmethod
    def _hours(cls, spans: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        for span in spans:
            for text in span:
                if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", text):
                    raise ValueError(f"'{text}' is not a time of day like 06:00")
        return spans

    @field_validator("polygon")
    @classmethod
    def _simple(cls, polygon: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
        if crossing(polygon):
            raise ValueError("the zone's outline crosses itself; draw it again without a knot")
        return polygon


class CameraConfig(Frozen):
    """All that the engine knows of one camera. ``source`` may hold a password and is never sent back."""

    camera: Name
    source: str = Field(min_length=1, max_length=2000, repr=False)
    zones: tuple[Zone, ...] = ()
    analyse: bool = True
    masks: tuple[tuple[tuple[Fraction, Fraction], ...], ...] = Field(
        default=(), description="outlines in which motion is ignored, such as a clock overlay"
    )


class EngineConfig(Frozen):
    """The engine's whole settings file; ``version`` changes whenever anything in it does."""

    schema_version: Literal[1] = 1
    version: str = Field(default="", max_length=80)
    cameras: tuple[CameraConfig, ...] = ()

    @model_validator(mode="after")
    def _unique(self) -> Self:
        names = [camera.camera for camera in self.cameras]
        if len(set(names)) != len(names):
            raise ValueError("two cameras share a name")
        return self


def crossing(polygon: tuple[tuple[float, float], ...]) -> bool:
    """True when two sides that are not neighbours touch, or the outline has no area."""
    count = len(polygon)
    area = sum(
        polygon[i][0] * polygon[(i + 1) % count][1] - polygon[(i + 1) % count][0] * polygon[i][1] for i in range(count)
    )
    if abs(area) < 1e-9:
        return True

    def side(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    for i in range(count):
        a, b = polygon[i], polygon[(i + 1) % count]
        for j in range(i + 2, count):
            if i == 0 and j == count - 1:
                continue
            c, d = polygon[j], polygon[(j + 1) % count]
            if side(a, b, c) * side(a, b, d) <= 0 and side(c, d, a) * side(c, d, b) <= 0:
                return True
    return False


# --- the wire: signed HTTP -----------------------------------------------------------------------------------

HEADER_ENGINE = "X-Lookout-Engine"
HEADER_TIME = "X-Lookout-Time"
HEADER_SIGNATURE = "X-Lookout-Signature"

ALERT_PATH = "/api/lookout/alerts"  # POST multipart: field "alert" (JSON), file "snapshot" (JPEG)
CLIP_PATH = "/api/lookout/clips"  # POST body video/mp4, query ?key=…
HEARTBEAT_PATH = "/api/lookout/heartbeat"  # POST JSON


def sign(secret: bytes, *, method: str, path: str, time: str, body: bytes) -> str:
    """``v1=`` and the hex HMAC-SHA256 over time, method, path with query, and SHA-256 of the body, newline-joined.

    ``time`` is whole seconds since the epoch as text, of the moment of sending: an alert that waited in the
    spool is signed afresh each time it is sent.
    """
    message = "\n".join((time, method.upper(), path, hashlib.sha256(body).hexdigest())).encode()
    return "v1=" + hmac.new(secret, message, hashlib.sha256).hexdigest()


def verify(secret: bytes, signature: str, *, method: str, path: str, time: str, body: bytes, now: datetime) -> bool:
    """True when the signature is right and ``time`` lies within ``SIGNATURE_MAX_SKEW_S`` of ``now``."""
    if not re.fullmatch(r"\d{1,12}", time) or abs(now.timestamp() - int(time)) > SIGNATURE_MAX_SKEW_S:
        return False
    return hmac.compare_digest(signature, sign(secret, method=method, path=path, time=time, body=body))
