"""Whether a station is overfull or dirty: many looks over minutes, without people, against its own clean days.

One look says little, and a model trained on other places has its own taste of every station. So two thirds of the looks
of some minutes must agree, and they must also lie clearly above the cleanest that this very station has been.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

EVERY_S = 15.0
LOOKS = 9
"""Looks for a verdict: more than two minutes of them."""
SURE = 0.6
"""Two thirds of the looks give at least this probability when a station is dirty."""
ABOVE_CLEAN = 0.3
"""And so much above what they gave when it was clean."""
BACK = 0.15
"""So far below what raised the alarm it counts as tidied up."""
UNKNOWN_SURE = 0.95
"""A station that was never seen clean must be dirty beyond doubt."""
FORGETS_PER_HOUR = 0.01
"""The clean level drifts up slowly: seasons, a new wall."""


@dataclass(slots=True)
class Cleanliness:
    """The verdict on one station. ``raised_s``: since when it is told to be dirty."""

    clean: float | None = None
    raised_s: float | None = None
    level: float = 0.0
    _looks: deque[float] = field(default_factory=lambda: deque(maxlen=LOOKS))
    _asked_s: float | None = None
    _told: float = 0.0

    def asks(self, time_s: float) -> bool:
        """Whether it is time for another look."""
        return self._asked_s is None or time_s - self._asked_s >= EVERY_S

    def update(self, probability: float, time_s: float) -> str:
        """Takes a look; ``dirty`` when it is to be told, ``clean`` when what was told is over, else empty."""
        gap = 0.0 if self._asked_s is None else time_s - self._asked_s
        if gap > EVERY_S * LOOKS:
            self._looks.clear()
        self._asked_s = time_s
        self._looks.append(probability)
        if len(self._looks) < LOOKS:
            return ""
        self.level = sorted(self._looks)[LOOKS // 3]
        if self.raised_s is not None:
            if self.level > self._told - BACK:
                return ""
            self.raised_s = None
            self.clean = self.level if self.clean is None else min(self.clean, self.level)
            return "clean"
        dirty = self.level >= (UNKNOWN_SURE if self.clean is None else max(SURE, self.clean + ABOVE_CLEAN))
        if dirty:
            self.raised_s, self._told = time_s, self.level
            return "dirty"
        if self.level < SURE:
            drifted = self.level if self.clean is None else self.clean + FORGETS_PER_HOUR * gap / 3600
            self.clean = min(drifted, self.level)
        return ""

    def forget(self) -> None:
        """The camera was turned: nothing that was learnt holds."""
        self.clean = self.raised_s = self._asked_s = None
        self._looks.clear()
