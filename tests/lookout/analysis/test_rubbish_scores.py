"""How rubbish is scored: what truth.json says of it, the tables, and the shipped clip from end to end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from acting import SHIPPED

from lookout.adapters.detector import load_detector
from lookout.cli.rubbish import LEFT_AFTER_S, LOWER_HALF, as_json, lines, read_rubbish, score_rubbish
from lookout.cli.truth import read_truth
from lookout.contract import Kind
from lookout.ports import LookoutError, Picture


class Brightness:
    """A judge to whom bright is dirty."""

    name, version = "brightness", "1"

    def judge(self, station: Picture) -> float:
        return float(station.mean()) / 255


class Nobody:
    name, version, threshold = "nobody", "1", 0.2

    def detect(self, picture: Picture) -> list[Any]:
        return []


def folder_with(tmp_path: Path, **data: Any) -> Path:
    for name in data.get("videos", {}):
        (tmp_path / name).touch()
    for name in data.get("images", {}):
        if name != "gone.png":
            cv2.imwrite(str(tmp_path / name), np.full((60, 80, 3), int(name[:3]), np.uint8))
    (tmp_path / "truth.json").write_text(json.dumps({"videos": {}, **data}))
    return tmp_path


def test_what_the_truth_says(tmp_path: Path) -> None:
    drawn = {"name": "bins", "polygon_norm": [[0, 0], [1, 0], [1, 1]]}
    videos = {
        "a.mp4": {"objects": [{"class": "trash_bag", "appears_s": [8, 25]}, {"class": "car", "appears_s": [0, 25]}]},
        "b.mp4": {
            "objects": [{"class": "bag", "appears_s": [1, 9]}],
            "left_behind": [{"class": "bag", "lies_s": [3, 7]}],
            "zones": [drawn],
            "zone_events": [
                {"zone": "bins", "class": "person", "inside_s": [2, 4]},
                {"zone": "bins", "class": "bag", "inside_s": [2, 8]},
            ],
        },
        "c.mp4": {"objects": [{"class": "bag", "appears_s": [1, 9]}]},
    }
    images = {
        "200.png": {"label": "rubbish", "split": "test"},
        "100.png": {"label": "clean"},
        "150.png": {"label": "clean", "split": "train"},
        "120.png": {"label": "unclear"},
        "gone.png": {"label": "clean"},
    }
    truth = read_rubbish(folder_with(tmp_path, videos=videos, images=images))
    first, second = truth.clips
    assert (first.name, first.left, first.visits, first.zone.polygon) == ("a.mp4", ((8, 25),), (), LOWER_HALF)
    assert (second.left, second.visits) == (((3, 7),), ((2, 4),))
    assert (second.zone.kind, second.zone.rubbish.left_after_s) == (Kind.RUBBISH, LEFT_AFTER_S)
    assert [(name, dirty) for name, _, dirty in truth.stills] == [("100.png", False), ("200.png", True)]
    assert "rubbish" not in read_truth(tmp_path).not_scored


@pytest.mark.parametrize(
    "videos",
    [
        {"a.mp4": {"left_behind": [{"from": 1}]}},
        {"a.mp4": {"left_behind": [{"lies_s": [1]}]}},
        {"a.mp4": {"objects": [{"appears_s": [0, 1]}]}},
        {"a.mp4": []},
    ],
)
def test_truth_that_cannot_be_used(videos: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(LookoutError, match="rubbish cannot be read"):
        read_rubbish(folder_with(tmp_path, videos=videos))


def test_stills_are_counted_and_named(tmp_path: Path) -> None:
    images = {f"{shade:03}.png": {"label": label} for shade, label in
              ((240, "rubbish"), (100, "rubbish"), (200, "clean"), (90, "clean"))}  # fmt: skip
    scores = score_rubbish(read_rubbish(folder_with(tmp_path, images=images)), Nobody(), Brightness())
    told = as_json(scores)
    assert (told["auc"], told["rubbish_found"], told["clean_left_alone"]) == (0.75, [1, 2], [1, 2])
    assert (told["missed"], told["false"]) == (["100.png"], ["200.png"])
    assert lines(scores)[1:] == ["rubbish not told: 100.png", "clean and told: 200.png"]


def test_a_folder_without_rubbish_says_nothing(tmp_path: Path) -> None:
    scores = score_rubbish(read_rubbish(folder_with(tmp_path)), Nobody(), Brightness())
    assert lines(scores) == []
    assert as_json(scores)["stills"] == scores.left.truth == 0


def test_a_still_that_is_none(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, images={"100.png": {"label": "clean"}})
    (folder / "100.png").write_bytes(b"no picture")
    with pytest.raises(LookoutError, match="no picture that can be read"):
        score_rubbish(read_rubbish(folder), Nobody(), Brightness())


@pytest.mark.slow
def test_the_shipped_clip_from_end_to_end(tmp_path: Path) -> None:
    """Two visitors are reminded, the bag is told once, nothing else is."""
    shutil.copy(SHIPPED / "bins.mp4", tmp_path)
    entry = json.loads((SHIPPED / "truth.json").read_text())["videos"]["bins.mp4"]
    (tmp_path / "truth.json").write_text(json.dumps({"videos": {"bins.mp4": entry}}))
    scores = score_rubbish(read_rubbish(tmp_path), load_detector(), Brightness())
    for score, events in ((scores.left, 1), (scores.reminders, 2)):
        assert (score.truth, score.found, score.duplicates, score.false) == (events, events, 0, 0), score
    (delay,) = scores.left.delays
    assert LEFT_AFTER_S <= delay <= LEFT_AFTER_S + 8
    assert max(scores.reminders.delays) <= 2
