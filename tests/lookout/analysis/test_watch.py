import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import cv2
import pytest
from acting import SHIPPED, river

from lookout.cli import main
from lookout.cli.rulesfile import read_rules
from lookout.ports import LookoutError

SHORE, VISITS = river()
KNOT = [[0, 0], [1, 1], [1, 0], [0, 1]]
SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1]]


def zones(**more: Any) -> dict[str, Any]:
    return {"zones": [{"name": "shore", "kind": "water", "polygon": SHORE, **more}]}


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """The command itself, on the shipped clip of two children who go to the water."""
    folder = tmp_path_factory.mktemp("watch")
    (folder / "rules.json").write_text(json.dumps(zones(dwell_s=1.0)))
    command = [sys.executable, "-m", "lookout", "watch", SHIPPED / "river.mp4", "--rules", "rules.json", "--json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=200, check=False)


def test_each_child_at_the_water_is_one_line(watched: subprocess.CompletedProcess[str]) -> None:
    assert (watched.returncode, watched.stderr) == (0, "")
    lines = [json.loads(line) for line in watched.stdout.splitlines()]
    assert [(line["rule"], line["kind"], line["class"]) for line in lines] == [("shore", "water", "person")] * 2
    assert len({line["track"] for line in lines}) == 2
    for line, entered in zip(lines, sorted(entered for entered, _ in VISITS), strict=True):
        assert line["start"] == pytest.approx(entered, abs=0.5)
        assert line["end"] - line["start"] == pytest.approx(1.0, abs=0.15)
        assert 0.4 <= line["score"] <= 1
        x1, y1, x2, y2 = line["box"]
        assert 0 <= x1 < x2 <= 1
        assert 0 <= y1 < y2 <= 1


def test_snapshot_and_clip_can_be_opened(watched: subprocess.CompletedProcess[str]) -> None:
    for line in map(json.loads, watched.stdout.splitlines()):
        picture = cv2.imread(line["snapshot"])
        assert picture is not None
        assert picture.shape == (360, 640, 3)
        with av.open(line["clip"]) as clip:
            assert sum(1 for _ in clip.decode(video=0)) >= 50


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "is no JSON: Expecting property name"),
        ("[]", "at least one zone"),
        ('{"zone": []}', "'zone' is not known"),
        ('{"zones": [3]}', "zone 1 must be an object"),
        (json.dumps(zones(polygon=KNOT)), "zone 'shore': polygon: the zone's outline crosses itself"),
        (json.dumps(zones(polygon=[[0, 0], [1, 1]])), "zone 'shore': polygon: an outline needs at least three points"),
        (json.dumps(zones(polygon=[[0, 0], [640, 0], [640, 360]])), "less than or equal to 1"),
        (json.dumps(zones(kind="lava")), "zone 'shore': kind: Input should be 'water', 'intrusion'"),
        (json.dumps(zones(dwell_s=-1)), "dwell_s"),
        (json.dumps(zones(dwel=1)), "zone 'shore': dwel: Extra inputs"),
        (json.dumps({"zones": zones()["zones"] * 2}), "two zones are called 'shore'"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_rules_that_cannot_be_used(text: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rules.json").write_text(text)
    assert main(["watch", str(SHIPPED / "river.mp4"), "--rules", str(tmp_path / "rules.json")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert told in err


def test_sources_and_files_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps(zones()))
    (tmp_path / "noise.mp4").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "latin.json").write_bytes(b'{"zones": "\xe9"}')
    for source, of in (
        (tmp_path / "none.mp4", rules),
        (tmp_path / "noise.mp4", rules),
        (SHIPPED / "river.mp4", tmp_path / "none.json"),
        (SHIPPED / "river.mp4", tmp_path / "latin.json"),
        ("gopher://x/y", rules),
    ):
        assert main(["watch", str(source), "--rules", str(of), "--out", str(tmp_path / "out")]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_ways_of_writing_rules(tmp_path: Path) -> None:
    path = tmp_path / "rules.json"
    for data in (
        {"zones": [{"name": "堤", "kind": "water", "polygon": SQUARE, "classes": ["person"], "dwell": 2}]},
        {"zones": {"堤": {"kind": "water", "polygon_norm": SQUARE, "dwell_seconds": 2}}, "masks": [SQUARE]},
        [{"name": "堤", "kind": "water", "points": SQUARE, "dwell_s": 2}],
    ):
        path.write_text(json.dumps(data), encoding="utf-8-sig")
        (read,) = read_rules(path, camera="c", source="s").zones
        assert (read.name, read.dwell_s, read.classes, len(read.polygon)) == ("堤", 2.0, ("person",), 4)
    with pytest.raises(LookoutError):
        read_rules(tmp_path, camera="c", source="s")
