"""Whole engines in this process, with faulty cameras of every kind beside one that must not notice."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from films import film, joined, probed
from rig import Rig
from rtsp import Camera as RtspCamera
from twins import SECRET, MemoryDelivery, Platform, until

from lookout.adapters import opening
from lookout.adapters.delivery import HttpDelivery
from lookout.adapters.spool import SpoolBusy
from lookout.contract import CameraConfig, CameraHealth, CameraState
from lookout.ports import Frame
from lookout.runner import Engine
from lookout.runner import health as health_module
from lookout.runner.settings import BadSettings


def health(engine: Engine, camera: str) -> CameraHealth:
    return next(each for each in engine.healths() if each.camera == camera)


def is_(engine: Engine, camera: str, state: CameraState) -> bool:
    return health(engine, camera).state is state


def looped(path: Path) -> str:
    return f"loop:{path}"


@pytest.fixture
def good(tmp_path: Path) -> CameraConfig:
    return CameraConfig(camera="good", source=looped(film(tmp_path / "good.mp4", seconds=3)))


@pytest.fixture
def rtsp(tmp_path: Path) -> Iterator[RtspCamera]:
    camera = RtspCamera(film(tmp_path / "rtsp.mp4", seconds=2, size=(320, 240)))
    yield camera
    camera.close()


def once(count: int, frame: Frame) -> bool:
    return count == 15


def test_alert_first_then_its_clip(rig: Rig, good: CameraConfig) -> None:
    delivery = MemoryDelivery()
    engine = rig.engine(good, delivery=delivery, plan=lambda count, frame: count == 35)
    until(lambda: delivery.alerts)
    assert not delivery.clips
    (key, data) = until(lambda: delivery.clips)[0]
    assert key == delivery.alerts[0].key
    clip = rig.folder / "clip.mp4"
    clip.write_bytes(data)
    facts = probed(clip)
    assert facts["first_is_key"]
    # One second before the entry, which lies a second before the alert; one after; and what the group adds.
    assert 2.5 <= facts["duration_s"] <= 4.5
    until(lambda: engine.spool.counts() == (0, 0))
    text = engine.metrics.exposition().decode()
    assert 'lookout_alerts_total{camera="good",kind="water"} 1.0' in text
    assert 'lookout_clips_total{outcome="whole"} 1.0' in text


def test_heartbeats_tell_of_every_camera(rig: Rig, good: CameraConfig) -> None:
    delivery = MemoryDelivery()
    lost = CameraConfig(camera="lost", source="rtsp://u:geheim@127.0.0.1:9/x")
    engine = rig.engine(good, lost, delivery=delivery)
    beat = until(lambda: next((b for b in delivery.beats if b.cameras and b.cameras[0].state == "live"), None))
    assert beat.live_address == engine.live_address
    assert beat.config_version == "1"
    until(lambda: is_(engine, "lost", CameraState.UNREACHABLE))
    until(lambda: delivery.beats[-1].cameras[1].state is CameraState.UNREACHABLE)
    assert "geheim" not in delivery.beats[-1].model_dump_json()
    assert delivery.beats[-1].cameras[0].state is CameraState.LIVE


def test_broken_cameras_slow_no_other(rig: Rig, good: CameraConfig, tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.mp4"
    garbage.write_bytes(bytes(n * 37 % 251 for n in range(60_000)))
    truncated = tmp_path / "truncated.mp4"
    truncated.write_bytes(film(tmp_path / "whole.mp4").read_bytes()[:3000])
    bad_zone = good.model_copy(update={"camera": "nowhere", "source": "concat:/etc/passwd"})
    engine = rig.engine(
        CameraConfig(camera="lost", source="rtsp://127.0.0.1:9/x"),
        CameraConfig(camera="garbage", source=str(garbage)),
        CameraConfig(camera="truncated", source=str(truncated)),
        bad_zone,
        good,
    )
    until(lambda: is_(engine, "good", CameraState.LIVE))
    until(lambda: is_(engine, "lost", CameraState.UNREACHABLE))
    until(lambda: is_(engine, "garbage", CameraState.BROKEN))
    until(lambda: is_(engine, "truncated", CameraState.BROKEN))
    until(lambda: health(engine, "nowhere").detail)
    runs = engine.metrics.registry
    until(lambda: (runs.get_sample_value("lookout_camera_runs_total", {"camera": "lost"}) or 0) >= 3)
    assert runs.get_sample_value("lookout_camera_runs_total", {"camera": "good"}) == 1
    assert is_(engine, "good", CameraState.LIVE)


def test_a_camera_that_comes_back(rig: Rig, tmp_path: Path) -> None:
    path = tmp_path / "later.mp4"
    engine = rig.engine(CameraConfig(camera="cam", source=looped(path)))
    until(lambda: is_(engine, "cam", CameraState.UNREACHABLE))
    film(tmp_path / "made.mp4", seconds=2).rename(path)
    until(lambda: is_(engine, "cam", CameraState.LIVE))


def test_a_frozen_picture_is_noticed(rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_module, "FROZEN_S", 0.6)
    still = film(tmp_path / "still.mp4", still=True, codec="mjpeg", container="avi")
    demo = CameraConfig(camera="demo", source=f"{looped(still)}?quiet=60")
    engine = rig.engine(CameraConfig(camera="cam", source=looped(still)), demo)
    until(lambda: is_(engine, "cam", CameraState.STALLED))
    assert "not changed" in health(engine, "cam").detail
    assert is_(engine, "demo", CameraState.LIVE)


def test_a_change_of_size_while_running(rig: Rig, tmp_path: Path) -> None:
    delivery = MemoryDelivery()
    both = joined(
        tmp_path / "both.ts",
        film(tmp_path / "a.ts", container="mpegts", seconds=2),
        film(tmp_path / "b.ts", container="mpegts", seconds=2, size=(320, 240)),
    )
    shapes: set[tuple[int, ...]] = set()

    def plan(count: int, frame: Frame) -> bool:
        shapes.add(frame.picture.shape)
        return len(shapes) == 2 and count % 10 == 0

    engine = rig.engine(CameraConfig(camera="cam", source=str(both)), delivery=delivery, plan=plan)
    _, data = until(lambda: delivery.clips)[0]
    clip = rig.folder / "clip.mp4"
    clip.write_bytes(data)
    assert probed(clip)["first_is_key"]
    assert shapes == {(120, 160, 3), (240, 320, 3)}
    assert engine.metrics.registry.get_sample_value("lookout_faults_total", {"where": "camera"}) is None


def test_another_codec_after_the_next_connection(rig: Rig, tmp_path: Path) -> None:
    path = tmp_path / "cam.ts"
    film(path, container="mpegts", seconds=1)
    engine = rig.engine(CameraConfig(camera="cam", source=str(path)))
    until(lambda: health(engine, "cam").codec == "h264")
    film(tmp_path / "new.ts", container="mpegts", seconds=1, codec="mpeg2video").rename(path)
    until(lambda: health(engine, "cam").codec == "mpeg2video")


def test_a_real_rtsp_camera(rig: Rig, rtsp: RtspCamera) -> None:
    delivery = MemoryDelivery()
    engine = rig.engine(CameraConfig(camera="cam", source=rtsp.url), delivery=delivery, plan=once)
    until(lambda: is_(engine, "cam", CameraState.LIVE))
    until(lambda: delivery.clips)
    found = health(engine, "cam")
    assert (found.codec, found.width, found.height) == ("h264", 320, 240)
    clip = rig.folder / "clip.mp4"
    clip.write_bytes(delivery.clips[0][1])
    assert probed(clip)["size"] == (320, 240)
    rtsp.fault = "closed"
    until(lambda: is_(engine, "cam", CameraState.UNREACHABLE))
    rtsp.fault = ""
    until(lambda: is_(engine, "cam", CameraState.LIVE))
    assert rtsp.players >= 2


def test_an_rtsp_camera_that_falls_silent(rig: Rig, rtsp: RtspCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_module, "STALL_S", 0.5)
    monkeypatch.setattr(opening, "SILENCE_LIMIT_S", 1.5)
    engine = rig.engine(CameraConfig(camera="cam", source=rtsp.url))
    until(lambda: is_(engine, "cam", CameraState.LIVE))
    rtsp.fault = "mute"
    until(lambda: is_(engine, "cam", CameraState.STALLED))
    played = rtsp.players
    rtsp.fault = ""
    until(lambda: is_(engine, "cam", CameraState.LIVE))
    assert rtsp.players >= played


def test_an_rtsp_camera_that_sends_noise(rig: Rig, rtsp: RtspCamera, good: CameraConfig) -> None:
    """Whatever the decoder makes of it, the engine stands, and afterwards the camera is live again."""
    engine = rig.engine(CameraConfig(camera="cam", source=rtsp.url), good)
    until(lambda: is_(engine, "cam", CameraState.LIVE))
    rtsp.fault = "garbage"
    registry = engine.metrics.registry
    before = registry.get_sample_value("lookout_frames_decoded_total", {"camera": "good"}) or 0
    until(lambda: (registry.get_sample_value("lookout_frames_decoded_total", {"camera": "good"}) or 0) > before + 20)
    rtsp.fault = ""
    until(lambda: is_(engine, "cam", CameraState.LIVE))
    assert registry.get_sample_value("lookout_faults_total", {"where": "camera"}) is None
    assert is_(engine, "good", CameraState.LIVE)


def test_a_camera_that_keeps_its_parameters_to_the_stream(rig: Rig, tmp_path: Path) -> None:
    camera = RtspCamera(film(tmp_path / "bare.mp4", seconds=2), in_sdp=False)
    delivery = MemoryDelivery()
    rig.engine(CameraConfig(camera="cam", source=camera.url), delivery=delivery, plan=once)
    until(lambda: delivery.clips)
    camera.close()


def test_the_platform_away_while_alarms_happen(rig: Rig, good: CameraConfig, platform: Platform) -> None:
    platform.close()
    delivery = HttpDelivery(platform.url, "edge", SECRET)
    engine = rig.engine(good, delivery=delivery, plan=lambda count, frame: count % 5 == 0)
    until(lambda: engine.spool.counts()[0] >= 8)
    assert platform.order == []
    platform.open()
    until(lambda: len(platform.order) >= 12)
    numbers = [int(key.split(":")[2]) for key in platform.order]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(platform.posts) == len(platform.order)
    assert platform.faults == []
    until(lambda: platform.clips)
    rig.end()
    delivery.close()


def test_a_refused_alert_is_kept_aside(rig: Rig, good: CameraConfig, platform: Platform) -> None:
    platform.statuses["good:water:2:7"] = 422
    delivery = HttpDelivery(platform.url, "edge", SECRET)
    engine = rig.engine(good, delivery=delivery, plan=lambda count, frame: count in (5, 10, 15))
    until(lambda: platform.order == ["good:water:1:7", "good:water:3:7"])
    (aside,) = until(lambda: list((engine.spool.folder / "refused").glob("*.json")))
    assert json.loads(aside.read_text())["key"] == "good:water:2:7"
    rig.end()
    delivery.close()


def test_a_fault_in_one_camera_s_analysis(rig: Rig, good: CameraConfig, tmp_path: Path) -> None:
    delivery = MemoryDelivery()

    def plan(count: int, frame: Frame) -> bool:
        if frame.picture.shape[0] == 240:
            raise ValueError("surprise")
        return count == 5

    other = CameraConfig(camera="bad", source=looped(film(tmp_path / "bad.mp4", size=(320, 240))))
    engine = rig.engine(other, good, delivery=delivery, plan=plan)
    until(lambda: delivery.alerts)
    assert engine.metrics.registry.get_sample_value("lookout_faults_total", {"where": "analysis"})
    assert is_(engine, "bad", CameraState.LIVE)


def test_settings_are_read_again_and_only_changed_cameras_restart(rig: Rig, good: CameraConfig, tmp_path: Path) -> None:
    other = CameraConfig(camera="other", source=looped(film(tmp_path / "other.mp4")))
    engine = rig.engine(good, other)
    until(lambda: all(each.state is CameraState.LIVE for each in engine.healths()))
    changed = CameraConfig(camera="other", source=looped(film(tmp_path / "third.mp4", size=(320, 240))))
    new = CameraConfig(camera="new", source=good.source)
    rig.write(good, changed, new, version="2")
    until(lambda: len(engine.healths()) == 3)
    until(lambda: health(engine, "other").width == 320)
    assert len(rig.lookers["good"]) == 1
    assert len(rig.lookers["other"]) == 2
    assert engine.heartbeat().config_version == "2"
    rig.write(new, version="3")
    until(lambda: [each.camera for each in engine.healths()] == ["new"])
    assert 'camera="other"' not in "\n".join(
        line for line in engine.metrics.exposition().decode().splitlines() if line.startswith("lookout_camera_state")
    )


def test_bad_settings_change_nothing(rig: Rig, good: CameraConfig) -> None:
    engine = rig.engine(good)
    until(lambda: is_(engine, "good", CameraState.LIVE))
    rig.config.write_text('{"cameras": [{"camera": "x"')
    registry = engine.metrics.registry
    until(lambda: registry.get_sample_value("lookout_faults_total", {"where": "settings"}))
    assert is_(engine, "good", CameraState.LIVE)
    assert len(rig.lookers["good"]) == 1


def test_settings_that_cannot_be_used_at_all(rig: Rig) -> None:
    rig.write(CameraConfig(camera="cam", source="rtsp://u:geheim@x/1"))
    rig.config.write_text(rig.config.read_text().replace('"zones":[]', '"zones":[{"name":"a"}]'))
    with pytest.raises(BadSettings) as refusal:
        rig_engine_without_writing(rig)
    assert "geheim" not in str(refusal.value)
    assert "zones" in str(refusal.value)


def rig_engine_without_writing(rig: Rig) -> None:
    write = rig.write
    rig.write = lambda *cameras, version="1": None
    try:
        rig.engine()
    finally:
        rig.write = write


def test_a_second_engine_on_the_same_spool(rig: Rig, good: CameraConfig) -> None:
    rig.engine(good)
    with pytest.raises(SpoolBusy):
        rig.engine(good)


def test_an_orderly_end_keeps_the_clip_that_was_begun(rig: Rig, good: CameraConfig) -> None:
    delivery = MemoryDelivery()
    engine = rig.engine(good, delivery=delivery, plan=once, after_s=600.0)
    until(lambda: delivery.alerts)
    delivery.away.set()
    assert engine.stop(20.0)
    (clip,) = (rig.spool / "clips").glob("*.mp4")
    assert probed(clip)["first_is_key"]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("camera-", "detect-", "send-"))]


def test_the_live_server_of_an_engine(rig: Rig, good: CameraConfig) -> None:
    engine = rig.engine(good)
    until(lambda: is_(engine, "good", CameraState.LIVE))
    base = f"http://{engine.live_address}"
    headers = {"Authorization": f"Bearer {SECRET.hex()}"}
    with httpx.Client(base_url=base, headers=headers, trust_env=False, timeout=30) as client:
        assert client.get("/health").json()["cameras"] == {"live": 1}
        assert client.get("/live/good.jpg?width=80").content[:2] == b"\xff\xd8"
        with client.stream("GET", "/live/good.ndjson") as answer:
            line = json.loads(next(answer.iter_lines()))
            assert line["tracks"][0]["zones"] == ["river"]
        with client.stream("GET", "/live/good.mp4") as answer:
            assert next(answer.iter_raw())[4:8] == b"ftyp"
        assert "lookout_frame_age_seconds" in client.get("/metrics").text
