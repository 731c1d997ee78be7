"""Comparing what the engine said with what is true, event by event. No files, no pictures.

Times are seconds of the clip. An alarm belongs to an event of the same zone and class when it came within the
event's time, widened by its tolerance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

from lookout.tracking import family

PRESENCE_TOLERANCE_S = 1.0
_CERTAIN = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something true: who (``cls``) was where (``place``: a zone's name, or empty for the whole picture)."""

    clip: str
    place: str
    cls: str
    start_s: float
    end_s: float
    tolerance_s: float = 0.5
    note: str = ""

    def holds(self, cls: str, time_s: float) -> bool:
        alike = not self.cls or family(cls) == family(self.cls)
        return alike and self.start_s - self.tolerance_s <= time_s <= self.end_s + self.tolerance_s

    def meets(self, other: Event) -> bool:
        """Whether the two overlap in time."""
        return self.start_s < other.end_s and other.start_s < self.end_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something said. ``time_s``: the picture at which it was said."""

    clip: str
    place: str
    cls: str
    time_s: float
    track: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """A followed object: the times at which it was seen and confirmed, in order."""

    clip: str
    cls: str
    track: int
    times: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One function. ``duplicates`` is ``None`` where the truth cannot tell (lists that need not be complete)."""

    truth: int = 0
    found: int = 0
    false: int = 0
    duplicates: int | None = 0
    delays: tuple[float, ...] = ()
    misses: tuple[str, ...] = ()
    false_alarms: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def recall(self) -> float | None:
        return self.found / self.truth if self.truth else None

    @property
    def precision(self) -> float | None:
        said = self.found + self.false
        return self.found / said if said else None

    def delay(self, share: float) -> float | None:
        """The delay that this share of the found events did not exceed (nearest rank)."""
        if not self.delays:
            return None
        return sorted(self.delays)[max(0, math.ceil(share * len(self.delays)) - 1)]

    def plus(self, other: Score) -> Score:
        none = self.duplicates is None or other.duplicates is None
        return Score(
            truth=self.truth + other.truth,
            found=self.found + other.found,
            false=self.false + other.false,
            duplicates=None if none else (self.duplicates or 0) + (other.duplicates or 0),
            delays=self.delays + other.delays,
            misses=self.misses + other.misses,
            false_alarms=self.false_alarms + other.false_alarms,
            notes=tuple(dict.fromkeys(self.notes + other.notes)),
        )


def score_alarms(events: Sequence[Event], alarms: Sequence[Alarm]) -> Score:
    """Each event is found by one alarm at most, each alarm finds one event at most; as many as possible, and of these
    ways the one with the least delay. An alarm left over that fits an event is a duplicate, any other is false."""
    fits = np.array(
        [
            [
                event.clip == alarm.clip and event.place == alarm.place and event.holds(alarm.cls, alarm.time_s)
                for alarm in alarms
            ]
            for event in events
        ],
        dtype=np.bool_,
    ).reshape(len(events), len(alarms))
    delays = np.array([[alarm.time_s - event.start_s for alarm in alarms] for event in events]).reshape(fits.shape)
    rows, columns = linear_sum_assignment(np.where(fits, delays - _CERTAIN, 0.0))
    pairs = [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if fits[row, column]]
    hit, used = {row for row, _ in pairs}, {column for _, column in pairs}
    spare = [index for index in range(len(alarms)) if index not in used]
    false = [alarms[index] for index in spare if not fits[:, index].any()]
    return Score(
        truth=len(events),
        found=len(pairs),
        false=len(false),
        duplicates=len(spare) - len(false),
        delays=tuple(round(float(delays[pair]), 3) for pair in pairs),
        misses=tuple(_told(event) for index, event in enumerate(events) if index not in hit),
        false_alarms=tuple(f"{a.clip} {a.place} {a.cls} at {a.time_s:.1f} s (track {a.track})" for a in false),
    )


def score_presence(events: Sequence[Event], tracks: Sequence[Presence], *, classes: frozenset[str]) -> Score:
    """Whether the objects of one kind were followed. ``classes``: what the detector may call them.

    A track serves one object at a time, but may go on to the next; it must have been seen while the object was there.
    A track is false when its clip lists objects of this kind and it was never seen within the time of any, widened by
    its tolerance. One track more than listed is not false: lists of crowds and traffic are not complete.
    """
    own = sorted((track for track in tracks if track.cls in classes), key=lambda track: (track.times[0], track.track))
    served: dict[int, list[Event]] = {}
    delays: list[float] = []
    misses: list[str] = []
    for event in sorted(events, key=lambda event: (event.clip, event.start_s, event.end_s)):
        offers = [
            (first, index)
            for index, track in enumerate(own)
            if track.clip == event.clip and not any(event.meets(other) for other in served.get(index, ()))
            if (first := _first_within(track, event, 0.0)) is not None
        ]
        if not offers:
            misses.append(_told(event))
            continue
        first, index = min(offers)
        served.setdefault(index, []).append(event)
        delays.append(round(first - event.start_s, 3))
    clips = {event.clip for event in events}
    false = [
        track
        for track in own
        if track.clip in clips
        and all(_first_within(track, event, event.tolerance_s) is None for event in events if event.clip == track.clip)
    ]
    return Score(
        truth=len(events),
        found=len(delays),
        false=len(false),
        duplicates=None,
        delays=tuple(delays),
        misses=tuple(misses),
        false_alarms=tuple(
            f"{track.clip} {track.cls} {track.times[0]:.1f}-{track.times[-1]:.1f} s (track {track.track})"
            for track in false
        ),
    )


def _first_within(track: Presence, event: Event, tolerance_s: float) -> float | None:
    low, high = event.start_s - tolerance_s, event.end_s + tolerance_s
    return next((time for time in track.times if low <= time <= high), None)


def _told(event: Event) -> str:
    place = f" {event.place}" if event.place else ""
    note = f" ({event.note})" if event.note else ""
    return f"{event.clip}{place} {event.cls or 'anybody'} {event.start_s:.1f}-{event.end_s:.1f} s{note}"


def table(scores: Mapping[str, Score]) -> str:
    """The scores as text, a line a function, then what was missed and what was false."""
    head = f"{'function':<22}{'truth':>6}{'found':>6}{'recall':>8}{'precision':>10}{'dupl.':>6}{'p50 s':>7}{'p95 s':>7}"
    lines = [head, "-" * len(head)]
    for name, score in scores.items():
        cells = (
            f"{score.truth:>6}{score.found:>6}{_number(score.recall):>8}{_number(score.precision):>10}"
            f"{'-' if score.duplicates is None else score.duplicates:>6}"
            f"{_number(score.delay(0.5)):>7}{_number(score.delay(0.95)):>7}"
        )
        lines.append(f"{name:<22}{cells}")
    for name, score in scores.items():
        lines += [f"missed: {name}: {text}" for text in score.misses]
        lines += [f"false:  {name}: {text}" for text in score.false_alarms]
    return "\n".join(lines)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
