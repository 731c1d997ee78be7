"""Several processes share the cameras: by name, without overlap, and nothing is lost when their number changes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from films import film
from twins import JPEG, SECRET, Platform, an_alert, until

from lookout.adapters.spool import Spool
from lookout.cli import main, run
from lookout.contract import CameraConfig, EngineConfig
from lookout.ports import LookoutError
from lookout.runner.inheritance import folder_of, inherit, left_over
from lookout.runner.settings import SettingsFile
from lookout.runner.shares import Share, owner

NAMES = [f"4418211032{number:03d}-R{number % 3}" for number in range(434)]


@pytest.mark.parametrize("count", [1, 2, 4, 7])
def test_every_camera_has_one_share(count: int) -> None:
    shares = [Share(number, count) for number in range(1, count + 1)]
    owners = [[share.number for share in shares if share.has(name)] for name in NAMES]
    assert all(len(found) == 1 for found in owners)
    sizes = [sum(found == [share.number] for found in owners) for share in shares]
    assert min(sizes) > 0.6 * len(NAMES) / count


def test_a_share_is_the_same_for_ever() -> None:
    """Written down, because a change would move the cameras of every installation."""
    assert [owner(name, ["1", "2", "3", "4"]) for name in ("桥头", "441821103208-R1", "a", "b", "c")] == [
        "3",
        "1",
        "2",
        "4",
        "1",
    ]


def test_who_goes_takes_only_his_own() -> None:
    before = {name: owner(name, ["a", "b", "c", "d"]) for name in NAMES}
    after = {name: owner(name, ["a", "b", "d"]) for name in NAMES}
    assert {before[name] for name in NAMES if before[name] != after[name]} == {"c"}
    assert {after[name] for name in NAMES if before[name] == "c"} == {"a", "b", "d"}


@pytest.mark.parametrize("text", ["", "1", "0/4", "5/4", "1/0", "a/b", "1/65", "-1/4"])
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(LookoutError, match="share"):
        Share.parse(text)


def test_the_command_line_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "secret").write_text(SECRET.hex())
    words = ["run", "--config", "x", "--spool", "x", "--platform", "http://x", "--engine", "e"]
    words += ["--secret-file", str(tmp_path / "secret")]
    assert main([*words, "--shard", "9"]) == 2
    assert "write 1/4" in capsys.readouterr().err
    assert main([*words, "--shards", "0"]) == 2


def test_ports_of_the_parts() -> None:
    assert run.live_of(Share(3, 4), ("127.0.0.1", 8021)) == ("127.0.0.1", 8023)
    assert run.live_of(Share(3, 4), ("127.0.0.1", 0)) == ("127.0.0.1", 0)
    assert run.live_of(None, ("127.0.0.1", 8021)) == ("127.0.0.1", 8021)
    assert run.live_of(Share(1, 2), None) is None


def test_settings_are_one_file_for_all(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    cameras = tuple(CameraConfig(camera=name, source="x") for name in NAMES)
    path.write_text(EngineConfig(version="7", cameras=cameras).model_dump_json())
    parts = [SettingsFile(path, wanted=Share(number, 3).has).load() for number in (1, 2, 3)]
    assert sorted(camera.camera for part in parts for camera in part.cameras) == sorted(NAMES)
    assert {part.version for part in parts} == {"7"}


# --- what others left -----------------------------------------------------------------------------------------------


def test_who_inherits_what(tmp_path: Path) -> None:
    for name in ("alerts", "shard-1", "shard-2", "shard-3", "shard-4", "shard-x"):
        (tmp_path / name).mkdir()
    assert folder_of(tmp_path, None) == tmp_path
    assert folder_of(tmp_path, Share(2, 3)) == tmp_path / "shard-2"
    assert left_over(tmp_path, Share(1, 3)) == [tmp_path, tmp_path / "shard-4"]
    assert left_over(tmp_path, Share(2, 3)) == []
    assert [path.name for path in left_over(tmp_path, None)] == ["shard-1", "shard-2", "shard-3", "shard-4"]


def test_messages_move_whole_and_in_order(tmp_path: Path) -> None:
    old = Spool(tmp_path / "old")
    for number in (1, 2, 3):
        old.put_alert(an_alert(number), JPEG, b"before" if number == 9 else None)
    clip = old.making("c.mp4")
    clip.write_bytes(b"film")
    old.put_clip(an_alert(2).key, clip)
    new = Spool(tmp_path / "new")
    assert inherit(new, tmp_path / "old") == 0, "it is in use"
    old.close()
    new.put_alert(an_alert(3), JPEG)
    assert inherit(new, tmp_path / "old") == 4
    keys = [waiting.alert.key for number in new.alerts_waiting() if (waiting := new.alert(number))]
    assert sorted(keys) == [an_alert(number).key for number in (1, 2, 3)]
    for number in new.alerts_waiting():
        new.delivered("alerts", number)
    kept = [new.clip(number) for number in new.clips_waiting()]
    assert [(one.key, one.data) for one in kept if one] == [(an_alert(2).key, b"film")]
    assert inherit(new, tmp_path / "old") == 0
    new.close()


# --- as programs ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_two_processes_and_one_that_is_killed(tmp_path: Path, platform: Platform) -> None:
    """Each reports its own cameras under its own name; the killed one is started again; an old spool is delivered."""
    source = f"loop:{film(tmp_path / 'good.mp4', seconds=3)}"
    names = NAMES[:6]
    cameras = tuple(CameraConfig(camera=name, source=source, analyse=False) for name in names)
    (tmp_path / "config.json").write_text(EngineConfig(cameras=cameras).model_dump_json())
    (tmp_path / "secret").write_text(SECRET.hex())
    left = Spool(tmp_path / "spool")
    left.put_alert(an_alert(77), JPEG)
    left.close()
    words = ["--config", str(tmp_path / "config.json"), "--spool", str(tmp_path / "spool"), "--engine", "edge"]
    words += ["--platform", platform.url, "--secret-file", str(tmp_path / "secret"), "--shards", "2"]

    def told() -> dict[str, set[str]]:
        return {
            beat["engine"]: {camera["camera"] for camera in beat["cameras"] if camera["state"] == "live"}
            for beat in list(platform.beats)
        }

    with subprocess.Popen([sys.executable, "-m", "lookout", "run", *words], stdout=subprocess.PIPE) as shards:
        try:
            assert shards.stdout is not None
            first = [json.loads(shards.stdout.readline()) for _ in range(2)]
            assert {line["engine"] for line in first} == {"edge-1", "edge-2"}
            until(lambda: set().union(*told().values()) == set(names), 120)
            one, two = told()["edge-1"], told()["edge-2"]
            assert one
            assert two
            assert not one & two
            assert one == {name for name in names if Share(1, 2).has(name)}
            until(lambda: platform.order == [an_alert(77).key])
            os.kill(next(line["pid"] for line in first if line["engine"] == "edge-2"), signal.SIGKILL)
            again = json.loads(shards.stdout.readline())
            assert again["engine"] == "edge-2"
            platform.beats.clear()
            until(lambda: set().union(*told().values()) == set(names), 120)
        finally:
            shards.terminate()
            began = time.monotonic()
            assert shards.wait(60) == 0
    assert time.monotonic() - began < 30
    for pid in (*(line["pid"] for line in first), again["pid"]):
        until(lambda pid=pid: not Path(f"/proc/{pid}").exists())
    assert platform.faults == []


@pytest.mark.slow
def test_settings_that_cannot_be_used_end_all(tmp_path: Path, platform: Platform) -> None:
    (tmp_path / "config.json").write_text("{")
    (tmp_path / "secret").write_text(SECRET.hex())
    words = ["--config", str(tmp_path / "config.json"), "--spool", str(tmp_path / "spool"), "--engine", "edge"]
    words += ["--platform", platform.url, "--secret-file", str(tmp_path / "secret"), "--shards", "2"]
    done = subprocess.run(
        [sys.executable, "-m", "lookout", "run", *words], capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 2
    assert b"config.json" in done.stderr
