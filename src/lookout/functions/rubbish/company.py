"""Who has been about: people, vehicles and animals near a zone, where they stood and whether they ever moved.

Sizes are told in heights of a person, so that the same figures hold for any camera. Widths are brought to the unit of
heights with the picture's aspect.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from lookout import geometry
from lookout.contract import Box, Zone
from lookout.geometry import Rectangle
from lookout.tracking import Track

PERSON = "person"
ANIMALS = frozenset({"cat", "dog", "horse", "sheep", "cow"})
VEHICLES = frozenset({"bicycle", "car", "motorcycle", "bus", "truck"})
FOLLOWED = frozenset({PERSON}) | ANIMALS | VEHICLES

KEPT_S = 20.0
"""Sights of people are kept for so long."""
STOOD_S = 900.0
"""Where a vehicle or animal stood is kept for so long after it was last seen."""
EVERY_S = 0.3
HIDES_S = 1.5
"""Somebody unseen for so long may still be there: detections come and go."""
ROOM = 0.12
"""A box is a little too small for hair, feet and bags; a share of its sides."""
MOVED = 0.3
"""Who came further than this share of his height is no thing that the detector takes for a person."""
YOUNG_S = 2.0
"""A new track may yet move."""
SURE = 0.5
"""Of a vehicle that was never seen to move."""
COVERS = 0.5
SAME_HEIGHT = 0.55


@dataclass(slots=True)
class _Seen:
    cls: str
    box: Box
    first: Box
    first_s: float
    last_s: float
    still_s: float
    moved: bool = False
    sure: float = 0.0
    sights: deque[tuple[float, Box]] = field(default_factory=deque)


class Company:
    """Remembers the tracks of one camera that came near one zone."""

    def __init__(self, zone: Zone) -> None:
        self._zone = zone
        self._seen: dict[int, _Seen] = {}
        self._heights: deque[float] = deque(maxlen=60)
        self._aspect = 1.0

    def update(self, tracks: Iterable[Track], *, time_s: float, aspect: float) -> None:
        """Takes the tracks of a picture; ``aspect`` is its width over its height."""
        self._aspect = aspect
        left, top, right, bottom = geometry.bounds(self._zone.outline)
        for track in tracks:
            if track.cls not in FOLLOWED or track.seen_s < time_s:
                continue
            box = track.box
            tall = box.y2 - box.y1
            if box.x2 < left - tall or box.x1 > right + tall or box.y2 < top - tall or box.y1 > bottom + tall:
                continue
            self._note(track, time_s)
        for number, seen in list(self._seen.items()):
            if time_s - seen.last_s > (KEPT_S if seen.cls == PERSON and seen.moved else STOOD_S):
                del self._seen[number]

    def _note(self, track: Track, time_s: float) -> None:
        box = track.box
        seen = self._seen.get(track.id)
        if seen is None:
            seen = self._seen[track.id] = _Seen(track.cls, box, box, track.first_s, time_s, time_s)
        if _shift(seen.first, box, self._aspect) > MOVED * (box.y2 - box.y1):
            seen.moved = True
        if not seen.sights or _shift(seen.sights[-1][1], box, self._aspect) > 0.1 * (box.y2 - box.y1):
            seen.still_s = time_s
        if not seen.sights or time_s - seen.sights[-1][0] >= EVERY_S:
            seen.sights.append((time_s, box))
            if seen.cls == PERSON and seen.moved and geometry.foot(box)[1] < 0.97:
                self._heights.append(box.y2 - box.y1)
        while seen.sights and time_s - seen.sights[0][0] > KEPT_S:
            seen.sights.popleft()
        seen.cls, seen.box, seen.last_s, seen.sure = track.cls, box, time_s, max(seen.sure, track.sustained)

    @property
    def person_height(self) -> float | None:
        """How tall people are here (share of the picture's height); None before three were measured."""
        return median(self._heights) if len(self._heights) >= 3 else None

    def hiding(self, time_s: float) -> list[Rectangle]:
        """The rectangles behind which nothing can be told now."""
        return [
            _grown(seen.box)
            for seen in self._seen.values()
            if time_s - seen.last_s <= HIDES_S and (seen.moved or time_s - seen.first_s <= YOUNG_S)
        ]

    def here(self, time_s: float) -> bool:
        """Whether somebody, or something that moved, is at the zone."""
        bounds = geometry.bounds(self._zone.outline)
        return any(geometry.touch(box, bounds) for box in self.hiding(time_s))

    def people(self, time_s: float) -> bool:
        """Whether somebody is about, near the zone or on the way to it."""
        return any(seen.cls == PERSON and time_s - seen.last_s <= HIDES_S for seen in self._seen.values())

    def near(self, thing: Box, begin_s: float, end_s: float, *, reach: float) -> frozenset[int]:
        """People who were within ``reach`` of their own height of the thing between the two times."""
        return frozenset(
            number
            for number, seen in self._seen.items()
            if seen.cls == PERSON
            and (seen.moved or seen.last_s - seen.first_s <= YOUNG_S)
            and any(begin_s <= at <= end_s and self._beside(box, thing, reach) for at, box in seen.sights)
        )

    def inside(self, begin_s: float) -> frozenset[int]:
        """People who stood in the zone since then."""
        return frozenset(
            number
            for number, seen in self._seen.items()
            if seen.cls == PERSON
            and any(
                at >= begin_s and geometry.inside(self._zone.outline, geometry.foot(box)) for at, box in seen.sights
            )
        )

    def explains(self, thing: Box, born_s: float) -> str:
        """The class of what was seen to stand there since: a vehicle or animal, or a person whom the detector lost;
        empty when nothing was."""
        for seen in self._seen.values():
            if seen.last_s < born_s - 5.0 or _cover(thing, _grown(seen.box)) < COVERS:
                continue
            tall = (thing.y2 - thing.y1) / (seen.box.y2 - seen.box.y1)
            if tall < SAME_HEIGHT and seen.cls == PERSON:
                continue
            if seen.cls in ANIMALS and not (seen.moved and tall > 0.4):
                continue
            if seen.cls in VEHICLES and not (seen.moved or seen.sure >= SURE):
                continue
            if seen.cls == PERSON and not seen.moved:
                continue
            if seen.last_s - seen.still_s >= 0.5 or seen.last_s >= born_s:
                return seen.cls
        return ""

    def _beside(self, person: Box, thing: Box, reach: float) -> bool:
        tall = person.y2 - person.y1
        aside = max(0.0, person.x1 - thing.x2, thing.x1 - person.x2) * self._aspect
        return aside <= reach * tall and abs(person.y2 - thing.y2) <= max(reach, 0.3) * tall


def _shift(a: Box, b: Box, aspect: float) -> float:
    """How far the feet came, in heights of the picture."""
    (ax, ay), (bx, by) = geometry.foot(a), geometry.foot(b)
    return max(abs(ax - bx) * aspect, abs(ay - by))


def _grown(box: Box) -> Rectangle:
    wide, tall = (box.x2 - box.x1) * ROOM, (box.y2 - box.y1) * ROOM
    return box.x1 - wide, box.y1 - tall, box.x2 + wide, box.y2 + tall


def _cover(thing: Box, by: Rectangle) -> float:
    wide = min(thing.x2, by[2]) - max(thing.x1, by[0])
    tall = min(thing.y2, by[3]) - max(thing.y1, by[1])
    return max(0.0, wide) * max(0.0, tall) / ((thing.x2 - thing.x1) * (thing.y2 - thing.y1))
