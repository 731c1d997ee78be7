"""How small may people and plates be? The two tables of the documentation, from a folder of clips and pictures.

    python tools/sizes.py FOLDER

``FOLDER`` holds a ``truth.json`` with boxes of people in clips and with texts of plates in pictures. A picture with one
person in it is made smaller about him, on a canvas of 1280 × 720 that its mirrored edges fill, and shown to the shipped
detector whole and as a crop of a third. Pictures of single plates are made smaller and read once each.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from lookout import geometry
from lookout.adapters.detector import load_detector
from lookout.adapters.plates import PlateNet
from lookout.cli.plates import SMALL, read_plates
from lookout.contract import Box
from lookout.frames import Picture
from lookout.ports import Detector

CANVAS = 1280, 720
SHARES = (0.12, 0.10, 0.08, 0.06, 0.05, 0.04, 0.03)
PIXELS = (24, 16, 14, 12, 10, 8)
THIRD = 1 / 3
SAME = 0.4
LEAST = 40
"""Pixels of a person in the clip itself; who is smaller there cannot be made smaller to any purpose."""


def main() -> None:
    """Prints both tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    detector = load_detector()
    _row("person, share of the picture's height", [f"{share:.2f}" for share in SHARES])
    videos = json.loads((folder / "truth.json").read_text(encoding="utf-8-sig"))["videos"]
    for name, entry in sorted(videos.items()):
        shown = list(people(folder / name, entry))
        if shown:
            scores = [[seen(detector, picture, box, share) for picture, box in shown] for share in SHARES]
            for nth, view in ((0, "whole"), (1, "crop of a third")):
                middle = [statistics.median(score[nth] for score in row) for row in scores]
                _row(f"{Path(name).stem}, {view}, median of {len(shown)}", [f"{score:.2f}" for score in middle])
    reader = PlateNet()
    singles = [(path, texts[0]) for _, path, texts in read_plates(folder).stills if len(texts) == 1]
    crops = [(cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR), text) for path, text in singles]
    crops = [(crop, text) for crop, text in crops if crop is not None and crop.shape[1] < SMALL]
    _row("plate, pixels high", [str(height) for height in PIXELS])
    exact = [sum(text in texts(reader, crop, height) for crop, text in crops) for height in PIXELS]
    _row(f"read exactly, of {len(crops)}", [str(count) for count in exact])


def people(path: Path, entry: dict[str, Any]) -> Iterator[tuple[Picture, Box]]:
    """Pictures in which the truth has one person and nobody else, whole and large enough, with the person's box."""
    wide, high = entry["width"], entry["height"]
    wanted = {}
    for row in entry.get("boxes", []):
        alone = len(row["boxes"]) == 1 and row["boxes"][0][0] == "person"
        x, y, width, height = row["boxes"][0][1:] if alone else (0, 0, 0, 0)
        room = height / 4  # nearer to the edge, the mirrored picture would show a figure of two
        if height >= LEAST and min(x, y, wide - x - width, high - y - height) >= room:
            wanted[row["t"]] = Box(x1=x / wide, y1=y / high, x2=(x + width) / wide, y2=(y + height) / high)
    if not wanted or not path.is_file():
        return
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            now = next((time for time in wanted if frame.time is not None and frame.time >= time), None)
            if now is not None:
                yield np.ascontiguousarray(frame.to_ndarray(format="bgr24")), wanted.pop(now)


def seen(detector: Detector, picture: Picture, box: Box, share: float) -> tuple[float, float]:
    """Score of the person in the whole canvas and in a crop of a third around him; 0 where he is not found."""
    high, wide = picture.shape[:2]
    scale = share * CANVAS[1] / ((box.y2 - box.y1) * high)
    small = cv2.resize(picture, (round(wide * scale), round(high * scale)), interpolation=cv2.INTER_AREA)
    x, y = (box.x1 + box.x2) / 2 * small.shape[1], (box.y1 + box.y2) / 2 * small.shape[0]
    left, top = round(CANVAS[0] / 2 - x), round(CANVAS[1] / 2 - y)
    columns = _folded(np.abs(np.arange(CANVAS[0]) - left), small.shape[1])
    rows = _folded(np.abs(np.arange(CANVAS[1]) - top), small.shape[0])
    canvas = np.ascontiguousarray(small[rows][:, columns])
    half_x = (box.x2 - box.x1) * small.shape[1] / CANVAS[0] / 2
    there = Box(x1=0.5 - half_x, y1=0.5 - share / 2, x2=0.5 + half_x, y2=0.5 + share / 2)
    edge = round(CANVAS[0] * THIRD), round(CANVAS[1] * THIRD)
    crop = np.ascontiguousarray(canvas[edge[1] : CANVAS[1] - edge[1], edge[0] : CANVAS[0] - edge[0]])
    nearer = Box(
        x1=0.5 - half_x / THIRD,
        y1=0.5 - share / 2 / THIRD,
        x2=0.5 + half_x / THIRD,
        y2=0.5 + share / 2 / THIRD,
    )
    return _score(detector, canvas, there), _score(detector, crop, nearer)


def _folded(places: NDArray[np.int_], size: int) -> NDArray[np.int_]:
    """Rows or columns of a picture that goes on mirrored, as often as it takes."""
    turn = places % (2 * size)
    return np.where(turn < size, turn, 2 * size - 1 - turn)


def _score(detector: Detector, picture: Picture, box: Box) -> float:
    known = geometry.to_array([box])
    return max(
        (
            item.score
            for item in detector.detect(picture)
            if item.cls == "person" and geometry.iou(geometry.to_array([item.box]), known)[0, 0] >= SAME
        ),
        default=0.0,
    )


def texts(reader: PlateNet, crop: Picture, height: int) -> set[str]:
    """What is read when the picture of a plate is so many pixels high."""
    width = max(1, round(crop.shape[1] * height / crop.shape[0]))
    small = cv2.resize(crop, (width, height), interpolation=cv2.INTER_AREA)
    return {reading.text for reading in reader.read(np.ascontiguousarray(small))}


def _row(title: str, cells: list[str]) -> None:
    sys.stdout.write(f"| {title} | {' | '.join(cells)} |\n")


if __name__ == "__main__":
    main()
