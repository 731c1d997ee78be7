"""Streams that can be watched: cameras (RTSP, HTTP), files, and endless loops of a file.

=========================  ==========================================================================================
``rtsp://``, ``rtsps://``  over TCP, with time limits on opening and on silence
``http://``, ``https://``  whatever FFmpeg reads there (FLV, MPEG-TS, HLS, MJPEG)
``/path``, ``file:///``    once to its end, as fast as it is read; with ``paced`` at the speed of its clock
``loop:/path?quiet=60``    for ever at the speed of its clock; after each showing its first seconds (an empty scene) are
                           repeated until ``quiet`` seconds have passed; ``lead=20`` begins with 20 quiet seconds
``footage:river?quiet=60`` the same with a clip that comes with the engine
=========================  ==========================================================================================
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import av
import av.error
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from lookout.adapters.address import NETWORK, parse, without_password
from lookout.adapters.looping import kept_from, quiet_length, rounds
from lookout.adapters.media import TICKS, TIME_BASE, Packager, Packet, StreamInfo, Timeline, info_of
from lookout.ports import Frame, Picture, SourceError

OPEN_LIMIT_S = 8.0
SILENCE_LIMIT_S = 6.0
CLOCK_JUMP_S = 10.0
WIDEST = 1920
"""Pictures wider than this are made smaller before anybody looks at them."""
BAD_PACKETS = 60
BARREN_PACKETS = 600
LOOP_LIMIT_BYTES = 256 * 1024 * 1024
LATE_S = 1.0

_RTSP_OPTIONS = {
    "rtsp_transport": "tcp",
    "allowed_media_types": "video",
    "timeout": str(int(SILENCE_LIMIT_S * 1e6)),
    "analyzeduration": "2000000",
}
_HTTP_OPTIONS = {
    "protocol_whitelist": "http,https,tcp,tls,crypto,hls",
    "rw_timeout": str(int(SILENCE_LIMIT_S * 1e6)),
    "analyzeduration": "2000000",
}


class Unreachable(SourceError):
    """The camera or file does not answer; another try may succeed."""


class Unreadable(SourceError):
    """Something answers, and what it sends is no video that can be decoded."""


class Silent(SourceError):
    """The connection stands and nothing comes."""


class Stream:
    """One run of one source. Opened at birth; raises ``Unreachable`` or ``Unreadable`` then and while reading.

    ``on_packet`` gets every encoded picture, as soon as it was read and on the same clock as the frames.
    ``origin_s`` is the time of the first picture, so that a camera's clock goes on after it was connected again.
    ``max_fps`` leaves out pictures that follow sooner; all are decoded and recorded, fewer are looked at.
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
    ) -> None:
        self._address = parse(url)
        self.live = self._address.kind in NETWORK
        self._paced = self._address.kind == "loop" if paced is None else paced and not self.live
        self._on_packet = on_packet
        self._closed = threading.Event()
        self._min_step = 0.0 if max_fps is None else 0.9 / max_fps
        self._timeline = Timeline(origin_s=origin_s, jump_s=CLOCK_JUMP_S if self.live else None)
        self._origin_s = origin_s
        self._last_s: float | None = None
        self._bad = self._barren = 0
        self._began = time.time()
        self._pace: tuple[float, int] | None = None
        # One for all pictures: making a new one for each costs five times as much as using it.
        self._reformatter = VideoReformatter()
        self._container = self._open()
        video = self._container.streams.video
        if not video:
            self._container.close()
            raise Unreadable("there is no video in this source")
        self._stream: VideoStream = video[0]
        context = self._stream.codec_context
        context.thread_count = 1
        info = info_of(self._stream)
        self._packager = Packager(info, context.extradata)
        self._step = round(TICKS / info.fps) if 1 <= info.fps <= 120 else TICKS // 12

    @property
    def info(self) -> StreamInfo:
        """Codec, size and rate as they are now; they may change while the stream runs."""
        return self._packager.info

    def close(self) -> None:
        """Ends ``frames`` at its next packet, or when the limit of silence has passed."""
        self._closed.set()

    def frames(self) -> Iterator[Frame]:
        """Pictures in the order of their time. Ends with the file or after ``close``."""
        try:
            source = self._loop() if self._address.kind == "loop" else self._demuxed()
            for packet in source:
                yield from self._decoded(packet)
                if self._closed.is_set():
                    return
            yield from self._decoded(None)
            if self._last_s is None:
                raise Unreadable("not one picture of this source could be decoded")
        finally:
            self._container.close()

    def _open(self) -> InputContainer:
        kind, target = self._address.kind, self._address.target
        if not self.live and not os.path.isfile(target):
            raise Unreachable(f"there is no file {target}")
        options = {"rtsp": _RTSP_OPTIONS, "rtsps": _RTSP_OPTIONS, "http": _HTTP_OPTIONS, "https": _HTTP_OPTIONS}
        try:
            return av.open(
                target if self.live else Path(target),
                "r",
                options=options.get(kind, {"protocol_whitelist": "file"}),
                timeout=(OPEN_LIMIT_S, SILENCE_LIMIT_S) if self.live else None,
            )
        except (av.error.FFmpegError, OSError, ValueError) as problem:
            raise self._told(problem) from None

    def _told(self, problem: Exception) -> SourceError:
        if isinstance(problem, av.error.ExitError):
            return Unreachable(f"no answer within {OPEN_LIMIT_S:.0f} seconds")
        text = getattr(problem, "strerror", None) or type(problem).__name__
        if isinstance(problem, av.error.InvalidDataError):
            return Unreadable("what this source sends is no video that can be read")
        return Unreachable(without_password(str(text))[:200])

    def _demuxed(self) -> Iterator[av.Packet[VideoStream]]:
        packets = self._container.demux(self._stream)
        while not self._closed.is_set():
            try:
                packet = next(packets)
            except (StopIteration, av.error.EOFError):
                return
            except av.error.InvalidDataError as problem:
                self._bad += 1
                if not self.live or self._bad > BAD_PACKETS:
                    raise Unreadable("what this source sends can no longer be read") from problem
                continue
            except (av.error.FFmpegError, OSError) as problem:
                if isinstance(problem, av.error.ExitError):
                    raise Silent(f"nothing came for {SILENCE_LIMIT_S:.0f} seconds") from None
                raise self._told(problem) from None
            if packet.size == 0:
                continue
            if packet.has_sidedata("new_extradata") and not self._packager.start_codes and self._last_s is not None:
                raise Unreadable("the stream changed its codec or size; opening it again")
            if self._place(packet):
                yield packet

    def _place(self, packet: av.Packet[VideoStream]) -> bool:
        base = packet.time_base or self._stream.time_base or TIME_BASE
        scale = base * TICKS
        pts, dts = packet.pts, packet.dts
        if pts is None and dts is None:
            if not self.live:
                return False
            ticks = int((time.time() - self._began) * TICKS)
            shown = decoded = ticks
        else:
            shown = int((pts if pts is not None else dts or 0) * scale)
            decoded = shown if dts is None else int(dts * scale)
        step = int(packet.duration * scale) if packet.duration else self._step
        packet.pts, packet.dts = self._timeline.place(shown, decoded, step)
        packet.duration = step
        packet.time_base = TIME_BASE
        return self._wait(packet.dts) if self._paced else True

    def _loop(self) -> Iterator[av.Packet[VideoStream]]:
        pace, self._paced = self._paced, False
        whole = [kept_from(packet) for packet in self._limited()]
        self._paced = pace
        if not whole:
            raise Unreadable("this file holds no pictures")
        base = whole[0].pts
        quiet = whole[: quiet_length(whole)]
        offset = 0
        pieces = [quiet] * rounds(quiet, self._address.lead_s)
        while not self._closed.is_set():
            pieces += [whole] + [quiet] * rounds(quiet, self._address.quiet_s)
            for piece in pieces:
                for kept in piece:
                    packet = kept.packet(offset)
                    if not self._wait(kept.dts + offset):
                        return
                    yield packet
                offset += max(kept.pts + kept.duration for kept in piece) - base
            pieces = []

    def _limited(self) -> Iterator[av.Packet[VideoStream]]:
        size = 0
        for packet in self._demuxed():
            size += packet.size
            if size > LOOP_LIMIT_BYTES:
                raise Unreadable("a looped file may be no larger than 256 MB")
            yield packet

    def _wait(self, dts: int) -> bool:
        """Until a camera would have sent this packet; False when closed meanwhile."""
        now = time.monotonic()
        if self._pace is None or now - (self._pace[0] + (dts - self._pace[1]) / TICKS) > LATE_S:
            self._pace = (now, dts)
            self._began = time.time() - dts / TICKS
        wait = self._pace[0] + (dts - self._pace[1]) / TICKS - now
        return not self._closed.wait(wait) if wait > 0 else not self._closed.is_set()

    def _decoded(self, packet: av.Packet[VideoStream] | None) -> Iterator[Frame]:
        frames: list[VideoFrame] = []
        try:
            frames = self._stream.codec_context.decode(packet)
            self._bad = 0
        except av.error.FFmpegError as problem:
            self._bad += 1
            if self._bad > BAD_PACKETS:
                raise Unreadable("the pictures of this source can no longer be decoded") from problem
        if packet is not None:
            self._recorded(packet)
        self._barren = 0 if frames else self._barren + 1
        if self._barren > BARREN_PACKETS:
            raise Unreadable(f"{BARREN_PACKETS} packets came and not one picture")
        for picture in frames:
            frame = self._framed(picture)
            if frame is not None:
                yield frame

    def _recorded(self, packet: av.Packet[VideoStream]) -> None:
        data = self._packager.pack(bytes(packet), key=packet.is_keyframe)
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
        width, height = picture.width, picture.height
        if width > WIDEST:
            width, height = WIDEST, max(2, round(height * WIDEST / width))
        shown = self._reformatter.reformat(picture, width=width, height=height, format="bgr24")
        pixels = cast(Picture, np.ascontiguousarray(shown.to_ndarray()))
        at = time.time() if self.live else self._began + (time_s if self._paced else time_s - self._origin_s)
        return Frame(time_s=time_s, at=at, picture=pixels, key=bool(picture.key_frame))
