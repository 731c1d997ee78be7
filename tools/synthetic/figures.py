"""People cut out of the shipped, rendered clips: steps of a walk and a standing pose of each, with soft edges.

Every pixel comes from our own footage (``src/lookout/footage``), whose truth says where somebody is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from lookout import footage

Image = NDArray[np.uint8]
PAD = 5


@dataclass(frozen=True)
class Cutting:
    """Where somebody walks in a clip: ``begin``–``end`` seconds, the place in each list of boxes, which way."""

    clip: str
    nth: int
    begin: float
    end: float
    right: bool
    metres: float


CUTTINGS = {
    "walker": Cutting("river_adults", 0, 4.6, 6.8, True, 1.75),
    "woman": Cutting("river_adults", 1, 6.8, 10.4, False, 1.66),
    "boy": Cutting("river", 0, 6.6, 8.6, True, 1.22),
    "girl": Cutting("river", 1, 7.6, 9.6, True, 1.12),
}


def dressed(figure: Figure, turn: int) -> Figure:
    """The same figure in clothes of another hue; ``turn``: 0 to 179. Skin and hair hardly change."""
    steps = []
    for step in figure.steps:
        colours = cv2.cvtColor(step[..., :3], cv2.COLOR_BGR2HSV)
        strong = colours[..., 1] > 90
        colours[..., 0] = np.where(strong, (colours[..., 0].astype(int) + turn) % 180, colours[..., 0])
        steps.append(np.dstack([cv2.cvtColor(colours, cv2.COLOR_HSV2BGR), step[..., 3]]))
    return Figure(figure.name, figure.metres, tuple(steps))


@dataclass(frozen=True)
class Figure:
    """``steps``: height × width × 4 (BGR and opacity), feet on the lowest row, facing right, one each 0.1 s."""

    name: str
    metres: float
    steps: tuple[Image, ...]


@lru_cache(maxsize=1)
def figures() -> dict[str, Figure]:
    """All of them; takes some seconds the first time."""
    return {name: Figure(name, cut.metres, tuple(_steps(cut))) for name, cut in CUTTINGS.items()}


@lru_cache(maxsize=8)
def pictures(clip: str) -> tuple[Image, ...]:
    """All pictures of a shipped clip."""
    with av.open(str(footage.clip(clip))) as container:
        return tuple(frame.to_ndarray(format="bgr24") for frame in container.decode(video=0))


@lru_cache(maxsize=8)
def empty(clip: str) -> Image:
    """The clip's place without anybody: what every pixel shows most of the time while nobody is there."""
    entry = json.loads(footage.truth_file().read_text())["videos"][f"{clip}.mp4"]
    first = min(thing["appears_s"][0] for thing in entry["objects"])
    shown = pictures(clip)[: int(first * 10)] if first >= 1 else pictures(clip)[::2]
    return np.median(np.stack(shown), axis=0).astype(np.uint8)


def _steps(cut: Cutting) -> list[Image]:
    entry = json.loads(footage.truth_file().read_text())["videos"][f"{cut.clip}.mp4"]
    steps: list[Image] = []
    for number in range(round(cut.begin * 10), round(cut.end * 10)):
        box = _box(entry, cut.nth, number / 10)
        if box is None:
            continue
        step = _cut_out(pictures(cut.clip)[number], empty(cut.clip), box)
        if step is not None:
            steps.append(step if cut.right else np.ascontiguousarray(step[:, ::-1]))
    usual = float(np.median([step.shape[0] for step in steps]))
    # who stands before something of the same colour comes out without a head
    steps = [step for step in steps if abs(step.shape[0] - usual) < 0.06 * usual]
    if len(steps) < 8:
        raise ValueError(f"{cut.clip}: only {len(steps)} steps could be cut out")
    return steps


def _box(entry: dict[str, Any], nth: int, time_s: float) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom between the two truths before and after. People in a list are in the order in which
    they appear; ``nth`` counts from the leftmost or first in the file's order."""
    known = {}
    for row in entry["boxes"]:
        people = [box for box in row["boxes"] if box[0] == "person"]
        if len(people) > nth:
            known[row["t"]] = np.array(people[nth][1:], float)
    times = np.array(sorted(known))
    if not len(times) or not times[0] <= time_s <= times[-1]:
        return None
    x, y, width, height = (float(np.interp(time_s, times, [known[t][i] for t in times])) for i in range(4))
    return round(x), round(y), round(x + width), round(y + height)


def _cut_out(picture: Image, background: Image, box: tuple[int, int, int, int]) -> Image | None:
    """GrabCut, begun from what differs from the empty place."""
    left, top = max(0, box[0] - PAD), max(0, box[1] - PAD)
    right, bottom = min(picture.shape[1], box[2] + PAD), min(picture.shape[0], box[3] + 1)
    if left == 0 or right == picture.shape[1]:
        return None
    part = np.ascontiguousarray(picture[top:bottom, left:right])
    behind = background[top:bottom, left:right]
    change = cv2.GaussianBlur(np.abs(part.astype(np.float32) - behind).max(axis=2), (3, 3), 0)
    mask = np.full(part.shape[:2], cv2.GC_PR_BGD, np.uint8)
    mask[change > 28] = cv2.GC_PR_FGD
    mask[change > 70] = cv2.GC_FGD
    mask[change < 10] = cv2.GC_BGD
    if np.count_nonzero(mask == cv2.GC_FGD) < 20:
        return None
    cv2.setRNGSeed(1)
    cv2.grabCut(part, mask, None, np.zeros((1, 65)), np.zeros((1, 65)), 3, cv2.GC_INIT_WITH_MASK)
    figure = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    figure = cv2.morphologyEx(figure, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(figure)
    if count < 2:
        return None
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    x, y, width, height = (int(stats[largest, i]) for i in range(4))
    if height < 0.8 * (box[3] - box[1]):
        return None
    opacity = cv2.GaussianBlur((labels == largest).astype(np.float32) * 255, (3, 3), 0)
    whole = np.dstack([part, opacity.astype(np.uint8)])
    return np.ascontiguousarray(whole[y : y + height, x : x + width])
