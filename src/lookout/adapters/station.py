"""The shipped judge of bin stations on OpenVINO. What it was trained on and how good it is: ``models/STATION_CARD.md``.

It has no eyes of its own: it reads the features that the shipped detector's backbone sees in the picture, and weighs
them. So its file is small, and it holds only together with that detector's file.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import openvino as ov
from numpy.typing import NDArray

from lookout.adapters import inference
from lookout.adapters.weights import shipped
from lookout.ports import LookoutError, Picture

FILE, BACKBONE = "station.onnx", "nanodet_g.onnx"
LAYER = "PartitionedCall/onnx_tf_prefix_LeakyRelu_61"
"""The backbone's last plane: 256 channels, one value for 32 × 32 pixels."""
SIDE = 416
MEAN = (103.53, 116.28, 123.675)
SCALE = (57.375, 57.12, 58.395)
LEAST_PIXELS = 48


def load_station(*, threads: int = 1, folder: Path | None = None) -> OpenVinoStation:
    """The judge, ready for use. Raises ``LookoutError`` when a file is missing, damaged, or not made for the other."""
    weights, version = shipped(FILE, folder=folder)
    return OpenVinoStation(weights, version, Backbone(threads=threads, folder=folder))


class Backbone:
    """What the detector's backbone sees in a picture, as 768 numbers: mean, largest and spread of each channel.

    ``mark`` tells which file it is. Made ready at the first picture; may be called from several threads.
    """

    def __init__(self, *, threads: int = 1, folder: Path | None = None) -> None:
        self._weights, version = shipped(BACKBONE, folder=folder)
        self.mark = version.removeprefix("sha256-")
        self._settings = inference.settings(threads=threads)
        self._request: Any = None
        self._lock = threading.Lock()

    def features(self, picture: Picture) -> NDArray[np.float32]:
        """Of any picture (height × width × 3, BGR); it is brought to a square."""
        square = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
        pixels = ((square - np.array(MEAN, np.float32)) / np.array(SCALE, np.float32)).transpose(2, 0, 1)[None]
        with self._lock:
            if self._request is None:
                self._request = self._ready()
            seen: NDArray[np.float32] = self._request.infer([np.ascontiguousarray(pixels)])[0][0].copy()
        return np.concatenate([seen.mean(axis=(1, 2)), seen.max(axis=(1, 2)), seen.std(axis=(1, 2))])

    def _ready(self) -> Any:
        core = inference.core()
        whole = core.read_model(self._weights)
        self._weights = b""  # seven megabytes that nobody needs any more
        whole.reshape([1, 3, SIDE, SIDE])
        layer = next((op for op in whole.get_ordered_ops() if op.get_friendly_name() == LAYER), None)
        if layer is None:
            raise LookoutError(f"{BACKBONE} has no layer {LAYER}; train the judge of stations anew for it")
        part = ov.Model([layer.output(0)], whole.get_parameters())
        return core.compile_model(part, "CPU", self._settings).create_infer_request()


class OpenVinoStation:
    """See ``ports.StationJudge``. May be called from several threads; one picture is worked on at a time."""

    name = "fengqiao-station"

    def __init__(self, weights: bytes, version: str, backbone: Backbone) -> None:
        self.version = version
        self._backbone = backbone
        self._lock = threading.Lock()
        core = inference.core()
        head = core.read_model(weights)
        wanted = f"features_{backbone.mark}"
        if wanted not in head.inputs[0].get_names():
            raise LookoutError(
                f"{FILE} was trained with another {BACKBONE} ({', '.join(sorted(head.inputs[0].get_names()))}, "
                f"here is {wanted}); install Fengqiao's package again, or train it anew with tools/training/station.py"
            )
        self._request = core.compile_model(head, "CPU", inference.settings()).create_infer_request()

    def judge(self, station: Picture) -> float:
        if min(station.shape[:2]) < LEAST_PIXELS:
            return 0.0  # too small to tell anything: nothing is told
        # a station is as dirty in the mirror; two looks are steadier than one
        both = np.stack([self._backbone.features(view) for view in (station, station[:, ::-1])])
        with self._lock:
            said: NDArray[np.float32] = self._request.infer([both.astype(np.float32)])[0].copy()
        return float(np.clip(said.mean(), 0.0, 1.0))
