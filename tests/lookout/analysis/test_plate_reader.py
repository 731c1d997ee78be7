"""The shipped reader on real plates, and a clip with one plate on the list: of the others not a trace."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from acting import REAL, WHOLE

from lookout.adapters import weights
from lookout.adapters.detector import load_detector
from lookout.adapters.painter import JpegPainter
from lookout.adapters.plates import PlateNet, decode
from lookout.adapters.spool import Spool
from lookout.adapters.stream import Stream
from lookout.cli.plates import as_json, lines, read_plates, score_plates
from lookout.contract import CameraConfig, Kind, WatchedPlate, Zone
from lookout.functions import Tools
from lookout.pipeline import Analyser
from lookout.ports import LookoutError

LONG_AFTER = datetime(2099, 1, 1, tzinfo=UTC)
real = pytest.mark.skipif(not (REAL / "truth.json").is_file(), reason="the real pictures are not beside the project")


@pytest.fixture(scope="module")
def reader() -> PlateNet:
    return PlateNet()


def test_repeats_are_joined_and_the_weakest_character_counts() -> None:
    steps = np.full((6, 4), 0.01, np.float32)
    for position, (index, score) in enumerate([(1, 0.9), (1, 0.8), (0, 0.9), (1, 0.95), (3, 0.6), (0, 0.9)]):
        steps[position, index] = score
    assert decode(steps, "皖A1") == ("皖皖1", pytest.approx(0.6))
    assert decode(np.eye(4, dtype=np.float32)[[0, 0]], "皖A1") == ("", 0.0)


def test_nothing_is_read_where_nothing_is(reader: PlateNet) -> None:
    rng = np.random.default_rng(2)
    for picture in (
        np.zeros((300, 400, 3), np.uint8),
        rng.integers(0, 255, (240, 320, 3), dtype=np.uint8),
        np.zeros((1, 1, 3), np.uint8),
        np.zeros((5, 400, 3), np.uint8),
    ):
        assert reader.read(picture) == []


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    for name in ("plates.onnx", weights.SUMS):
        data = (Path(weights.__file__).parent.parent / "models" / name).read_bytes()
        (tmp_path / name).write_bytes(data[:-1] + b"x" if name.endswith("onnx") else data)
    with pytest.raises(LookoutError, match="damaged"):
        weights.shipped("plates.onnx", folder=tmp_path)


@real
@pytest.mark.footage
@pytest.mark.slow
def test_real_plates_are_read_exactly(reader: PlateNet) -> None:
    scores = score_plates(read_plates(REAL), load_detector(), reader)
    told = as_json(scores)
    assert told["stills"] >= 66
    assert told["stills_read_exactly"] >= 0.97 * told["stills"]
    assert told["other_readings"] <= 1
    assert (scores.alarms.truth, scores.alarms.found, scores.alarms.false) == (4, 4, 0)
    assert "read exactly" in lines(scores)[0]


@real
@pytest.mark.footage
def test_of_plates_that_are_not_on_the_list_no_file_and_no_line_tells(
    reader: PlateNet, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """The clip shows four plates, one of them is listed: it alone raises an alarm, and no text is on disk at all."""
    caplog.set_level(logging.DEBUG)
    clip = REAL / "videos" / "slides_plates.mp4"
    shown = [
        item["plate"]
        for item in json.loads((REAL / "truth.json").read_text())["videos"]["videos/slides_plates.mp4"]["objects"]
    ]
    area = Zone(name="road", kind=Kind.VEHICLE, polygon=WHOLE, classes=("car",), min_score=0.35)
    config = CameraConfig(
        camera="cam",
        source=str(clip),
        zones=(area,),
        plates=(WatchedPlate(id="case-1", plate=shown[1], until=LONG_AFTER),),
    )
    looker = Analyser(
        config, detector=load_detector(), painter=JpegPainter(), make=Tools(plates=reader).make, first_track=1
    )
    spool = Spool(tmp_path / "spool")
    stream = Stream(str(clip))
    raised = []
    try:
        for frame in stream.frames():
            interest = looker.look(frame)
            for one in looker.analyse(frame, interest).sightings if interest is not None else ():
                raised.append(one.alert)
                spool.put_alert(one.alert, one.snapshot)
    finally:
        stream.close()
        spool.close()
    assert {alert.watch for alert in raised} == {"case-1"}
    assert all(4.0 <= alert.ended_s < 8.5 for alert in raised)
    said = caplog.text + "".join(capfd.readouterr()) + repr([alert.model_dump() for alert in raised])
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for text in shown:
        for form in (text, text[2:]):
            assert form not in said
            assert all(form.encode() not in path.read_bytes() and form not in path.name for path in files)
