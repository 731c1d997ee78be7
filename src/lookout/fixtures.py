"""Things that are taken for people and are part of the place: a post, a bag, a scarecrow, a picture on a wall.

Who is real has come: he was seen to move, or was held on to since then. What has been found in one place again and
again since it was first seen, and never moved, is a fixture after a while; detections that fit it are left out from
then on, unless they are much surer than ever before: somebody stands in front of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from lookout import geometry
from lookout.contract import Box
from lookout.tracking import Found, Track

STRIKING = 0.6
"""What never moved and looks this much like a person is taken for one for ``STRIKING_S``."""
PLAIN_S, STRIKING_S = 5.0, 600.0
LEAST_SIGHTS = 5
SAME = 0.5
SURER = 0.15
FORGET_S = 3600.0
MOST = 50

F = TypeVar("F", bound=Found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """``score``: the surest that it was ever found with."""

    box: Box
    score: float
    seen_s: float


class Fixtures:
    """Those of one camera. Only people: a parked car is a car."""

    def __init__(self) -> None:
        self._known: list[Fixture] = []

    def without(self, found: Sequence[F], time_s: float) -> list[F]:
        """The detections that are no fixture."""
        if not self._known:
            return list(found)
        self._known = [fixture for fixture in self._known if time_s - fixture.seen_s <= FORGET_S]
        kept: list[F] = []
        for item in found:
            number = self._alike(item)
            if number is None:
                kept.append(item)
            else:
                self._known[number] = replace(
                    self._known[number], seen_s=time_s, score=max(self._known[number].score, item.score)
                )
        return kept

    def learn(self, tracks: Sequence[Track], time_s: float) -> None:
        """``tracks``: those of the same picture, after it."""
        for track in tracks:
            if track.cls != "person" or track.moved or track.hits < LEAST_SIGHTS or track.seen_s < time_s:
                continue
            plain = track.sustained < STRIKING and not track.came
            if time_s - track.first_s >= (PLAIN_S if plain else STRIKING_S):
                self._known = [*self._known, Fixture(box=track.box, score=track.sustained, seen_s=time_s)][-MOST:]

    def _alike(self, item: Found) -> int | None:
        if item.cls != "person" or not self._known:
            return None
        shares = geometry.iou(geometry.to_array([item.box]), geometry.to_array([one.box for one in self._known]))[0]
        best = int(np.argmax(shares))
        return best if shares[best] >= SAME and item.score <= self._known[best].score + SURER else None
