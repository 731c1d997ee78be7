"""Gives every camera to one machine, notices when one is gone, and delivers what waited there."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from lookout.adapters.metrics import EngineMetrics
from lookout.contract import CameraConfig, EngineConfig, Heartbeat
from lookout.fleet.ledger import Ledger
from lookout.fleet.messages import Lost, Machine, Machines, Report, WorkerHandle, WorkerSettings
from lookout.ports import Delivery, Refused, Undelivered
from lookout.runner.outbox import Outbox
from lookout.runner.settings import BadSettings, SettingsFile
from lookout.runner.shares import owner

LOOK_S = 0.25
WAIT_S = 0.5
PATIENCE_S = 5.0
LEASE_S = 4.0
"""Shorter than the patience: whoever is given up has let go of his cameras when somebody else takes them."""
START_S = 300.0
"""A worker's first answer may take so long: it loads its models, and beside a busy program it does so slowly. Started
again and again it would never be done; when its process dies, that is known at once."""
GATHER_S = 10.0
"""At the start the cameras wait so long for machines that are still loading, and are not moved a moment later."""
AGAIN_S = 5.0
HEARTBEAT_S = 3.0
OWN_ADDRESS = "node"
"""As the host of a live server: each machine's own address in the cluster."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetSettings:
    """``worker``: what all workers have in common; its name is a beginning. ``folder`` is the coordinator's own."""

    name: str
    config: Path
    folder: Path
    worker: WorkerSettings
    patience_s: float = PATIENCE_S
    gather_s: float = GATHER_S


class _Post:
    """One worker, asked again and again by a thread of its own until it is lost."""

    def __init__(self, machine: Machine, name: str, handle: WorkerHandle, fleet: Coordinator) -> None:
        self.machine, self.name, self.handle = machine, name, handle
        self.ready = self.lost = False
        self.newest: Report | None = None
        self.told: EngineConfig | None = None
        self._fleet = fleet
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"worker-{name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float) -> None:
        self._stop.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        kept: list[str] = []
        dropped: list[str] = []
        ledger = self._fleet.ledger
        try:
            while not self._stop.is_set():
                patience = self._fleet.settings.patience_s if self.ready else START_S
                report = self.handle.report(kept, dropped, wait_s=WAIT_S, patience_s=patience)
                self.newest = report
                self.ready = True
                try:
                    kept = ledger.keep(self.name, report.fresh)
                except OSError as problem:
                    log.error("copies of alerts cannot be kept: %s", problem.strerror)
                    kept = []
                    self._stop.wait(WAIT_S)
                dropped = ledger.drop(self.name, report.gone)
        except Lost as problem:
            if not self._stop.is_set():
                log.warning("%s is lost: %s", self.name, problem)
        finally:
            self.lost = True
            self._fleet.wake.set()


class Coordinator:
    """``start``, then ``stop``. Raises ``BadSettings`` and ``SpoolBusy`` at birth."""

    def __init__(self, settings: FleetSettings, *, machines: Machines, delivery: Delivery) -> None:
        self.settings = settings
        self._machines = machines
        self._delivery = delivery
        self._file = SettingsFile(settings.config)
        self._config = self._file.load()
        self.ledger = Ledger(settings.folder)
        self.metrics = EngineMetrics()
        self._outbox = Outbox(self.ledger.taken, delivery, self.metrics)
        self.wake = threading.Event()
        self._posts: dict[str, _Post] = {}
        self._resting: dict[str, float] = {}
        self._split: EngineConfig | None = None
        self._to: set[str] = set()
        self._began = time.monotonic()
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._tend, name="fleet", daemon=True),
            threading.Thread(target=self._beat, name="heartbeat", daemon=True),
        ]

    def start(self) -> None:
        self._outbox.start()
        self._began = time.monotonic()
        for thread in self._threads:
            thread.start()

    def reload(self) -> None:
        """Reads the settings again now."""
        self._file = SettingsFile(self.settings.config)
        self.wake.set()

    def stop(self) -> None:
        """Ends all workers in order. What waits on their machines stays there, and here as a copy."""
        self._stop.set()
        self.wake.set()
        for thread in self._threads:
            thread.join(5.0)
        for post in self._posts.values():
            post.handle.end()
        for post in self._posts.values():
            post.stop(2.0)
        self._outbox.stop(2.0)
        self.ledger.close()

    def watching(self) -> dict[str, tuple[str, ...]]:
        """Cameras with live pictures, by worker, as last reported."""
        posts = list(self._posts.values())
        return {post.name: post.newest.live for post in posts if post.newest is not None and not post.lost}

    def held(self) -> dict[str, int]:
        """Copies of waiting alerts, by worker."""
        return {post.name: self.ledger.held(post.name) for post in list(self._posts.values()) if not post.lost}

    # --- threads ------------------------------------------------------------------------------------------------

    def _tend(self) -> None:
        while not self._stop.is_set():
            self.wake.wait(LOOK_S)
            self.wake.clear()
            if self._stop.is_set():
                return
            try:
                self._bury()
                self._muster()
                self._read_again()
                self._assign()
            except Exception:  # the fleet goes on with what it has
                self.metrics.faults.labels("fleet").inc()
                log.exception("tending the machines failed")

    def _bury(self) -> None:
        for id_, post in list(self._posts.items()):
            if post.lost:
                del self._posts[id_]
                self._resting[id_] = time.monotonic() + AGAIN_S
                # in the background: a machine that is gone keeps nobody waiting
                threading.Thread(target=post.handle.end, name=f"end-{post.name}", daemon=True).start()
                moved = self.ledger.bequeath(post.name)
                log.warning("%s: %d waiting alerts are delivered from here", post.name, moved)

    def _muster(self) -> None:
        """A worker on every machine that has none; one that was lost rests first, for its machine may be dying."""
        now = time.monotonic()
        for machine in self._machines.now():
            if machine.id in self._posts or self._resting.get(machine.id, 0.0) > now:
                continue
            name = f"{self.settings.name}-{machine.name}"
            if any(post.name == name for post in self._posts.values()):
                continue
            common, live = self.settings.worker, self.settings.worker.live
            if live is not None and live[0] == OWN_ADDRESS:
                live = machine.address, live[1]
            settings = replace(common, name=name, live=live, settled=self.ledger.open(name))
            post = _Post(machine, name, self._machines.start(machine, settings), self)
            self._posts[machine.id] = post
            post.start()
            log.info("%s begins", name)

    def _read_again(self) -> None:
        try:
            if self._file.changed():
                self._config = self._file.load()
        except BadSettings as problem:
            log.error("the settings stay as they were: %s", problem)

    def _assign(self) -> None:
        ready = {post.name: post for post in self._posts.values() if post.ready and not post.lost}
        gathering = self._split is None and time.monotonic() - self._began < self.settings.gather_s
        if not ready or (gathering and len(ready) < len(self._machines.now())):
            return
        settled = all(post.told is not None for post in ready.values())
        if settled and self._config is self._split and self._to == set(ready):
            return
        shares: dict[str, list[CameraConfig]] = {name: [] for name in ready}
        for camera in self._config.cameras:
            shares[owner(camera.camera, shares)].append(camera)
        parts = {
            name: EngineConfig(version=self._config.version, cameras=tuple(cameras)) for name, cameras in shares.items()
        }
        changed = [post for name, post in ready.items() if post.told != parts[name]]
        told = True
        for post in changed:
            # first everybody lets go what is no longer his: nothing is watched twice
            if post.told is not None and len(changed) > 1:
                told &= self._tell(post, _both(post.told, parts[post.name]))
        for post in changed:
            told &= self._tell(post, parts[post.name])
        if told:
            self._split, self._to = self._config, set(ready)

    def _tell(self, post: _Post, config: EngineConfig) -> bool:
        """False when it does not answer; its own thread finds out what that means."""
        try:
            post.handle.watch(config.model_dump_json(), patience_s=self.settings.patience_s)
        except Lost as problem:
            log.warning("%s cannot be told its cameras: %s", post.name, problem)
            return False
        post.told = config
        log.info("%s watches %d cameras", post.name, len(config.cameras))
        return True

    def _beat(self) -> None:
        silent = False
        while not self._stop.wait(HEARTBEAT_S):
            beat = Heartbeat(
                engine=self.settings.name,
                at=datetime.now(UTC),
                config_version=self._config.version,
                spooled=sum(self.ledger.taken.counts()),
                dropped=self.metrics.drops,
            )
            try:
                self._delivery.heartbeat(beat)
                if silent:
                    self._outbox.nudge()
                silent = False
            except (Undelivered, Refused):
                silent = True


def _both(before: EngineConfig, after: EngineConfig) -> EngineConfig:
    """What stays as it is."""
    return after.model_copy(update={"cameras": tuple(camera for camera in after.cameras if camera in before.cameras)})
