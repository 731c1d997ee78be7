"""Looks at a source for some seconds and notes all that ``lookout doctor`` tells."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from lookout.adapters.media import Packet, StreamInfo
from lookout.adapters.refusals import NoPictures
from lookout.adapters.stream import Stream, Tally
from lookout.contract import Box, Trouble
from lookout.diagnosis import Facts, Finding, Traffic, found
from lookout.diagnosis.light import Light, measured, together
from lookout.frames import Plane
from lookout.ports import Detector, Frame

SAMPLE_S = 0.5
DETECT_S = 1.0
SURE = 0.4
VEHICLES = frozenset({"car", "bus", "truck"})


@dataclass(kw_only=True)
class Seen:
    """What was seen. ``refusal``: why there were no pictures, or no more; the rest is what came before."""

    live: bool = False
    info: StreamInfo | None = None
    profile: str = ""
    opened_s: float = 0.0
    seconds: float = 0.0
    pictures: int = 0
    facts: Facts | None = None
    tally: Tally = field(default_factory=Tally)
    light: Light | None = None
    people: list[Box] = field(default_factory=list)
    vehicles: list[Box] = field(default_factory=list)
    refusal: Finding | None = None


class Probe:
    """One look. ``detector`` None leaves people and vehicles out. ``settle_s``: see ``Traffic``."""

    def __init__(self, source: str, *, seconds: float, detector: Detector | None, settle_s: float = 2.0) -> None:
        self._source, self._seconds, self._detector, self._settle_s = source, seconds, detector, settle_s
        self._seen = Seen()
        self._traffic = Traffic(window_s=float("inf"))
        self._light: list[Light] = []
        self._before: Plane | None = None
        self._sampled = self._detected = float("-inf")

    def look(self) -> Seen:
        """Never raises for what a source does; see ``Seen.refusal``. ``SourceError`` for an address that is none."""
        began = time.monotonic()
        seen = self._seen
        try:
            stream = Stream(self._source, on_packet=self._packet, paced=False, steady=True)
            seen.opened_s = time.monotonic() - began
            seen.live, seen.info, seen.profile, seen.tally = stream.live, stream.info, stream.profile, stream.tally
            if stream.live:
                self._traffic = Traffic(window_s=float("inf"), settle_s=self._settle_s)
            self._watch(stream, began)
            seen.info = stream.info
        except NoPictures as problem:
            seen.refusal = problem.finding
        if seen.refusal is None and seen.pictures == 1:
            seen.refusal = found(Trouble.SINGLE_PICTURE)
        seen.facts = self._traffic.finish(time.monotonic())
        seen.light = together(self._light) if self._light else None
        return seen

    def _watch(self, stream: Stream, began: float) -> None:
        first: float | None = None
        try:
            for frame in stream.frames():
                first = frame.time_s if first is None else first
                self._frame(frame)
                self._seen.seconds = frame.time_s - first
                over = time.monotonic() - began if stream.live else self._seen.seconds
                if over >= self._seconds + (self._settle_s if stream.live else 0.0):
                    return
        finally:
            stream.close()

    def _packet(self, packet: Packet) -> None:
        self._traffic.packet(
            shown_s=packet.time_s,
            decoded_s=packet.decoded_s,
            size=len(packet.data),
            key=packet.key,
            now=time.monotonic(),
        )

    def _frame(self, frame: Frame) -> None:
        self._seen.pictures += 1
        plane = np.array(frame.luma)
        before, self._before = self._before, plane
        if before is not None and before.shape == plane.shape and frame.time_s - self._sampled >= SAMPLE_S:
            self._light.append(measured(before, plane))
            self._sampled = frame.time_s
        if self._detector is not None and frame.time_s - self._detected >= DETECT_S:
            self._detected = frame.time_s
            for thing in self._detector.detect(frame.picture):
                if thing.score >= SURE and thing.cls == "person":
                    self._seen.people.append(thing.box)
                elif thing.score >= SURE and thing.cls in VEHICLES:
                    self._seen.vehicles.append(thing.box)
