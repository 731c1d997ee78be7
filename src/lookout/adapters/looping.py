"""Pieces of a looped file: the packets as they were read, the quiet beginning, and how often it is repeated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import av
from av.video.stream import VideoStream

from lookout.adapters.media import TICKS, TIME_BASE

QUIET_PIECE_S = 0.8
"""No longer than this: in a clip that is one single group of pictures somebody may come in soon."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One packet of the file, ready to be shown again later."""

    data: bytes
    pts: int
    dts: int
    duration: int
    key: bool

    def packet(self, offset: int) -> av.Packet[VideoStream]:
        packet = cast("av.Packet[VideoStream]", av.Packet(self.data))
        packet.pts, packet.dts = self.pts + offset, self.dts + offset
        packet.duration, packet.time_base, packet.is_keyframe = self.duration, TIME_BASE, self.key
        return packet


def kept_from(packet: av.Packet[VideoStream]) -> Kept:
    return Kept(bytes(packet), packet.pts or 0, packet.dts or 0, packet.duration or 0, packet.is_keyframe)


def quiet_length(whole: list[Kept]) -> int:
    """Packets of the first group of pictures, of a long one only its beginning, cut where no picture is missing."""
    newest, best = whole[0].pts, 1
    for count, packet in enumerate(whole[1:], start=1):
        settled = all(later.pts > newest for later in whole[count : count + 8])
        if settled:
            best = count
        if (packet.key and settled) or (newest - whole[0].pts) / TICKS >= QUIET_PIECE_S:
            break
        newest = max(newest, packet.pts)
    return best


def rounds(quiet: list[Kept], seconds: float) -> int:
    length = (max(packet.pts + packet.duration for packet in quiet) - quiet[0].pts) / TICKS
    return math.ceil(seconds / length) if length > 0 else 0
