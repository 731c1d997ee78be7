"""The engine of one machine, told by the coordinator which cameras are its own."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time

from lookout.adapters.delivery import HttpDelivery
from lookout.adapters.spool import ALERTS
from lookout.contract import CameraState, EngineConfig
from lookout.fleet.messages import Copy, Report, WorkerSettings
from lookout.ports import Delivery
from lookout.runner import Engine, EngineSettings
from lookout.runner.secrets import read_secret

MOST_COPIES, MOST_BYTES = 32, 8 * 1024 * 1024
LOOK_S = 0.25
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"

log = logging.getLogger(__name__)


class Worker:
    """Runs in a process of its own. ``watch`` and ``report`` may be called from different threads."""

    def __init__(self, settings: WorkerSettings, *, delivery: Delivery | None = None) -> None:
        logging.basicConfig(
            stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s"
        )
        self._settings = settings
        folder = settings.spool / settings.name
        folder.mkdir(parents=True, exist_ok=True)
        self._config = folder / "config.json"
        self._write(EngineConfig().model_dump_json())
        secret = read_secret(settings.secret_file)
        self._engine = Engine(
            EngineSettings(
                name=settings.name,
                config=self._config,
                spool=folder,
                live=settings.live,
                workers=settings.detectors,
                tend_s=LOOK_S,
            ),
            secret=secret,
            delivery=delivery or HttpDelivery(settings.platform, settings.name, secret),
            looker=settings.make(settings.detectors),
        )
        for number, key in self._engine.spool.alert_keys().items():
            if key in settings.settled:
                self._engine.spool.delivered(ALERTS, number)
        self._kept: set[str] = set()
        self._called = time.monotonic()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._lease = threading.Thread(target=self._mind_the_lease, name="lease", daemon=True)
        self._engine.start()
        self._lease.start()

    def watch(self, config: str) -> None:
        """The cameras that are this worker's from now on (JSON of ``EngineConfig``); others are let go at once."""
        with self._lock:
            self._called = time.monotonic()
            self._write(config)
        self._engine.reload()

    def report(self, kept: list[str], dropped: list[str], wait_s: float) -> Report:
        """Waits up to ``wait_s`` for something new. ``kept``: keys the coordinator has on its disk since the last call;
        ``dropped``: keys whose copies it has thrown away since."""
        self._called = time.monotonic()
        self._kept.update(kept)
        self._kept.difference_update(dropped)
        spool = self._engine.spool
        with spool.changed:
            if not self._news():
                spool.changed.wait(wait_s)
        self._called = time.monotonic()
        waiting = spool.alert_keys()
        healths = self._engine.healths()
        return Report(
            live=tuple(health.camera for health in healths if health.state is CameraState.LIVE),
            watching=tuple(health.camera for health in healths),
            fresh=self._fresh(waiting),
            gone=tuple(self._kept - set(waiting.values())),
            waiting=len(waiting),
        )

    def pid(self) -> int:
        return os.getpid()

    def end(self) -> None:
        """Ends in order; what waits stays in the spool of this machine."""
        self._stop.set()
        self._engine.stop()

    def _news(self) -> bool:
        waiting = set(self._engine.spool.alert_keys().values())
        return bool(waiting ^ self._kept)

    def _fresh(self, waiting: dict[str, str]) -> tuple[Copy, ...]:
        copies: list[Copy] = []
        size = 0
        for number, key in waiting.items():
            if key in self._kept or not key:
                continue
            alert = self._engine.spool.alert(number)
            if alert is None:
                continue
            text = alert.alert.model_dump_json(by_alias=True)
            copies.append(Copy(key=key, alert=text, snapshot=alert.snapshot, before=alert.before))
            size += len(text) + len(alert.snapshot) + len(alert.before or b"")
            if len(copies) >= MOST_COPIES or size >= MOST_BYTES:
                break
        return tuple(copies)

    def _mind_the_lease(self) -> None:
        while not self._stop.wait(LOOK_S):
            with self._lock:
                idle = time.monotonic() - self._called
                if idle <= self._settings.lease_s or not self._engine.healths():
                    continue
                log.warning("no word from the coordinator for %.1f s: letting all cameras go", idle)
                self._write(EngineConfig().model_dump_json())
            self._engine.reload()

    def _write(self, config: str) -> None:
        fresh = self._config.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(config)
        fresh.rename(self._config)
