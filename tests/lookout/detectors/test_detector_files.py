"""Detectors by setting: tiny files of each family give the right boxes, and what is wrong with a file is said."""

import hashlib
import json
import shutil
import sys
import types
from pathlib import Path
from typing import Any, ClassVar

import cv2
import numpy as np
import pytest

from lookout.adapters.detector import CLASSES, load_detector
from lookout.adapters.detectors import COCO_BY_ID, open_detector
from lookout.adapters.detectors.families import DFineReader, Frame, RfDetrReader, YoloxReader
from lookout.adapters.detectors.sessions import Port
from lookout.adapters.detectors.shapes import reader_of
from lookout.cli import main
from lookout.ports import LookoutError, Picture

HERE = Path(__file__).parent
SHIPPED = HERE.parents[2] / "src" / "lookout"
FAMILIES = ("yolox", "nanodet_plus", "rfdetr", "dfine")
OBJECTS = [("person", 0.9, (0.25, 0.1, 0.5, 0.7)), ("motorcycle", 0.6, (0.3, 0.4, 0.65, 0.9))]


def picture(width: int = 320, height: int = 160) -> Picture:
    return np.full((height, width, 3), 90, np.uint8)


def copied(name: str, folder: Path, /, **card: Any) -> Path:
    """One of the tiny files and its card, with these words of the card changed; None takes one out."""
    path = folder / f"{name}.onnx"
    shutil.copy(HERE / f"{name}.onnx", path)
    words = json.loads((HERE / f"{name}.onnx.json").read_text()) | card
    words = {key: value for key, value in words.items() if value is not None}
    path.with_name(path.name + ".json").write_text(json.dumps(words))
    return path


@pytest.mark.parametrize("name", FAMILIES)
def test_each_family_gives_the_boxes_that_were_written(name: str) -> None:
    detector = open_detector(HERE / f"{name}.onnx")
    assert detector.name == f"tiny {name}"
    assert detector.version.startswith("sha256-")
    found = detector.detect(picture())
    assert [(item.cls, round(item.score, 3)) for item in found] == [(cls, score) for cls, score, _ in OBJECTS]
    for item, (_, _, box) in zip(found, OBJECTS, strict=True):
        assert (item.box.x1, item.box.y1, item.box.x2, item.box.y2) == pytest.approx(box, abs=1e-3)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_card_may_say_the_family_and_a_threshold(name: str, tmp_path: Path) -> None:
    family = name.removesuffix("_plus")
    path = copied(name, tmp_path, family=family, threshold=0.7, name=None)
    detector = open_detector(path)
    assert (detector.name, detector.threshold) == (name, 0.7)
    assert [item.cls for item in detector.detect(picture())] == ["person"]


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_that_the_shapes_do_not_fit_is_refused(name: str, tmp_path: Path) -> None:
    other = {"yolox": "dfine", "nanodet_plus": "yolox", "rfdetr": "nanodet", "dfine": "rfdetr"}[name]
    with pytest.raises(LookoutError, match=f"no {other} of 3 classes: it takes .*64×64"):
        open_detector(copied(name, tmp_path, family=other))


def test_the_shipped_detector_is_one_of_its_family(tmp_path: Path) -> None:
    """The one real file at hand: its boxes through the common door are those of its own door."""
    path = tmp_path / "nanodet_g.onnx"
    shutil.copy(SHIPPED / "models" / "nanodet_g.onnx", path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(path.name + ".json").write_text(json.dumps({"sha256": sha256}))
    video = cv2.VideoCapture(str(SHIPPED / "footage" / "road.mp4"))
    video.set(cv2.CAP_PROP_POS_FRAMES, 50)
    done, shown = video.read()
    assert done
    wanted = [item for item in load_detector().detect(shown) if item.score > 0.5]
    found = [item for item in open_detector(path).detect(shown) if item.score > 0.4]
    assert {"person", "motorcycle"} <= {item.cls for item in wanted}
    for item in wanted:
        near = max(
            (other for other in found if other.cls == item.cls),
            key=lambda other: -abs(other.box.x1 - item.box.x1) - abs(other.box.y2 - item.box.y2),
        )
        assert (near.box.x1, near.box.y1, near.box.x2, near.box.y2) == pytest.approx(
            (item.box.x1, item.box.y1, item.box.x2, item.box.y2), abs=0.03
        )


def test_what_each_family_is_shown() -> None:
    """Channels, scale, proportions: a picture that is blue at its left and red at its right."""
    shown = np.zeros((100, 200, 3), np.uint8)
    shown[:, :100, 0] = 255
    shown[:, 100:, 2] = 255
    frame = Frame("x", 64, 64)
    yolox = YoloxReader(frame, Port("o", (1, 84, 85))).values(shown)["x"]
    assert yolox.shape == (1, 3, 64, 64)
    assert yolox[0, :, 10, 5].tolist() == [255, 0, 0]  # blue first, and not scaled
    assert yolox[0, :, 50, 5].tolist() == [114, 114, 114]  # below the picture
    dfine = DFineReader(frame, size="s", labels="l", boxes="b", scores="c").values(shown)
    assert dfine["x"][0, :, 50, 5].tolist() == [0, 0, 1]  # red first, 0-1, the whole input
    assert dfine["s"].tolist() == [[64, 64]]
    rfdetr = RfDetrReader(frame, boxes="b", logits="l").values(shown)["x"]
    assert rfdetr[0, :, 50, 60] == pytest.approx([(1 - 0.485) / 0.229, -0.456 / 0.224, -0.406 / 0.225], abs=0.01)


@pytest.mark.parametrize("size", [(320, 160), (160, 320), (64, 64), (1920, 1080)])
def test_letter_boxes_of_any_proportions(size: tuple[int, int]) -> None:
    """A box of the whole picture comes back as the whole picture."""
    width, height = size
    frame = Frame("x", 64, 64)
    reader = YoloxReader(frame, Port("o", (1, 84, 6)))
    scale = min(64 / width, 64 / height)
    inner = max(1, round(width * scale)), max(1, round(height * scale))
    rows = np.zeros((1, 84, 6), np.float32)
    rows[0, 0, :] = (inner[0] / 16, inner[1] / 16, np.log(inner[0] / 8), np.log(inner[1] / 8), 1, 0.9)
    boxes, scores, classes = reader.read({"o": rows}, picture(width, height), 0.5)
    assert boxes[0] == pytest.approx([0, 0, 1, 1], abs=1e-6)
    assert (float(scores[0]), int(classes[0])) == (pytest.approx(0.9), 0)


def test_answers_that_make_no_sense_are_left_out(tmp_path: Path) -> None:
    """A class that the card does not name, or a box that is no number, is nothing seen; nothing crashes."""
    detector = open_detector(copied("rfdetr", tmp_path, classes=["person"], family="rfdetr"))
    assert [item.cls for item in detector.detect(picture())] == ["person"]
    reader = YoloxReader(Frame("x", 64, 64), Port("o", (1, 84, 6)))
    rows = np.full((1, 84, 6), np.nan, np.float32)
    assert len(reader.read({"o": rows}, picture(), 0.5)[0]) == 0
    rows = np.full((1, 84, 6), 1e9, np.float32)
    assert np.isfinite(reader.read({"o": rows}, picture(), 0.5)[0]).all()


def test_coco_by_its_own_numbers() -> None:
    assert [name for name in COCO_BY_ID if name] == list(CLASSES)
    assert (COCO_BY_ID[1], COCO_BY_ID[4], COCO_BY_ID[13], COCO_BY_ID[90]) == (
        "person",
        "motorcycle",
        "stop sign",
        "toothbrush",
    )


def test_a_file_without_a_card_says_how_to_write_one(tmp_path: Path) -> None:
    path = copied("yolox", tmp_path)
    path.with_name("yolox.onnx.json").unlink()
    with pytest.raises(LookoutError, match=hashlib.sha256(path.read_bytes()).hexdigest()):
        open_detector(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "no JSON"),
        ("[]", "it: "),
        ('{"sha256": "abc"}', "sha256"),
        ('{"sha256": "' + "0" * 64 + '", "family": "yolov8"}', "family"),
        ('{"sha256": "' + "0" * 64 + '"}', "damaged or was exchanged"),
    ],
)
def test_cards_that_are_wrong(text: str, message: str, tmp_path: Path) -> None:
    path = copied("yolox", tmp_path)
    path.with_name("yolox.onnx.json").write_text(text)
    with pytest.raises(LookoutError, match=message):
        open_detector(path)


def test_damaged_files_are_noticed_with_or_without_the_checksum(tmp_path: Path) -> None:
    path = copied("yolox", tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(LookoutError, match="damaged"):
        open_detector(path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name("yolox.onnx.json").write_text(json.dumps({"sha256": sha256}))
    with pytest.raises(LookoutError, match=r"no model|of no family"):
        open_detector(path)
    with pytest.raises(LookoutError, match="cannot be read"):
        open_detector(tmp_path / "gone.onnx")


def test_a_card_that_is_not_there_is_asked_for_by_name() -> None:
    with pytest.raises(LookoutError, match="no device 'tpu'"):
        open_detector(HERE / "yolox.onnx", device="tpu")


class FakeRuntime(types.ModuleType):
    """ONNX Runtime as far as the session asks it."""

    providers: ClassVar[list[str]] = ["CPUExecutionProvider", "CUDAExecutionProvider"]
    started: ClassVar[list[str]] = ["CUDAExecutionProvider"]

    def get_available_providers(self) -> list[str]:
        return self.providers

    class InferenceSession:
        def __init__(self, data: bytes, providers: list[str]) -> None:
            if data == b"broken":
                raise RuntimeError("no protobuf")

        def get_providers(self) -> list[str]:
            return FakeRuntime.started

        def get_inputs(self) -> list[Any]:
            return [types.SimpleNamespace(name="images", shape=["batch", 3, 64, 64])]

        def get_outputs(self) -> list[Any]:
            return [types.SimpleNamespace(name="output", shape=["batch", 84, 8])]

        def run(self, names: list[str], values: dict[str, Any]) -> list[Any]:
            rows = np.zeros((1, 84, 8), np.float32)
            rows[0, 0] = (2.0, 2.0, np.log(4), np.log(4), 1.0, 0.0, 0.8, 0.0)
            return [rows]


def test_a_graphics_card_is_used_or_refused_never_replaced_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(LookoutError, match="install the package onnxruntime-gpu"):
        open_detector(HERE / "yolox.onnx", device="cuda")
    runtime = FakeRuntime("onnxruntime")
    monkeypatch.setitem(sys.modules, "onnxruntime", runtime)
    (found,) = open_detector(HERE / "yolox.onnx", device="cuda").detect(picture(64, 64))
    assert (found.cls, found.box.x2) == ("motorcycle", pytest.approx(0.5))
    with pytest.raises(LookoutError, match="no TensorrtExecutionProvider"):
        open_detector(HERE / "yolox.onnx", device="tensorrt")
    monkeypatch.setattr(FakeRuntime, "started", ["CPUExecutionProvider"])
    with pytest.raises(LookoutError, match="driver"):
        open_detector(HERE / "yolox.onnx", device="cuda")


class Shapes:
    """A session of which only the shapes matter."""

    def __init__(self, inputs: list[Port], outputs: list[Port]) -> None:
        self.inputs, self.outputs = tuple(inputs), tuple(outputs)

    def run(self, values: Any) -> dict[str, Any]:
        return {}


@pytest.mark.parametrize(
    ("outputs", "size", "expected"),
    [
        ([(1, 8400, 85)], 640, "YoloxReader"),
        ([(1, 3549, 85)], 416, "YoloxReader"),
        ([(1, 3598, 112)], 416, "NanoDetReader"),
        ([(1, 2125, 112)], 320, "NanoDetReader"),
        ([(1, 300, 4), (1, 300, 91)], 384, "RfDetrReader"),
        ([(1, 300, 91), (1, 300, 4)], 560, "RfDetrReader"),
        ([(None, None, 85)], None, "YoloxReader"),
    ],
)
def test_real_files_shapes_tell_their_family(outputs: list[Any], size: int | None, expected: str) -> None:
    session = Shapes(
        [Port("in", (1, 3, size, size))], [Port(f"out{number}", shape) for number, shape in enumerate(outputs)]
    )
    assert type(reader_of(session, family=None, classes=80)).__name__ == expected


def test_dfine_is_told_by_its_second_input() -> None:
    session = Shapes(
        [Port("images", (None, 3, 640, 640)), Port("orig_target_sizes", (None, 2))],
        [Port("labels", (None, 300)), Port("boxes", (None, 300, 4)), Port("scores", (None, 300))],
    )
    assert isinstance(reader_of(session, family=None, classes=80), DFineReader)


@pytest.mark.parametrize(
    "outputs", [[], [(1, 1000)], [(1, 8400, 84)], [(1, 84, 8400)], [(1, 9, 85)], [(1, 25200, 7), (1, 2)]]
)
def test_other_models_are_refused_in_words(outputs: list[Any]) -> None:
    session = Shapes(
        [Port("in", (1, 3, 640, 640))], [Port(f"o{number}", shape) for number, shape in enumerate(outputs)]
    )
    with pytest.raises(LookoutError, match="say 'family' and 'classes'"):
        reader_of(session, family=None, classes=80)


def test_the_commands_take_a_detector(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A tiny file that always sees somebody at the same place raises the alarm of a zone there; a damaged one ends
    the command with one line."""
    rules = tmp_path / "rules.json"
    zone = {"name": "yard", "kind": "intrusion", "polygon": [[0, 0], [1, 0], [1, 1], [0, 1]]}
    rules.write_text(json.dumps({"zones": [zone]}))
    words = ["watch", str(SHIPPED / "footage" / "road.mp4"), "--rules", str(rules), "--json"]
    path = copied("rfdetr", tmp_path)
    assert main([*words, "--out", str(tmp_path / "out"), "--detector", str(path)]) == 0
    # it also sees somebody in every crop
    first, *_ = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first["class"] == "person"
    assert first["box"] == pytest.approx([0.25, 0.1, 0.5, 0.7], abs=0.01)
    assert "tiny rfdetr" in json.dumps(first["model"])
    path.write_bytes(b"x")
    assert main([*words, "--detector", str(path)]) == 2
    assert "damaged" in capsys.readouterr().err
