"""What a function is shown, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lookout.contract import Box, CameraConfig, Fact, What, Zone
from lookout.ports import Frame, Picture
from lookout.tracking import Track


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One analysed picture of one camera. ``tracks`` also holds those that were not seen in it (``seen_s`` tells).

    ``stirred``: the shares of the picture in motion, left, top, right, bottom.
    """

    frame: Frame
    tracks: Sequence[Track]
    stirred: Sequence[tuple[float, float, float, float]] = ()

    @property
    def time_s(self) -> float:
        return self.frame.time_s

    @property
    def at(self) -> float:
        return self.frame.at

    @property
    def aspect(self) -> float:
        """Width over height of the picture."""
        height, width = self.frame.picture.shape[:2]
        return float(width / height)

    def seen(self, classes: Sequence[str] | frozenset[str]) -> list[Track]:
        """Tracks of these classes that were detected in this very picture, by number."""
        now = [track for track in self.tracks if track.seen_s >= self.time_s and track.cls in classes]
        return sorted(now, key=lambda track: track.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something to raise an alert about. ``number`` and ``window`` make its key; ``started_s`` is when it began.

    ``before``: the same place earlier, for what has changed. ``frame``: the picture that proves it when it is not the
    present one, such as the best look at a rider.
    """

    number: int
    window: int
    started_s: float
    cls: str
    score: float
    box: Box
    what: What = What.PRESENCE
    people: int = 1
    facts: dict[str, Fact] | None = None
    watch: str = ""
    before: Picture | None = None
    frame: Frame | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Who had raised the alert of this number and window was last inside at ``left_s``, having come at ``since_s``."""

    number: int
    window: int
    since_s: float
    left_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Crossings of a counting line from ``begin`` to ``end`` (aware)."""

    begin: datetime
    end: datetime
    cls: str
    forward: int
    backward: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    findings: Sequence[Finding] = ()
    gone: Sequence[Gone] = ()
    counts: Sequence[Count] = ()


class Function(Protocol):
    """One zone's function: keeps what it must remember, and is asked once for every analysed picture, in order.

    ``classes``: what the tracker must follow for it. ``pending``: something waits for another look soon.
    """

    zone: Zone
    classes: frozenset[str]

    @property
    def pending(self) -> bool: ...

    def judge(self, scene: Scene) -> Outcome: ...


class Maker(Protocol):
    """Makes the function of a zone. Raises ``LookoutError`` for a zone whose function cannot be done here."""

    def __call__(self, zone: Zone, config: CameraConfig) -> Function: ...
