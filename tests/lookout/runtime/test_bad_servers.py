"""Cameras that answer in every wrong way, beside one that must not notice; a disk that is full."""

from __future__ import annotations

import errno
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from films import film
from rig import Rig
from rtsp import Camera as RtspCamera
from twins import MemoryDelivery, until

from lookout.adapters import opening
from lookout.adapters import spool as spool_module
from lookout.contract import CameraConfig, CameraHealth, CameraState, Trouble
from lookout.runner import Engine
from lookout.runner import camera as camera_module
from lookout.runner import health as health_module

Serve = Callable[..., RtspCamera]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Makes a camera; words as ``rtsp.Camera`` has them."""
    path = film(tmp_path / "rtsp.mp4", seconds=2, size=(320, 240))
    made: list[RtspCamera] = []

    def begin(**words: Any) -> RtspCamera:
        made.append(RtspCamera(path, **words))
        return made[-1]

    yield begin
    for camera in made:
        camera.close()


@pytest.fixture
def good(tmp_path: Path) -> CameraConfig:
    return CameraConfig(camera="good", source=f"loop:{film(tmp_path / 'good.mp4', seconds=3)}")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "OPEN_LIMIT_S", 1.5)
    monkeypatch.setattr(opening, "SILENCE_LIMIT_S", 1.5)
    monkeypatch.setattr(health_module, "SETTLE_S", 0.0)
    monkeypatch.setattr(health_module, "TRAFFIC_WINDOW_S", 2.0)
    monkeypatch.setattr(camera_module, "LONGEST_WAIT_S", 0.3)


def health(engine: Engine, camera: str) -> CameraHealth:
    return next(each for each in engine.healths() if each.camera == camera)


def comes(engine: Engine, camera: str, trouble: Trouble) -> CameraHealth:
    """The health in which that trouble was told."""

    def has() -> CameraHealth | None:
        now = health(engine, camera)
        return now if trouble in now.troubles else None

    told: CameraHealth = until(has, 90)
    return told


def undisturbed(engine: Engine, rig: Rig) -> None:
    runs = engine.metrics.registry
    assert runs.get_sample_value("lookout_camera_runs_total", {"camera": "good"}) == 1
    until(lambda: health(engine, "good").state is CameraState.LIVE)
    looked = rig.lookers["good"][0].looked
    until(lambda: rig.lookers["good"][0].looked > looked + 3)


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def test_each_says_what_is_wrong(rig: Rig, good: CameraConfig, serve: Serve) -> None:
    """Deaf, closed, wrong password, unknown path, sound only, unknown host: all at once in one engine."""
    password = serve(password="richtig")
    sources = {
        "deaf": serve(deaf=True).url,
        "closed": f"rtsp://127.0.0.1:{closed_port()}/x",
        "password": password.url,
        "path": serve(refuse="404 Not Found").url,
        "forbidden": serve(refuse="403 Forbidden").url,
        "sound": serve(audio_only=True).url,
        "host": "rtsp://no-such-camera.invalid/1",
        "trouble": serve(refuse="500 Internal Server Error").url,
    }
    engine = rig.engine(good, *(CameraConfig(camera=name, source=source) for name, source in sources.items()))
    expected = {
        "deaf": Trouble.NO_ANSWER,
        "closed": Trouble.REFUSED,
        "password": Trouble.PASSWORD,
        "path": Trouble.PATH,
        "forbidden": Trouble.PASSWORD,
        "sound": Trouble.AUDIO_ONLY,
        "host": Trouble.ADDRESS,
        "trouble": Trouble.NO_ANSWER,
    }
    for camera, trouble in expected.items():
        told = comes(engine, camera, trouble)
        assert "geheim" not in told.detail
        assert told.state in {CameraState.UNREACHABLE, CameraState.BROKEN}
    undisturbed(engine, rig)


def test_the_right_password_by_digest(rig: Rig, serve: Serve) -> None:
    camera = serve(password="geheim")
    engine = rig.engine(CameraConfig(camera="cam", source=camera.url))
    until(lambda: health(engine, "cam").state is CameraState.LIVE)
    assert camera.requests.count("DESCRIBE") == 2


def test_accepts_and_then_sends_nothing(rig: Rig, good: CameraConfig, serve: Serve) -> None:
    camera = serve()
    camera.fault = "mute"
    engine = rig.engine(CameraConfig(camera="cam", source=camera.url), good)
    until(lambda: health(engine, "cam").troubles)
    told = health(engine, "cam")
    assert told.troubles[0] in {Trouble.NO_ANSWER, Trouble.SILENT, Trouble.STALLED}
    undisturbed(engine, rig)
    camera.fault = ""
    until(lambda: health(engine, "cam").state is CameraState.LIVE)


def test_goes_silent_after_some_time(rig: Rig, good: CameraConfig, serve: Serve) -> None:
    camera = serve()
    engine = rig.engine(CameraConfig(camera="cam", source=camera.url), good)
    until(lambda: health(engine, "cam").state is CameraState.LIVE)
    camera.fault = "mute"
    assert "sends nothing" in comes(engine, "cam", Trouble.SILENT).detail
    camera.fault = ""
    until(lambda: health(engine, "cam").state is CameraState.LIVE)
    undisturbed(engine, rig)


def test_hangs_up_again_and_again(rig: Rig, good: CameraConfig, serve: Serve) -> None:
    camera = serve(hold_s=1.0)
    engine = rig.engine(CameraConfig(camera="cam", source=camera.url), good)
    assert "again and again" in comes(engine, "cam", Trouble.KEEPS_ENDING).detail
    # between two breaks it is live, and says that it is not steady
    assert comes(engine, "cam", Trouble.UNSTEADY).state is CameraState.LIVE
    undisturbed(engine, rig)


def test_sends_at_twice_the_announced_rate(rig: Rig, good: CameraConfig, serve: Serve) -> None:
    engine = rig.engine(CameraConfig(camera="cam", source=serve(speed=2.0).url), good)
    told = comes(engine, "cam", Trouble.FAST)
    assert told.state is CameraState.LIVE
    assert "where 10.0 are announced" in told.detail
    undisturbed(engine, rig)


# --- the machine itself ---------------------------------------------------------------------------------------------


def test_alerts_go_out_while_the_disk_is_full(rig: Rig, good: CameraConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be written and nothing is free: alerts leave from memory, clips are left out, health says so."""
    delivery = MemoryDelivery()
    full = {"now": True}
    real_write, real_usage = spool_module.Spool._write, shutil.disk_usage

    def write(self: spool_module.Spool, path: Path, data: bytes) -> None:
        if full["now"]:
            raise OSError(errno.ENOSPC, "No space left on device")
        real_write(self, path, data)

    def usage(path: Any) -> Any:
        facts = real_usage(path)
        return facts._replace(free=0) if full["now"] else facts

    monkeypatch.setattr(spool_module.Spool, "_write", write)
    monkeypatch.setattr(spool_module.shutil, "disk_usage", usage)
    engine = rig.engine(good, delivery=delivery, plan=lambda count, frame: count in {15, 25, 35, 45})
    until(lambda: len(delivery.alerts) >= 2, 60)
    told = comes(engine, "good", Trouble.DISK)
    assert told.state is CameraState.LIVE
    assert "disk is full" in told.detail
    figures = engine.metrics.registry
    assert (figures.get_sample_value("lookout_faults_total", {"where": "spool"}) or 0) >= 2
    assert not delivery.clips
    until(lambda: figures.get_sample_value("lookout_clips_total", {"outcome": "no room"}))
    full["now"] = False
    until(lambda: Trouble.DISK not in health(engine, "good").troubles)
    until(lambda: len(delivery.alerts) == 4, 60)
    keys = [alert.key for alert in delivery.alerts]
    assert len(keys) == len(set(keys))
