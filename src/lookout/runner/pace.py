"""How often pictures are looked at: as often as they come while there is time, less often under load."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable

from lookout.pipeline import Priority
from lookout.regions import CROPS

STEPS = ((0.55, 0.075), (0.75, 0.12), (float("inf"), 0.19))
"""Up to this share of all processors in use: seconds between two looks of one camera, at least. Twelve, eight, five a
second; what is needed for the next look is decoded in one go with it."""
RARE_S = 0.4
"""Where the detector is behind, looking more often than it can be asked only takes time from it; but not less often
than this: what falls into the water must be seen soon."""
RAREST_S = 2.0
"""Where pictures are seen late because decoding is behind, seldom looks are better than late ones: down to the key
pictures alone, which come about this far apart and need no other picture decoded."""
SLOWER, FASTER = 1.5, 0.85
EVERY_S = 1.0
LAG_S, ASLEEP_LAG_S = 0.3, 0.6
"""Pictures that are seen this late on the average tell that decoding is behind; those of cameras at rest, whose turn
comes after that of the others, may be later."""
LONGEST_REST_S = 0.5
"""The system keeps for a stream what comes in such a time, and who begins to watch waits no longer."""
URGENT = Priority.WATER
"""From here on a picture has one closer look even where the detector is far behind."""


class Pace:
    """One engine's. ``tick`` is called now and then by whoever tends the engine; the cameras ask for ``apart_s`` and
    tell how late they see their pictures."""

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
        self._lags: dict[bool, deque[float]] = {asleep: deque(maxlen=1000) for asleep in (False, True)}
        self._apart_s = STEPS[0][1]
        self.load = 0.0

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
        slower = max(least, self._behind_s) * SLOWER
        if self._late():
            self._behind_s = min(RAREST_S, slower)
        elif behind and self._behind_s <= RARE_S:
            self._behind_s = min(RARE_S, slower)
        else:
            self._behind_s *= FASTER
        self._apart_s = max(least, self._behind_s)

    def _late(self) -> bool:
        """Whether pictures were seen late since the last time, on the average."""
        means = {}
        for asleep, lags in self._lags.items():
            seen = [lags.popleft() for _ in range(len(lags))]
            means[asleep] = sum(seen) / len(seen) if seen else 0.0
        return means[False] > LAG_S or means[True] > ASLEEP_LAG_S

    def looked(self, late_s: float, *, asleep: bool = False) -> None:
        """A picture is looked at, so long after it was taken; ``asleep``: of a camera at rest. From any thread."""
        self._lags[asleep].append(late_s)

    def apart_s(self, *, urgent: bool = True) -> float:
        """How long after its last look a camera should have the next one. Where decoding is behind, those without
        anybody who matters now give way first."""
        if urgent or self._apart_s <= RARE_S:
            return self._apart_s
        return min(RAREST_S, 2 * self._apart_s)

    def rest_s(self, left_s: float) -> float:
        """How long nothing needs to be read by who looks again in ``left_s``: until shortly before. 0 while there is
        time."""
        return min(LONGEST_REST_S, 0.9 * left_s) if self._apart_s >= STEPS[-1][1] else 0.0

    def crops(self, priority: Priority) -> int:
        """How many closer looks a picture of that urgency may have. Each costs as much as the whole picture, and where
        the detector is behind, another camera's picture is worth more than a second look at this one."""
        if self._behind_s <= STEPS[0][1]:
            return CROPS
        return 1 if priority >= URGENT or self._behind_s < RARE_S else 0
