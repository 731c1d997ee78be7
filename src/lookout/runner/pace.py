"""How often pictures are looked at: as often as they come while there is time, less often under load."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

STEPS = ((0.55, 0.075), (0.75, 0.12), (float("inf"), 0.19))
"""Up to this share of all processors in use: seconds between two looks of one camera, at least. Twelve, eight, five a
second; every picture is decoded all the same."""
EVERY_S = 1.0


class Pace:
    """One engine's. ``tick`` is called now and then by whoever tends the engine; the cameras read ``apart_s``."""

    def __init__(
        self,
        *,
        used: Callable[[], float] = time.process_time,
        clock: Callable[[], float] = time.monotonic,
        processors: int | None = None,
    ) -> None:
        self._used, self._clock = used, clock
        self._processors = processors or len(os.sched_getaffinity(0))
        self._last = (used(), clock())
        self.load = 0.0
        self.apart_s = STEPS[0][1]

    def tick(self) -> None:
        now = (self._used(), self._clock())
        wall = now[1] - self._last[1]
        if wall < EVERY_S:
            return
        share = (now[0] - self._last[0]) / (wall * self._processors)
        self._last = now
        # half of the old: one busy second is no load yet
        self.load += (share - self.load) / 2
        self.apart_s = next(apart for limit, apart in STEPS if self.load < limit)
