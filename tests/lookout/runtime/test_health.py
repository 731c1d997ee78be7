"""Health is the age of the last decoded picture, and whether pictures still differ."""

from __future__ import annotations

import numpy as np

from lookout.adapters.media import StreamInfo
from lookout.adapters.stream import Silent, Unreachable, Unreadable
from lookout.contract import CameraState
from lookout.ports import Frame
from lookout.runner.health import Pulse

INFO = StreamInfo("h264", 64, 48, 10.0)


class Watched:
    def __init__(self) -> None:
        self.now = 0.0
        self.pulse = Pulse("cam", clock=lambda: self.now)

    def pictures(self, count: int, *, still: bool = False) -> None:
        for number in range(count):
            self.now += 0.1
            picture = np.full((48, 64, 3), 7 if still else (number + int(self.now * 10)) % 256, np.uint8)
            self.pulse.frame(Frame(time_s=self.now, at=self.now, picture=picture), INFO)

    @property
    def state(self) -> CameraState:
        return self.pulse.health().state


def test_the_life_of_a_camera() -> None:
    camera = Watched()
    assert camera.state is CameraState.STARTING
    assert camera.pulse.health().frame_age_s is None
    camera.pulse.opened(INFO)
    assert camera.state is CameraState.STARTING
    camera.pictures(30)
    health = camera.pulse.health()
    assert (health.state, health.width, health.height, health.codec) == (CameraState.LIVE, 64, 48, "h264")
    assert health.fps == 10.0
    camera.now += 6
    health = camera.pulse.health()
    assert (health.state, health.detail, health.fps) == (CameraState.STALLED, "no picture for 6 s", 0.0)
    camera.pulse.failed(Silent("nothing came for 6 seconds"))
    assert camera.state is CameraState.STALLED
    camera.pulse.failed(Unreachable("connection refused"))
    assert camera.state is CameraState.UNREACHABLE
    camera.pulse.failed(Unreadable("no video"))
    assert camera.state is CameraState.BROKEN
    camera.pulse.opened(INFO)
    assert camera.state is CameraState.BROKEN
    camera.pictures(1)
    assert camera.state is CameraState.LIVE


def test_a_stream_that_never_shows_a_picture() -> None:
    camera = Watched()
    camera.pulse.opened(INFO)
    camera.now += 6
    assert camera.state is CameraState.STALLED


def test_a_frozen_picture() -> None:
    camera = Watched()
    camera.pulse.opened(INFO)
    camera.pictures(95, still=True)
    assert camera.state is CameraState.LIVE
    camera.pictures(20, still=True)
    health = camera.pulse.health()
    assert health.state is CameraState.STALLED
    assert "has not changed" in health.detail
    camera.pictures(1)
    assert camera.state is CameraState.LIVE
