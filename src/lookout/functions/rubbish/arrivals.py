"""Who comes to the bins, not past them: a person inside the zone who has slowed down is reminded once a window.

Slow is told in the person's own height: somebody who walks by covers half of it and more in a second, whoever stops at
a bin far less.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from lookout import geometry, rules
from lookout.contract import Zone
from lookout.geometry import Point
from lookout.rules import Left, Raised
from lookout.tracking import Track

DWELL_S = 1.0
"""At least so long inside, whatever the zone says: a reminder that comes too early is for passers-by."""
OVER_S = 0.8
"""The pace is measured over so long; one detection's jitter is no walk."""
SLOW = 0.35
"""Heights of the person a second."""
FORGOTTEN_S = 5.0


@dataclass(slots=True)
class _Way:
    """One person's way inside. ``came``: has slowed down since."""

    since_s: float
    places: deque[tuple[float, Point]] = field(default_factory=deque)
    came: bool = False


class Arrivals:
    """The reminders of one zone."""

    def __init__(self, zone: Zone) -> None:
        self._zone = zone
        self._dwell_s = max(DWELL_S, zone.dwell_s)
        self._rule = zone.model_copy(update={"dwell_s": 0.0})
        self._ways: dict[int, _Way] = {}
        self._visits: rules.Visits = {}

    @property
    def pending(self) -> bool:
        """Whether somebody is inside of whom nothing can be told yet."""
        return any(not way.came for way in self._ways.values())

    def update(
        self, tracks: Iterable[Track], *, time_s: float, at: float, aspect: float
    ) -> tuple[tuple[Raised, ...], tuple[Left, ...]]:
        """Who is to be reminded now, and who of those has left. ``at``: seconds since the epoch."""
        arrived: list[Track] = []
        for track in tracks:
            if track.cls not in self._zone.classes or track.seen_s < time_s:
                continue
            if not rules.stands_in(self._zone, track.box):
                continue
            way = self._ways.setdefault(track.id, _Way(since_s=time_s))
            self._step(way, track, time_s, aspect)
            if way.came:
                arrived.append(track)
        verdict = rules.judge(self._rule, self._visits, arrived, time_s=time_s, at=at, aspect=aspect)
        self._visits = verdict.visits
        for number, way in list(self._ways.items()):
            if not way.places or time_s - way.places[-1][0] > (FORGOTTEN_S if way.came else rules.GRACE_S):
                del self._ways[number]
        return verdict.raised, verdict.left

    def _step(self, way: _Way, track: Track, time_s: float, aspect: float) -> None:
        x, y = geometry.foot(track.box)
        way.places.append((time_s, (x * aspect, y)))
        while len(way.places) > 2 and time_s - way.places[1][0] >= OVER_S:
            way.places.popleft()
        begun_s, (then_x, then_y) = way.places[0]
        took_s = time_s - begun_s
        if way.came or took_s < OVER_S or time_s - way.since_s < self._dwell_s:
            return
        tall = track.box.y2 - track.box.y1
        way.came = max(abs(x * aspect - then_x), abs(y - then_y)) / took_s < SLOW * tall
