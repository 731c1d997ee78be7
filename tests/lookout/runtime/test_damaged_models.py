"""A damaged model of one function: the zones that need it are not watched and say so, all others are."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from films import film
from rig import Rig
from twins import until

from lookout.adapters import weights
from lookout.cli.equipment import load_tools
from lookout.contract import Box, CameraConfig, CameraState, Kind, Trouble, Zone
from lookout.functions import Tools
from lookout.pipeline import Analyser
from lookout.ports import Detection, Frame, ModelUnusable, Picture

MODELS = Path(weights.__file__).resolve().parent.parent / "models"
WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


class Everywhere:
    """A detector that always sees somebody who comes nearer."""

    name, version, threshold = "everywhere", "1", 0.2

    def __init__(self) -> None:
        self.asked = 0

    def detect(self, picture: Picture) -> list[Detection]:
        self.asked += 1
        left = 0.2 + 0.002 * self.asked
        return [Detection(cls="person", score=0.9, box=Box(x1=left, y1=0.3, x2=left + 0.1, y2=0.8))]


class NoPainter:
    def paint(self, picture: object, **about: object) -> bytes:
        return b"x"


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The package's models with one byte of the helmet model struck; its file name."""
    name = "helmet.onnx"
    place = tmp_path / "lookout"
    shutil.copytree(MODELS, place / "models")
    data = bytearray((place / "models" / name).read_bytes())
    data[len(data) // 2] ^= 1
    (place / "models" / name).write_bytes(data)
    monkeypatch.setattr(weights.resources, "files", lambda package: place)
    return name


def test_the_engine_goes_on_with_the_rest(damaged: str) -> None:
    with pytest.raises(ModelUnusable, match="damaged or was exchanged"):
        load_tools()
    tools = load_tools(forgiving=True)
    assert tools.helmets is None
    assert tools.plates is not None
    assert set(tools.unusable) == {Kind.HELMET}
    assert damaged in tools.unusable[Kind.HELMET]


def test_the_water_beside_it_is_watched() -> None:
    tools = Tools(unusable={Kind.HELMET: "the model helmet.onnx is damaged"})
    zones = tuple(Zone(name=kind.value, kind=kind, polygon=WHOLE) for kind in (Kind.HELMET, Kind.WATER))
    config = CameraConfig(camera="cam", source="x", zones=zones)
    watched = Analyser(config, detector=Everywhere(), painter=NoPainter(), make=tools.make, first_track=1)
    assert watched.unwatched == ("zone 'helmet': the model helmet.onnx is damaged",)
    raised = []
    for number in range(10):
        picture = np.full((90, 160, 3), 90, np.uint8)
        frame = Frame(time_s=number * 0.3, at=1_790_000_000 + number * 0.3, picture=picture)
        interest = watched.look(frame)
        if interest is not None:
            raised += [sighting.alert.rule for sighting in watched.analyse(frame, interest).sightings]
    assert raised == ["water"]


def test_health_says_so(rig: Rig, tmp_path: Path) -> None:
    good = CameraConfig(camera="good", source=f"loop:{film(tmp_path / 'good.mp4', seconds=2)}")
    engine = rig.engine(good, plan=lambda count, frame: False)
    until(lambda: engine.healths()[0].state is CameraState.LIVE)
    assert Trouble.MODEL not in engine.healths()[0].troubles
    rig.lookers["good"][0].unwatched = ("zone 'road': the model helmet.onnx is damaged",)
    told = engine.healths()[0]
    assert told.state is CameraState.LIVE
    assert Trouble.MODEL in told.troubles
    assert "not watched: zone 'road': the model helmet.onnx is damaged" in told.detail
