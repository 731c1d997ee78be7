"""What the engine posts: alerts, departures, tallies and heartbeats."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal, Self

from pydantic import AwareDatetime, ConfigDict, Field, field_validator, model_validator

from lookout.contract.base import Box, Fact, Fraction, Frozen, Name, Seconds, Sha256
from lookout.contract.troubles import Trouble
from lookout.contract.words import Kind, What

MAX_SNAPSHOT_BYTES = 4 * 1024 * 1024
MAX_CLIP_BYTES = 64 * 1024 * 1024


class ModelStamp(Frozen):
    """Which detector said so, at which threshold, on which frame (SHA-256 of its BGR bytes)."""

    name: str = Field(max_length=80)
    version: str = Field(max_length=40)
    threshold: Fraction
    frame_sha256: Sha256


class Alert(Frozen):
    """One thing seen: one track in one zone within one window. Sent with a JPEG snapshot beside it.

    ``at`` is when the picture was taken; ``started_s``/``ended_s`` are seconds of the source. ``key`` names the
    alert for ever: the platform keeps one row a key, however often it arrives. ``people``: how many were inside;
    ``facts``: what the decision rests on, as it is shown to who checks it; ``watch``: id of the authorised plate or
    search that matched, and of nothing else. ``before_sha256``: a second picture, of the same place before.
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
    what: What = What.PRESENCE
    people: int = Field(default=1, ge=0, le=1000)
    facts: dict[str, Fact] = Field(default_factory=dict, max_length=24)
    watch: str = Field(default="", max_length=80)
    before_sha256: Sha256 | None = None

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


class Departure(Frozen):
    """Who had raised an alert is out of the zone. ``key`` is the alert's; ``stayed_s`` counts from entering."""

    schema_version: Literal[1] = 1
    key: str = Field(min_length=8, max_length=200, pattern=r"^[\w.\-]+:[^:]+:\d+:\d+$")
    camera: Name
    rule: Name
    at: AwareDatetime
    stayed_s: Seconds


class Tally(Frozen):
    """Who crossed a counting line between two moments, without knowing anybody. The first of equal ``key`` counts.

    ``forward`` is from the line's left to its right, seen from its first point to its second.
    """

    schema_version: Literal[1] = 1
    key: str = Field(min_length=8, max_length=200)
    camera: Name
    rule: Name
    begin: AwareDatetime
    end: AwareDatetime
    cls: str = Field(alias="class", min_length=1, max_length=40)
    forward: int = Field(default=0, ge=0, le=1_000_000)
    backward: int = Field(default=0, ge=0, le=1_000_000)

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class CameraState(StrEnum):
    STARTING = "starting"
    LIVE = "live"
    STALLED = "stalled"
    UNREACHABLE = "unreachable"
    BROKEN = "broken"


class CameraHealth(Frozen):
    """Health is the age of the last decoded frame, not 'a task is running'.

    ``detail``: what is wrong and what to change in the camera, in English; ``troubles``: the same as codes for
    translators, worst first. A camera that is live may have some too.
    """

    camera: Name
    state: CameraState
    frame_age_s: Seconds | None = None
    fps: Seconds = 0.0
    width: int = 0
    height: int = 0
    codec: str = ""
    detail: str = Field(default="", max_length=300)
    troubles: tuple[Trouble, ...] = Field(default=(), max_length=20)


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
