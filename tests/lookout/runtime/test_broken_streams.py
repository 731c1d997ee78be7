"""The broken films, played by the engine as files and as cameras: nothing falls over, and each says what is wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from films import film
from rig import Rig
from twins import MemoryDelivery, until

from lookout.adapters.refusals import NoPictures
from lookout.adapters.stream import Stream
from lookout.contract import CameraConfig, CameraState, Trouble
from lookout.ports import Frame
from lookout.runner import Engine
from lookout.runner import camera as camera_module
from lookout.runner import health as health_module

BROKEN = Path(__file__).resolve().parent.parent / "broken"
NAMES = sorted(path.name for path in BROKEN.iterdir() if path.suffix not in {".py", ".md"})
MOST_BYTES = 3_000_000

T = Trouble
SAYS: dict[str, set[Trouble]] = {
    "audio_only.ts": {T.AUDIO_ONLY},
    "b_frames.ts": {T.B_FRAMES},
    "clock_back.ts": {T.CLOCK},
    "clock_forward.ts": {T.CLOCK},
    "corrupted_0.0001.h264": set(),
    "corrupted_0.0001.ts": set(),
    "corrupted_0.001.h264": {T.DAMAGED},
    "corrupted_0.001.ts": {T.DAMAGED},
    "corrupted_0.01.h264": {T.DAMAGED},
    "corrupted_0.01.ts": {T.UNDECODABLE},
    "corrupted_0.1.h264": {T.UNDECODABLE, T.NOT_VIDEO},
    "corrupted_0.1.ts": {T.NO_KEY, T.UNDECODABLE, T.NOT_VIDEO},
    "empty.ts": {T.NOT_VIDEO},
    "headless.mp4": {T.NOT_VIDEO},
    "hevc.ts": {T.H265},
    "long_gop.ts": {T.LONG_GOP},
    "no_key.ts": {T.NO_KEY},
    "one_fps.ts": {T.SLOW, T.FAST},
    "picture.jpg": {T.SINGLE_PICTURE},
    "random.ts": {T.NOT_VIDEO},
    "swapped_codec.ts": {T.CHANGED},
    "swapped_size.ts": set(),
    "text.ts": {T.NOT_VIDEO},
    "truncated.h264": set(),
    "truncated.ts": set(),
    "uhd.ts": {T.LARGE},
    "uneven.ts": set(),
    "whole.ts": set(),
    "zero_length.flv": set(),
}
"""What must have been said of each at some time; an empty set: plays, and what is missing in it is no matter."""


class Paced(SimpleHTTPRequestHandler):
    """Gives a file out over about as long as it lasts, as a camera would."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        data = source.read()
        piece = max(1, len(data) // 40)
        for at in range(0, len(data), piece):
            outputfile.write(data[at : at + piece])
            if self.server.ended.wait(0.1):
                return

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
        pass


@pytest.fixture
def cameras() -> Iterator[str]:
    """All films over HTTP; the address of their folder."""

    class Server(ThreadingHTTPServer):
        ended = threading.Event()
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Clients that hang up are what this is about."""

    server = Server(("127.0.0.1", 0), partial(Paced, directory=str(BROKEN)))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.ended.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_set_is_whole_and_small() -> None:
    assert set(SAYS) == set(NAMES)
    assert sum((BROKEN / name).stat().st_size for name in NAMES) < MOST_BYTES


@pytest.mark.parametrize("name", NAMES)
def test_a_stream_ends_in_order(name: str) -> None:
    """Pictures whose time rises, or a reason with a code: never any other exception."""
    times: list[float] = []
    reason = None
    try:
        times.extend(frame.time_s for frame in Stream(str(BROKEN / name)).frames())
    except NoPictures as problem:
        reason = problem.finding
    assert reason is None or reason.trouble in SAYS[name]
    assert times == sorted(times)
    if not SAYS[name] or SAYS[name] <= {T.CLOCK, T.B_FRAMES, T.H265, T.LARGE, T.SLOW, T.LONG_GOP, T.DAMAGED}:
        assert len(times) >= 10


class Diary:
    """Everything that was ever said of each camera."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.said: dict[str, dict[Trouble, str]] = {}
        self.states: dict[str, set[CameraState]] = {}

    def note(self) -> None:
        for health in self.engine.healths():
            said = self.said.setdefault(health.camera, {})
            said.update(dict.fromkeys(health.troubles, health.detail))
            self.states.setdefault(health.camera, set()).add(health.state)
            assert bool(health.detail) == bool(health.troubles), health

    def tells(self, wanted: dict[str, set[Trouble]]) -> bool:
        self.note()
        return all(not troubles or troubles & set(self.said.get(camera, {})) for camera, troubles in wanted.items())

    def missing(self, wanted: dict[str, set[Trouble]]) -> dict[str, Any]:
        said = {camera: self.said.get(camera, {}) for camera in wanted}
        return {camera: told for camera, told in said.items() if wanted[camera] and not wanted[camera] & set(told)}


def play(rig: Rig, sources: dict[str, str], good: Path, delivery: MemoryDelivery) -> Diary:
    engine = rig.engine(
        CameraConfig(camera="good", source=f"loop:{good}"),
        *(CameraConfig(camera=name, source=source) for name, source in sources.items()),
        delivery=delivery,
        plan=lambda count, frame: False,
    )
    diary = Diary(engine)
    wanted = {name: SAYS[name] for name in sources}
    try:
        until(lambda: diary.tells(wanted), 150)
    except AssertionError:
        raise AssertionError(diary.missing(wanted)) from None
    return diary


def check_the_good_one(rig: Rig, diary: Diary) -> None:
    """Connected once, live all the time, and every picture was looked at."""
    runs = diary.engine.metrics.registry
    assert runs.get_sample_value("lookout_camera_runs_total", {"camera": "good"}) == 1
    assert diary.states["good"] <= {CameraState.STARTING, CameraState.LIVE}
    assert runs.get_sample_value("lookout_faults_total", {"where": "camera"}) is None
    looked = rig.lookers["good"][0].looked
    until(lambda: rig.lookers["good"][0].looked > looked + 5)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The films last four seconds: figures of a stream are taken sooner."""
    monkeypatch.setattr(health_module, "SETTLE_S", 0.0)
    monkeypatch.setattr(health_module, "TRAFFIC_WINDOW_S", 0.7)
    monkeypatch.setattr(camera_module, "LONGEST_WAIT_S", 0.5)


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_all_of_them_as_cameras(rig: Rig, cameras: str, tmp_path: Path) -> None:
    """Over HTTP, as live streams, all at once beside a camera that must not notice."""
    good = film(tmp_path / "good.mp4", seconds=3)
    diary = play(rig, {name: f"{cameras}/{name}" for name in NAMES}, good, MemoryDelivery())
    check_the_good_one(rig, diary)
    for name in ("whole.ts", "swapped_size.ts", "clock_back.ts", "uhd.ts", "hevc.ts"):
        assert CameraState.LIVE in diary.states[name], name


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_all_of_them_as_files(rig: Rig, tmp_path: Path) -> None:
    good = film(tmp_path / "good.mp4", seconds=3)
    sources = {name: str(BROKEN / name) for name in NAMES}
    check_the_good_one(rig, play(rig, sources, good, MemoryDelivery()))


def test_alerts_go_on_beside_a_broken_one(rig: Rig, tmp_path: Path) -> None:
    delivery = MemoryDelivery()

    def often(count: int, frame: Frame) -> bool:
        return count % 5 == 0

    rig.engine(
        CameraConfig(camera="good", source=f"loop:{film(tmp_path / 'good.mp4', seconds=2)}"),
        CameraConfig(camera="bad", source=str(BROKEN / "corrupted_0.1.ts")),
        delivery=delivery,
        plan=often,
    )
    until(lambda: len({alert.key for alert in delivery.alerts}) >= 4)
    assert {alert.camera for alert in delivery.alerts} == {"good"}
