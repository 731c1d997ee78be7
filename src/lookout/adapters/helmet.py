"""The shipped helmet classifier on OpenVINO. What it was trained on and how good it is: ``models/HELMET_CARD.md``."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from lookout.adapters import inference
from lookout.adapters.weights import shipped
from lookout.ports import HeadReading, Picture

FILE = "helmet.onnx"
SIDE = 48
HELMET, BARE = 0, 1


def load_helmets(*, threads: int = 1, folder: Path | None = None) -> OpenVinoHelmets:
    """The classifier, ready for use. Raises ``LookoutError`` when its file is missing or damaged."""
    weights, version = shipped(FILE, folder=folder)
    return OpenVinoHelmets(weights, version, threads=threads)


class OpenVinoHelmets:
    """See ``ports.HelmetClassifier``. May be called from several threads; one batch is worked on at a time.

    The network is made ready at the first head, so that an engine without helmet zones spends nothing on it.
    """

    name = "fengqiao-helmet-48"

    def __init__(self, weights: bytes, version: str, *, threads: int = 1) -> None:
        self.version = version
        self._weights = weights
        self._settings = inference.settings(threads=threads)
        self._request: Any = None
        self._lock = threading.Lock()

    def judge(self, heads: Sequence[Picture]) -> list[HeadReading]:
        if not heads:
            return []
        pixels = np.stack([fitted(head) for head in heads]).transpose(0, 3, 1, 2).astype(np.float32)
        with self._lock:
            if self._request is None:
                core = inference.core()
                self._request = core.compile_model(
                    core.read_model(self._weights), "CPU", self._settings
                ).create_infer_request()
            said: NDArray[np.float32] = self._request.infer([pixels])["probabilities"].copy()
        some = np.maximum(said[:, HELMET] + said[:, BARE], 1e-6)
        return [
            HeadReading(head=min(1.0, float(head)), helmet=min(1.0, float(helmet)))
            for head, helmet in zip(some, said[:, HELMET] / some, strict=True)
        ]


def fitted(head: Picture) -> Picture:
    """The crop at the size that the network takes, in the way in which it was trained."""
    method = cv2.INTER_AREA if head.shape[0] > SIDE else cv2.INTER_LINEAR
    return cv2.resize(head, (SIDE, SIDE), interpolation=method).astype(np.uint8, copy=False)
