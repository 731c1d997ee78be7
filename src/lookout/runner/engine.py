"""The whole engine: cameras as the settings file wants them, their heartbeat, and an orderly end."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lookout.adapters.live import LiveHub
from lookout.adapters.memory import give_back
from lookout.adapters.metrics import EngineMetrics
from lookout.adapters.spool import Spool
from lookout.contract import CameraConfig, CameraHealth, CameraState, EngineConfig, Heartbeat, Trouble
from lookout.diagnosis import found
from lookout.ports import Delivery, Refused, Undelivered
from lookout.runner import camera as cameras
from lookout.runner.budget import Budget
from lookout.runner.camera import Camera, Looker, Shared
from lookout.runner.clips import AFTER_S, BEFORE_S, ClipDesk
from lookout.runner.health import also
from lookout.runner.inheritance import folder_of, inherit, left_over
from lookout.runner.outbox import Outbox
from lookout.runner.settings import BadSettings, SettingsFile
from lookout.runner.shares import Share
from lookout.runner.turns import Turns
from lookout.runner.writer import Writer
from lookout.waking import Mode

HEARTBEAT_S = 3.0
TEND_S = 1.0
TIDY_S = 10.0
APART_S = 0.06
"""Cameras begin this far apart: 434 are all begun after 26 seconds."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """``live``: host and port of the engine's own server, None for none. ``share``: the part of the cameras that is
    this engine's, with a spool of its own below ``spool``. ``processors``: those this engine may take,
    None for all. The times are for tests to shorten."""

    name: str
    config: Path
    spool: Path
    live: tuple[str, int] | None = ("127.0.0.1", 0)
    workers: int = 1
    processors: int | None = None
    share: Share | None = None
    before_s: float = BEFORE_S
    after_s: float = AFTER_S
    heartbeat_s: float = HEARTBEAT_S
    tend_s: float = TEND_S
    first_wait_s: float = cameras.FIRST_WAIT_S


class Engine:
    """``start``, then ``stop``. At birth ``BadSettings``, ``SpoolBusy``, or ``OSError`` when the port is taken."""

    def __init__(
        self,
        settings: EngineSettings,
        *,
        secret: bytes,
        delivery: Delivery,
        looker: Callable[[CameraConfig], Looker],
    ) -> None:
        self.settings = settings
        self.metrics = EngineMetrics()
        self._delivery = delivery
        share = settings.share
        self._file = SettingsFile(settings.config, wanted=share.has if share is not None else None)
        self._config = self._file.load()
        self.spool = Spool(folder_of(settings.spool, share))
        for folder in left_over(settings.spool, share):
            inherit(self.spool, folder)
        try:
            self.hub = (
                None
                if settings.live is None
                else LiveHub(settings.live, secret=secret, metrics=self.metrics, health=self.summary)
            )
        except OSError:
            self.spool.close()
            raise
        self.metrics.spool_drops.set_function(lambda: self.spool.dropped_clips)
        self._outbox = Outbox(self.spool, delivery, self.metrics)
        self._desk = ClipDesk(self.spool, self.metrics, before_s=settings.before_s, after_s=settings.after_s)
        self._budget = Budget(workers=settings.workers, metrics=self.metrics)
        self._writer = Writer(self.metrics)
        self._shared = Shared(
            budget=self._budget,
            desk=self._desk,
            outbox=self._outbox,
            writer=self._writer,
            metrics=self.metrics,
            looker=looker,
            first_wait_s=settings.first_wait_s,
            turns=Turns(settings.processors),
        )
        self._cameras: dict[str, Camera] = {}
        self._leaving: list[Camera] = []
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._reload = threading.Event()
        self._began = time.monotonic()
        self._all_watched = False
        self.watched_s: float | None = None
        """Seconds from the settings to the moment when the last of their cameras was live; None until then."""
        self._threads = [
            threading.Thread(target=self._tend, name="tend", daemon=True),
            threading.Thread(target=self._beat, name="heartbeat", daemon=True),
        ]

    @property
    def live_address(self) -> str:
        """``host:port`` of the live server, empty without one."""
        return self.hub.address if self.hub is not None else ""

    def start(self) -> None:
        if self.hub is not None:
            self.hub.start()
        for part in (self._outbox, self._desk, self._writer, self._budget):
            part.start()
        self._apply(self._config)
        for thread in self._threads:
            thread.start()

    def reload(self) -> None:
        """Reads the settings file again soon, changed or not."""
        self._reload.set()

    def stop(self, seconds: float = 2.5) -> bool:
        """Ends within about ``seconds``. Clips that were begun are kept shorter; what waits stays in the spool.

        True when every thread ended; False when one still hangs in a camera or the network.
        """
        limit = time.monotonic() + seconds
        self._stop.set()
        self._reload.set()
        with self._lock:
            leaving = [*self._cameras.values(), *self._leaving]
            self._cameras, self._leaving = {}, []
        for camera in leaving:
            camera.stop()
        self._budget.stop()
        ended = [self._budget.join(limit - time.monotonic() - 0.5)]
        ended.append(self._writer.stop(max(0.3, limit - time.monotonic() - 0.5)))
        ended.append(self._desk.stop(max(0.5, limit - time.monotonic() - 0.5)))
        ended.append(self._outbox.stop(max(0.1, limit - time.monotonic() - 0.2)))
        if self.hub is not None:
            self.hub.close()
        ended += [camera.join(limit - time.monotonic()) for camera in leaving]
        for thread in self._threads:
            thread.join(max(0.0, limit - time.monotonic()))
            ended.append(not thread.is_alive())
        self.spool.close()
        return all(ended)

    # --- what it says of itself ---------------------------------------------------------------------------------

    def healths(self) -> tuple[CameraHealth, ...]:
        with self._lock:
            running = list(self._cameras.values())
        healths = tuple(camera.health() for camera in running)
        if not self._outbox.cramped:
            return healths
        return tuple(also(health, found(Trouble.DISK)) for health in healths)

    def heartbeat(self) -> Heartbeat:
        return Heartbeat(
            engine=self.settings.name,
            at=datetime.now(UTC),
            config_version=self._config.version,
            live_address=self.live_address,
            spooled=sum(self.spool.counts()),
            dropped=self.metrics.drops + self.spool.dropped_clips,
            cameras=self.healths(),
        )

    def summary(self) -> dict[str, Any]:
        """For ``/health``: figures only, no names."""
        states = Counter(health.state.value for health in self.healths())
        alerts, clips = self.spool.counts()
        return {
            "ok": not self._stop.is_set(),
            "engine": self.settings.name,
            "config_version": self._config.version,
            "cameras": dict(states),
            "alerts_waiting": alerts,
            "clips_waiting": clips,
            "dropped": self.metrics.drops + self.spool.dropped_clips,
        }

    # --- threads ------------------------------------------------------------------------------------------------

    def _tend(self) -> None:
        tidied = time.monotonic()
        while not self._stop.is_set():
            asked = self._reload.wait(self.settings.tend_s)
            self._reload.clear()
            if self._stop.is_set():
                return
            try:
                if asked or self._file.changed():
                    self._read_again()
                self._shared.pace.tick(behind=self._budget.behind)
                self._account()
                if time.monotonic() - tidied >= TIDY_S:
                    give_back()
                    tidied = time.monotonic()
            except Exception:  # the engine goes on with what it has
                self.metrics.faults.labels("tend").inc()
                log.exception("tending the cameras failed")

    def _read_again(self) -> None:
        try:
            config = self._file.load()
        except BadSettings as problem:
            self.metrics.faults.labels("settings").inc()
            log.error("the settings stay as they were: %s", problem)
            return
        if config != self._config:
            self._apply(config)

    def _apply(self, config: EngineConfig) -> None:
        """Cameras whose settings did not change go on without a break."""
        wanted = {camera.camera: camera for camera in config.cameras}
        with self._lock:
            if self._stop.is_set():
                return
            self._config = config
            gone = [camera for name, camera in self._cameras.items() if wanted.get(name) != camera.config]
            for camera in gone:
                camera.stop()
                self._leave(camera)
            fresh = [camera for name, camera in wanted.items() if name not in self._cameras]
            for order, settings in enumerate(fresh):
                feed = self.hub.open_feed(settings.camera) if self.hub is not None else None
                camera = Camera(settings, shared=self._shared, feed=feed)
                self._cameras[settings.camera] = camera
                camera.start(delay_s=order * APART_S)
        self._all_watched = False
        self._began = time.monotonic()
        log.info("settings %s: %d cameras, %d begun, %d ended", config.version, len(wanted), len(fresh), len(gone))

    def _leave(self, camera: Camera) -> None:
        del self._cameras[camera.config.camera]
        self._leaving = [other for other in self._leaving if not other.join(0)] + [camera]
        self.metrics.forget_camera(camera.config.camera)
        if self.hub is not None:
            feed = self.hub.feed(camera.config.camera)
            if feed is not None:
                self.hub.close_feed(camera.config.camera, feed)

    def _account(self) -> None:
        healths = self.healths()
        with self._lock:
            modes = Counter(camera.mode for camera in self._cameras.values())
        for mode in Mode:
            self.metrics.modes.labels(mode.name.lower()).set(modes[mode])
        for health in healths:
            self.metrics.camera_state(health.camera, health.state)
        alerts, clips = self.spool.counts()
        self.metrics.spooled.labels("alerts").set(alerts)
        self.metrics.spooled.labels("clips").set(clips)
        if not self._all_watched and healths and all(health.state is CameraState.LIVE for health in healths):
            self._all_watched = True
            self.watched_s = time.monotonic() - self._began
            log.info("all %d cameras are live after %.1f s", len(healths), self.watched_s)

    def _beat(self) -> None:
        silent = False
        while not self._stop.is_set():
            try:
                self._delivery.heartbeat(self.heartbeat())
                if silent:
                    log.info("the platform answers again")
                    self._outbox.nudge()
                silent = False
            except (Undelivered, Refused) as problem:
                if not silent:
                    log.warning("no heartbeat: %s", problem)
                silent = True
            except Exception:  # a heartbeat that fails once must come again
                self.metrics.faults.labels("heartbeat").inc()
                log.exception("the heartbeat failed")
            self._stop.wait(self.settings.heartbeat_s)
