"""One camera: connected again and again, decoded, recorded, looked at, and its alerts put on disk at once."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from lookout.adapters.bursts import Demand
from lookout.adapters.feed import Feed
from lookout.adapters.media import Packet
from lookout.adapters.metrics import EngineMetrics
from lookout.adapters.recorder import PacketRing
from lookout.adapters.refusals import unreachable, unreadable
from lookout.adapters.stream import Stream
from lookout.contract import WATCHED_KINDS, CameraConfig, CameraHealth, Trouble
from lookout.diagnosis import found
from lookout.pipeline import Interest
from lookout.ports import Frame, LookoutError, SourceError
from lookout.reporting import Analysis, Sighting
from lookout.runner.budget import Budget
from lookout.runner.clips import KEEP_S, ClipDesk
from lookout.runner.health import Pulse, also
from lookout.runner.outbox import Outbox
from lookout.runner.pace import Pace
from lookout.runner.turns import Turns, step_back
from lookout.runner.writer import Writer
from lookout.waking import Mode

MAX_FPS = 12.0
"""Pictures a second that are looked at; what comes faster is recorded and shown all the same."""
FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0
LATE_S = 0.25
"""A picture that is looked at later than this after it was taken is counted as late."""
IDLE_REST_S = 0.25
"""Of a camera that sleeps, packets are read so seldom; its next key picture may be seen so much later."""
SETTLED_S = 20.0
"""A connection that lasted this long was a good one: the next waiting begins small again."""

log = logging.getLogger(__name__)


class Looker(Protocol):
    """What the camera needs of ``pipeline.Analyser``."""

    @property
    def mode(self) -> Mode: ...

    @property
    def urgent(self) -> bool: ...

    @property
    def unwatched(self) -> Sequence[str]: ...

    def look(self, frame: Frame) -> Interest | None: ...

    def recall(self, frames: Iterable[Frame]) -> Sequence[tuple[Frame, Interest]]: ...

    def analyse(self, frame: Frame, interest: Interest, *, crops: int) -> Analysis: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all cameras of an engine have in common."""

    budget: Budget
    desk: ClipDesk
    outbox: Outbox
    writer: Writer
    metrics: EngineMetrics
    looker: Callable[[CameraConfig], Looker]
    pace: Pace = field(default_factory=Pace)
    turns: Turns = field(default_factory=Turns)
    first_wait_s: float = FIRST_WAIT_S


class Camera:
    """Runs in a thread of its own from ``start`` to ``stop``; nothing that happens to it reaches another camera."""

    def __init__(self, config: CameraConfig, *, shared: Shared, feed: Feed | None) -> None:
        self.config = config
        self._name = config.camera
        self._shared = shared
        self._feed = feed
        self._pulse = Pulse(self._name)
        self._ring = PacketRing(seconds=KEEP_S)
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._stream: Stream | None = None
        self._looker: Looker | None = None
        self._delay_s = 0.0
        self._zero = time.monotonic()
        self._last_s = 0.0
        self._slips = 0
        self._decoded = shared.metrics.decoded.labels(self._name)
        self._analysed = shared.metrics.analysed.labels(self._name)
        self._thread = threading.Thread(target=self._run, name=f"camera-{self._name}", daemon=True)
        shared.metrics.camera_age(self._name, self._pulse.age)

    def start(self, *, delay_s: float = 0.0) -> None:
        """``delay_s`` keeps many cameras from connecting in the same moment."""
        self._delay_s = delay_s
        self._thread.start()

    def stop(self) -> None:
        """Asks for the end; ``join`` waits for it."""
        self._stop.set()
        with self._lock:
            if self._stream is not None:
                self._stream.close()
        self._shared.budget.forget(self._name)

    def join(self, seconds: float) -> bool:
        self._thread.join(max(0.0, seconds))
        return not self._thread.is_alive()

    def health(self) -> CameraHealth:
        health = self._pulse.health()
        if self._looker is None or not self._looker.unwatched:
            return health
        return also(health, found(Trouble.MODEL, why="; ".join(self._looker.unwatched)))

    @property
    def mode(self) -> Mode:
        """How much of it is decoded now."""
        return self._looker.mode if self._looker is not None and self.config.analyse else Mode.IDLE

    def _sparing(self) -> bool:
        return self.mode is Mode.IDLE

    def _apart_s(self) -> float:
        return self._shared.pace.apart_s(urgent=self._looker is not None and self._looker.urgent)

    def _rest_s(self, left_s: float) -> float:
        """Somebody who watches gets every packet at once."""
        if self._feed is not None and self._feed.watched:
            return 0.0
        return IDLE_REST_S if self._sparing() else self._shared.pace.rest_s(left_s)

    # --- connecting ---------------------------------------------------------------------------------------------

    def _run(self) -> None:
        if self._stop.wait(self._delay_s):
            return
        step_back()
        try:
            self._looker = self._shared.looker(self.config)
        except (LookoutError, ValueError) as problem:
            log.error("camera %s cannot be watched: %s", self._name, problem)
            self._pulse.set(found(Trouble.SETTINGS, why=problem))
            return
        attempts = 0
        while not self._stop.is_set():
            began = time.monotonic()
            self._attempt()
            if self._stop.is_set():
                return
            attempts = 1 if time.monotonic() - began > SETTLED_S else attempts + 1
            wait = min(LONGEST_WAIT_S, self._shared.first_wait_s * 2 ** min(attempts - 1, 10))
            # Spread, so that cameras behind one switch do not all come back in the same second.
            self._stop.wait(wait * random.uniform(0.5, 1.5))  # noqa: S311 - jitter

    def _attempt(self) -> None:
        self._shared.metrics.runs.labels(self._name).inc()
        try:
            self._watch()
        except SourceError as problem:
            self._report(problem)
        except Exception:  # whatever a stream brings, this camera goes on trying
            self._shared.metrics.faults.labels("camera").inc()
            log.exception("camera %s failed", self._name)
            self._pulse.set(found(Trouble.ENGINE))

    def _report(self, problem: SourceError) -> None:
        before = self._pulse.health()
        self._pulse.failed(problem)
        after = self._pulse.health()
        if (before.state, before.detail) != (after.state, after.detail):
            log.warning("camera %s is %s: %s", self._name, after.state.value, after.detail)

    def _watch(self) -> None:
        origin_s = max(time.monotonic() - self._zero, self._last_s + 1.0)
        stream = Stream(
            self.config.source,
            on_packet=self._packet,
            paced=True,
            origin_s=origin_s,
            max_fps=MAX_FPS,
            demand=Demand(
                sparing=self._sparing,
                apart=self._apart_s,
                rest=self._rest_s,
                turn=self._shared.turns.of(self._name, patient=self._sparing),
            ),
            on_decode=self._shared.metrics.decode.observe,
        )
        with self._lock:
            self._stream = stream
            if self._stop.is_set():
                stream.close()
        self._slips = 0
        self._pulse.opened(stream.info, tally=stream.tally, live=stream.live, repeats=stream.repeats)
        try:
            first = True
            for frame in stream.frames():
                if first:
                    log.info("camera %s is live: %s", self._name, stream.info)
                    first = False
                self._frame(frame, stream)
                # until the next one comes it would keep its memory, and colours that the detector asked for
                del frame
            if not self._stop.is_set():
                raise unreadable(Trouble.SINGLE_PICTURE) if stream.tally.pictures == 1 else unreachable(Trouble.ENDED)
        finally:
            with self._lock:
                self._stream = None

    # --- pictures -----------------------------------------------------------------------------------------------

    def _packet(self, packet: Packet) -> None:
        self._last_s = max(self._last_s, packet.time_s)
        self._pulse.packet(packet)
        self._ring.push(packet)
        if self._feed is not None:
            self._feed.packet(packet)

    def _frame(self, frame: Frame, stream: Stream) -> None:
        self._decoded.inc()
        self._pulse.frame(frame, stream.info)
        if self._feed is not None and not stream.info.header:
            self._feed.picture(frame)
        if self._looker is None or not self.config.analyse:
            return
        metrics = self._shared.metrics
        late_s = time.time() - frame.at
        self._shared.pace.looked(late_s, asleep=self._sparing())
        if late_s > LATE_S or stream.tally.slips > self._slips:
            metrics.late.inc()
            self._slips = stream.tally.slips
        try:
            with metrics.motion.time():
                interest = self._looker.look(frame)
            past: Sequence[tuple[Frame, Interest]] = ()
            if interest is not None and stream.spared and self._looker.mode is not Mode.IDLE:
                metrics.wakings.inc()
                with metrics.recall.time():
                    past = self._looker.recall(stream.recall())
        except Exception:
            # Recording and the live picture are worth keeping when looking fails.
            metrics.faults.labels("look").inc()
            log.exception("looking at a picture of camera %s failed", self._name)
            return
        if interest is not None:
            self._shared.budget.offer(self._name, frame, interest, self._analyse, past=past)

    def _analyse(self, frame: Frame, interest: Interest) -> None:
        """Runs in a thread of the budget, never twice at once."""
        if self._looker is None or self._stop.is_set():
            return
        metrics = self._shared.metrics
        with metrics.detection.time():
            analysis = self._looker.analyse(frame, interest, crops=self._shared.pace.crops(interest.priority))
        self._analysed.inc()
        if analysis.sightings or analysis.departures or analysis.tallies:
            self._shared.writer.do(partial(self._keep, analysis, time_s=frame.time_s, at=frame.at))
        if self._feed is not None:
            self._feed.tracks(frame.time_s, frame.at, analysis.tracks)

    def _keep(self, analysis: Analysis, *, time_s: float, at: float) -> None:
        """Runs in the writer's thread. ``time_s`` and ``at`` are those of the picture, which is no longer held."""
        for sighting in analysis.sightings:
            self._raise(sighting, time_s=time_s, at=at)
        for departure in analysis.departures:
            self._shared.outbox.note(departure)
        for tally in analysis.tallies:
            self._shared.outbox.note(tally)

    def _raise(self, sighting: Sighting, *, time_s: float, at: float) -> None:
        alert, metrics = sighting.alert, self._shared.metrics
        began = time.perf_counter()
        self._shared.outbox.keep(alert, sighting.snapshot, sighting.before)
        metrics.spooling.observe(time.perf_counter() - began)
        metrics.to_spool.observe(max(0.0, time.time() - at))
        metrics.alerts.labels(self._name, alert.kind.value).inc()
        log.info("alert %s", alert.key)
        if alert.kind not in WATCHED_KINDS:  # a clip would show everybody else who passed
            self._shared.desk.wish(alert.key, self._ring, entered_s=alert.started_s, moment_s=time_s)
