"""Holding on to objects from picture to picture: which detection is whom, in the manner of ByteTrack.

Strong detections are matched to the known tracks first, weak ones then to those still without a match, so that a
person half hidden keeps its number. Velocities come from a beta filter over real seconds, not over
frames: frames come at any distance, and a track lives on over a few that brought nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import lap
import numpy as np
from numpy.typing import NDArray

from lookout import geometry
from lookout.contract import Box

STRONG = 0.4
WEAK = 0.2
CONFIRM_HITS = 2
TENTATIVE_S = 0.7
"""A track seen once is forgotten after this time."""
LOST_S = 3.0
"""A confirmed track is kept this long without a detection; long enough for a missed second, and more."""
LOST_STILL_S = 10.0
"""Who stood still is kept longer: he is found again where he was."""
STILL = 0.25
"""Heights a second; less is standing."""
OUT, OUT_S = 0.8, 0.5
"""Who walks out of the picture, so that less than this of him would be left in it, is waited for so long only: the next
one who comes in there is another child, who must not pass for the first."""
FORESIGHT_S = 1.0
"""A lost track is moved on by its velocity for this long at most; then it waits there."""
GROWTH = 0.3
"""Boxes are compared a little enlarged, so that small fast objects overlap from frame to frame."""
TURN_S = 0.7
STEP, STEPS_A_SECOND = 0.6, 2.5
"""Reach of somebody whose movement was not foreseen, in widths of the box, at once and a second."""
LEAST_OVERLAP = 0.12
LEAST_OVERLAP_WEAK = 0.3
FIRST_VELOCITY, BETA = 0.7, 0.3
RENEWAL = 0.5
MOVED_WIDE, MOVED_TALL = 0.5, 0.25
"""Of its own width or height: so far elsewhere, it has moved. Less is the trembling of a box."""
REMEMBER_S, REGAINED = 120.0, 0.3
CAME_SIGHTS, CAME_SHARE = 4, 0.7
STIRRED, SPREAD = 0.6, 8.0
"""So much of a box lies in one thing in motion, which is no larger than so many boxes: it is that thing."""
REGAINED_STEPS, REGAINED_STEPS_A_SECOND, REGAINED_MOST = 0.6, 4.0, 4.0
"""Who is found so near (see ``STEP``) to somebody who had moved and is not seen just now may be the same."""
PICTURE = np.array([[0.0, 0.0, 1.0, 1.0]])
FAMILIES = (("car", "bus", "truck"), ("bicycle", "motorcycle"))
"""Classes that a detector takes for one another; a track of one may be continued by another."""


class Found(Protocol):
    """What the detector saw; ``ports.Detection`` is one."""

    @property
    def cls(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def box(self) -> Box: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One object as known after a picture. ``id`` is for ever; ``score`` is the last detection's.

    ``sustained`` is the highest that a running mean of the scores has reached, starting from nothing: two sights at
    0.6 bring it to 0.45, two at 0.41 only to 0.31. The weaker the sight, the more of them it takes. ``velocity`` is of
    the middle, fractions of the picture a second. ``seen_s`` is when it was last detected: ``box`` is a prediction when
    that lies in the past. ``moved``: it has been elsewhere since it was first seen, or goes on from one that had.
    ``came``: it stands where lately nothing stood, so the place looks otherwise than usual in nearly all its sights.
    """

    id: int
    cls: str
    score: float
    sustained: float
    box: Box
    velocity: tuple[float, float]
    hits: int
    first_s: float
    seen_s: float
    moved: bool = True
    came: bool = False


def family(cls: str) -> str:
    """The name that stands for all classes which may be taken for ``cls``."""
    return next((names[0] for names in FAMILIES if cls in names), cls)


@dataclass(slots=True)
class _Live:
    kind: str
    box: NDArray[np.float64]
    velocity: NDArray[np.float64]
    first_s: float
    seen_s: float
    score: float
    mean: float
    peak: float
    votes: dict[str, float]
    origin: NDArray[np.float64]
    moved: bool = False
    fresh: int = 0
    hits: int = 1
    id: int = -1

    def out(self, time_s: float) -> bool:
        """Whether it must have left the picture by now, or is about to."""
        whole = self.expected(time_s)[None, :]
        return bool(geometry.overlaps(whole, PICTURE)[0, 0] < OUT * geometry.areas(whole)[0])

    def awaited(self, time_s: float) -> bool:
        """Whether it may still come back, however long it was not seen."""
        if self.id < 0:
            patience_s = TENTATIVE_S
        elif self.out(time_s):
            patience_s = OUT_S
        else:
            still = float(np.abs(self.velocity).max()) <= STILL * float(self.box[3] - self.box[1])
            patience_s = LOST_STILL_S if still else LOST_S
        return time_s - self.seen_s <= patience_s

    def expected(self, time_s: float) -> NDArray[np.float64]:
        ahead = min(time_s - self.seen_s, FORESIGHT_S)
        moved: NDArray[np.float64] = self.box + np.tile(self.velocity, 2) * ahead
        return moved


@dataclass(slots=True)
class Tracker:
    """The tracks of one camera. ``strong``: score at which an unknown object may begin a track."""

    strong: float = STRONG
    _live: list[_Live] = field(default_factory=list)
    _last_id: int = 0
    _lost: list[tuple[float, NDArray[np.float64]]] = field(default_factory=list)

    @property
    def unconfirmed(self) -> bool:
        """Whether something was seen once and waits for its second sight."""
        return any(track.id < 0 for track in self._live)

    def held(self, time_s: float) -> list[Box]:
        """Where people are expected now whom it would be a pity to lose: first those seen once, then the longest
        unseen."""
        people = [track for track in self._live if track.kind == "person" and track.awaited(time_s)]
        people.sort(key=lambda track: (track.id >= 0, track.seen_s, track.id))
        boxes = [geometry.to_box(track.expected(time_s)) for track in people]
        return [box for box in boxes if box is not None]

    def update(
        self,
        found: Sequence[Found],
        *,
        time_s: float,
        least_id: int = 1,
        stirred: Sequence[geometry.Rectangle] = (),
    ) -> tuple[Track, ...]:
        """Takes the detections of the picture at ``time_s`` (seconds, never backwards) in any order. ``stirred``:
        what is in motion in it.

        Gives the confirmed tracks, by id, those lately lost among them. Ids rise and are at least ``least_id``.
        """
        seen = sorted(
            found, key=lambda item: (-item.score, item.cls, item.box.x1, item.box.y1, item.box.x2, item.box.y2)
        )
        boxes = geometry.to_array([item.box for item in seen])
        strong = [index for index, item in enumerate(seen) if item.score >= self.strong]
        weak = [index for index, item in enumerate(seen) if WEAK <= item.score < self.strong]
        pairs = self._match(self._live, strong, seen, boxes, time_s, LEAST_OVERLAP)
        matched = {id(track) for track, _ in pairs}
        waiting = [track for track in self._live if id(track) not in matched and track.id >= 0]
        pairs += self._match(waiting, weak, seen, boxes, time_s, LEAST_OVERLAP_WEAK)
        pairs += self._turned(pairs, strong, seen, boxes, time_s)
        for track, index in pairs:
            _correct(track, seen[index], boxes[index], time_s)
        taken = {index for _, index in pairs}
        for index in strong:
            if index not in taken:
                self._begin(seen[index], boxes[index], time_s)
        for track in self._live:
            track.fresh += track.seen_s == time_s and _stirs(track.box, stirred)
        stays = [track.awaited(time_s) for track in self._live]
        gone = [track for track, stay in zip(self._live, stays, strict=True) if not stay and track.moved]
        self._lost = [(at, box) for at, box in self._lost if time_s - at <= REMEMBER_S]
        self._lost += [(time_s, track.box) for track in gone]
        self._live = [track for track, stay in zip(self._live, stays, strict=True) if stay]
        for track in self._live:
            if track.id < 0 and track.hits >= CONFIRM_HITS:
                track.id = self._last_id = max(self._last_id + 1, least_id)
        return tuple(view for view in (_public(track, time_s) for track in self._live) if view is not None)

    def _match(
        self,
        tracks: list[_Live],
        chosen: list[int],
        seen: Sequence[Found],
        boxes: geometry.Boxes,
        time_s: float,
        least: float,
    ) -> list[tuple[_Live, int]]:
        if not tracks or not chosen:
            return []
        expected = np.stack([track.expected(time_s) for track in tracks])
        # the longer nothing was seen, the less the prediction is worth, and the wider one must search
        widths = np.array([[GROWTH + min(1.0, time_s - track.seen_s)] for track in tracks])
        likeness = geometry.iou(geometry.grown(expected, widths), geometry.grown(boxes[chosen], np.array([[GROWTH]])))
        for row, track in enumerate(tracks):
            for column, index in enumerate(chosen):
                if family(seen[index].cls) != track.kind:
                    likeness[row, column] = 0.0
        # not scipy's, which is as good but brings twenty megabytes into every process
        _, columns, _ = lap.lapjv(-np.where(likeness >= least, likeness, 0.0), extend_cost=True)
        return [
            (tracks[row], chosen[column])
            for row, column in enumerate(columns)
            if column >= 0 and likeness[row, column] >= least
        ]

    def _turned(
        self,
        pairs: Sequence[tuple[_Live, int]],
        strong: list[int],
        seen: Sequence[Found],
        boxes: geometry.Boxes,
        time_s: float,
    ) -> list[tuple[_Live, int]]:
        """Who turned round or began to run overlaps with no prediction: what is left on both sides and near enough to
        be walked to in the time is matched, nearest first."""
        matched, taken = {id(track) for track, _ in pairs}, {index for _, index in pairs}
        near: list[tuple[float, int, int]] = []
        for row, track in enumerate(self._live):
            gap = time_s - track.seen_s
            if id(track) in matched or gap > TURN_S or track.out(time_s):
                continue
            for index in strong:
                if index not in taken and family(seen[index].cls) == track.kind:
                    distance = _steps(track.box, boxes[index])
                    if distance <= min(2.0, STEP + STEPS_A_SECOND * gap):
                        near.append((distance, row, index))
        found: dict[int, int] = {}
        for _, row, index in sorted(near):
            if row not in found and index not in found.values():
                found[row] = index
        return [(self._live[row], index) for row, index in found.items()]

    def _begin(self, item: Found, box: NDArray[np.float64], time_s: float) -> None:
        self._live.append(
            _Live(
                kind=family(item.cls),
                box=box,
                velocity=np.zeros(2),
                first_s=time_s,
                seen_s=time_s,
                score=item.score,
                mean=item.score * RENEWAL,
                peak=item.score * RENEWAL,
                votes={item.cls: item.score},
                origin=box,
                moved=self._was_here(family(item.cls), box, time_s),
            )
        )

    def _was_here(self, kind: str, box: NDArray[np.float64], time_s: float) -> bool:
        """Whether somebody who had moved was lost at this place lately, or near it just now: he may be the same."""
        for track in self._live:
            gap = time_s - track.seen_s
            if track.kind == kind and track.moved and track.id >= 0 and 0 < gap <= LOST_S:
                reach = min(REGAINED_MOST, REGAINED_STEPS + REGAINED_STEPS_A_SECOND * gap)
                if min(_steps(track.box, box), _steps(track.expected(time_s), box)) <= reach:
                    return True
        if not self._lost:
            return False
        return bool((geometry.iou(box[None, :], np.stack([lost for _, lost in self._lost])) >= REGAINED).any())


def _steps(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """How far b's middle is from a's, in widths of a sideways and in thirds of its height up and down; endless when
    the sizes differ too much for one thing."""
    size, other = a[2:] - a[:2], b[2:] - b[:2]
    if not 0.6 < other[1] / size[1] < 1.67:
        return float("inf")
    away = np.abs((b[:2] + b[2:]) - (a[:2] + a[2:])) / 2 / size
    return float(max(away[0], away[1] * 3))


def _away(origin: NDArray[np.float64], box: NDArray[np.float64]) -> bool:
    """Whether both ends of the box are elsewhere than they were: one end alone trembles, or is hidden."""
    size = np.maximum(origin[2:] - origin[:2], box[2:] - box[:2])
    shift = np.minimum(np.abs(box[:2] - origin[:2]), np.abs(box[2:] - origin[2:])) / size
    same_way = np.sign(box[:2] - origin[:2]) == np.sign(box[2:] - origin[2:])
    return bool((same_way & (shift >= (MOVED_WIDE, MOVED_TALL))).any())


def _stirs(box: NDArray[np.float64], stirred: Sequence[geometry.Rectangle]) -> bool:
    """Whether one thing in motion is what the box shows, and not a whole tree or beam of light about it."""
    if not stirred:
        return False
    things = np.array(stirred, dtype=np.float64)
    common = geometry.overlaps(box[None, :], things)[0]
    size = geometry.areas(box[None, :])[0]
    return bool(((common >= STIRRED * size) & (geometry.areas(things) <= SPREAD * size)).any())


def _correct(track: _Live, item: Found, box: NDArray[np.float64], time_s: float) -> None:
    gap = time_s - track.seen_s
    rest = box - track.expected(time_s)
    # as it was seen: a smoothed box of somebody half in the picture would lift the feet off the edge
    track.box = box
    if gap > 0:
        centre = (rest[:2] + rest[2:]) / 2
        # the second sight tells the velocity for the first time; later ones only mend it
        track.velocity = track.velocity + centre * ((FIRST_VELOCITY if track.hits == 1 else BETA) / max(gap, 0.05))
    track.seen_s = time_s
    track.hits += 1
    track.score = item.score
    track.mean += RENEWAL * (item.score - track.mean)
    track.peak = max(track.peak, track.mean)
    track.moved = track.moved or _away(track.origin, box)
    track.votes[item.cls] = track.votes.get(item.cls, 0.0) + item.score


def _public(track: _Live, time_s: float) -> Track | None:
    box = geometry.to_box(track.expected(time_s))
    if track.id < 0 or box is None:
        return None
    return Track(
        id=track.id,
        cls=max(track.votes, key=lambda name: (track.votes[name], name)),
        score=track.score,
        sustained=track.peak,
        box=box,
        velocity=(float(track.velocity[0]), float(track.velocity[1])),
        hits=track.hits,
        first_s=track.first_s,
        seen_s=track.seen_s,
        moved=track.moved,
        came=track.fresh >= CAME_SIGHTS and track.fresh >= CAME_SHARE * track.hits,
    )
