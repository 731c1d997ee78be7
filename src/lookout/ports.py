"""What the engine needs from outside, as protocols; ``adapters`` has the real ones, tests the in-memory twins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from lookout.contract import Alert, Box, Departure, Heartbeat, ModelStamp, Tally
from lookout.frames import Frame, Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """One object in one picture; ``box`` in fractions of that picture."""

    cls: str
    score: float
    box: Box


class Detector(Protocol):
    """Finds objects. ``stamp`` names the model; ``frame_sha256`` is filled in per frame by the caller."""

    name: str
    version: str
    threshold: float

    def detect(self, picture: Picture) -> list[Detection]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadReading:
    """``head``: how probable it is that the crop shows a head at all; ``helmet``: if so, that it wears a helmet."""

    head: float
    helmet: float


class HelmetClassifier(Protocol):
    """Tells helmets from bare heads, and both from what is no head."""

    name: str
    version: str

    def judge(self, heads: Sequence[Picture]) -> Sequence[HeadReading]:
        """One reading for each crop: square, of any size, its middle two thirds the head."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateReading:
    """``text`` without the dot, never shown by ``repr``; ``box`` of the plate in fractions of the picture read."""

    text: str = field(repr=False)
    score: float
    box: Box


class PlateReader(Protocol):
    """Reads Chinese plates in the picture of one vehicle."""

    name: str
    version: str

    def read(self, vehicle: Picture) -> Sequence[PlateReading]: ...


class StationJudge(Protocol):
    """Whether a bin station is overfull or dirty, from one picture of it without people."""

    name: str
    version: str

    def judge(self, station: Picture) -> float:
        """The probability of rubbish that lies outside the bins."""
        ...


class FaceMatcher(Protocol):
    """Optional, off by default: how alike a face in this picture of one person is to the template of one case.

    Keeps nothing; a face that does not match never leaves the call.
    """

    name: str
    version: str

    def likeness(self, person: Picture, template: bytes) -> float | None:
        """0-1, or None when no face can be judged."""
        ...


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

    def alert(self, alert: Alert, snapshot: bytes, before: bytes | None = None) -> None:
        """``before``: the same place earlier, where the alert has such a picture."""
        ...

    def clip(self, key: str, data: bytes) -> None: ...

    def departure(self, departure: Departure) -> None: ...

    def tally(self, tally: Tally) -> None: ...

    def heartbeat(self, beat: Heartbeat) -> None: ...


class LookoutError(Exception):
    """Base of the engine's errors; the message says what happened and how to mend it."""


class ModelUnusable(LookoutError):
    """A model's file is missing, damaged or not the one that was shipped."""


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
    "FaceMatcher",
    "Frame",
    "HeadReading",
    "HelmetClassifier",
    "LookoutError",
    "ModelStamp",
    "Picture",
    "PlateReader",
    "PlateReading",
    "Refused",
    "Source",
    "SourceError",
    "StationJudge",
    "Undelivered",
]
