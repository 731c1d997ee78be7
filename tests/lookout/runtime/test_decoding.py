"""A decoder that spares itself, and wakes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from av.packet import Packet
from av.video.frame import VideoFrame
from films import film

from lookout.adapters.decoding import Decoder
from lookout.adapters.media import TICKS, TIME_BASE

FPS, GOP = 10, 10


class Clip:
    """A film's packets with times in ``TICKS``, and its decoder."""

    def __init__(self, path: Path) -> None:
        self.container = av.open(str(path))
        stream = self.container.streams.video[0]
        stream.codec_context.thread_count = 1
        self.decoder = Decoder(stream.codec_context)
        self._stream = stream

    def packets(self) -> Iterator[Packet]:
        for packet in self.container.demux(self._stream):
            if not packet.size or packet.pts is None or packet.dts is None or packet.time_base is None:
                continue
            scale = packet.time_base * TICKS
            packet.pts, packet.dts, packet.time_base = int(packet.pts * scale), int(packet.dts * scale), TIME_BASE
            yield packet


def moment(picture: VideoFrame) -> int:
    """In pictures of the film."""
    assert picture.pts is not None
    return round(picture.pts * FPS / TICKS)


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    return Clip(film(tmp_path / "a.mp4", fps=FPS, gop=GOP, seconds=5))


@pytest.fixture
def all_of_it(tmp_path: Path) -> dict[int, bytes]:
    whole = Clip(film(tmp_path / "b.mp4", fps=FPS, gop=GOP, seconds=5))
    seen = [picture for packet in whole.packets() for picture in whole.decoder.feed(packet) or ()]
    return {moment(picture): picture.to_ndarray().tobytes() for picture in seen}


def test_sparing_gives_the_key_pictures_only(clip: Clip) -> None:
    given = [clip.decoder.feed(packet, spare=True) for packet in clip.packets()]
    assert [moment(picture) for pictures in given for picture in pictures or ()] == [0, 10, 20, 30, 40]


def test_recall_gives_what_was_left_out_and_the_decoder_goes_on(clip: Clip, all_of_it: dict[int, bytes]) -> None:
    packets = clip.packets()
    for _ in range(21):
        newest = clip.decoder.feed(next(packets), spare=True)
    assert newest
    assert moment(newest[0]) == 20
    recalled: dict[int, bytes] = {}
    for picture in clip.decoder.recall():
        recalled[moment(picture)] = picture.to_ndarray().tobytes()
    assert sorted(recalled) == list(range(10, 21))
    assert all(recalled[at] == all_of_it[at] for at in recalled)
    assert list(clip.decoder.recall()) == []
    after = [picture for packet in packets for picture in clip.decoder.feed(packet) or ()]
    assert [moment(picture) for picture in after] == list(range(21, 50))
    assert all(picture.to_ndarray().tobytes() == all_of_it[moment(picture)] for picture in after)


@pytest.mark.parametrize("taken", [0, 4])
def test_who_does_not_take_all_of_it_loses_nothing_afterwards(
    clip: Clip, all_of_it: dict[int, bytes], taken: int
) -> None:
    packets = clip.packets()
    for _ in range(21):
        clip.decoder.feed(next(packets), spare=True)
    recall = clip.decoder.recall()
    for _ in range(taken):
        next(recall)
    recall.close()
    after = [picture for packet in packets for picture in clip.decoder.feed(packet) or ()]
    assert [moment(picture) for picture in after] == list(range(21, 50))
    assert all(picture.to_ndarray().tobytes() == all_of_it[moment(picture)] for picture in after)


def test_waking_between_two_key_pictures_goes_on_with_the_newest(clip: Clip, all_of_it: dict[int, bytes]) -> None:
    packets = clip.packets()
    for _ in range(15):
        clip.decoder.feed(next(packets), spare=True)
    after = [picture for packet in packets for picture in clip.decoder.feed(packet) or ()]
    assert [moment(picture) for picture in after] == list(range(15, 50))
    assert all(picture.to_ndarray().tobytes() == all_of_it[moment(picture)] for picture in after)


def test_packets_before_a_key_picture_may_be_passed_over_and_recalled_later(
    clip: Clip, all_of_it: dict[int, bytes]
) -> None:
    packets = list(clip.packets())
    seen = [picture for packet in packets[:5] for picture in clip.decoder.feed(packet) or ()]
    for packet in packets[5:10]:
        clip.decoder.pass_over(packet)
    seen += [picture for packet in packets[10:15] for picture in clip.decoder.feed(packet) or ()]
    assert [moment(picture) for picture in seen] == [*range(5), *range(10, 15)]
    assert all(picture.to_ndarray().tobytes() == all_of_it[moment(picture)] for picture in seen)
    for packet in packets[15:21]:
        clip.decoder.feed(packet, spare=True)
    assert [moment(picture) for picture in clip.decoder.recall()] == list(range(10, 21))
