import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from acting import REAL, SHIPPED, real_clips

from lookout.cli import main
from lookout.cli.truth import read_truth
from lookout.contract import Kind
from lookout.ports import LookoutError


def truth_of(entries: dict[str, Any], folder: Path, **more: Any) -> Path:
    for name in entries:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    (folder / "truth.json").write_text(json.dumps({"videos": entries, **more}))
    return folder


ZONE = {"name": "water_edge", "polygon_norm": [[0, 0], [1, 0], [1, 1]]}


def test_truth_becomes_events(tmp_path: Path) -> None:
    entry = {
        "objects": [
            {"class": "van", "appears_s": [0, 4.5]},
            {"class": "motorcycle", "appears_s": [0, 3], "riders_wearing_helmet": "none"},
            {"class": "face", "appears_s": [0, 3]},
            {"class": "car", "appears_s": [0, 4], "plate": "粤A12345"},
        ],
        "zones": [ZONE, {"name": "yard", "polygon_norm": [[0, 0], [1, 0], [1, 1]]}],
        "zone_events": [{"zone": "water_edge", "class": "van", "inside_s": [1, 2], "tolerance_s": 0.3}],
    }
    truth = read_truth(truth_of({"v/a.mp4": entry}, tmp_path, images={"x.jpg": {}}))
    (clip,) = truth.clips
    assert [(zone.kind, zone.classes) for zone in clip.config.zones] == [
        (Kind.WATER, ("bus", "car", "truck")),
        (Kind.INTRUSION, ("person",)),
    ]
    ((kind, event),) = clip.zone_events
    assert (kind, event.cls, event.start_s, event.tolerance_s) == (Kind.WATER, "van", 1.0, 0.3)
    assert [item.cls for item in clip.objects] == ["van", "motorcycle", "car"]
    assert truth.not_scored == {"faces": 1, "still pictures": 1}


def test_events_that_the_detector_cannot_know_are_named_not_missed(tmp_path: Path) -> None:
    entry = {"zones": [ZONE], "zone_events": [{"zone": "water_edge", "class": "bag", "inside_s": [1, 2]}]}
    truth = read_truth(truth_of({"a.mp4": entry}, tmp_path))
    assert truth.clips[0].config.zones == truth.clips[0].zone_events == ()
    assert truth.not_scored == {"zone events of rubbish": 1}


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"videos": {"a.mp4": {"zones": [{"name": "x"}]}}}', '{"videos": {"b.mp4": {}}}']
)
def test_truth_that_cannot_be_used(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.mp4").touch()
    (tmp_path / "truth.json").write_text(text)
    with pytest.raises(LookoutError):
        read_truth(tmp_path)
    assert main(["evaluate", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["evaluate", str(tmp_path / "none")]) == 2


def scored(folder: Path, tmp_path: Path, names: Sequence[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """``lookout evaluate --json`` on some of a folder's clips."""
    videos = json.loads((folder / "truth.json").read_text())["videos"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / name, tmp_path / name)
    (tmp_path / "truth.json").write_text(json.dumps({"videos": {name: videos[name] for name in names}}))
    assert main(["evaluate", str(tmp_path), "--json"]) == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def test_the_shipped_river(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    functions = scored(SHIPPED, tmp_path, ["river.mp4"], capsys)["functions"]
    water = functions["zone water"]
    assert (water["truth"], water["found"], water["duplicates"], water["false_alarms"]) == (2, 2, 0, [])
    assert water["delay_p95_s"] <= 1.0
    assert functions["present person"]["recall"] == 1.0


def all_found_once(functions: dict[str, Any]) -> int:
    """Asserts that every zone event was found in time, once, and nothing else was said; gives their number."""
    zones = [score for name, score in functions.items() if name.startswith("zone")]
    for score in zones:
        assert (score["recall"], score["duplicates"], score["false_alarms"]) == (1.0, 0, []), score
        assert score["delay_p95_s"] <= 1.0
    return sum(score["truth"] for score in zones)


@pytest.mark.footage
def test_the_zones_of_the_real_clips(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, names = real_clips(
        "videos/zone_worker_hardhat.mp4", "videos/person_crossing_open.mp4", "videos/synth_shore_a.mp4"
    )
    functions = scored(folder, tmp_path, names, capsys)["functions"]
    assert all_found_once(functions) == (3 if folder == REAL else 2)
    assert functions["present person"]["recall"] == 1.0


@pytest.mark.slow
@pytest.mark.footage
def test_three_visitors_in_72_seconds_are_three_alarms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, names = real_clips("videos/zone_person_table_a.mp4")
    functions = scored(folder, tmp_path, names, capsys)["functions"]
    assert all_found_once(functions) == (3 if folder == REAL else 2)
