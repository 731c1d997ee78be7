"""Reading Chinese number plates: places proposed by ``platefinder``, read by a small recogniser on OpenVINO.

What goes in and comes out of the model: ``models/PLATES_CARD.md``. A text lives in the answer only: nothing of it is
kept, logged or put into a message.
"""

from __future__ import annotations

import math
import threading
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from lookout.adapters import inference
from lookout.adapters.platefinder import Proposal, cut, propose
from lookout.adapters.weights import shipped
from lookout.contract import Box
from lookout.ports import Picture, PlateReading
from lookout.rules import plates

HEIGHT, WIDTH = 48, 320
SURE = 0.9
"""A reading as sure as this ends the search in this picture."""
MOST_CUTS = 6
LEAST_HEIGHT = 7
"""Plates lower than this, in pixels, are not read: their strokes run into one another."""
BARE = (1.8, 6.0)
"""A picture of this shape, width over height, may be the plate alone."""


class PlateNet:
    """Reads the plates in the picture of one vehicle. May be called from several threads; one works at a time.

    The weights are checked at birth and made ready at the first reading, so that an engine without a list of plates
    spends nothing on it. Raises ``LookoutError`` when the model's files are missing or damaged.
    """

    name = "plates-ppocr4"

    def __init__(self, *, threads: int = 1) -> None:
        self._weights, self.version = shipped("plates.onnx")
        self._characters = _characters()
        self._threads = threads
        self._request: Any = None
        self._lock = threading.Lock()

    def read(self, vehicle: Picture) -> list[PlateReading]:
        """What can be read that has the form of a plate, surest first; mostly one or none."""
        best: dict[str, PlateReading] = {}
        cuts = 0
        for place in self._places(vehicle):
            if place.height < LEAST_HEIGHT:
                continue
            for line in cut(vehicle, place):
                cuts += 1
                text, score = self._line(line)
                plate = plates.mended(text)
                box = _box(place, vehicle)
                if plate is not None and box is not None and (plate not in best or best[plate].score < score):
                    best[plate] = PlateReading(text=plate, score=score, box=box)
            if cuts >= MOST_CUTS or any(reading.score >= SURE for reading in best.values()):
                break
        return sorted(best.values(), key=lambda reading: -reading.score)

    def _places(self, vehicle: Picture) -> list[Proposal]:
        height, width = vehicle.shape[:2]
        if height < LEAST_HEIGHT or width < 3 * LEAST_HEIGHT:
            return []
        whole = []
        if width <= WIDTH and BARE[0] <= width / height <= BARE[1]:
            # exactly as it came: the room that a cut adds lies outside
            whole = [Proposal(x=width / 2, y=height / 2, width=width / 1.08, height=height / 1.18, angle=0.0, score=9)]
        return whole + propose(vehicle)

    def _line(self, line: Picture) -> tuple[str, float]:
        """The text of one line and the score of its weakest character, 0-1."""
        width = min(WIDTH, math.ceil(HEIGHT * line.shape[1] / line.shape[0]))
        canvas = np.zeros((1, 3, HEIGHT, WIDTH), np.float32)
        scaled = cv2.resize(line, (width, HEIGHT), interpolation=cv2.INTER_LINEAR).astype(np.float32)
        canvas[0, :, :, :width] = (scaled / 127.5 - 1).transpose(2, 0, 1)
        with self._lock:
            if self._request is None:
                self._request = self._ready()
            outputs = self._request.infer([canvas], share_inputs=True)
            steps = np.array(outputs["text"][0], np.float32)
        return decode(steps, self._characters)

    def _ready(self) -> Any:
        core = inference.core()
        model = core.read_model(self._weights)
        model.reshape([1, 3, HEIGHT, WIDTH])
        settings = inference.settings(threads=self._threads)
        return core.compile_model(model, "CPU", settings).create_infer_request()


def decode(steps: NDArray[np.float32], characters: str) -> tuple[str, float]:
    """``steps``: positions × (nothing, then one probability a character). Repeats of neighbouring steps are one."""
    chosen, scores = steps.argmax(axis=1), steps.max(axis=1)
    text: list[str] = []
    weakest = 1.0
    before = 0
    for index, score in zip(chosen.tolist(), scores.tolist(), strict=True):
        if index and index != before:
            text.append(characters[index - 1])
            weakest = min(weakest, float(score))
        before = index
    return "".join(text), weakest if text else 0.0


def _characters() -> str:
    data, _ = shipped("plates.txt")
    return "".join(data.decode().split())


def _box(place: Proposal, vehicle: Picture) -> Box | None:
    height, width = vehicle.shape[:2]
    turn = math.radians(place.angle)
    half_x = (place.width * math.cos(turn) + place.height * abs(math.sin(turn))) / 2
    half_y = (place.height * math.cos(turn) + place.width * abs(math.sin(turn))) / 2
    x1, x2 = max(0.0, (place.x - half_x) / width), min(1.0, (place.x + half_x) / width)
    y1, y2 = max(0.0, (place.y - half_y) / height), min(1.0, (place.y + half_y) / height)
    return Box(x1=x1, y1=y1, x2=x2, y2=y2) if x1 < x2 and y1 < y2 else None
