"""Who rides on what, where the head is, and what many looks at it say together. Pure functions; no picture.

A decision is never made from one look: at least ``LEAST_LOOKS`` over ``LEAST_SPAN_S`` must agree, or the answer is that
it cannot be told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lookout.contract import Box
from lookout.geometry import Rectangle
from lookout.tracking import Track

LEAST_LOOKS = 3
LEAST_SPAN_S = 0.4
AGREEING = 2 / 3
"""Share of the looks that must each lean to the answer."""
HELMET_SURE = 0.7
LEAST_HEAD = 0.5
"""A place that is less probably a head than this is not looked at."""
MOVED = 0.5
"""A vehicle rides when it has moved by this share of its own width, or has grown or shrunk by ``RESIZED``."""
RESIZED = 1.3
SWAY = 0.3
"""Who rides stays at the same place of the vehicle, within this share of its width."""
HEAD_OF_BODY = 0.36
"""Side of a head over the geometric mean of a rider's width and height."""
OFFSETS = (-0.25, -0.125, 0.0, 0.125, 0.25)
SCALES = (0.78, 1.0, 1.28)
CLOSE = 0.93
LONE_HEAD = 0.9
"""Above a vehicle whose rider the detector missed, a place must be this surely a head."""
HEAD_OF_VEHICLE = 0.24
LONE_ACROSS = (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2)
LONE_ABOVE = (-1.7, -1.2, -0.7)
LONE_SCALES = (0.85, 1.15)


class Answer(StrEnum):
    HELMET = "helmet"
    NO_HELMET = "no_helmet"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at one head: probability of a helmet, of a head at all, and the head's side in pixels."""

    time_s: float
    helmet: float
    head: float
    px: float

    @property
    def weight(self) -> float:
        """Large heads that surely are heads count most; beyond 32 pixels size brings nothing more."""
        return self.head * min(1.0, self.px / 32.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the looks say together. ``bare``: probability of a bare head; ``against``: looks that lean to bare."""

    answer: Answer
    bare: float = 0.5
    looks: int = 0
    against: int = 0
    px: float = 0.0


def decide(looks: Sequence[Look], *, sure: float) -> Decision:
    """``sure``: how probable a bare head must be, 0-1. Looks come in the order of time."""
    if not looks:
        return Decision(answer=Answer.UNKNOWN)
    total = sum(look.weight for look in looks)
    bare = sum((1.0 - look.helmet) * look.weight for look in looks) / total if total > 0 else 0.5
    against = sum(look.helmet < 0.5 for look in looks)
    answer = Answer.UNKNOWN
    if len(looks) >= LEAST_LOOKS and looks[-1].time_s - looks[0].time_s >= LEAST_SPAN_S - 1e-6:
        if bare >= sure and against >= AGREEING * len(looks):
            answer = Answer.NO_HELMET
        elif 1.0 - bare >= HELMET_SURE and len(looks) - against >= AGREEING * len(looks):
            answer = Answer.HELMET
    return Decision(answer=answer, bare=bare, looks=len(looks), against=against, px=max(look.px for look in looks))


def seated(person: Box, vehicle: Box) -> float:
    """How well the person sits on the vehicle, 0 (not at all) to 1: above it, over it, feet not on the ground
    before it."""
    width, height = vehicle.x2 - vehicle.x1, vehicle.y2 - vehicle.y1
    tall = person.y2 - person.y1
    middle = (person.x1 + person.x2) / 2
    if not vehicle.x1 - 0.1 * width <= middle <= vehicle.x2 + 0.1 * width:
        return 0.0
    if person.y2 > vehicle.y2 + 0.08 * height or person.y2 < vehicle.y1 + 0.15 * height:
        return 0.0
    if person.y1 > vehicle.y1 + 0.3 * height or not 0.5 <= tall / height <= 3.2:
        return 0.0
    across = max(0.0, min(person.x2, vehicle.x2) - max(person.x1, vehicle.x1))
    down = max(0.0, min(person.y2, vehicle.y2) - max(person.y1, vehicle.y1))
    share = across * down / ((person.x2 - person.x1) * tall)
    return share if share >= 0.15 else 0.0


def pairs(
    people: Iterable[Track], vehicles: Sequence[Track], known: Mapping[int, int] | None = None
) -> dict[int, list[Track]]:
    """The people on each vehicle, by its number; nobody sits on two. ``known``: on which vehicle somebody sat before,
    where he stays as long as he can sit there, so that two boxes of one vehicle do not pass him to and fro."""
    riders: dict[int, list[Track]] = {vehicle.id: [] for vehicle in vehicles}
    for person in people:
        before = None if known is None else known.get(person.id)
        fits = [(vehicle.id == before, seated(person.box, vehicle.box), -vehicle.id) for vehicle in vehicles]
        fits = [fit for fit in fits if fit[1] > 0.0]
        if fits:
            riders[-max(fits)[2]].append(person)
    return riders


def near(person: Box, vehicle: Box) -> bool:
    """Whether somebody is so near a vehicle that a head above it may be his."""
    width, height = vehicle.x2 - vehicle.x1, vehicle.y2 - vehicle.y1
    return (
        person.x1 < vehicle.x2 + 0.2 * width
        and person.x2 > vehicle.x1 - 0.2 * width
        and person.y1 < vehicle.y1 + 0.3 * height
        and person.y2 > vehicle.y1 - height
    )


def place(person: Box, vehicle: Box) -> float:
    """Where on the vehicle somebody sits: from its middle, in widths of it."""
    return ((person.x1 + person.x2) - (vehicle.x1 + vehicle.x2)) / 2 / (vehicle.x2 - vehicle.x1)


def stays(places: Sequence[float]) -> bool:
    """Whether somebody kept his place on the vehicle; who walks past one does not."""
    ordered = sorted(places)
    cut = len(ordered) // 8
    kept = ordered[cut : len(ordered) - cut]
    return not kept or kept[-1] - kept[0] <= SWAY


def moved(first: Box, now: Box) -> bool:
    """Whether a vehicle that was at ``first`` has been ridden to ``now``: across the picture, or near or away."""
    width, height = (max(first.x2 - first.x1, now.x2 - now.x1), max(first.y2 - first.y1, now.y2 - now.y1))
    across = abs((now.x1 + now.x2) - (first.x1 + first.x2)) / 2 / width
    down = abs(now.y2 - first.y2) / height
    sizes = ((now.x2 - now.x1) / (first.x2 - first.x1), (now.y2 - now.y1) / (first.y2 - first.y1))
    # what somebody hides for a moment becomes shorter one way only
    resized = min(sizes) >= RESIZED or max(sizes) <= 1 / RESIZED
    return max(across, down) >= MOVED or resized


def head_side(person: Box, *, width: int, height: int) -> float:
    """The probable side of a rider's head in pixels of a picture of this size."""
    across, tall = (person.x2 - person.x1) * width, (person.y2 - person.y1) * height
    return min(HEAD_OF_BODY * math.sqrt(across * tall), 0.5 * tall)


def head_places(person: Box, *, width: int, height: int) -> list[Rectangle]:
    """Squares in pixels where a rider's head may be: along the upper edge of the box, in three sizes."""
    side = head_side(person, width=width, height=height)
    left, right, top = person.x1 * width, person.x2 * width, person.y1 * height
    places: list[Rectangle] = []
    for scale in SCALES:
        half = side * scale / 2
        for offset in OFFSETS:
            x = (left + right) / 2 + offset * (right - left)
            places.append((x - half, top - 0.05 * side, x + half, top - 0.05 * side + 2 * half))
    return places


def lone_places(vehicle: Box, *, width: int, height: int) -> list[Rectangle]:
    """Squares in pixels where the head of a rider may be whom the detector did not see: above the vehicle."""
    across, tall = (vehicle.x2 - vehicle.x1) * width, (vehicle.y2 - vehicle.y1) * height
    side = HEAD_OF_VEHICLE * math.sqrt(across * tall)
    middle, top = (vehicle.x1 + vehicle.x2) / 2 * width, vehicle.y1 * height
    return [
        (x - side * scale / 2, y - side * scale / 2, x + side * scale / 2, y + side * scale / 2)
        for scale in LONE_SCALES
        for x in (middle + share * across for share in LONE_ACROSS)
        for y in (top + share * side for share in LONE_ABOVE)
    ]


def best_place(
    places: Sequence[Rectangle],
    heads: Sequence[float],
    taken: Sequence[Rectangle],
    *,
    least: float = LEAST_HEAD,
) -> int | None:
    """The most probable head of those that are not another rider's; None when none reaches ``least``."""
    best: int | None = None
    for index, probability in enumerate(heads):
        if probability < least or any(_same(places[index], other) for other in taken):
            continue
        if best is None or probability > heads[best]:
            best = index
    return best


def around(places: Sequence[Rectangle], heads: Sequence[float], best: int) -> list[int]:
    """The places that show the same head about as surely as the best one, itself among them: their mean is a steadier
    answer than any one of them."""
    return [
        index
        for index, probability in enumerate(heads)
        if probability >= CLOSE * heads[best] and _same(places[index], places[best], within=0.4)
    ]


def _same(a: Rectangle, b: Rectangle, *, within: float = 0.55) -> bool:
    """Whether two places show one head: their middles are nearer than this share of the larger one's side."""
    side = max(a[2] - a[0], b[2] - b[0])
    return abs(a[0] + a[2] - b[0] - b[2]) < 2 * within * side and abs(a[1] + a[3] - b[1] - b[3]) < 2 * within * side
