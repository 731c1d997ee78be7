"""Where to look closer: crops in which people that are small in the whole picture become large enough.

A crop keeps the proportions of the picture, so that the detector needs no other input size for it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lookout import geometry
from lookout.contract import Box, Kind, Zone
from lookout.geometry import Rectangle
from lookout.ports import Detection
from lookout.tracking import family

CROPS = 2
"""Most crops a picture; each costs as much as the picture itself."""
SMALL = 0.3
"""Motion lower than this share of the picture is worth a crop: people there have under 70 pixels of 234."""
SURE = 0.5
"""Motion that such a detection explains needs no closer look."""
LEAST_VIEW = 1 / 3
MOST_VIEW = 0.6
WIDER, TALLER = 1.5, 2.0
"""A crop around something is so many times as wide and as tall at least: closer, and small people in it are larger."""
GLANCES = ((1.0, 0.0, 0.0), (0.9, 0.08, -0.06), (1.15, -0.08, 0.06), (0.9, -0.08, 0.0), (1.0, 0.08, 0.06))
"""Size, and shift in sides of the crop, from one picture to the next. Whether somebody of 25 pixels is found hangs on
where the cells of the detector happen to lie: the same crop again and again would miss him again and again."""
LEAST_PIXELS = 160
SWEEP_S = 0.5
LATELY_S = 0.6
MANY = 8
"""Where more than this moves at once it rains or the camera shakes: then only what moves for more than a picture is
worth a crop."""
HISTORY = 3
NEAR = 0.1
SAME = 0.45
CUT = 0.01
ALMOST = 0.1
PART = 0.68
"""A part of a body is less than this share of the whole; a child before a grown person is seldom so exactly before."""


class Views:
    """Chooses the crops of one camera: around small motion, nearest to the zones first, and in turn over the armed
    water zones, where a child that hardly moves must be found as well."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        self._bounds = [geometry.bounds(zone.outline) for zone in zones]
        self._turn = 0
        self._glance = -1
        self._swept_s = -math.inf
        self._swept = False
        self._looked: list[tuple[float, Rectangle]] = []
        self._stirred: list[tuple[float, Sequence[Rectangle]]] = []

    def choose(
        self,
        moved: Sequence[Rectangle],
        whole: Sequence[Detection],
        armed: Sequence[Zone],
        *,
        held: Sequence[Box] = (),
        width: int,
        time_s: float,
        most: int = CROPS,
    ) -> list[Rectangle]:
        """``moved``: regions in motion; ``whole``: what was found in the whole picture, ``width`` pixels wide;
        ``held``: where people are expected who were seen lately, the most urgent first; ``most``: crops there is time
        for."""
        closest = LEAST_PIXELS / width
        least = max(LEAST_VIEW, closest)
        if least > MOST_VIEW or most < 1:
            return []
        self._glance = (self._glance + 1) % len(GLANCES)
        sweep = sweeps([zone for zone in armed if zone.kind is Kind.WATER], least)
        due = bool(sweep) and time_s - self._swept_s >= SWEEP_S
        # people who walk about near the zone must not keep the detector from looking into it, nor where there is time
        # for one crop only the other way round: then by turns
        room = most - 1 if due and (most > 1 or not self._swept) else most
        views: list[Rectangle] = []
        for region in self._wishes(moved, held, time_s):
            if len(views) == room:
                break
            if region[3] - region[1] < SMALL and not _explained(region, whole) and not _within(region, views):
                views.append(_glanced(region, GLANCES[self._glance], least=least, closest=closest))
        self._looked = [(at, view) for at, view in self._looked if time_s - at <= LATELY_S]
        self._looked += [(time_s, view) for view in views]
        self._stirred = [*self._stirred, (time_s, moved)][-HISTORY:]
        self._swept = due and len(views) < most
        if self._swept:
            self._swept_s = time_s
            self._turn += 1
            views.append(sweep[self._turn % len(sweep)])
        return views

    def _wishes(self, moved: Sequence[Rectangle], held: Sequence[Box], time_s: float) -> list[Rectangle]:
        """Somebody who is followed near a zone, then what moves: the less lately looked at and the nearer the
        sooner."""
        followed = [(box.x1, box.y1, box.x2, box.y2) for box in held]
        followed = [box for box in followed if self._distance(box) <= NEAR]
        # by turns; who is lost for seconds must not keep all others from being looked at
        followed.sort(key=lambda box: self._looks(box, time_s) + (self._distance(box) > 0))
        lasting = self._lasting(moved, time_s) if len(moved) > MANY else moved
        stirred = sorted(lasting, key=lambda region: (self._looks(region, time_s), self._distance(region)))
        return [*followed[:1], *stirred[:1], *followed[1:], *stirred[1:]]

    def _lasting(self, moved: Sequence[Rectangle], time_s: float) -> Sequence[Rectangle]:
        """Those that moved in the pictures just before as well; drops of rain are elsewhere in each. All of them
        where there are no such pictures."""
        before = [regions for at, regions in self._stirred if 0 < time_s - at <= LATELY_S]
        if len(before) < HISTORY:
            return moved
        return [
            region for region in moved if all(any(_holds(other, region) for other in regions) for regions in before)
        ]

    def _looks(self, region: Rectangle, time_s: float) -> int:
        """How often it was within a crop lately."""
        return sum(time_s - at <= LATELY_S and _within(region, [view]) for at, view in self._looked)

    def _distance(self, region: Rectangle) -> float:
        x, y = _middle(region)
        return min(
            (max(b[0] - x, x - b[2], 0.0) + max(b[1] - y, y - b[3], 0.0) for b in self._bounds),
            default=0.0,
        )


def sweeps(zones: Sequence[Zone], least: float) -> list[Rectangle]:
    """Crops that together cover the zones and the people who stand in them."""
    views: list[Rectangle] = []
    for zone in zones:
        left, top, right, bottom = geometry.bounds(zone.outline)
        top = max(0.0, top - 0.1)  # feet are in the zone, heads above it
        side = min(MOST_VIEW, max(least, 0.5))
        across = max(1, math.ceil((right - left) / (0.8 * side)))
        down = max(1, math.ceil((bottom - top) / (0.8 * side)))
        for row in range(down):
            for column in range(across):
                centre = left + (right - left) * (column + 0.5) / across, top + (bottom - top) * (row + 0.5) / down
                views.append(geometry.view(centre, width=side, height=side))
    return views


def lifted(seen: Sequence[Detection], view: Rectangle) -> list[Detection]:
    """Detections of a crop in fractions of the whole picture. What the crop's edge cuts is left out."""
    left, top, right, bottom = view
    width, height = right - left, bottom - top
    whole: list[Detection] = []
    for item in seen:
        box = item.box
        cut = (
            (box.x1 < CUT and left > 0)
            or (box.y1 < CUT and top > 0)
            or (box.x2 > 1 - CUT and right < 1)
            or (box.y2 > 1 - CUT and bottom < 1)
        )
        if not cut:
            moved = geometry.to_box(
                geometry.to_array([box])[0] * (width, height, width, height) + (left, top, left, top)
            )
            if moved is not None:
                whole.append(Detection(cls=item.cls, score=item.score, box=moved))
    return whole


def merged(whole: Sequence[Detection], closer: Sequence[Detection]) -> list[Detection]:
    """One detection an object out of those of the whole picture and of its crops."""
    every = [*whole, *closer]
    kept: list[Detection] = []
    for name in sorted({family(item.cls) for item in every}):
        group = [item for item in every if family(item.cls) == name]
        boxes = geometry.to_array([item.box for item in group])
        kept += [group[row] for row in geometry.suppress(boxes, _scores(group), limit=SAME)]
    return kept


def whole_bodies(found: Sequence[Detection]) -> list[Detection]:
    """Without the legs or the trunk of somebody who was found whole as well."""
    people = [item for item in found if item.cls == "person"]
    return [item for item in found if item.cls != "person" or not any(_part_of(item, other) for other in people)]


def _part_of(part: Detection, whole: Detection) -> bool:
    """A shorter, weaker box of about the same breadth that lies in the other and begins or ends where that does."""
    a, b = part.box, whole.box
    width, height = b.x2 - b.x1, b.y2 - b.y1
    share = (a.y2 - a.y1) / height
    return (
        part.score < whole.score + ALMOST
        and part is not whole
        and 0.25 < share < PART
        and abs((a.x1 + a.x2) - (b.x1 + b.x2)) / 2 < 0.25 * width
        and 0.5 < (a.x2 - a.x1) / width < 1.3
        and a.y1 > b.y1 - 0.1 * height
        and a.y2 < b.y2 + 0.1 * height
    )


def _glanced(region: Rectangle, glance: tuple[float, float, float], *, least: float, closest: float) -> Rectangle:
    """A crop around the region, all of it inside. ``closest``: a smaller one would hold too few pixels."""
    size, right, down = glance
    needed = max(WIDER * (region[2] - region[0]), TALLER * (region[3] - region[1]))
    side = min(MOST_VIEW, max(closest, max(least, needed) * size))
    x, y = _middle(region)
    return geometry.view((x + right * side, y + down * side), width=side, height=side)


def _scores(items: Sequence[Detection]) -> NDArray[np.float64]:
    return np.array([item.score for item in items], dtype=np.float64)


def _middle(region: Rectangle) -> geometry.Point:
    return (region[0] + region[2]) / 2, (region[1] + region[3]) / 2


def _within(region: Rectangle, views: Sequence[Rectangle]) -> bool:
    return any(
        view[0] <= region[0] and view[1] <= region[1] and region[2] <= view[2] and region[3] <= view[3]
        for view in views
    )


def _holds(region: Rectangle, other: Rectangle) -> bool:
    """Whether the middle of the one lies in the other, either way round."""
    return any(
        a[0] <= x <= a[2] and a[1] <= y <= a[3] for a, (x, y) in ((region, _middle(other)), (other, _middle(region)))
    )


def _explained(region: Rectangle, whole: Sequence[Detection]) -> bool:
    x, y = _middle(region)
    return any(
        item.score >= SURE and item.box.x1 <= x <= item.box.x2 and item.box.y1 <= y <= item.box.y2 for item in whole
    )
