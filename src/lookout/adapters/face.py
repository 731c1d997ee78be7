"""Face matching for the search of a missing person: optional (``fengqiao[face]``), off by default, one case at a time.

dlib's face recognition with its five-point landmarks. The 68-point file that comes in the same package is not opened:
it was trained on pictures whose terms exclude commercial use. A face is compared inside one call and is gone with it.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import logging
import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from lookout.ports import LookoutError, Picture

EXTRA = "pip install 'fengqiao[face]'"
LANDMARKS = "shape_predictor_5_face_landmarks.dat"
DESCRIPTOR = "dlib_face_recognition_resnet_model_v1.dat"
SUMS = {
    LANDMARKS: "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
    DESCRIPTOR: "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
}
LEAST_PX = 36
"""Faces narrower than this are not judged: strangers look alike then."""
TEMPLATE_BYTES = 512

log = logging.getLogger(__name__)


class DlibFaces:
    """See ``ports.FaceMatcher``. May be called from several threads; one works at a time. Raises ``LookoutError``
    when the extra is not installed, or its files are not the known ones."""

    name = "dlib-resnet"

    def __init__(self, *, folder: Path | None = None) -> None:
        dlib = _dlib()
        place = _models() if folder is None else folder
        paths = {name: _checked(place / name) for name in SUMS}
        self.version = f"sha256-{SUMS[DESCRIPTOR][:16]}"
        self._find: Any = dlib.get_frontal_face_detector()
        self._marks: Any = dlib.shape_predictor(str(paths[LANDMARKS]))
        self._describe: Any = dlib.face_recognition_model_v1(str(paths[DESCRIPTOR]))
        self._chip: Any = dlib.get_face_chip
        self._lock = threading.Lock()

    def likeness(self, person: Picture, template: bytes) -> float | None:
        """1 for the same picture, about 0.5 at the border between the same person and another; None without a face."""
        if len(template) != TEMPLATE_BYTES:
            return None
        found = self._descriptor(person[: max(1, person.shape[0] // 2)])
        if found is None:
            return None
        return max(0.0, 1.0 - float(np.linalg.norm(found - np.frombuffer(template, "<f4"))))

    def template(self, photo: Picture) -> bytes:
        """The template of the one face in a photo. Raises ``LookoutError`` when there is none, or more than one."""
        found = self._descriptor(photo, alone=True)
        if found is None:
            raise LookoutError("the photo shows no face, or several; take one from the front with one face in it")
        return bytes(found.astype("<f4").tobytes())

    def _descriptor(self, picture: Picture, *, alone: bool = False) -> Any:
        rgb = np.ascontiguousarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
        with self._lock:
            faces = [face for face in self._find(rgb, 1) if face.width() >= LEAST_PX]
            faces.sort(key=lambda one: -int(one.width()))
            # what is far smaller in a portrait is a pattern, or somebody in the background
            if not faces or (alone and len(faces) > 1 and faces[1].width() > 0.6 * faces[0].width()):
                return None
            face = faces[0]
            return np.array(self._describe.compute_face_descriptor(rgb, self._marks(rgb, face)), np.float32)


def _dlib() -> Any:
    try:
        return importlib.import_module("dlib")
    except ImportError as problem:
        raise LookoutError(f"face matching is an optional part that is not installed here: {EXTRA}") from problem


def _models() -> Path:
    """The folder of the package ``face_recognition_models``, which is not imported: it needs an old setuptools."""
    found = importlib.util.find_spec("face_recognition_models")
    if found is None or found.origin is None:
        raise LookoutError(f"the models of face matching are not installed here: {EXTRA}")
    return Path(found.origin).parent / "models"


def _checked(path: Path) -> Path:
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as problem:
        raise LookoutError(f"{path.name} cannot be read ({problem.strerror}); install it again: {EXTRA}") from problem
    if digest != SUMS[path.name]:
        raise LookoutError(f"{path.name} is damaged or another file: SHA-256 {digest[:16]}…; install it again: {EXTRA}")
    return path


class FacesOnDemand:
    """Loads the extra when the first search with a template asks for it; an engine without such a search never does.

    Where it is not installed one line in the log says so, and people are looked for by their description alone.
    """

    name = DlibFaces.name
    version = f"sha256-{SUMS[DESCRIPTOR][:16]}"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._matcher: DlibFaces | None = None
        self._missing = False

    def likeness(self, person: Picture, template: bytes) -> float | None:
        """As ``DlibFaces.likeness``; None also where the extra is not installed."""
        with self._lock:
            if self._matcher is None and not self._missing:
                try:
                    self._matcher = DlibFaces()
                except LookoutError as problem:
                    self._missing = True
                    log.warning("searches go by description alone: %s", problem)
        return None if self._matcher is None else self._matcher.likeness(person, template)
