"""Cameras by turns: a hundred threads that all compute at once would leave the detector nothing."""

from __future__ import annotations

import contextlib
import os
import threading
import zlib
from collections.abc import Callable
from types import TracebackType

NICER = 5
"""By how much the cameras' threads give way to the detector's, in the system's steps of politeness."""


class Turn:
    """One camera's, to be held while working on its pictures; only its own thread enters it.

    Who is ``patient`` (asked at each entering) waits at a gate that lets one of them at a time come to the lock. So the
    others wait for one camera at rest at most, however many of those there are.
    """

    def __init__(self, lock: threading.Lock, gate: threading.Lock, patient: Callable[[], bool]) -> None:
        self._lock, self._gate, self._patient = lock, gate, patient
        self._gated = False

    def __enter__(self) -> None:
        self._gated = self._patient()
        if self._gated:
            self._gate.acquire()
        self._lock.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()
        if self._gated:
            self._gate.release()


class Turns:
    """As many cameras at a time as there are processors may decode and look; the others wait without taking time.

    Plain locks, because they are waited for outside the interpreter: with a semaphore, whose book-keeping is done
    inside, most of the time went into waiting for that book-keeping.
    """

    def __init__(self, processors: int | None = None) -> None:
        count = processors or len(os.sched_getaffinity(0))
        self._lanes = [(threading.Lock(), threading.Lock()) for _ in range(count)]

    def of(self, camera: str, *, patient: Callable[[], bool] = lambda: False) -> Turn:
        """That camera's turn, on the same lane for as long as the engine runs."""
        lock, gate = self._lanes[zlib.crc32(camera.encode()) % len(self._lanes)]
        return Turn(lock, gate, patient)


def step_back() -> None:
    """The calling thread gives way to the others of this process, where a thread has a priority of its own."""
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + NICER)
