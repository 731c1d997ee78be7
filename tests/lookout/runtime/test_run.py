"""The real program: ``lookout run`` as a process, killed in the middle, and told to end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from films import boxes, probed
from twins import SECRET, Platform, until

from lookout.cli import run
from lookout.contract import CameraConfig, EngineConfig, Kind, Zone
from lookout.ports import LookoutError

WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


class Program:
    """``lookout run`` on a folder, with its log and the address it prints."""

    def __init__(self, folder: Path, platform: str, *more: str) -> None:
        (folder / "secret").write_text(SECRET.hex())
        self.log = (folder / "log.txt").open("ab")
        self.process = subprocess.Popen(
            [
                *[sys.executable, "-m", "lookout", "run", "--config", str(folder / "config.json")],
                *["--spool", str(folder / "spool"), "--platform", platform, "--engine", "edge"],
                *["--secret-file", str(folder / "secret"), *more],
            ],
            stdout=subprocess.PIPE,
            stderr=self.log,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )

    def started(self) -> dict[str, object]:
        assert self.process.stdout is not None
        told: dict[str, object] = json.loads(self.process.stdout.readline())
        return told

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.log.close()


@pytest.fixture
def river(tmp_path: Path) -> Path:
    """A short showing of the river clip again and again: somebody comes into the zone every few seconds."""
    zone = Zone(name="water", kind=Kind.WATER, polygon=WHOLE, window_s=1.0)
    config = EngineConfig(version="1", cameras=(CameraConfig(camera="river", source="footage:river", zones=(zone,)),))
    (tmp_path / "config.json").write_text(config.model_dump_json())
    return tmp_path


@pytest.fixture
def programs() -> Iterator[list[Program]]:
    begun: list[Program] = []
    yield begun
    for program in begun:
        program.end()


def on_disk(folder: Path) -> set[str]:
    return {json.loads(path.read_text())["key"] for path in (folder / "spool" / "alerts").glob("*.json")}


@pytest.mark.slow
def test_killed_in_the_middle_of_a_clip(river: Path, platform: Platform, programs: list[Program]) -> None:
    """Alerts wait while the platform is away; kill -9; started again all arrive, each once, nothing is torn."""
    platform.close()
    programs.append(Program(river, platform.url))
    programs[0].started()
    until(lambda: len(on_disk(river)) >= 2, 120)
    os.kill(programs[0].process.pid, signal.SIGKILL)
    programs[0].process.wait()
    waiting = on_disk(river)
    assert len(waiting) >= 2
    (river / "spool" / "making" / "clip-99.mp4").write_bytes(b"torn")
    platform.open()
    programs.append(Program(river, platform.url))
    programs[1].started()
    until(lambda: waiting <= set(platform.order), 120)
    until(lambda: platform.clips, 120)
    assert platform.faults == []
    assert len(platform.order) == len(set(platform.order))
    assert all([key for key, _, _ in platform.posts].count(key) == 1 for key in waiting)
    for key, data in list(platform.clips.items()):
        clip = river / "received.mp4"
        clip.write_bytes(data)
        assert probed(clip)["first_is_key"], key
        assert boxes(data)[-1] == "mdat"
    assert b"torn" not in list(platform.clips.values())


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end(river: Path, platform: Platform, programs: list[Program], number: signal.Signals) -> None:
    programs.append(Program(river, platform.url))
    told = programs[0].started()
    assert str(told["live"]).startswith("127.0.0.1:")
    until(lambda: any(beat["cameras"] and beat["cameras"][0]["state"] == "live" for beat in platform.beats), 120)
    assert platform.beats[-1]["live_address"] == told["live"]
    began = time.monotonic()
    programs[0].process.send_signal(number)
    assert programs[0].process.wait(60) == 0
    print(f"ended after {time.monotonic() - began:.2f} s")
    assert b"Traceback" not in (river / "log.txt").read_bytes()


def test_told_to_end_while_everything_hangs(tmp_path: Path, programs: list[Program]) -> None:
    """A platform and a camera that accept a connection and then say nothing do not hold the end up."""

    with socket.create_server(("127.0.0.1", 0), backlog=64) as mute:
        port = mute.getsockname()[1]
        camera = CameraConfig(camera="cam", source=f"rtsp://127.0.0.1:{port}/x")
        (tmp_path / "config.json").write_text(EngineConfig(cameras=(camera,)).model_dump_json())
        programs.append(Program(tmp_path, f"http://127.0.0.1:{port}"))
        programs[0].started()
        mute.settimeout(120)
        # Both calls, the camera's and the platform's, are under way when they have been accepted.
        with mute.accept()[0], mute.accept()[0]:
            programs[0].process.send_signal(signal.SIGTERM)
            assert programs[0].process.wait(60) == 0


def test_a_second_one_says_so(tmp_path: Path, platform: Platform, programs: list[Program]) -> None:
    (tmp_path / "config.json").write_text(EngineConfig().model_dump_json())
    programs.append(Program(tmp_path, platform.url))
    programs[0].started()
    programs.append(Program(tmp_path, platform.url))
    assert programs[1].process.wait(120) == 2
    assert b"another engine already works" in (tmp_path / "log.txt").read_bytes()


def test_it_ends_with_its_parent(tmp_path: Path, platform: Platform) -> None:
    """A shell starts the engine and is killed; the engine goes as well and gives its folder free."""
    (tmp_path / "config.json").write_text(EngineConfig().model_dump_json())
    (tmp_path / "secret").write_text(SECRET.hex())
    command = (
        f"{sys.executable} -m lookout run --config {tmp_path}/config.json --spool {tmp_path}/spool --engine edge "
        f"--platform {platform.url} --secret-file {tmp_path}/secret --with-parent & wait"
    )
    with subprocess.Popen(["/bin/sh", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as shell:
        assert shell.stdout is not None
        child = json.loads(shell.stdout.readline())["pid"]
        shell.kill()
        shell.wait()
        until(lambda: shell.stdout.read(1) == b"" if shell.stdout else True, 60)
    until(lambda: not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2])


@pytest.mark.parametrize("text", ["", "zz", "abcd"])
def test_secrets_that_are_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secret"
    path.write_text(text)
    with pytest.raises(LookoutError):
        run.read_secret(path)


def test_addresses() -> None:
    assert run.address("127.0.0.1:0") == ("127.0.0.1", 0)
    assert run.address("[::1]:8021") == ("::1", 8021)
    assert run.address("off") is None
    with pytest.raises(LookoutError):
        run.address("8021")
    with pytest.raises(LookoutError):
        run.address("localhost:99999")
