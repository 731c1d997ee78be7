"""Health is the age of the last decoded picture, and whether pictures still differ."""

from __future__ import annotations

import numpy as np

from lookout.adapters.media import Packet, StreamInfo
from lookout.adapters.refusals import Silent, unreachable, unreadable
from lookout.adapters.stream import Tally
from lookout.contract import CameraState, Trouble
from lookout.diagnosis import found
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
    assert (health.state, health.detail, health.fps) == (CameraState.STALLED, health.detail, 0.0)
    assert health.detail.startswith("no picture for 6 s")
    assert health.troubles == (Trouble.STALLED,)
    camera.pulse.failed(Silent(found(Trouble.SILENT, why="for 6 seconds")))
    assert camera.state is CameraState.STALLED
    camera.pulse.failed(unreachable(Trouble.REFUSED))
    assert camera.state is CameraState.UNREACHABLE
    camera.pulse.failed(unreadable(Trouble.NOT_VIDEO))
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


def test_the_empty_scene_of_a_looped_film_is_not_frozen() -> None:
    camera = Watched()
    camera.pulse.opened(INFO, repeats=True)
    camera.pictures(200, still=True)
    assert camera.state is CameraState.LIVE


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


def test_a_camera_that_is_live_may_be_better() -> None:
    """Key pictures 8 seconds apart, a clock that jumped, one picture in ten damaged: three troubles, worst first."""
    camera = Watched()
    tally = Tally(clock_steps=2, last_step_s=3600.0)
    camera.pulse.opened(INFO, tally=tally, live=True)
    for number in range(250):
        camera.pulse.packet(Packet(b"x" * 900, number * 9000, number * 9000, 9000, number % 80 == 0, INFO))
        camera.pictures(1)
        tally.pictures += 1
        tally.damaged += number % 10 == 0
    health = camera.pulse.health()
    assert health.state is CameraState.LIVE
    assert set(health.troubles) == {Trouble.SMALL, Trouble.LONG_GOP, Trouble.CLOCK, Trouble.DAMAGED}
    assert "10% of the pictures" in health.detail


def test_a_camera_that_hangs_up_again_and_again() -> None:
    camera = Watched()
    for _ in range(3):
        camera.pulse.opened(INFO, live=True)
        camera.pictures(100)
        camera.pulse.failed(unreachable(Trouble.ENDED))
    health = camera.pulse.health()
    assert (health.state, health.troubles) == (CameraState.UNREACHABLE, (Trouble.KEEPS_ENDING,))
    assert "after about 10 seconds" in health.detail
    camera.pulse.opened(INFO, live=True)
    camera.pictures(1)
    assert camera.pulse.health().troubles == (Trouble.UNSTEADY, Trouble.SMALL)
    camera.now += 400
    camera.pictures(1)
    assert camera.pulse.health().troubles == (Trouble.SMALL,)
