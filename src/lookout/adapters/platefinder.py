"""Where in the picture of a vehicle its plate may be: places of a plate's colour or dense upright strokes.

No model: the colours of plates, the density of edges and the shape propose a few places, and the reader decides. What
the vehicle's paint and the plate share (a blue car) the edges find.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from lookout.ports import Picture

WIDTH = 400
"""Vehicles are searched at this width; the plate itself is cut from the picture as it came."""
MOST = 6
STROKE = 50.0
"""A step of brightness from column to column that is a stroke's edge."""
LEAST = (22, 6)
"""Smaller proposals, in pixels of the searched picture, are not read."""
ASPECTS = (1.6, 6.5)
USUAL = 3.4
STEEP_DEG = 35.0
LEVEL_DEG = 5.0
ROOM = (1.08, 1.18)
"""The cut is this much wider and higher than the proposal, so that no stroke at the edge is lost."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Perhaps a plate: middle, width, height in pixels; the angle of its long side in degrees, falling positive."""

    x: float
    y: float
    width: float
    height: float
    angle: float
    score: float


def propose(vehicle: Picture) -> list[Proposal]:
    """The likeliest places, best first, at most ``MOST``; in pixels of ``vehicle``."""
    scale = min(1.0, WIDTH / vehicle.shape[1])
    if scale < 1:
        size = max(1, round(vehicle.shape[1] * scale)), max(1, round(vehicle.shape[0] * scale))
        vehicle = cv2.resize(vehicle, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    if vehicle.shape[0] < 2 * LEAST[1] or vehicle.shape[1] < 2 * LEAST[0]:
        return []
    grey = cv2.cvtColor(vehicle, cv2.COLOR_BGR2GRAY)
    step = np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3))
    strokes = (step > STROKE).astype(np.uint8)
    found = [
        proposal
        for mask, bonus in _masks(vehicle, step)
        for joined in _joined(mask)
        for proposal in _shapes(joined, strokes, bonus)
    ]
    kept: list[Proposal] = []
    for one in sorted(found, key=lambda proposal: -proposal.score):
        if not any(_same(one, other) for other in kept):
            kept.append(one)
        if len(kept) == MOST:
            break
    back = 1 / scale
    return [
        Proposal(
            x=one.x * back,
            y=one.y * back,
            width=one.width * back,
            height=one.height * back,
            angle=one.angle,
            score=one.score,
        )
        for one in kept
    ]


def cut(vehicle: Picture, place: Proposal) -> Iterator[Picture]:
    """The place made level, in the ways it may lie: turned, and, when it slants, sheared, because the strokes of a
    plate that is seen from the side stay upright."""
    width, height = place.width * ROOM[0], place.height * ROOM[1]
    size = max(8, round(width)), max(8, round(height))
    if abs(place.angle) > LEVEL_DEG:
        slope = float(np.tan(np.radians(place.angle)))
        span = width * float(np.cos(np.radians(place.angle)))
        tall = place.height * ROOM[1] / float(np.cos(np.radians(place.angle)))
        sheared = np.array([[1, 0, span / 2 - place.x], [-slope, 1, tall / 2 - place.y + slope * place.x]], np.float64)
        yield _warped(vehicle, sheared, (max(8, round(span)), max(8, round(tall))))
    turned = np.asarray(cv2.getRotationMatrix2D((place.x, place.y), place.angle, 1.0), np.float64)
    turned[:, 2] += np.array([size[0] / 2 - place.x, size[1] / 2 - place.y])
    yield _warped(vehicle, turned, size)


def _warped(picture: Picture, matrix: NDArray[np.float64], size: tuple[int, int]) -> Picture:
    warped = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return warped.astype(np.uint8, copy=False)


def _masks(vehicle: Picture, step: NDArray[np.float32]) -> Iterator[tuple[Mask, float]]:
    """Pixels that may belong to a plate, by colour or by edges, and how much a proposal of them is worth."""
    hue, colour, light = cv2.split(cv2.cvtColor(vehicle, cv2.COLOR_BGR2HSV))
    yield (hue >= 98) & (hue <= 130) & (colour > 80) & (light > 40), 0.4  # blue
    yield (hue >= 35) & (hue <= 90) & (colour > 35) & (light > 60), 0.4  # green, paling upwards
    yield (hue >= 14) & (hue <= 34) & (colour > 80) & (light > 70), 0.4  # yellow
    yield step > max(60.0, float(np.percentile(step, 85))), 0.0


def _joined(mask: Mask) -> Iterator[NDArray[np.uint8]]:
    """Strokes joined to a bar, for a plate that is small in the picture and for one that is large."""
    width = mask.shape[1]
    for reach, rise in ((max(5, width // 40), 3), (max(9, width // 18), 5)):
        closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((rise, reach), np.uint8))
        opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((3, max(5, reach // 2)), np.uint8))
        yield opened.astype(np.uint8, copy=False)


def _shapes(mask: NDArray[np.uint8], strokes: NDArray[np.uint8], bonus: float) -> Iterator[Proposal]:
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        (x, y), (width, height), angle = cv2.minAreaRect(contour)
        if width < height:
            width, height, angle = height, width, angle - 90
        angle = (angle + 90) % 180 - 90
        if width < LEAST[0] or height < LEAST[1] or width > 0.8 * mask.shape[1] or abs(angle) > STEEP_DEG:
            continue
        aspect = width / height
        filled = cv2.contourArea(contour) / (width * height)
        dense = _density(strokes, x, y, width, height)
        if not ASPECTS[0] < aspect < ASPECTS[1] or filled < 0.45 or dense < 0.12:
            continue
        score = filled + 2 * min(dense, 0.5) - abs(aspect - USUAL) / 6 + bonus
        yield Proposal(x=x, y=y, width=width, height=height, angle=angle, score=score)


def _density(strokes: NDArray[np.uint8], x: float, y: float, width: float, height: float) -> float:
    part = strokes[
        max(0, int(y - height / 2)) : int(y + height / 2) + 1, max(0, int(x - width / 2)) : int(x + width / 2) + 1
    ]
    return float(part.mean()) if part.size else 0.0


def _same(one: Proposal, other: Proposal) -> bool:
    near = abs(one.x - other.x) < 0.25 * one.width and abs(one.y - other.y) < 0.5 * one.height
    return near and 0.7 < one.width / other.width < 1.4
