"""Words that columns of several tables hold."""

from __future__ import annotations

from enum import StrEnum


def choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    """The members as a column's choices."""
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
