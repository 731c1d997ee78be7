"""The shipped helmet classifier, and files of models that are not what was shipped."""

import hashlib
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest
from acting import REAL

from lookout.adapters.helmet import load_helmets
from lookout.adapters.weights import SUMS, shipped
from lookout.cli.helmets import lines, score_helmets
from lookout.cli.ridertruth import read_riders
from lookout.functions.headlook import crop
from lookout.ports import LookoutError, Picture

MODELS = Path(load_helmets.__code__.co_filename).parents[1] / "models"


def head(side: int = 60, *, seed: int = 0) -> Picture:
    """A plain drawn head: shoulders, a face, dark hair."""
    random = np.random.default_rng(seed)
    canvas = np.full((96, 96, 3), random.integers(90, 200, 3), np.uint8)
    cv2.ellipse(canvas, (48, 104), (44, 30), 0, 0, 360, (60, 90, 160), -1)
    cv2.ellipse(canvas, (48, 48), (22, 30), 0, 0, 360, (130, 160, 210), -1)
    cv2.ellipse(canvas, (48, 34), (25, 20), 0, 180, 360, (25, 25, 30), -1)
    return cv2.resize(canvas, (side, side), interpolation=cv2.INTER_AREA).astype(np.uint8)


def test_any_number_of_heads_of_any_size() -> None:
    helmets = load_helmets()
    assert helmets.judge([]) == []
    crops = [head(side, seed=side) for side in (5, 17, 48, 96, 300)]
    readings = helmets.judge(crops)
    assert len(readings) == 5
    assert all(0.0 <= reading.head <= 1.0 and 0.0 <= reading.helmet <= 1.0 for reading in readings)
    # a batch is no other than its heads one by one
    alone = [helmets.judge([one])[0] for one in crops]
    assert [one.helmet for one in alone] == pytest.approx([one.helmet for one in readings], abs=0.01)


def test_a_bare_street_is_no_head_and_a_drawn_head_is_one() -> None:
    helmets = load_helmets()
    street = np.full((60, 60, 3), 120, np.uint8)
    street[40:] = (80, 90, 95)
    flat, drawn = helmets.judge([street, head()])
    assert flat.head < 0.5 < drawn.head


def test_several_threads_share_it() -> None:
    helmets = load_helmets()
    crops = [head(30, seed=number) for number in range(12)]
    wanted = [helmets.judge([one])[0].helmet for one in crops]
    got: dict[int, float] = {}

    def work(number: int) -> None:
        got[number] = helmets.judge([crops[number]])[0].helmet

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [got[number] for number in range(12)] == pytest.approx(wanted, abs=1e-5)


def test_the_model_is_small_and_listed() -> None:
    assert (MODELS / "helmet.onnx").stat().st_size < 3_000_000
    data, version = shipped("helmet.onnx")
    assert version == f"sha256-{hashlib.sha256(data).hexdigest()[:16]}"
    for name in (path.name for path in MODELS.iterdir() if path.suffix == ".onnx"):
        shipped(name)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "cannot be read"),
        ({"helmet.onnx": b"x"}, "cannot be read"),
        ({"helmet.onnx": b"x", SUMS: b""}, "not listed"),
        ({"helmet.onnx": b"x", SUMS: b"00ff  helmet.onnx\n"}, "damaged or was exchanged"),
        ({"helmet.onnx": b"x", SUMS: b"\xff\xfe"}, "cannot be read"),
    ],
)
def test_a_model_that_is_not_the_shipped_one_is_refused(files: dict[str, bytes], message: str, tmp_path: Path) -> None:
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(LookoutError, match=message) as caught:
        load_helmets(folder=tmp_path)
    assert "install" in str(caught.value)


def test_one_changed_byte_is_noticed(tmp_path: Path) -> None:
    data = bytearray((MODELS / "helmet.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "helmet.onnx").write_bytes(data)
    (tmp_path / SUMS).write_text((MODELS / SUMS).read_text())
    with pytest.raises(LookoutError, match="damaged"):
        load_helmets(folder=tmp_path)


@pytest.mark.parametrize("place", [(-20.0, -20.0, 20.0, 20.0), (80.0, 40.0, 120.0, 80.0), (30.0, 30.0, 34.0, 34.0)])
def test_crops_at_the_edge_of_the_picture_are_square(place: tuple[float, float, float, float]) -> None:
    picture = np.random.default_rng(1).integers(0, 255, (80, 100, 3)).astype(np.uint8)
    shown = crop(picture, place)
    assert shown.shape[0] == shown.shape[1] == max(4, round((place[2] - place[0]) * 1.5))


@pytest.mark.footage
@pytest.mark.slow
@pytest.mark.skipif(not (REAL / "truth.json").is_file(), reason="the real pictures are not beside the project")
def test_riders_in_real_pictures() -> None:
    """Twenty-four photographs and twelve rides: nobody with a helmet is accused but one, most without are found."""
    from lookout.adapters.detector import load_detector

    truth = read_riders(REAL)
    scores = score_helmets(truth, load_detector(), load_helmets())
    assert scores.alarms.false == 0, lines(scores)
    assert scores.alarms.recall is not None
    assert scores.alarms.recall >= 0.8
    assert scores.stills["all", "no_helmet"] <= 1
    assert scores.stills["none", "helmet"] + scores.stills["mixed", "helmet"] == 0
    assert scores.stills["none", "no_helmet"] + scores.stills["mixed", "no_helmet"] >= 7
