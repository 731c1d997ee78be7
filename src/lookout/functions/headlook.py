"""Finding the head of each rider of one vehicle in one picture, and what the classifier says about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lookout.contract import Box
from lookout.geometry import Rectangle
from lookout.ports import HelmetClassifier, Picture
from lookout.rules import helmet as rule
from lookout.rules.helmet import Look
from lookout.tracking import Track

MARGIN = 1.5
"""Side of the crop that the classifier is given over the side of the head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One look and where it was; ``rider`` is the number of his track, of a rider not detected minus the vehicle's."""

    rider: int
    look: Look
    box: Box


def look(
    helmets: HelmetClassifier,
    picture: Picture,
    vehicle: Track,
    riders: Sequence[Track],
    *,
    time_s: float,
    least_px: int,
    lone: bool = False,
) -> list[Seen]:
    """A look at every head that is large enough. ``lone``: without riders, look for a head above the vehicle."""
    height, width = picture.shape[:2]
    wanted: list[tuple[int, list[Rectangle], Box, float]] = [
        (rider.id, rule.head_places(rider.box, width=width, height=height), rider.box, rule.LEAST_HEAD)
        for rider in riders
    ]
    if not riders and lone:
        places = rule.lone_places(vehicle.box, width=width, height=height)
        wanted = [(-vehicle.id, places, vehicle.box, rule.LONE_HEAD)]
    taken: list[Rectangle] = []
    seen: list[Seen] = []
    for number, places, box, least in wanted:
        places = [place for place in places if place[2] - place[0] >= least_px]
        readings = helmets.judge([crop(picture, place) for place in places])
        best = rule.best_place(places, [reading.head for reading in readings], taken, least=least)
        if best is not None:
            taken.append(places[best])
            alike = rule.around(places, [reading.head for reading in readings], best)
            found = Look(
                time_s=time_s,
                helmet=sum(readings[index].helmet for index in alike) / len(alike),
                head=readings[best].head,
                px=round(sum(places[index][2] - places[index][0] for index in alike) / len(alike), 1),
            )
            seen.append(Seen(rider=number, look=found, box=union(vehicle.box, box)))
    return seen


def large_enough(box: Box, picture: Picture, px: float) -> bool:
    """Whether the head of a rider with this box has at least ``px`` pixels, as far as its body tells."""
    return rule.head_side(box, width=picture.shape[1], height=picture.shape[0]) >= px


def crop(picture: Picture, head: Rectangle) -> Picture:
    """The square around the head, with its margin; beyond the picture's edge the edge goes on."""
    height, width = picture.shape[:2]
    half = (head[2] - head[0]) * MARGIN / 2
    x, y = (head[0] + head[2]) / 2, (head[1] + head[3]) / 2
    side = max(4, round(2 * half))
    left, top = round(x - half), round(y - half)
    rows = np.clip(np.arange(top, top + side), 0, height - 1)
    columns = np.clip(np.arange(left, left + side), 0, width - 1)
    return picture[rows[:, None], columns]


def union(a: Box, b: Box) -> Box:
    return Box(x1=min(a.x1, b.x1), y1=min(a.y1, b.y1), x2=max(a.x2, b.x2), y2=max(a.y2, b.y2))
