"""How often pictures are looked at: as often as they come while there is time, less often under load."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from lookout.pipeline import Priority
from lookout.regions import CROPS

STEPS = ((0.55, 0.075), (0.75, 0.12), (float("inf"), 0.19))
"""Up to this share of all processors in use: seconds between two looks of one camera, at least. Twelve, eight, five a
second; every picture is decoded all the same, those between in one go with the next that is looked at."""
LONGEST_S = 0.4
"""Where the detector is behind, looking more often than it can be asked only takes time from it; but never less often
than this: what falls into the water must be seen soon."""
SLOWER, FASTER = 1.5, 0.85
EVERY_S = 1.0
URGENT = Priority.WATER
"""From here on a picture has one closer look even where the detector is far behind."""


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
        self._behind_s = 0.0
        self.load = 0.0
        self.apart_s = STEPS[0][1]

    def tick(self, *, behind: bool = False) -> None:
        """``behind``: more pictures wait for the detector than it can take at once."""
        now = (self._used(), self._clock())
        wall = now[1] - self._last[1]
        if wall < EVERY_S:
            return
        share = (now[0] - self._last[0]) / (wall * self._processors)
        self._last = now
        # half of the old: one busy second is no load yet
        self.load += (share - self.load) / 2
        least = next(apart for limit, apart in STEPS if self.load < limit)
        self._behind_s = min(LONGEST_S, max(least, self._behind_s) * SLOWER) if behind else self._behind_s * FASTER
        self.apart_s = max(least, self._behind_s)

    @property
    def rest_s(self) -> float:
        """How long nothing needs to be read after a look: until shortly before the next one. 0 while there is time."""
        return 0.9 * self.apart_s if self.apart_s >= STEPS[-1][1] else 0.0

    def crops(self, priority: Priority) -> int:
        """How many closer looks a picture of that urgency may have. Each costs as much as the whole picture, and where
        the detector is behind, another camera's picture is worth more than a second look at this one."""
        if self._behind_s <= STEPS[0][1]:
            return CROPS
        return 1 if priority >= URGENT or self._behind_s < LONGEST_S else 0
