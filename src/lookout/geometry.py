"""Positions and rectangles in a picture: plain floats and numpy arrays, no picture and no time.

All values are fractions (0–1) of the picture's width and height, origin at the top left. An array of boxes has
the shape ``n × 4`` in the order left, top, right, bottom.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lookout.contract import Box

Boxes = NDArray[np.float64]
Point = tuple[float, float]
Outline = Sequence[Point]
Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_ON_EDGE = 1e-9


def to_array(boxes: Sequence[Box]) -> Boxes:
    """``n × 4`` array of the boxes; ``0 × 4`` for none."""
    return np.array([(box.x1, box.y1, box.x2, box.y2) for box in boxes], dtype=np.float64).reshape(-1, 4)


def to_box(row: NDArray[np.float64]) -> Box | None:
    """The part of the rectangle that lies in the picture, or ``None`` when nothing of it does."""
    x1, y1, x2, y2 = (min(1.0, max(0.0, value)) for value in row.tolist())
    if x2 - x1 <= 1e-6 or y2 - y1 <= 1e-6:
        return None
    return Box(x1=x1, y1=y1, x2=x2, y2=y2)


def foot(box: Box) -> Point:
    """Where the object stands: the middle of the lower edge."""
    return (box.x1 + box.x2) / 2, box.y2


def inside(outline: Outline, point: Point) -> bool:
    """Whether the point lies in the polygon; its edge belongs to it."""
    x, y = point
    result = False
    ax, ay = outline[-1]
    for bx, by in outline:
        cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        if abs(cross) <= _ON_EDGE and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
            return True
        if (ay > y) != (by > y) and x < ax + (bx - ax) * (y - ay) / (by - ay):
            result = not result
        ax, ay = bx, by
    return result


def bounds(outline: Outline) -> Rectangle:
    """Left, top, right and bottom of the polygon."""
    xs = [x for x, _ in outline]
    ys = [y for _, y in outline]
    return min(xs), min(ys), max(xs), max(ys)


def areas(boxes: Boxes) -> NDArray[np.float64]:
    """Area of each box, never negative."""
    sides: NDArray[np.float64] = np.maximum(boxes[:, 2:] - boxes[:, :2], 0.0)
    product: NDArray[np.float64] = sides[:, 0] * sides[:, 1]
    return product


def overlaps(a: Boxes, b: Boxes) -> NDArray[np.float64]:
    """``len(a) × len(b)``: the common area of every pair."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    sides = np.maximum(high - low, 0.0)
    product: NDArray[np.float64] = sides[..., 0] * sides[..., 1]
    return product


def iou(a: Boxes, b: Boxes) -> NDArray[np.float64]:
    """``len(a) × len(b)``: common area over united area, 0 to 1."""
    common = overlaps(a, b)
    union = areas(a)[:, None] + areas(b)[None, :] - common
    ratio: NDArray[np.float64] = common / np.maximum(union, 1e-12)
    return ratio


def grown(boxes: Boxes, factor: NDArray[np.float64]) -> Boxes:
    """The boxes with each side longer by ``factor`` (``n × 1`` or ``1 × 1``) of itself, about the same centre."""
    half = (boxes[:, 2:] - boxes[:, :2]) * (1 + factor) / 2
    centre = (boxes[:, 2:] + boxes[:, :2]) / 2
    return np.concatenate((centre - half, centre + half), axis=1)


def suppress(boxes: Boxes, scores: NDArray[np.floating], *, limit: float) -> NDArray[np.intp]:
    """Non-maximum suppression of one class: the positions to keep, best score first.

    A box falls when its IoU with a better one that stays exceeds ``limit``.
    """
    order: NDArray[np.intp] = np.argsort(-scores, kind="stable")
    if len(order) < 2:
        return order
    ordered = boxes[order]
    doubled = iou(ordered, ordered) > limit
    alive = np.ones(len(order), dtype=np.bool_)
    for index in range(len(order)):
        if alive[index]:
            alive[index + 1 :] &= ~doubled[index, index + 1 :]
    return order[alive]


def bearing(dx: float, dy: float, *, aspect: float = 1.0) -> float:
    """Direction of a movement in the picture, degrees clockwise, 0 is up. ``aspect`` is width over height."""
    return math.degrees(math.atan2(dx * aspect, -dy)) % 360.0


def angle_between(a_deg: float, b_deg: float) -> float:
    """The smaller angle between two bearings, 0 to 180 degrees."""
    return abs((a_deg - b_deg + 180.0) % 360.0 - 180.0)


def touch(a: Rectangle, b: Rectangle, *, margin: float = 0.0) -> bool:
    """Whether the two rectangles come within ``margin`` of one another."""
    return a[0] - margin < b[2] and b[0] - margin < a[2] and a[1] - margin < b[3] and b[1] - margin < a[3]


def view(centre: Point, *, width: float, height: float) -> Rectangle:
    """A rectangle of this size about ``centre``, pushed into the picture; at most the whole picture."""
    width, height = min(1.0, width), min(1.0, height)
    left = min(max(0.0, centre[0] - width / 2), 1.0 - width)
    top = min(max(0.0, centre[1] - height / 2), 1.0 - height)
    return left, top, left + width, top + height
