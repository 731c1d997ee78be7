"""Cameras by turns: a hundred threads that all compute at once would leave the detector nothing."""

from __future__ import annotations

import contextlib
import os
import threading
import zlib

NICER = 5
"""By how much the cameras' threads give way to the detector's, in the system's steps of politeness."""


class Turns:
    """As many cameras at a time as there are processors may decode and look; the others wait without taking time.

    Plain locks, because they are waited for outside the interpreter: with a semaphore, whose book-keeping is done
    inside, most of the time went into waiting for that book-keeping.
    """

    def __init__(self, processors: int | None = None) -> None:
        self._locks = [threading.Lock() for _ in range(processors or len(os.sched_getaffinity(0)))]

    def of(self, camera: str) -> threading.Lock:
        """To be held while working on that camera's pictures; the same for as long as the engine runs."""
        return self._locks[zlib.crc32(camera.encode()) % len(self._locks)]


def step_back() -> None:
    """The calling thread gives way to the others of this process, where a thread has a priority of its own."""
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + NICER)
