"""The thread that puts on disk what was raised, so that the detector does not wait for the disk with it."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable

from lookout.adapters.metrics import EngineMetrics

MOST = 200
"""So much may wait; where the disk is slower than that, who raises waits as well, and nothing is lost."""

log = logging.getLogger(__name__)

Work = Callable[[], None]


class Writer:
    """Does what it is given, one after the other: a departure is written behind its alert.

    A detector that waited for the disk itself lost a seventh of its time to it with a hundred busy cameras.
    """

    def __init__(self, metrics: EngineMetrics) -> None:
        self._metrics = metrics
        self._waiting: queue.Queue[Work | None] = queue.Queue(MOST)
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def do(self, work: Work) -> None:
        """Soon, by the writer's thread. Waits when ``MOST`` wait already."""
        self._waiting.put(work)

    def stop(self, seconds: float) -> bool:
        """When nobody gives any more: does what waits, then ends. True when all was done within that time."""
        limit = time.monotonic() + seconds
        try:
            self._waiting.put(None, timeout=max(0.0, seconds))
        except queue.Full:
            return False
        self._thread.join(max(0.0, limit - time.monotonic()))
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (work := self._waiting.get()) is not None:
            try:
                work()
            except Exception:  # what comes behind it must be written all the same
                self._metrics.faults.labels("writer").inc()
                log.exception("something raised could not be written")
