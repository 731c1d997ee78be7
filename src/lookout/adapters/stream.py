"""Streams that can be watched: cameras (RTSP, HTTP), files, and endless loops of a file.

=========================  ==========================================================================================
``rtsp://``, ``rtsps://``  over TCP, with time limits on opening and on silence
``http://``, ``https://``  whatever FFmpeg reads there (FLV, MPEG-TS, HLS, MJPEG)
``/path``, ``file:///``    once to its end, as fast as it is read; with ``paced`` at the speed of its clock
``loop:/path?quiet=60``    for ever at the speed of its clock; after each showing its first seconds (an empty scene) are
                           repeated until ``quiet`` seconds have passed; ``lead=20`` begins with 20 quiet seconds;
                           ``from=9`` begins at the last key picture before the ninth second
``footage:river?quiet=60`` the same with a clip that comes with the engine
=========================  ==========================================================================================
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import av.error
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from lookout.adapters import looping, opening
from lookout.adapters.address import parse
from lookout.adapters.bursts import Bursts, Demand
from lookout.adapters.decoding import Decoder
from lookout.adapters.image import Decoded
from lookout.adapters.looping import quiet_length, rounds
from lookout.adapters.media import TICKS, TIME_BASE, Packager, Packet, StreamInfo, Timeline, info_of
from lookout.adapters.refusals import unreachable, unreadable
from lookout.contract import Trouble
from lookout.ports import Frame

CLOCK_JUMP_S = 10.0
BAD_PACKETS = 60
BARREN_PACKETS = 600
FOREIGN_PACKETS = 10
HAZY_PICTURES = 250
"""Who joins in the middle of a group sees grey remains until the next key picture: at most so many are not shown."""
LOOP_LIMIT_BYTES = 256 * 1024 * 1024
LATE_S = 1.0
BLOCKED_S = 0.002
"""A packet that took longer to read was waited for: nothing more lay ready."""


@dataclass(slots=True)
class Tally:
    """What went wrong without ending a run: steps of the camera's clock, pictures, damaged ones
    among them, and how often a looped film fell so far behind that its clock was set back."""

    clock_steps: int = 0
    last_step_s: float = 0.0
    pictures: int = 0
    damaged: int = 0
    slips: int = 0


class Stream:
    """One run of one source. Opened at birth; raises ``Unreachable`` or ``Unreadable`` then and while reading.

    ``on_packet`` gets every encoded picture, as soon as it was read and on the same clock as the frames.
    ``origin_s`` is the time of the first picture, so that a camera's clock goes on after it was connected again.
    ``max_fps`` leaves out pictures that follow sooner; all are decoded and recorded, fewer are looked at.
    ``demand`` says which of the pictures are decoded, and when; without it all are, as they come.
    ``on_decode`` gets the seconds that the decoder took for each packet that was not left out.
    ``repeats``: the same few pictures are shown again and again on purpose, as the empty scene of a looped film.
    ``steady`` closes up long steps of a file's clock too, as it is done for cameras and for what is played in time.
    One thread reads; ``close`` may be called from any.
    """

    def __init__(
        self,
        url: str,
        *,
        on_packet: Callable[[Packet], None] | None = None,
        paced: bool | None = None,
        origin_s: float = 0.0,
        max_fps: float | None = None,
        demand: Demand | None = None,
        on_decode: Callable[[float], None] | None = None,
        steady: bool = False,
    ) -> None:
        self._address = parse(url)
        self.live = self._address.live
        self.repeats = self._address.quiet_s > 0 or self._address.lead_s > 0
        self._paced = self._address.kind == "loop" if paced is None else paced and not self.live
        self._on_packet = on_packet
        self._demand = demand or Demand()
        self._on_decode = on_decode
        self._waited = True
        steady = steady or self.live or self._paced
        self._closed = threading.Event()
        self._min_step = 0.0 if max_fps is None else 0.9 / max_fps
        self._timeline = Timeline(origin_s=origin_s, jump_s=CLOCK_JUMP_S if steady else None)
        self._origin_s = origin_s
        self._last_s: float | None = None
        self._bad = self._barren = self._keys = self._untimed = 0
        self._hazy = 0
        self.tally = Tally()
        self._began = time.time()
        self._arrival = (self._began, origin_s)
        self._pace: tuple[float, int] | None = None
        # whole numbers, because the library's fractions took a tenth of the time of a camera at rest
        self._base = TIME_BASE
        self._scale = 1, 1
        self._container, self._stream = opening.opened(self._address)
        context = self._stream.codec_context
        context.thread_count = 1
        self._decoder = Decoder(context)
        info = info_of(self._stream)
        self._packager = Packager(info, context.extradata)
        self._step = round(TICKS / info.fps) if 1 <= info.fps <= 120 else TICKS // 12
        self._bursts = Bursts(self._demand.apart, self._step)

    @property
    def info(self) -> StreamInfo:
        """Codec, size and rate as they are now; they may change while the stream runs."""
        return self._packager.info

    @property
    def profile(self) -> str:
        """The codec's profile, such as ``Main``; empty when the stream does not say."""
        return str(self._stream.codec_context.profile or "")

    def close(self) -> None:
        """Ends ``frames`` at its next packet, or when the limit of silence has passed."""
        self._closed.set()

    def frames(self) -> Iterator[Frame]:
        """Pictures in the order of their time. Ends with the file or after ``close``."""
        try:
            source = self._loop() if self._address.kind == "loop" else self._demuxed()
            for packet in source:
                self._recorded(packet)
                if self._bursts.push(packet):
                    with self._demand.turn:
                        yield from self._burst()
                if self._waited and (seconds := self._demand.rest(self._bursts.left_s)) > 0:
                    self._closed.wait(seconds)
                if self._closed.is_set():
                    return
            yield from self._burst()
            yield from self._decoded(None)
            if self._last_s is None:
                raise unreadable(Trouble.UNDECODABLE if self._keys else Trouble.NO_KEY)
        finally:
            self._container.close()

    @property
    def spared(self) -> bool:
        """Whether the picture last given stands alone: those between it and the one before were left out."""
        return self._decoder.sparing

    def recall(self) -> Iterator[Frame]:
        """What was left out before the picture last given, now decoded after all; from the thread that reads.

        When the last was taken, the decoder is ready to go on in full. Nothing comes where it was not kept. Who keeps
        many of them keeps the library's memory for as many.
        """
        last_s = self._last_s or 0.0
        for picture in self._decoder.recall():
            time_s = picture.pts / TICKS if picture.pts is not None else last_s
            if time_s < last_s:
                yield self._frame(picture, time_s)

    def _demuxed(self) -> Iterator[av.Packet[VideoStream]]:
        packets = self._container.demux(self._stream)
        while not self._closed.is_set():
            asked = time.monotonic()
            try:
                packet = next(packets)
            except (StopIteration, av.error.EOFError):
                return
            except av.error.InvalidDataError as problem:
                self._bad += 1
                if not self.live or self._bad > BAD_PACKETS:
                    raise unreadable(Trouble.UNDECODABLE) from problem
                continue
            except (av.error.FFmpegError, OSError) as problem:
                raise opening.broken_off(problem, self._address) from None
            except IndexError as problem:
                # A damaged transport stream seems to bring a further stream, which the library does not expect.
                raise unreadable(Trouble.UNDECODABLE) from problem
            self._waited = time.monotonic() - asked > BLOCKED_S
            if packet.size == 0:
                continue
            if packet.has_sidedata("new_extradata") and not self._packager.start_codes and self._last_s is not None:
                raise unreadable(Trouble.CHANGED)
            if packet.is_keyframe:
                self._keys += 1
            if self._place(packet):
                yield packet

    def _place(self, packet: av.Packet[VideoStream]) -> bool:
        base = packet.time_base or self._stream.time_base or TIME_BASE
        if base != self._base:
            self._base, scale = base, base * TICKS
            self._scale = scale.numerator, scale.denominator
        over, under = self._scale
        pts, dts = packet.pts, packet.dts
        if pts is None and dts is None:
            # A raw stream has no times: a camera's are those of arrival, a file's follow one another.
            self._untimed += self._step
            shown = decoded = int((time.time() - self._began) * TICKS) if self.live else self._untimed
        else:
            shown = (pts if pts is not None else dts or 0) * over // under
            decoded = shown if dts is None else dts * over // under
        step = packet.duration * over // under if packet.duration else self._step
        packet.pts, packet.dts = self._timeline.place(shown, decoded, step)
        self.tally.clock_steps, self.tally.last_step_s = self._timeline.steps, self._timeline.last_step_s
        packet.duration = step
        packet.time_base = TIME_BASE
        if self.live and (self._waited or self._last_s is None):
            # one that lay ready came earlier than it is read; the camera's own clock tells by how much
            self._arrival = (time.time(), packet.dts / TICKS)
        return self._wait(packet.dts) if self._paced else True

    def _loop(self) -> Iterator[av.Packet[VideoStream]]:
        pace, self._paced = self._paced, False
        whole = looping.shared(Path(self._address.target), self._limited)
        self._paced = pace
        if not whole:
            raise unreadable(Trouble.NOT_VIDEO)
        quiet = whole[: quiet_length(whole)]
        first = looping.key_before(whole, self._address.from_s) if not self._address.lead_s else 0
        offset = round(self._origin_s * TICKS) - whole[first].pts
        pieces = [quiet] * rounds(quiet, self._address.lead_s)
        while not self._closed.is_set():
            pieces += [whole] + [quiet] * rounds(quiet, self._address.quiet_s)
            for piece in pieces:
                for kept in piece[first:]:
                    packet = kept.packet(offset)
                    if not self._wait(kept.dts + offset):
                        return
                    yield packet
                first = 0
                offset += max(kept.pts + kept.duration for kept in piece)
            pieces = []

    def _limited(self) -> Iterator[av.Packet[VideoStream]]:
        size = 0
        for packet in self._demuxed():
            size += packet.size
            if size > LOOP_LIMIT_BYTES:
                raise unreachable(Trouble.NO_FILE, why="a looped file may be no larger than 256 MB")
            yield packet

    def _wait(self, dts: int) -> bool:
        """Until a camera would have sent this packet; False when closed meanwhile."""
        now = time.monotonic()
        if self._pace is None or now - (self._pace[0] + (dts - self._pace[1]) / TICKS) > LATE_S:
            self.tally.slips += self._pace is not None
            self._pace = (now, dts)
            self._began = time.time() - dts / TICKS
        wait = self._pace[0] + (dts - self._pace[1]) / TICKS - now
        self._waited = wait > 0
        return not self._closed.wait(wait) if wait > 0 else not self._closed.is_set()

    def _burst(self) -> Iterator[Frame]:
        """Decodes what waits. Where that brings several pictures, only the newest was asked for."""
        needless, waiting = self._bursts.take()
        if self._stream.codec_context.has_b_frames:
            # pictures that are shown before the key picture may come behind it, and need those before it
            needless, waiting = [], needless + waiting
        for packet in needless:
            self._decoder.pass_over(packet)
        if len(waiting) == 1:
            yield from self._decoded(waiting[0])
            return
        newest: Frame | None = None
        for packet in waiting:
            for frame in self._decoded(packet):
                newest = frame
        if newest is not None:
            yield newest

    def _decoded(self, packet: av.Packet[VideoStream] | None) -> Iterator[Frame]:
        pictures: list[VideoFrame] | None = []
        began = time.perf_counter()
        try:
            pictures = self._decoder.feed(packet, spare=self._demand.sparing())
            self._bad = 0
        except av.error.FFmpegError as problem:
            self._bad += 1
            if self._bad > BAD_PACKETS:
                raise unreadable(Trouble.UNDECODABLE) from problem
        if pictures is None:
            return
        if self._on_decode is not None:
            self._on_decode(time.perf_counter() - began)
        self._barren = 0 if pictures else self._barren + 1
        if self._barren > BARREN_PACKETS:
            raise unreadable(Trouble.UNDECODABLE if self._keys else Trouble.NO_KEY)
        for picture in pictures:
            if self._hazy < HAZY_PICTURES:
                if picture.is_corrupt and not picture.key_frame:
                    self._hazy += 1
                    continue
                self._hazy = HAZY_PICTURES
            self.tally.pictures += 1
            self.tally.damaged += picture.is_corrupt
            frame = self._framed(picture)
            if frame is not None:
                yield frame

    def _recorded(self, packet: av.Packet[VideoStream]) -> None:
        data = self._packager.pack(bytes(packet), key=packet.is_keyframe)
        if self._packager.foreign > FOREIGN_PACKETS:
            raise unreadable(Trouble.CHANGED)
        if self._on_packet is not None and data and packet.pts is not None and packet.dts is not None:
            self._on_packet(
                Packet(data, packet.pts, packet.dts, packet.duration or self._step, packet.is_keyframe, self.info)
            )

    def _framed(self, picture: VideoFrame) -> Frame | None:
        step = self._step / TICKS
        time_s = picture.pts / TICKS if picture.pts is not None else (self._last_s or self._origin_s) + step
        if self._last_s is not None and time_s - self._last_s < max(self._min_step, 1e-6):
            return None
        self._last_s = time_s
        return self._frame(picture, time_s)

    def _frame(self, picture: VideoFrame, time_s: float) -> Frame:
        if self.live:
            at = self._arrival[0] - (self._arrival[1] - time_s)
        else:
            at = self._began + (time_s if self._paced else time_s - self._origin_s)
        return Frame(time_s=time_s, at=at, image=Decoded(picture), key=bool(picture.key_frame))
