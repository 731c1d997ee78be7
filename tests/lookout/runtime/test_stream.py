"""Files, loops and addresses; what is no video says so."""

from __future__ import annotations

import contextlib
import itertools
import threading
from pathlib import Path

import numpy as np
import pytest
from films import film, joined

from lookout.adapters import stream as module
from lookout.adapters.address import Address, parse, without_password
from lookout.adapters.bursts import Demand
from lookout.adapters.media import Packet, Timeline
from lookout.adapters.refusals import Unreachable, Unreadable
from lookout.adapters.stream import Stream
from lookout.ports import SourceError


def test_a_file_is_read_to_its_end(tmp_path: Path) -> None:
    packets: list[Packet] = []
    stream = Stream(str(film(tmp_path / "a.mp4", seconds=3)), on_packet=packets.append)
    frames = list(stream.frames())
    assert [round(frame.time_s, 3) for frame in frames] == [n / 10 for n in range(30)]
    assert frames[0].picture.shape == (120, 160, 3)
    assert frames[0].key
    assert not frames[1].key
    assert frames[20].at - frames[0].at == pytest.approx(2.0)
    assert len(packets) == 30
    assert (stream.info.codec, stream.info.width, stream.info.fps) == ("h264", 160, 10.0)
    assert stream.info.mime.startswith('video/mp4; codecs="avc1.')


def test_a_file_that_begins_late_begins_at_nought(tmp_path: Path) -> None:
    """MPEG-TS starts at 1.4 s; reordered pictures come out in the order of their time."""
    stream = Stream(str(film(tmp_path / "a.ts", container="mpegts", b_frames=2)), origin_s=50.0)
    times = [frame.time_s for frame in stream.frames()]
    assert times[0] == pytest.approx(50.0)
    assert times == sorted(times)
    assert len(times) == 40


def test_pictures_between_are_left_out_but_recorded(tmp_path: Path) -> None:
    packets: list[Packet] = []
    stream = Stream(str(film(tmp_path / "a.mp4", fps=25)), on_packet=packets.append, max_fps=5)
    times = [frame.time_s for frame in stream.frames()]
    assert len(packets) == 100
    assert len(times) == 20


@pytest.mark.parametrize("b_frames", [0, 2])
def test_pictures_wanted_far_apart_are_the_same_as_those_of_a_reader_of_all(tmp_path: Path, b_frames: int) -> None:
    clip = str(film(tmp_path / "a.ts", fps=25, seconds=4, container="mpegts", b_frames=b_frames))
    every = {round(frame.time_s, 4): frame.luma.copy() for frame in Stream(clip).frames()}
    packets: list[Packet] = []
    few = list(Stream(clip, on_packet=packets.append, demand=Demand(apart=lambda: 0.4)).frames())
    assert len(packets) == 100
    assert 9 <= len(few) <= 13
    assert all(0.2 <= round(later.time_s - frame.time_s, 3) <= 0.6 for frame, later in itertools.pairwise(few[:-3]))
    assert all(np.array_equal(frame.luma, every[round(frame.time_s, 4)]) for frame in few)


def test_a_loop_never_runs_backwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stream, "_wait", lambda self, dts: not self._closed.is_set())
    packets: list[Packet] = []
    source = f"loop:{film(tmp_path / 'a.mp4', b_frames=2, seconds=4, gop=15)}?quiet=5&lead=2"
    stream = Stream(source, on_packet=packets.append)
    times = []
    for frame in stream.frames():
        times.append(frame.time_s)
        if len(times) == 300:
            stream.close()
    steps = {round(later - earlier, 3) for earlier, later in itertools.pairwise(times)}
    assert steps == {0.1}
    assert all(later.dts > earlier.dts for earlier, later in itertools.pairwise(packets))
    # Three times 0.8 s of the first group for the lead, then a showing (4 s, three groups), and again for the quiet.
    assert [round(packet.time_s, 1) for packet in packets if packet.key][:9] == [
        0,
        0.8,
        1.6,
        2.4,
        3.9,
        5.4,
        6.4,
        7.2,
        8,
    ]


def test_a_paced_loop_keeps_the_time_and_ends_at_once(tmp_path: Path) -> None:
    stream = Stream(f"loop:{film(tmp_path / 'a.mp4', seconds=1)}")
    frames = stream.frames()
    first = next(frames)
    second = next(frames)
    assert second.at - first.at == pytest.approx(0.1, abs=0.02)
    closer = threading.Timer(0.2, stream.close)
    closer.start()
    assert len(list(frames)) < 30
    closer.join()


def test_a_reader_that_rests_sees_the_same_pictures_at_the_same_time_and_wakes_seldom(tmp_path: Path) -> None:
    loop = f"loop:{film(tmp_path / 'a.mp4', fps=20, seconds=4, gop=80)}"
    packets: list[Packet] = []
    rests: list[int] = []

    def rest(left_s: float) -> float:
        rests.append(len(packets))
        return 0.75 * left_s

    frames = Stream(loop, on_packet=packets.append, demand=Demand(apart=lambda: 0.4, rest=rest)).frames()
    seen = list(itertools.islice(frames, 5))
    assert [round(frame.time_s, 2) for frame in seen] == [0.0, 0.4, 0.8, 1.2, 1.6]
    assert all(later.at - frame.at == pytest.approx(0.4, abs=0.01) for frame, later in itertools.pairwise(seen))
    assert len(packets) == 33
    assert len(rests) <= 3 * len(seen)


def test_the_clips_of_the_engine_play() -> None:
    stream = Stream("footage:river?quiet=60", paced=False)
    assert next(stream.frames()).picture.shape[2] == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rtsp://u:p@10.0.0.1/s", Address("rtsp", "rtsp://u:p@10.0.0.1/s")),
        ("/a/b.mp4", Address("file", "/a/b.mp4")),
        ("a.mp4", Address("file", "a.mp4")),
        ("file:///a/%E6%B2%B3.mp4", Address("file", "/a/河.mp4")),
        ("loop:/a.mp4?quiet=60&lead=3", Address("loop", "/a.mp4", 60.0, 3.0)),
    ],
)
def test_addresses(text: str, expected: Address) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    "text",
    ["concat:/etc/passwd", "loop:/a.mp4?quiet=x", "loop:/a?quiet=-1", "footage:../models/x", "loop:/a?q=1", "data:x"],
)
def test_other_addresses_are_refused(text: str) -> None:
    with pytest.raises(SourceError):
        parse(text)


def test_passwords_are_never_shown() -> None:
    assert without_password("rtsp://admin:geheim@10.0.0.1/1 said no") == "rtsp://10.0.0.1/1 said no"


def test_what_is_not_there() -> None:
    with pytest.raises(Unreachable, match="no file"):
        Stream("/nowhere/a.mp4")
    with pytest.raises(Unreachable) as refusal:
        Stream("rtsp://admin:geheim@127.0.0.1:9/stream")
    assert "geheim" not in str(refusal.value)


def test_what_is_no_video(tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.mp4"
    garbage.write_bytes(bytes(n * 37 % 256 for n in range(40_000)))
    with pytest.raises(Unreadable):
        list(Stream(str(garbage)).frames())


def test_a_truncated_file_gives_what_it_has(tmp_path: Path) -> None:
    whole = film(tmp_path / "a.ts", container="mpegts")
    cut = tmp_path / "cut.ts"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert 5 < len(list(Stream(str(cut)).frames())) < 40
    headless = tmp_path / "cut.mp4"
    headless.write_bytes(film(tmp_path / "a.mp4").read_bytes()[:2000])
    with pytest.raises(Unreadable):
        Stream(str(headless))


def test_a_size_that_changes_is_noticed(tmp_path: Path) -> None:
    small = film(tmp_path / "a.ts", container="mpegts", seconds=2)
    large = film(tmp_path / "b.ts", container="mpegts", seconds=2, size=(320, 240))
    packets: list[Packet] = []
    frames = list(Stream(str(joined(tmp_path / "c.ts", small, large)), on_packet=packets.append).frames())
    assert {frame.picture.shape[:2] for frame in frames} == {(120, 160), (240, 320)}
    assert [(info.width, info.height) for info in dict.fromkeys(packet.info for packet in packets)] == [
        (160, 120),
        (320, 240),
    ]
    times = [frame.time_s for frame in frames]
    assert times == sorted(times)


def test_a_codec_that_changes_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the second half is taken for pictures of the first codec; a fresh opening reads the new one."""
    monkeypatch.setattr(module, "BAD_PACKETS", 5)
    first = film(tmp_path / "a.ts", container="mpegts", seconds=2)
    second = film(tmp_path / "b.ts", container="mpegts", seconds=2, codec="mpeg2video")
    packets: list[Packet] = []
    stream = Stream(str(joined(tmp_path / "c.ts", first, second)), on_packet=packets.append)
    frames = []
    with contextlib.suppress(Unreadable):
        frames.extend(stream.frames())
    assert len(frames) <= 25
    assert Stream(str(second)).info.codec == "mpeg2video"


def test_a_clock_that_jumps_is_closed_up() -> None:
    line = Timeline(origin_s=0.0, jump_s=10.0)
    step = 9000
    placed = [line.place(stamp, stamp, step)[1] for stamp in (500_000, 509_000, 9_000_000, 9_009_000, 3_000, 12_000)]
    assert placed == [0, 9000, 18_000, 27_000, 36_000, 45_000]


def test_a_file_may_pause() -> None:
    line = Timeline()
    assert line.place(0, 0, 9000) == (0, 0)
    assert line.place(90_000 * 60, 90_000 * 60, 9000)[0] == 90_000 * 60
