"""One detection budget for all cameras: the most urgent picture first, one waiting picture a camera."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from lookout.adapters.metrics import EngineMetrics
from lookout.pipeline import Interest
from lookout.ports import Frame

PATIENCE_S = 1.0
"""A camera that had no turn for this long rises by one step of priority, for every such span."""

log = logging.getLogger(__name__)

Work = Callable[[Frame, Interest], None]


@dataclass(frozen=True, slots=True)
class Job:
    """A picture that waits for the detector."""

    camera: str
    frame: Frame
    interest: Interest
    work: Work
    offered: float


class Budget:
    """``offer`` never waits. A newer picture of a camera takes the place of its older one, and that is counted.

    Work of one camera never runs twice at the same time and runs in the order of its pictures.
    """

    def __init__(self, *, workers: int, metrics: EngineMetrics, clock: Callable[[], float] = time.monotonic) -> None:
        self._metrics = metrics
        self._clock = clock
        self._waiting: dict[str, Job] = {}
        self._busy: set[str] = set()
        self._served: dict[str, float] = {}
        self._ready = threading.Condition()
        self._stopped = False
        self._threads = [
            threading.Thread(target=self._run, name=f"detect-{number}", daemon=True) for number in range(workers)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        with self._ready:
            self._stopped = True
            self._waiting.clear()
            self._ready.notify_all()

    def join(self, seconds: float) -> bool:
        """True when all workers have ended within that time."""
        limit = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, limit - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def offer(self, camera: str, frame: Frame, interest: Interest, work: Work) -> None:
        with self._ready:
            if self._stopped:
                return
            if camera in self._waiting:
                self._metrics.drop("frame", "newer")
            now = self._clock()
            self._served.setdefault(camera, now)
            self._waiting[camera] = Job(camera, frame, interest, work, now)
            self._ready.notify()

    def forget(self, camera: str) -> None:
        """The camera is gone; what it left waiting is not analysed any more."""
        with self._ready:
            if self._waiting.pop(camera, None) is not None:
                self._metrics.drop("frame", "camera stopped")
            self._served.pop(camera, None)

    def take(self) -> Job | None:
        """The next job, marked as being worked on; None when nothing can be done now."""
        now = self._clock()
        free = [job for job in self._waiting.values() if job.camera not in self._busy]
        if not free:
            return None
        job = max(free, key=lambda job: (self._urgency(job, now), -job.offered))
        del self._waiting[job.camera]
        self._busy.add(job.camera)
        return job

    def _urgency(self, job: Job, now: float) -> int:
        return int(job.interest.priority) + int((now - self._served.get(job.camera, now)) / PATIENCE_S)

    def done(self, job: Job) -> None:
        with self._ready:
            self._busy.discard(job.camera)
            if job.camera in self._served:
                self._served[job.camera] = self._clock()
            self._ready.notify()

    def _run(self) -> None:
        while True:
            with self._ready:
                job = self.take()
                while job is None and not self._stopped:
                    self._ready.wait()
                    job = self.take()
                if job is None or self._stopped:
                    return
            self._metrics.waited.observe(self._clock() - job.offered)
            try:
                job.work(job.frame, job.interest)
            except Exception:  # one camera's fault must not take the detector from the others
                self._metrics.faults.labels("analysis").inc()
                log.exception("analysis of camera %s failed", job.camera)
            finally:
                self.done(job)
