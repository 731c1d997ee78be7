"""Detectors by setting: any ONNX file of the NanoDet, YOLOX, D-FINE and RF-DETR families, on processor or card."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lookout import geometry
from lookout.adapters.detector import CLASSES, MOST, SAME_OBJECT
from lookout.adapters.detectors.card import Card, read_model
from lookout.adapters.detectors.families import Reader, RfDetrReader
from lookout.adapters.detectors.sessions import DEVICES, Session, open_session
from lookout.adapters.detectors.shapes import reader_of
from lookout.ports import Detection, Detector, Picture

__all__ = ["COCO_BY_ID", "DEVICES", "FileDetector", "open_detector"]

_UNUSED = (0, 12, 26, 29, 30, 45, 66, 68, 69, 71, 83)
"""Numbers of COCO's own list, up to 90, that name nothing."""
COCO_BY_ID: tuple[str, ...] = tuple(
    "" if number in _UNUSED else CLASSES[number - sum(unused <= number for unused in _UNUSED)] for number in range(91)
)
"""COCO's classes by COCO's own numbers, as RF-DETR counts them."""


def open_detector(path: Path, *, device: str = "cpu", threads: int = 1, streams: int = 1) -> Detector:
    """The detector in this file, ready for pictures of any size. ``device``: one of ``DEVICES``; ``streams``
    callers are worked for at once on a processor, each with so many ``threads``.

    Raises ``LookoutError``, with what to do about it, when the file or its card is missing, damaged or of no family
    that is known, or the device is not there.
    """
    data, card = read_model(path)
    session = open_session(data, device=device, threads=threads, streams=streams)
    reader = reader_of(session, family=card.family, classes=len(card.classes) or len(CLASSES))
    return FileDetector(session, reader, card, name=card.name or path.stem)


class FileDetector:
    """See ``open_detector`` and ``ports.Detector``."""

    def __init__(self, session: Session, reader: Reader, card: Card, *, name: str) -> None:
        self.name = name[:80]
        self.version = f"sha256-{card.sha256[:16].lower()}"
        self.threshold = card.threshold
        self._session = session
        self._reader = reader
        self._classes = card.classes or (COCO_BY_ID if isinstance(reader, RfDetrReader) else CLASSES)

    def detect(self, picture: Picture) -> list[Detection]:
        """Objects at ``threshold`` and above, best first; boxes in fractions of ``picture``."""
        outputs = self._session.run(self._reader.values(picture))
        boxes, scores, classes = self._reader.read(outputs, picture, self.threshold)
        sane = np.isfinite(boxes).all(axis=1) & np.isfinite(scores) & (classes >= 0) & (classes < len(self._classes))
        found: list[Detection] = []
        for number in np.unique(classes[sane]):
            rows = np.flatnonzero(sane & (classes == number))
            if self._reader.suppresses:
                rows = rows[geometry.suppress(boxes[rows], scores[rows], limit=SAME_OBJECT)]
            for row in rows:
                box = geometry.to_box(boxes[row])
                if box is not None and self._classes[number]:
                    score = min(1.0, float(scores[row]))
                    found.append(Detection(cls=self._classes[number], score=score, box=box))
        return sorted(found, key=lambda detection: -detection.score)[:MOST]
