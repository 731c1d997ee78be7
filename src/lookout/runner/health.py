"""How a camera is: judged by the age of its last decoded picture, and by whether the picture still changes."""

from __future__ import annotations

import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterator

import numpy as np

from lookout.adapters.media import Packet, StreamInfo
from lookout.adapters.refusals import NoPictures, Silent, Unreadable
from lookout.adapters.stream import Tally
from lookout.contract import CameraHealth, CameraState, Trouble
from lookout.diagnosis import Finding, Traffic, found, told
from lookout.diagnosis.concerns import of_faults, of_form, of_traffic
from lookout.diagnosis.findings import LONGEST
from lookout.ports import Frame

STALL_S = 5.0
FROZEN_S = 10.0
RATE_OVER = 50
PRINT_S = 1.0
"""Pictures are compared so far apart at most."""
LATELY_S = 300.0
OFTEN = 3
"""A connection that broke so often lately is a trouble of its own."""
TRAFFIC_WINDOW_S = 10.0
SETTLE_S = 4.0
"""The first seconds of a connection say nothing of its rate."""

_STATES = {Trouble.SETTINGS: CameraState.BROKEN, Trouble.ENGINE: CameraState.BROKEN}


class Pulse:
    """One camera's. Its own thread reports what happens; any thread may ask."""

    def __init__(self, camera: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._camera = camera
        self._clock = clock
        self._lock = threading.Lock()
        self._state = CameraState.STARTING
        self._finding: Finding | None = None
        self._opened: float | None = None
        self._info: StreamInfo | None = None
        self._seen: deque[float] = deque(maxlen=RATE_OVER)
        self._arrived: deque[float] = deque(maxlen=RATE_OVER)
        self._print: int | None = None
        self._printed = self._changed = 0.0
        self._traffic = Traffic(window_s=TRAFFIC_WINDOW_S, settle_s=SETTLE_S)
        self._tally = Tally()
        self._live = self._repeats = False
        self._breaks: deque[tuple[float, float]] = deque(maxlen=20)

    def opened(
        self, info: StreamInfo, *, tally: Tally | None = None, live: bool = False, repeats: bool = False
    ) -> None:
        """A stream was opened; the camera counts as live with its first picture.

        ``tally``: what the stream counts while it runs. ``live``: it comes from a camera and not from a file, so
        that its rate and its breaks mean something. ``repeats``: it shows the same pictures again on purpose.
        """
        with self._lock:
            self._opened, self._info = self._clock(), info
            self._seen.clear()
            self._arrived.clear()
            self._traffic = Traffic(window_s=TRAFFIC_WINDOW_S, settle_s=SETTLE_S)
            self._tally, self._live, self._repeats = tally or Tally(), live, repeats

    def packet(self, packet: Packet) -> None:
        """Every packet, by the thread that reads."""
        now = self._clock()
        self._arrived.append(now)
        self._traffic.packet(
            shown_s=packet.time_s,
            decoded_s=packet.decoded_s,
            size=len(packet.data),
            key=packet.key,
            now=now,
        )

    def frame(self, frame: Frame, info: StreamInfo) -> None:
        now = self._clock()
        changed = False
        if not 0 <= now - self._printed < min(PRINT_S, FROZEN_S / 4) or now - self._changed > FROZEN_S / 2:
            before, self._print, self._printed = self._print, fingerprint(frame), now
            changed = before != self._print
        with self._lock:
            if changed or not self._seen:
                self._changed = now
            self._info = info
            self._seen.append(now)
            self._state, self._finding = CameraState.LIVE, None

    def failed(self, problem: Exception) -> None:
        """The stream ended or could not be opened. ``problem`` tells which state that is."""
        state = CameraState.UNREACHABLE
        if isinstance(problem, Silent):
            state = CameraState.STALLED
        elif isinstance(problem, Unreadable):
            state = CameraState.BROKEN
        finding = problem.finding if isinstance(problem, NoPictures) else found(Trouble.ADDRESS, why=problem)
        with self._lock:
            now = self._clock()
            if self._opened is not None and self._seen and self._live:
                self._breaks.append((now, now - self._opened))
                if finding.trouble is Trouble.ENDED and self._lately(now) >= OFTEN:
                    held = sorted(seconds for _, seconds in self._breaks)[len(self._breaks) // 2]
                    finding = found(Trouble.KEEPS_ENDING, why=f"after about {held:.0f} seconds")
            self._opened = None
            self._state, self._finding = state, finding

    def set(self, finding: Finding) -> None:
        """The camera cannot be watched, and that is no stream's fault."""
        with self._lock:
            self._opened = None
            self._state, self._finding = _STATES[finding.trouble], finding

    def age(self) -> float | None:
        """Seconds since the last decoded picture, None before the first."""
        with self._lock:
            return self._clock() - self._seen[-1] if self._seen else None

    def health(self) -> CameraHealth:
        with self._lock:
            now = self._clock()
            age = now - self._seen[-1] if self._seen else None
            state, finding = self._state, self._finding
            waited = now - self._opened if self._opened is not None else 0.0
            quiet = age if age is not None else waited
            if self._opened is not None and quiet > STALL_S:
                state, finding = CameraState.STALLED, found(Trouble.STALLED, seconds=quiet)
            elif state is CameraState.LIVE and now - self._changed > FROZEN_S and not self._repeats:
                state, finding = CameraState.STALLED, found(Trouble.FROZEN, seconds=now - self._changed)
            info = self._info
            findings = [finding] if finding is not None else []
            if state is CameraState.LIVE:
                findings = sorted(self._concerns(now), key=lambda each: -each.severity)
            return CameraHealth(
                camera=self._camera,
                state=state,
                frame_age_s=None if age is None else round(max(0.0, age), 2),
                fps=round(self._rate(), 1) if state is CameraState.LIVE else 0.0,
                width=info.width if info else 0,
                height=info.height if info else 0,
                codec=info.codec if info else "",
                detail=told(findings),
                troubles=tuple(each.trouble for each in findings),
            )

    def _concerns(self, now: float) -> Iterator[Finding]:
        info, facts, tally = self._info, self._traffic.facts, self._tally
        if info is None:
            return
        if self._lately(now) >= OFTEN:
            yield found(Trouble.UNSTEADY, count=self._lately(now), minutes=LATELY_S / 60)
        yield from of_form(info.codec, info.width, info.height)
        yield from of_faults(
            pictures=tally.pictures,
            damaged=tally.damaged,
            clock_steps=tally.clock_steps,
            last_step_s=tally.last_step_s,
        )
        if facts is not None:
            yield from of_traffic(facts, announced=info.fps, arrives=self._live)

    def _lately(self, now: float) -> int:
        return sum(now - at <= LATELY_S for at, _ in self._breaks)

    def _rate(self) -> float:
        """Pictures a second that the camera sends, decoded or not."""
        times = tuple(self._arrived) if len(self._arrived) > 1 else tuple(self._seen)
        span = times[-1] - times[0] if len(times) > 1 else 0.0
        return (len(times) - 1) / span if span > 0 else 0.0


def fingerprint(frame: Frame) -> int:
    """Of every fourth row, to the last bit. A camera that works never sends that twice: its sensor is never silent."""
    return zlib.crc32(np.ascontiguousarray(frame.luma[::4]).data)


def also(health: CameraHealth, finding: Finding) -> CameraHealth:
    """The same with one more trouble, behind those of the camera itself."""
    detail = f"{health.detail}. {finding}" if health.detail else str(finding)
    fits = len(detail) <= LONGEST
    return health.model_copy(
        update={"troubles": (*health.troubles, finding.trouble), "detail": detail if fits else health.detail}
    )
