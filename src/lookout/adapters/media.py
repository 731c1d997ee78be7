"""Encoded pictures as plain data: packets on one clock of 90 kHz, and what a player must know to show them.

Everything downstream of a stream (ring, clips, live pictures) works on these values and never on the objects of the
codec library, so that a stream may be closed while its last packets are still being saved.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import av
import av.error
from av.video.stream import VideoStream

TICKS = 90_000
"""Ticks a second of every packet here."""
TIME_BASE = Fraction(1, TICKS)

STEP_S = 4.0
"""Smaller steps are common after connecting, when the first report of an RTSP camera's clock has come."""

START_CODE = b"\x00\x00\x01"
_DELIMITERS = {"h264": {9}, "hevc": {35}}
_PARAMETERS = {"h264": {7, 8}, "hevc": {32, 33, 34}}
_FIRST = {"h264": {1, *range(5, 16), 19, 20}, "hevc": {*range(10), *range(16, 22), *range(32, 41)}}
"""What the first unit of a picture can be; anything else belongs to another codec or is damaged."""
_HEADER_OPTIONS = {"movflags": "empty_moov+default_base_moof+frag_custom", "video_track_timescale": str(TICKS)}


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """What is needed to show or save a stream. ``header``: the first part of a fragmented MP4 (``ftyp`` and ``moov``);
    empty when MP4 cannot hold this codec. Two packets belong into one file when their infos are equal."""

    codec: str
    width: int
    height: int
    fps: float
    header: bytes = field(default=b"", repr=False)

    time_base = TIME_BASE

    @property
    def mime(self) -> str:
        """For a browser's ``MediaSource``; without codecs when it is not H.264."""
        at = self.header.find(b"avcC")
        return f'video/mp4; codecs="avc1.{self.header[at + 5 : at + 8].hex().upper()}"' if at > 0 else "video/mp4"


@dataclass(frozen=True, slots=True)
class Packet:
    """One encoded picture in the form that MP4 keeps it; times in ticks of the camera's own time line."""

    data: bytes = field(repr=False)
    pts: int
    dts: int
    duration: int
    key: bool
    info: StreamInfo

    @property
    def time_s(self) -> float:
        """Seconds of the source at which the picture is shown; the same clock as ``Frame.time_s``."""
        return self.pts / TICKS

    @property
    def decoded_s(self) -> float:
        """Seconds of the source in the order of sending."""
        return self.dts / TICKS


class Timeline:
    """Places a source's own time stamps on one line that never runs backwards.

    ``origin_s``: where the first picture lies. ``jump_s``: a step forward that is longer than this is a fault of the
    camera's clock and is closed up; None lets every step stand (files). ``steps`` counts what was closed up or turned
    back by ``STEP_S`` or more, ``last_step_s`` is how far the last of them went.
    """

    def __init__(self, *, origin_s: float = 0.0, jump_s: float | None = None) -> None:
        self._origin = round(origin_s * TICKS)
        self._jump = None if jump_s is None else round(jump_s * TICKS)
        self._offset: int | None = None
        self._last: int | None = None
        self.steps = 0
        self.last_step_s = 0.0

    def place(self, pts: int, dts: int, step: int) -> tuple[int, int]:
        """``pts`` and ``dts`` in ticks of the source; ``step`` is the usual distance of two pictures."""
        if self._offset is None or self._last is None:
            self._offset = self._origin - pts
        elif dts + self._offset < self._last - step or (
            self._jump is not None and dts + self._offset > self._last + self._jump
        ):
            step_s = (dts + self._offset - self._last - step) / TICKS
            if abs(step_s) >= STEP_S:
                self.steps += 1
                self.last_step_s = step_s
            self._offset = self._last + step - dts
        placed = dts + self._offset
        if self._last is not None:
            placed = max(placed, self._last + 1)
        self._last = placed
        return max(pts + self._offset, placed), placed


def header_of(stream: VideoStream) -> bytes:
    """The opening of a fragmented MP4 for packets of this stream, or nothing when it cannot be one."""
    buffer = io.BytesIO()
    try:
        with av.open(buffer, "w", format="mp4", options=_HEADER_OPTIONS) as out:
            track = out.add_stream_from_template(stream)
            track.time_base = TIME_BASE
            out.start_encoding()
            return buffer.getvalue()
    except (av.error.FFmpegError, ValueError):
        return b""


def info_of(stream: VideoStream) -> StreamInfo:
    rate = stream.average_rate or stream.guessed_rate
    context = stream.codec_context
    return StreamInfo(
        codec=context.name,
        width=context.width,
        height=context.height,
        fps=float(rate) if rate else 0.0,
        header=header_of(stream) if context.width else b"",
    )


def info_of_picture(codec: str, data: bytes, fps: float) -> StreamInfo | None:
    """What a key picture that carries its own parameter sets says of itself (``data`` with start codes)."""
    try:
        with av.open(io.BytesIO(data), "r", format=codec) as probe:
            found = info_of(probe.streams.video[0])
    except (av.error.FFmpegError, IndexError):
        return None
    if not found.width:
        return None
    return StreamInfo(codec=codec, width=found.width, height=found.height, fps=fps, header=found.header)


class Packager:
    """Brings the packets of one stream into the form of MP4 and notices when their parameters change.

    Network streams put start codes between the units of a picture and may announce a new size in front of any key
    picture; MP4 wants lengths and keeps the parameters in its header. ``foreign``: how many packets in a row look as
    if they were of another codec.
    """

    def __init__(self, info: StreamInfo, extradata: bytes | None) -> None:
        self.info = info
        self.foreign = 0
        known = info.codec in _PARAMETERS
        self.start_codes = known and not (extradata and extradata[0] == 1)
        self._parameters = self._sets(extradata or b"") if self.start_codes else frozenset()

    def _sets(self, data: bytes) -> frozenset[bytes]:
        wanted = _PARAMETERS[self.info.codec]
        return frozenset(unit for unit in units(data) if self._kind(unit) in wanted)

    def _kind(self, unit: bytes) -> int:
        return unit[0] & 0x1F if self.info.codec == "h264" else (unit[0] >> 1) & 0x3F

    def pack(self, data: bytes, *, key: bool) -> bytes:
        if not self.start_codes:
            return data
        if key:
            found = self._sets(data)
            if found and (found != self._parameters or not self.info.header):
                self._parameters = found
                self.info = info_of_picture(self.info.codec, data, self.info.fps) or self.info
        parts = list(units(data))
        first = parts[0] if parts else b"\xff"
        self.foreign = 0 if first[0] < 0x80 and self._kind(first) in _FIRST[self.info.codec] else self.foreign + 1
        left_out = _DELIMITERS[self.info.codec] | _PARAMETERS[self.info.codec]
        kept = [unit for unit in parts if self._kind(unit) not in left_out]
        return b"".join(len(unit).to_bytes(4, "big") + unit for unit in kept)


def units(data: bytes) -> Iterator[bytes]:
    """The units between start codes, without the zeros that may follow a unit."""
    at = data.find(START_CODE)
    while at >= 0:
        begin = at + 3
        at = data.find(START_CODE, begin)
        unit = data[begin : at if at >= 0 else len(data)].rstrip(b"\x00")
        if unit:
            yield unit
