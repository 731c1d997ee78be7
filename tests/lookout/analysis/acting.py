"""Plain figures for the tests of the analysis: detections, a detector that reads from a script, empty pictures."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from lookout.contract import Box, CameraConfig, Kind, Zone
from lookout.pipeline import Analyser
from lookout.ports import Detection, Frame, Picture

ROOT = Path(__file__).resolve().parents[3]
REAL = ROOT.parent / "shared" / "testdata"
SHIPPED = ROOT / "src" / "lookout" / "footage"
AT = 1_790_000_000.0
WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
LEFT_HALF = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))


def box(x: float, y: float, width: float = 0.05, height: float = 0.2) -> Box:
    """A box whose foot point is (x, y)."""
    return Box(x1=x - width / 2, y1=y - height, x2=x + width / 2, y2=y)


def person(x: float, y: float = 0.8, *, score: float = 0.8, cls: str = "person") -> Detection:
    return Detection(cls=cls, score=score, box=box(x, y))


def zone(polygon: Sequence[tuple[float, float]] = LEFT_HALF, *, kind: Kind = Kind.INTRUSION, **more: object) -> Zone:
    return Zone.model_validate({"name": "bank", "kind": kind, "polygon": polygon, **more})


class Script:
    """A detector that says what the script says for the picture's number (its first pixel)."""

    name, version, threshold = "script", "1", 0.2

    def __init__(self, plot: Callable[[int], list[Detection]]) -> None:
        self._plot = plot
        self.asked = 0

    def detect(self, picture: Picture) -> list[Detection]:
        self.asked += 1
        return self._plot(int(picture[0, 0, 0]))


class NoPainter:
    def paint(
        self, picture: Picture, *, boxes: Sequence[Box] = (), alarmed: Box | None, zone: Zone, text: str
    ) -> bytes:
        return f"{zone.name}|{len(boxes)}|{text}".encode()


def frame(number: int, *, every_s: float = 0.2, at: float = AT, size: tuple[int, int] = (90, 160)) -> Frame:
    picture = np.full((*size, 3), 90, np.uint8)
    picture[0, 0, 0] = number
    return Frame(time_s=number * every_s, at=at + number * every_s, picture=picture)


def analyser(script: Script, *zones: Zone, first_track: int | None = 1, **more: object) -> Analyser:
    config = CameraConfig.model_validate({"camera": "cam", "source": "x", "zones": zones, **more})
    return Analyser(config, detector=script, painter=NoPainter(), first_track=first_track)


def river() -> tuple[list[list[float]], list[tuple[float, float]]]:
    """The water of the shipped river clip and when each child stands at it, from the truth beside the clip."""
    entry = json.loads((SHIPPED / "truth.json").read_text())["videos"]["river.mp4"]
    outline: list[list[float]] = entry["zones"][0]["polygon_norm"]
    return outline, [tuple(event["inside_s"]) for event in entry["zone_events"]]


def real_clips(*names: str) -> tuple[Path, tuple[str, ...]]:
    """The folder of the real clips and these of them, when it lies beside the project; else the shipped river, and
    says so."""
    if (REAL / "truth.json").is_file():
        return REAL, names
    print("NOTICE: the real clips are not beside the project; this test runs on the shipped river.mp4", file=sys.stderr)
    return SHIPPED, ("river.mp4",)
