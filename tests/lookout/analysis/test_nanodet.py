import av
import numpy as np
import pytest
from acting import SHIPPED, river

from lookout.adapters import detector, inference
from lookout.adapters.detector import CLASSES, NanoDet, decode, grid, input_size, load_detector
from lookout.ports import LookoutError, Picture

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


def test_the_lean_network_says_what_the_shipped_one_says() -> None:
    """The file as it is, asked without anything around it, beside what the engine makes of it."""
    picture = np.random.default_rng(5).integers(0, 255, (1, 3, 256, 416)).astype(np.float32) / 60 - 2
    core = inference.core()
    answers = []
    for change in (lambda model: model, detector._lean):
        model = core.read_model(detector._weights())
        model.reshape([1, 3, 256, 416])
        answers.append(core.compile_model(change(model), "CPU", inference.settings())(picture))
    plain = {name: value[0] for port, value in answers[0].items() for name in port.names}
    values, best = (value[0] for value in answers[1].values())
    scores, sides = (np.concatenate([plain[f"{what}_{at}"] for at in detector.STRIDES]) for what in ("cls", "reg"))
    assert np.allclose(1 / (1 + np.exp(-values[:, : len(CLASSES)])), scores, atol=0.002)
    assert np.allclose(values[:, len(CLASSES) :], sides, atol=0.05)
    assert np.array_equal(best, values[:, : len(CLASSES)].max(axis=1))
