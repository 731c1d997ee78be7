"""One stream's decoder, which may be told to spare itself: then only key pictures are decoded, and the packets since
the key picture before are kept, so that the decoder can go on anywhere and the last seconds can still be seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import av.error
from av.packet import Packet
from av.video.frame import VideoFrame

from lookout.adapters.media import TICKS

LONGEST_GROUP_S = 3.5
"""Where key pictures come less often than this, all are decoded: keys alone would see too little."""
OFTEN_S = 0.9
"""Where they come more often than this, some of them are left out too (cameras that send nothing but key pictures)."""
GROUP_PACKETS = 400
GROUP_BYTES = 8 * 1024 * 1024
DUMB_KEYS = 2
"""So many key pictures in a row without a picture: this camera's stand not alone, and all are decoded."""


class Decoder:
    """``context`` is that of the library, open, in one thread. Packets come in the order of decoding, in ``TICKS``."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._group: list[Packet[Any]] = []
        self._before: list[Packet[Any]] = []
        self._bytes = 0
        self._gap: int | None = None
        self._key: int | None = None
        self._alone: int | None = None
        self._dumb = 0
        self._primed = True
        self.sparing = False
        """Whether the last packet was treated sparingly."""

    def feed(self, packet: Packet[Any] | None, *, spare: bool = False) -> list[VideoFrame] | None:
        """The pictures that this packet brings (``None`` ends the stream); ``None`` when it was left out.

        ``spare``: leave out what is no key picture, if this stream allows it. Without it, what was left out since the
        last key picture is decoded first, without being given. Raises what the library raises.
        """
        if packet is None:
            return self._decode(None) if self._primed else None
        self._keep(packet)
        self.sparing = spare and self._may_spare(packet)
        if not self.sparing:
            if self._primed:
                return self._decode(packet)
            return self._caught_up(packet)
        stamp = packet.dts or 0
        if not packet.is_keyframe or (self._alone is not None and 0 <= stamp - self._alone < OFTEN_S * TICKS):
            self._primed = False
            return None
        self._alone = stamp
        return self._lonely(packet)

    def pass_over(self, packet: Packet[Any]) -> None:
        """A packet before a key picture that comes next, of a stream whose pictures come in the order of decoding:
        nobody needs it decoded, but ``recall`` may ask for it."""
        self._keep(packet)

    def recall(self) -> Iterator[VideoFrame]:
        """The pictures between the key picture before and the newest one, one after the other; none when they are not
        kept. When the last was taken, everything is ready to go on in full.

        One at a time, because the library's memory for pictures grows to as many as somebody holds at once and stays
        so: a list of two groups would cost 17 MB for each camera of 640 × 360 that ever woke.
        """
        if not self._before or self._primed:
            return
        self._context.flush_buffers()
        for packet in (*self._before, *self._group):
            yield from self._forgiving(packet)
        self._primed, self._alone = True, None

    def _keep(self, packet: Packet[Any]) -> None:
        if packet.is_keyframe:
            stamp = packet.dts or 0
            if self._key is not None:
                self._gap = stamp - self._key
            self._key = stamp
            self._before, self._group, self._bytes = self._group, [packet], packet.size
        elif self._group:
            self._group.append(packet)
            self._bytes += packet.size
            if len(self._group) > GROUP_PACKETS or self._bytes > GROUP_BYTES:
                self._group, self._before = [], []

    def _may_spare(self, packet: Packet[Any]) -> bool:
        if not self._group or self._key is None or self._dumb >= DUMB_KEYS:
            return False
        longest = LONGEST_GROUP_S * TICKS
        since = (packet.dts or 0) - self._key
        return since <= longest and (self._gap is None or 0 <= self._gap <= longest)

    def _lonely(self, packet: Packet[Any]) -> list[VideoFrame]:
        """A key picture by itself; a decoder that waits for the order of the next ones is made to give it away."""
        self._primed = False
        self._context.flush_buffers()
        seen = self._decode(packet) or self._decode(None)
        self._context.flush_buffers()
        self._dumb = 0 if seen else self._dumb + 1
        return seen

    def _caught_up(self, newest: Packet[Any]) -> list[VideoFrame]:
        self._context.flush_buffers()
        self._primed, self._alone = True, None
        for packet in self._group[:-1]:
            self._forgiving(packet)
        return self._decode(newest)

    def _forgiving(self, packet: Packet[Any]) -> list[VideoFrame]:
        try:
            return self._decode(packet)
        except av.error.FFmpegError:
            return []

    def _decode(self, packet: Packet[Any] | None) -> list[VideoFrame]:
        seen: list[VideoFrame] = self._context.decode(packet)
        return seen
