"""``lookout face PHOTO``: the template of one face, to be put into the case that it belongs to. Nothing is kept."""

from __future__ import annotations

import argparse
import base64
from pathlib import Path

import cv2
import numpy as np

from lookout.adapters.face import DlibFaces
from lookout.ports import LookoutError

MOST_BYTES = 20 * 1024 * 1024
LONGEST = 1600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("photo", type=Path, help="a photo from the front with one face in it")


def act(arguments: argparse.Namespace) -> int:
    """Prints the template in base64 on one line."""
    path: Path = arguments.photo
    try:
        if path.stat().st_size > MOST_BYTES:
            raise LookoutError(f"{path} is larger than {MOST_BYTES // 2**20} MB; use a smaller photo")
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as problem:
        raise LookoutError(f"{path} cannot be read: {problem.strerror}") from problem
    photo = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    if photo is None:
        raise LookoutError(f"{path} is no picture that can be read")
    scale = min(1.0, LONGEST / max(photo.shape[:2]))
    if scale < 1:
        photo = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    print(base64.b64encode(DlibFaces().template(photo.astype(np.uint8, copy=False))).decode())
    return 0
