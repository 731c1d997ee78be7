"""The shipped object detector: NanoDet-g in 8 bits on OpenVINO. What it is made from, and what goes in and comes out:
``models/MODEL_CARD.md``."""

from __future__ import annotations

import math
import queue
import threading
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import openvino as ov
from numpy.typing import NDArray

from lookout import geometry
from lookout.adapters import inference
from lookout.adapters.weights import shipped
from lookout.ports import Detection, Detector, LookoutError, Picture

NETWORK, WEIGHTS = "nanodet_g_int8.xml", "nanodet_g_int8.bin"
LONG_SIDE = 416
SHORT_SIDES = (256, 320, 416)
"""Few fixed sizes: every size is a compiled model of its own in memory."""
STRIDES = (8, 16, 32)
BINS = np.arange(11, dtype=np.float32)
PAD = (104, 116, 124)
SAME_OBJECT = 0.55
MOST = 200

_NAMES = (
    "person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,stop sign,"
    "parking meter,bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,backpack,umbrella,handbag,"
    "tie,suitcase,frisbee,skis,snowboard,sports ball,kite,baseball bat,baseball glove,skateboard,surfboard,"
    "tennis racket,bottle,wine glass,cup,fork,knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,"
    "hot dog,pizza,donut,cake,chair,couch,potted plant,bed,dining table,toilet,tv,laptop,mouse,remote,"
    "keyboard,cell phone,microwave,oven,toaster,sink,refrigerator,book,clock,vase,scissors,teddy bear,"
    "hair drier,toothbrush"
)
CLASSES: tuple[str, ...] = tuple(_NAMES.split(","))
"""The 80 COCO classes in the order of the model's outputs."""


def load_detector(name: str = "nanodet", threads: int = 1, streams: int = 1) -> Detector:
    """The detector of that name, ready for pictures of any size. ``threads``: processor threads a picture may use;
    ``streams``: pictures worked on at the same time.

    Raises ``LookoutError`` for a name that is not there, and when its files are not those that were shipped.
    """
    if name != "nanodet":
        raise LookoutError(f"there is no detector '{name}'; this version has: nanodet")
    return NanoDet(threads=threads, streams=streams)


class NanoDet:
    """See ``load_detector``. Called from any number of threads; ``streams`` of them work, the others wait. The model
    is held once for each size of input, however many work on it.

    ``threshold`` is low on purpose: the tracker uses weak detections to hold on to a known object, and the rules
    ask for more than that before they alarm.
    """

    name = "nanodet-g-416-int8"
    threshold = 0.2

    def __init__(self, *, threads: int = 1, streams: int = 1) -> None:
        shipped(NETWORK)
        _, self.version = shipped(WEIGHTS)
        self._core = inference.core()
        self._streams = streams
        self._settings = inference.settings(threads=threads, streams=streams)
        self._inputs: dict[tuple[int, int], _Input] = {}
        self._lock = threading.Lock()

    def detect(self, picture: Picture) -> list[Detection]:
        """Objects of all 80 classes at ``threshold`` and above, best first; boxes in fractions of ``picture``."""
        height, width = input_size(picture.shape[1], picture.shape[0])
        scale = min(width / picture.shape[1], height / picture.shape[0])
        inner = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
        while inner[0] * 2 <= picture.shape[1] and inner[1] * 2 <= picture.shape[0]:
            # halving averages four pixels and is fast; one long step would be slow or would skip pixels
            halved = picture.shape[1] // 2, picture.shape[0] // 2
            picture = cv2.resize(picture, halved, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        ready = self._input(height, width)
        desk = ready.idle.get()
        try:
            desk.lay(cv2.resize(picture, inner, interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False))
            boxes, found, classes = desk.read(ready.centres, ready.strides, threshold=self.threshold)
        finally:
            ready.idle.put(desk)
        return _detections(boxes / np.array((*inner, *inner), np.float64), found, classes)

    def _input(self, height: int, width: int) -> _Input:
        with self._lock:
            ready = self._inputs.get((height, width))
            if ready is None:
                ready = self._inputs[height, width] = self._compiled(height, width)
            return ready

    def _compiled(self, height: int, width: int) -> _Input:
        # read anew for each size: never needed again once the sizes of the cameras' pictures are compiled
        model = self._core.read_model(shipped(NETWORK)[0], shipped(WEIGHTS)[0])
        model.reshape([1, height, width, 3])
        compiled = self._core.compile_model(model, "CPU", self._settings)
        idle: queue.SimpleQueue[_Desk] = queue.SimpleQueue()
        for _ in range(self._streams):
            idle.put(_Desk(compiled.create_infer_request(), height, width))
        return _Input(idle, *grid(height, width))


class _Desk:
    """One request of a compiled model and the picture that lies before it; for one caller at a time."""

    def __init__(self, request: Any, height: int, width: int) -> None:
        self._request = request
        self._canvas = np.empty((1, height, width, 3), np.uint8)
        self._request.set_input_tensor(ov.Tensor(self._canvas, shared_memory=True))
        self._inner = (0, 0)

    def lay(self, picture: Picture) -> None:
        """The picture, at most as large as the input, in the upper left; the rest has the colour of nothing."""
        rows, columns = picture.shape[:2]
        if self._inner != (rows, columns):
            self._canvas[:] = PAD
            self._inner = (rows, columns)
        self._canvas[0, :rows, :columns] = picture

    def read(
        self, centres: NDArray[np.float32], strides: NDArray[np.float32], *, threshold: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float32], NDArray[np.intp]]:
        """See ``decode``, of the picture that lies here."""
        self._request.infer()
        # logits of the classes and then sides of each cell, and its best logit: few cells hold anything
        values, best = (self._request.get_output_tensor(number).data[0] for number in range(2))
        cells = np.flatnonzero(best >= math.log(threshold / (1 - threshold)))
        logits, sides = np.split(values[cells], [len(CLASSES)], axis=1)
        scores = 1 / (1 + np.exp(-logits))
        return decode(scores, sides, centres[cells], strides[cells], threshold=threshold)


@dataclass(frozen=True, slots=True)
class _Input:
    """The model for one size: its requests that nobody uses now, and the places of its cells."""

    idle: queue.SimpleQueue[_Desk]
    centres: NDArray[np.float32]
    strides: NDArray[np.float32]


def input_size(width: int, height: int) -> tuple[int, int]:
    """Height and width of the model's input for a picture: the long side 416, the short one the least that holds it."""
    long, short = max(width, height), min(width, height)
    needed = LONG_SIDE * short / long
    # a few rows less are squeezed in by the scale; 270 rows of 480 need not cost a larger input
    side = next((side for side in SHORT_SIDES if needed <= side * 1.02), SHORT_SIDES[-1])
    return (side, LONG_SIDE) if width >= height else (LONG_SIDE, side)


def grid(height: int, width: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Centres (``cells × 2``, pixels) and strides (``cells × 1``) of all cells in the order of the outputs."""
    centres, strides = [], []
    for stride in STRIDES:
        rows, columns = -(-height // stride), -(-width // stride)
        y, x = np.mgrid[0:rows, 0:columns]
        cells = np.stack((x, y), axis=-1).reshape(-1, 2).astype(np.float32)
        centres.append((cells + 0.5) * stride - 0.5)
        strides.append(np.full((len(cells), 1), stride, np.float32))
    return np.concatenate(centres), np.concatenate(strides)


def decode(
    scores: NDArray[np.float32],
    sides: NDArray[np.float32],
    centres: NDArray[np.float32],
    strides: NDArray[np.float32],
    *,
    threshold: float,
) -> tuple[NDArray[np.float64], NDArray[np.float32], NDArray[np.intp]]:
    """Boxes (pixels of the input), scores and classes of all pairs of cell and class at ``threshold`` and above."""
    cells, classes = np.nonzero(scores >= threshold)
    weights = np.exp(sides[cells].reshape(-1, 4, len(BINS)))
    distance = (weights @ BINS) / weights.sum(axis=2) * strides[cells]
    centre = centres[cells]
    boxes = np.concatenate((centre - distance[:, :2], centre + distance[:, 2:]), axis=1).astype(np.float64)
    return boxes, scores[cells, classes], classes


def _detections(boxes: NDArray[np.float64], scores: NDArray[np.float32], classes: NDArray[np.intp]) -> list[Detection]:
    found: list[Detection] = []
    for number in np.unique(classes):
        rows = np.flatnonzero(classes == number)
        for row in rows[geometry.suppress(boxes[rows], scores[rows], limit=SAME_OBJECT)]:
            box = geometry.to_box(boxes[row])
            if box is not None:
                found.append(Detection(cls=CLASSES[number], score=float(scores[row]), box=box))
    return sorted(found, key=lambda detection: -detection.score)[:MOST]
