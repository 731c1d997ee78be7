"""One detection budget for all cameras: the most urgent picture first, one waiting picture a camera."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lookout.adapters.metrics import EngineMetrics
from lookout.pipeline import Interest, Priority
from lookout.ports import Frame

ALLOWANCE_S = {Priority.WATER: 0.25, Priority.UNCONFIRMED: 0.35, Priority.MOTION: 0.4, Priority.RECHECK: 3.0}
"""How long after its last turn a camera should have the next one. The earliest due goes first, so that urgent pictures
pass others, every camera has its share, and nobody waits for ever."""
TOO_OLD_S = 5.0
"""A picture that has waited so long beyond its time says nothing any more."""

log = logging.getLogger(__name__)

Work = Callable[[Frame, Interest], None]
Look = tuple[Frame, Interest]


@dataclass(frozen=True, slots=True)
class Job:
    """A picture that waits for the detector, and before it those of ``past`` that were seen late, oldest first."""

    camera: str
    frame: Frame
    interest: Interest
    work: Work
    offered: float
    due: float
    past: tuple[Look, ...] = ()


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

    def offer(self, camera: str, frame: Frame, interest: Interest, work: Work, *, past: Sequence[Look] = ()) -> None:
        with self._ready:
            if self._stopped:
                return
            now = self._clock()
            due = self._served.setdefault(camera, now) + ALLOWANCE_S[interest.priority]
            older = self._waiting.get(camera)
            if older is not None:
                self._metrics.drop("frame", "newer")
                due = min(due, older.due)
                past = (*older.past, *past)
            self._waiting[camera] = Job(camera, frame, interest, work, now, due, tuple(past))
            self._ready.notify()

    def forget(self, camera: str) -> None:
        """The camera is gone; what it left waiting is not analysed any more."""
        with self._ready:
            if self._waiting.pop(camera, None) is not None:
                self._metrics.drop("frame", "camera stopped")
            self._served.pop(camera, None)

    @property
    def behind(self) -> bool:
        """Whether more pictures wait than the workers can take at once."""
        return len(self._waiting) > len(self._threads)

    def take(self) -> Job | None:
        """The next job, marked as being worked on; None when nothing can be done now."""
        now = self._clock()
        while True:
            job = min(
                (job for job in self._waiting.values() if job.camera not in self._busy),
                key=lambda job: job.due,
                default=None,
            )
            if job is None:
                return None
            del self._waiting[job.camera]
            if now - job.offered <= TOO_OLD_S:
                break
            self._metrics.drop("frame", "too old")
        self._busy.add(job.camera)
        return job

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
                for frame, interest in (*job.past, (job.frame, job.interest)):
                    job.work(frame, interest)
            except Exception:  # one camera's fault must not take the detector from the others
                self._metrics.faults.labels("analysis").inc()
                log.exception("analysis of camera %s failed", job.camera)
            finally:
                self.done(job)
