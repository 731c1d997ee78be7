"""How helmets are scored: what truth.json says of riders, still pictures, and the tables."""

import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from acting import SHIPPED

from lookout.adapters.detector import load_detector
from lookout.cli.helmets import as_json, judge_still, lines, score_helmets
from lookout.cli.ridertruth import read_riders
from lookout.contract import Box
from lookout.ports import Detection, Frame, HeadReading, LookoutError, Picture
from lookout.rules.helmet import Answer

BIKE = Detection(cls="motorcycle", score=0.8, box=Box(x1=0.4, y1=0.5, x2=0.6, y2=0.8))
FIRST = Detection(cls="person", score=0.7, box=Box(x1=0.46, y1=0.3, x2=0.54, y2=0.7))
SECOND = Detection(cls="person", score=0.5, box=Box(x1=0.54, y1=0.32, x2=0.6, y2=0.68))
WALKER = Detection(cls="person", score=0.9, box=Box(x1=0.1, y1=0.3, x2=0.2, y2=0.8))


class Says:
    name, version, threshold = "says", "1", 0.2

    def __init__(self, *found: Detection) -> None:
        self._found = list(found)

    def detect(self, picture: Picture) -> list[Detection]:
        return self._found


class Order:
    """A classifier that gives these answers, one for each rider in turn."""

    name, version = "order", "1"

    def __init__(self, *helmets: float) -> None:
        self._helmets = list(helmets)

    def judge(self, heads: Sequence[Picture]) -> list[HeadReading]:
        value = self._helmets.pop(0)
        return [HeadReading(head=0.95 if n == 7 else 0.6, helmet=value) for n, _ in enumerate(heads)]


class Redness:
    """The helmet of the shipped road clip is red, and nothing else there is."""

    name, version = "red", "1"

    def judge(self, heads: Sequence[Picture]) -> list[HeadReading]:
        return [self._one(head.astype(np.int32)) for head in heads]

    def _one(self, head: np.ndarray) -> HeadReading:
        blue, green, red = head[..., 0], head[..., 1], head[..., 2]
        covered = float(((red > 90) & (green < red // 2) & (blue < red // 2)).mean())
        return HeadReading(head=0.9 + 0.1 * min(1.0, 2 * covered), helmet=0.95 if covered > 0.06 else 0.05)


def still() -> Frame:
    return Frame(time_s=0.0, at=0.0, picture=np.full((360, 640, 3), 90, np.uint8))


@pytest.mark.parametrize(
    ("found", "helmets", "answer"),
    [
        ((BIKE, FIRST), (0.05,), Answer.NO_HELMET),
        ((BIKE, FIRST), (0.95,), Answer.HELMET),
        ((BIKE, FIRST), (0.5,), Answer.UNKNOWN),
        ((BIKE, FIRST, SECOND), (0.95, 0.05), Answer.NO_HELMET),
        ((BIKE, FIRST, SECOND), (0.95, 0.5), Answer.UNKNOWN),
        ((BIKE, WALKER), (), Answer.UNKNOWN),
        ((BIKE,), (), Answer.UNKNOWN),
        ((FIRST,), (), Answer.UNKNOWN),
        ((), (), Answer.UNKNOWN),
    ],
)
def test_still_pictures(found: tuple[Detection, ...], helmets: tuple[float, ...], answer: Answer) -> None:
    assert judge_still(still(), Says(*found), Order(*helmets)) is answer


def test_what_the_truth_says_of_riders(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4", "x.jpg"):
        (tmp_path / name).touch()
    ride = {"class": "motorcycle", "appears_s": [0, 3], "riders_wearing_helmet": "none"}
    truth = {
        "videos": {
            "a.mp4": {"objects": [ride, {"class": "person", "appears_s": [0, 2]}], "changes": "slide show from x"},
            "b.mp4": {"objects": [{"class": "car", "appears_s": [0, 2]}]},
            "gone.mp4": {"objects": [ride]},
        },
        "images": {
            "x.jpg": {"riders_wearing_helmet": "mixed"},
            "gone.jpg": {"riders_wearing_helmet": "all"},
            "y.jpg": {"riders_wearing_helmet": "perhaps"},
            "z.jpg": "nothing",
        },
    }
    (tmp_path / "truth.json").write_text(json.dumps(truth))
    read = read_riders(tmp_path)
    (clip,) = read.clips
    assert (clip.name, clip.slides, clip.rides) == ("a.mp4", True, ((0.0, 3.0, "none"),))
    assert read.stills == (("x.jpg", tmp_path / "x.jpg", "mixed"),)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"videos": {"a.mp4": {"objects": [{"riders_wearing_helmet": "all"}]}}}', '{"images": 3}']
)
def test_truth_about_riders_that_cannot_be_used(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    (tmp_path / "truth.json").write_text(text)
    with pytest.raises(LookoutError, match=r"truth\.json"):
        read_riders(tmp_path)


def test_pictures_are_counted_by_truth_and_answer(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.jpg"), still().picture)
    cv2.imwrite(str(tmp_path / "b.jpg"), still().picture)
    (tmp_path / "truth.json").write_text(
        json.dumps({"images": {"a.jpg": {"riders_wearing_helmet": "all"}, "b.jpg": {"riders_wearing_helmet": "mixed"}}})
    )
    scores = score_helmets(read_riders(tmp_path), Says(BIKE, FIRST), Order(0.05, 0.05))
    assert as_json(scores)["stills"] == {
        "all": {"helmet": 0, "no_helmet": 1, "unknown": 0},
        "mixed": {"helmet": 0, "no_helmet": 1, "unknown": 0},
    }
    assert scores.wrong == ["a.jpg: all wear one, said no_helmet"]
    assert any("a.jpg" in line for line in lines(scores))
    (tmp_path / "a.jpg").write_bytes(b"no picture")
    with pytest.raises(LookoutError, match=r"a\.jpg"):
        score_helmets(read_riders(tmp_path), Says(BIKE, FIRST), Order(0.05, 0.05))


@pytest.mark.slow
def test_the_shipped_road_with_a_classifier_that_is_never_wrong(tmp_path: Path) -> None:
    """All that is around the classifier, on real motion: the bare head alarms, the helmet that follows does not."""
    scores = score_helmets(read_riders(SHIPPED), load_detector(), Redness())
    assert (scores.alarms.truth, scores.alarms.found, scores.alarms.false) == (1, 1, 0)
    assert scores.riders["all", "no_helmet"] == 0
