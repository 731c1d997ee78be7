"""What the engine needs from outside, as protocols; ``adapters`` has the real ones, tests the in-memory twins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lookout.contract import Alert, Box, Heartbeat, ModelStamp

Picture = NDArray[np.uint8]
"""Height × width × 3, BGR."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """One object in one picture; ``box`` in fractions of that picture."""

    cls: str
    score: float
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A decoded picture. ``time_s`` is seconds of the source (monotonic over loops and reconnects), ``at`` is
    seconds since the epoch when the picture was taken (a file: start of reading + time_s)."""

    time_s: float
    at: float
    picture: Picture
    key: bool = False


class Detector(Protocol):
    """Finds objects. ``stamp`` names the model; ``frame_sha256`` is filled in per frame by the caller."""

    name: str
    version: str
    threshold: float

    def detect(self, picture: Picture) -> list[Detection]: ...


class Source(Protocol):
    """A stream of frames; ends (files) or goes on for ever (cameras, loops)."""

    def frames(self) -> Iterator[Frame]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What proves an alert: a JPEG with boxes, drawn at once, and a clip that follows seconds later."""

    snapshot: bytes
    clip: Path | None = None


class Delivery(Protocol):
    """Takes messages to the platform. Raises ``Undelivered`` for 'try again', ``Refused`` for 'never again'."""

    def alert(self, alert: Alert, snapshot: bytes) -> None: ...

    def clip(self, key: str, data: bytes) -> None: ...

    def heartbeat(self, beat: Heartbeat) -> None: ...


class LookoutError(Exception):
    """Base of the engine's errors; the message says what happened and how to mend it."""


class Undelivered(LookoutError):
    """The platform did not answer; the message stays in the spool."""


class Refused(LookoutError):
    """The platform answered that it will never take this message; it is kept aside for a person to look at."""


class SourceError(LookoutError):
    """A stream could not be opened or read."""


__all__ = [
    "Delivery",
    "Detection",
    "Detector",
    "Evidence",
    "Frame",
    "LookoutError",
    "ModelStamp",
    "Picture",
    "Refused",
    "Source",
    "SourceError",
    "Undelivered",
]
