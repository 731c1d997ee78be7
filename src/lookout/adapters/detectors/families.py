"""How each family of detectors wants its picture and writes its answers: one ``Reader`` each.

Readers know arrays only. ``values`` makes the inputs from a BGR picture, ``read`` takes boxes (fractions of the
picture: left, top, right, bottom), scores and class numbers out of the outputs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from lookout.adapters.detectors.sessions import Port
from lookout.ports import Picture

Array = NDArray[Any]
Found = tuple[NDArray[np.float64], NDArray[np.float32], NDArray[np.intp]]


class Reader(Protocol):
    """``suppresses``: whether the answers name one object several times, so that doubles must be dropped."""

    suppresses: bool

    def values(self, picture: Picture) -> dict[str, Array]: ...

    def read(self, outputs: Mapping[str, Array], picture: Picture, threshold: float) -> Found: ...


@dataclass(frozen=True, slots=True)
class Frame:
    """The input: its name and size in pixels."""

    name: str
    height: int
    width: int

    def fitted(self, picture: Picture, pad: Sequence[int]) -> tuple[NDArray[np.uint8], float]:
        """The picture at the top left of the input in its own proportions, and by how much it was scaled."""
        scale = min(self.width / picture.shape[1], self.height / picture.shape[0])
        inner = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
        canvas = np.empty((self.height, self.width, 3), np.uint8)
        canvas[:] = pad
        canvas[: inner[1], : inner[0]] = _resized(picture, inner)
        return canvas, scale

    def stretched(self, picture: Picture) -> NDArray[np.uint8]:
        """The whole picture over the whole input."""
        return _resized(picture, (self.width, self.height))


def _resized(picture: Picture, size: tuple[int, int]) -> NDArray[np.uint8]:
    smaller = size[0] < picture.shape[1]
    method = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return cv2.resize(picture, size, interpolation=method).astype(np.uint8, copy=False)


def _planes(canvas: NDArray[np.uint8], mean: Sequence[float], scale: Sequence[float]) -> Array:
    """1 × 3 × height × width, (pixel - mean) / scale by channel."""
    pixels = (canvas.astype(np.float32) - np.asarray(mean, np.float32)) / np.asarray(scale, np.float32)
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])


def _cells(height: int, width: int, strides: Sequence[int]) -> tuple[Array, Array]:
    """Column and row of each cell (``cells × 2``) and its stride (``cells × 1``), stride by stride, row by row."""
    places, sizes = [], []
    for stride in strides:
        row, column = np.mgrid[0 : -(-height // stride), 0 : -(-width // stride)]
        cells = np.stack((column, row), axis=-1).reshape(-1, 2).astype(np.float32)
        places.append(cells)
        sizes.append(np.full((len(cells), 1), stride, np.float32))
    return np.concatenate(places), np.concatenate(sizes)


def cells_of(height: int, width: int, strides: Sequence[int]) -> int:
    return sum(-(-height // stride) * -(-width // stride) for stride in strides)


def _best(scores: Array, threshold: float) -> tuple[Array, Array]:
    rows, classes = np.nonzero(scores >= threshold)
    return rows, classes


class NanoDetReader:
    """NanoDet-Plus: one output of ``cells × (classes + 4 × bins)``; NanoDet: a pair of outputs for each stride. Scores
    are ready; each side of the box is a distribution over bins, counted in strides from the cell's point."""

    suppresses = True
    MEAN, SCALE = (103.53, 116.28, 123.675), (57.375, 57.12, 58.395)

    def __init__(
        self, frame: Frame, outputs: Sequence[tuple[str, str]] | str, *, classes: int, strides: Sequence[int]
    ) -> None:
        self._frame = frame
        self._outputs = outputs
        self._classes = classes
        # NanoDet-Plus, which has a fourth stride, counts from the cell's corner, the older one from its middle
        self._middle = 0.0 if len(strides) == 4 else 0.5
        self._cells, self._strides = _cells(frame.height, frame.width, strides)

    def values(self, picture: Picture) -> dict[str, Array]:
        canvas, _ = self._frame.fitted(picture, (104, 116, 124))
        return {self._frame.name: _planes(canvas, self.MEAN, self.SCALE)}

    def read(self, outputs: Mapping[str, Array], picture: Picture, threshold: float) -> Found:
        if isinstance(self._outputs, str):
            rows = np.asarray(outputs[self._outputs]).reshape(len(self._cells), -1)
            scores, sides = rows[:, : self._classes], rows[:, self._classes :]
        else:
            scores = np.concatenate([outputs[name].reshape(-1, self._classes) for name, _ in self._outputs])
            sides = np.concatenate([outputs[name].reshape(-1, outputs[name].shape[-1]) for _, name in self._outputs])
        chosen, classes = _best(scores, threshold)
        spread = sides[chosen].reshape(len(chosen), 4, -1)
        weights = np.exp(spread - spread.max(axis=2, keepdims=True, initial=0.0))
        bins = np.arange(weights.shape[2], dtype=np.float32)
        strides = self._strides[chosen]
        distance = (weights @ bins) / weights.sum(axis=2) * strides
        point = (self._cells[chosen] + self._middle) * strides - (0.5 if self._middle else 0.0)
        boxes = np.concatenate((point - distance[:, :2], point + distance[:, 2:]), axis=1)
        return _inner(boxes, self._frame, picture), scores[chosen, classes].astype(np.float32), classes


class YoloxReader:
    """YOLOX: one output of ``cells × (4 + 1 + classes)``; middle from the cell in strides, sides as logarithms, and
    the score is that of an object times that of the class."""

    suppresses = True

    def __init__(self, frame: Frame, output: Port, *, strides: Sequence[int] = (8, 16, 32)) -> None:
        self._frame = frame
        self._output = output.name
        self._cells, self._strides = _cells(frame.height, frame.width, strides)

    def values(self, picture: Picture) -> dict[str, Array]:
        canvas, _ = self._frame.fitted(picture, (114, 114, 114))
        return {self._frame.name: _planes(canvas, (0, 0, 0), (1, 1, 1))}

    def read(self, outputs: Mapping[str, Array], picture: Picture, threshold: float) -> Found:
        rows = np.asarray(outputs[self._output]).reshape(len(self._cells), -1)
        scores = rows[:, 4:5] * rows[:, 5:]
        chosen, classes = _best(scores, threshold)
        strides = self._strides[chosen]
        middle = (rows[chosen, :2] + self._cells[chosen]) * strides
        half = np.exp(np.minimum(rows[chosen, 2:4], 20.0)) * strides / 2
        boxes = np.concatenate((middle - half, middle + half), axis=1)
        return _inner(boxes, self._frame, picture), scores[chosen, classes].astype(np.float32), classes


class DFineReader:
    """D-FINE (and RT-DETR as it exports): labels, boxes in pixels of the size that it is told, and scores."""

    suppresses = False

    def __init__(self, frame: Frame, *, size: str, labels: str, boxes: str, scores: str) -> None:
        self._frame = frame
        self._size = size
        self._names = labels, boxes, scores

    def values(self, picture: Picture) -> dict[str, Array]:
        pixels = self._frame.stretched(picture)[..., ::-1]
        told = np.array([[self._frame.width, self._frame.height]], np.int64)
        return {self._frame.name: _planes(pixels, (0, 0, 0), (255, 255, 255)), self._size: told}

    def read(self, outputs: Mapping[str, Array], picture: Picture, threshold: float) -> Found:
        labels, boxes, scores = (np.asarray(outputs[name]) for name in self._names)
        scores = scores.reshape(-1)
        chosen = np.flatnonzero(scores >= threshold)
        size = np.array((self._frame.width, self._frame.height) * 2, np.float64)
        return (
            boxes.reshape(-1, 4)[chosen].astype(np.float64) / size,
            scores[chosen].astype(np.float32),
            labels.reshape(-1)[chosen].astype(np.intp),
        )


class RfDetrReader:
    """RF-DETR: boxes as middle and sides in fractions, and logits of every class for each of its queries."""

    suppresses = False
    MEAN, SCALE = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)

    def __init__(self, frame: Frame, *, boxes: str, logits: str) -> None:
        self._frame = frame
        self._boxes, self._logits = boxes, logits

    def values(self, picture: Picture) -> dict[str, Array]:
        pixels = self._frame.stretched(picture)[..., ::-1]
        return {self._frame.name: _planes(pixels, self.MEAN, self.SCALE)}

    def read(self, outputs: Mapping[str, Array], picture: Picture, threshold: float) -> Found:
        logits = np.asarray(outputs[self._logits])
        scores = 1.0 / (1.0 + np.exp(-np.clip(logits.reshape(-1, logits.shape[-1]), -60, 60)))
        chosen, classes = _best(scores, threshold)
        rows = np.asarray(outputs[self._boxes]).reshape(-1, 4)[chosen].astype(np.float64)
        boxes = np.concatenate((rows[:, :2] - rows[:, 2:] / 2, rows[:, :2] + rows[:, 2:] / 2), axis=1)
        return boxes, scores[chosen, classes].astype(np.float32), classes


def _inner(boxes: Array, frame: Frame, picture: Picture) -> NDArray[np.float64]:
    """Pixels of an input that holds the picture at its top left, as fractions of the picture."""
    scale = min(frame.width / picture.shape[1], frame.height / picture.shape[0])
    inner = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    return boxes.astype(np.float64) / np.array((*inner, *inner), np.float64)
