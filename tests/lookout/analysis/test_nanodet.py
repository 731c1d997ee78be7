from importlib import resources
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from acting import SHIPPED, river

from lookout import geometry
from lookout.adapters import detector, inference
from lookout.adapters.detector import CLASSES, NanoDet, decode, grid, input_size, load_detector
from lookout.adapters.weights import SUMS, shipped
from lookout.contract import Box
from lookout.ports import Detection, LookoutError, ModelUnusable, Picture

BOTH_S = max(entered for entered, _ in river()[1]) + 2
"""Both children stand at the water."""


@pytest.fixture(scope="module")
def nanodet() -> NanoDet:
    return NanoDet()


def picture_at(name: str, time_s: float) -> Picture:
    with av.open(SHIPPED / name) as clip:
        return next(f.to_ndarray(format="bgr24") for f in clip.decode(video=0) if f.time and f.time >= time_s)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (1280, 720, (256, 416)),
        (640, 360, (256, 416)),
        (480, 270, (256, 416)),
        (640, 480, (320, 416)),
        (768, 576, (320, 416)),
        (480, 480, (416, 416)),
        (720, 1280, (416, 256)),
        (2000, 90, (256, 416)),
    ],
)
def test_the_input_keeps_the_proportions(width: int, height: int, expected: tuple[int, int]) -> None:
    assert input_size(width, height) == expected


def test_cells_run_row_by_row_and_stride_by_stride() -> None:
    centres, strides = grid(256, 416)
    assert len(centres) == len(strides) == 52 * 32 + 26 * 16 + 13 * 8
    assert centres[0].tolist() == [3.5, 3.5]
    assert centres[1].tolist() == [11.5, 3.5]
    assert centres[52].tolist() == [3.5, 11.5]
    assert centres[52 * 32].tolist() == [7.5, 7.5]
    assert centres[-1].tolist() == [399.5, 239.5]
    assert (strides[0, 0], strides[-1, 0]) == (8, 32)


def test_sides_are_the_expectation_over_eleven_bins() -> None:
    centres, strides = grid(64, 64)
    scores = np.zeros((len(centres), 80), np.float32)
    sides = np.zeros((len(centres), 44), np.float32)
    scores[70, 0], scores[70, 2], scores[3, 5] = 0.9, 0.5, 0.3  # cell 70: stride 16, third row, third column
    for side, steps in enumerate((1, 2, 3, 4)):
        sides[70, side * 11 + steps] = 50.0  # nearly all weight on one bin
    boxes, found, classes = decode(scores, sides, centres, strides, threshold=0.4)
    assert classes.tolist() == [0, 2]
    assert found.tolist() == pytest.approx([0.9, 0.5])
    x, y = centres[70]
    assert boxes[0].tolist() == pytest.approx([x - 16, y - 32, x + 48, y + 64])
    flat, _, _ = decode(scores, np.zeros_like(sides), centres, strides, threshold=0.6)
    assert flat[0].tolist() == pytest.approx([x - 80, y - 80, x + 80, y + 80])  # all bins alike: 5 steps


def test_both_children_at_the_river_are_found(nanodet: NanoDet) -> None:
    counts = []
    for step in range(8):
        seen = nanodet.detect(picture_at("river.mp4", BOTH_S + step / 2))
        sure = [item for item in seen if item.cls == "person" and item.score >= 0.5]
        counts.append(len(sure))
        for item in sure:
            tall, wide = (item.box.y2 - item.box.y1) * 360, (item.box.x2 - item.box.x1) * 640
            assert 30 < tall < 120
            assert 1.0 < tall / wide < 4
    assert max(counts) == 2
    assert min(counts) >= 1


def test_the_white_car_is_a_car(nanodet: NanoDet) -> None:
    first = next(item for item in nanodet.detect(picture_at("road.mp4", 9.0)) if item.cls in {"car", "truck"})
    assert first.cls == "car"
    assert first.score > 0.6
    assert (first.box.x1, first.box.x2) == pytest.approx((0.68, 0.87), abs=0.04)


def test_size_and_padding_do_not_move_the_boxes(nanodet: NanoDet) -> None:
    picture = picture_at("river.mp4", BOTH_S)
    large = np.repeat(np.repeat(picture, 2, 0), 2, 1)
    padded = np.vstack((picture, np.full((120, 640, 3), 110, np.uint8)))  # 4:3, another input size
    best = nanodet.detect(picture)[0].box
    twice = nanodet.detect(large)[0].box
    below = nanodet.detect(padded)[0].box
    assert (twice.x1, twice.y2) == pytest.approx((best.x1, best.y2), abs=0.02)
    assert (below.x1, below.y2 * 480 / 360) == pytest.approx((best.x1, best.y2), abs=0.02)


def test_odd_pictures_are_taken(nanodet: NanoDet) -> None:
    for shape in ((1, 1, 3), (700, 40, 3), (33, 1000, 3), (2160, 3840, 3)):
        for item in nanodet.detect(np.full(shape, 128, np.uint8)):
            assert item.score >= nanodet.threshold
    assert nanodet.detect(picture_at("river.mp4", BOTH_S)[:, ::-1])


def test_names_and_version() -> None:
    assert len(CLASSES) == len(set(CLASSES)) == 80
    assert (CLASSES[0], CLASSES[3], CLASSES[28], CLASSES[79]) == ("person", "motorcycle", "suitcase", "toothbrush")
    assert NanoDet().version.startswith("sha256-")
    assert detector.LONG_SIDE % 32 == 0


def test_a_detector_that_is_not_there() -> None:
    with pytest.raises(LookoutError, match="yolo9000"):
        load_detector("yolo9000")


def original(picture: Picture) -> list[Detection]:
    """What the network says that the shipped one was made from, in 32 bits and with nothing around it."""
    core = inference.core()
    model = core.read_model(shipped("nanodet_g.onnx")[0])
    model.reshape([1, 3, 256, 416])
    inner = cv2.resize(picture, (416, 234), interpolation=cv2.INTER_LINEAR)
    canvas = np.empty((256, 416, 3), np.float32)
    canvas[:] = detector.PAD
    canvas[:234] = inner
    pixels = (canvas - (103.53, 116.28, 123.675)) / (57.375, 57.12, 58.395)
    exact = inference.settings() | {"INFERENCE_PRECISION_HINT": "f32"}
    said = core.compile_model(model, "CPU", exact)(pixels.transpose(2, 0, 1)[None].astype(np.float32))
    plain = {name: value[0] for port, value in said.items() for name in port.names}
    scores, sides = (np.concatenate([plain[f"{what}_{at}"] for at in detector.STRIDES]) for what in ("cls", "reg"))
    boxes, found, classes = decode(scores, sides, *grid(256, 416), threshold=0.4)
    return detector._detections(boxes / np.array((416, 234, 416, 234)), found, classes)


def test_the_network_in_8_bits_says_what_the_original_says(nanodet: NanoDet) -> None:
    """Pictures that it was not made with: mirrored, and between those whose ranges were measured."""
    distances, missed = [], 0
    for name in ("river.mp4", "river_adults.mp4", "road.mp4"):
        for time_s in np.linspace(4.29, 9.29, 8):
            picture = np.ascontiguousarray(picture_at(name, float(time_s))[:, ::-1])
            said = nanodet.detect(picture)
            for one in original(picture):
                same = [item.score for item in said if item.cls == one.cls and overlap(item.box, one.box) > 0.5]
                missed += not same
                distances += [abs(max(same) - one.score)] if same else []
    assert len(distances) > 25
    assert missed == 0
    assert np.median(distances) < 0.02
    assert np.quantile(distances, 0.95) < 0.1
    assert max(distances) < 0.25


def overlap(one: Box, other: Box) -> float:
    return float(geometry.iou(*(np.array([[box.x1, box.y1, box.x2, box.y2]]) for box in (one, other)))[0, 0])


@pytest.mark.parametrize("name", [detector.NETWORK, detector.WEIGHTS])
def test_a_damaged_network_is_refused(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    models = resources.files("lookout").joinpath("models")
    for file in (detector.NETWORK, detector.WEIGHTS, SUMS):
        (tmp_path / file).write_bytes(models.joinpath(file).read_bytes())
    data = bytearray((tmp_path / name).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / name).write_bytes(data)
    monkeypatch.setattr(detector, "shipped", lambda file: shipped(file, folder=tmp_path))
    with pytest.raises(ModelUnusable, match=f"{name} is damaged"):
        NanoDet()
