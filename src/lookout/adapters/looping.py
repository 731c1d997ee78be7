"""Pieces of a looped file: the packets as they were read, the quiet beginning, and how often it is repeated."""

from __future__ import annotations

import math
import threading
import weakref
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import av
from av.video.stream import VideoStream

from lookout.adapters.media import TICKS, TIME_BASE

QUIET_PIECE_S = 0.8
"""No longer than this: in a clip that is one single group of pictures somebody may come in soon."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One packet of the file, ready to be shown again later. The film's first picture is at 0."""

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


class Film(list[Kept]):
    """All packets of a file; a list that can be shared for as long as somebody plays it."""

    __slots__ = ("__weakref__",)


_films: weakref.WeakValueDictionary[tuple[str, int, int], Film] = weakref.WeakValueDictionary()
_reading = threading.Lock()


def shared(path: Path, packets: Callable[[], Iterable[av.Packet[VideoStream]]]) -> Film:
    """The film of this file as it is now; many cameras that show the same one hold it once. ``packets`` reads it."""
    facts = path.stat()
    name = (str(path), facts.st_mtime_ns, facts.st_size)
    with _reading:
        film = _films.get(name)
        if film is None:
            film = Film(_kept(packet) for packet in packets())
            if film:
                base = film[0].pts
                film[:] = [Kept(one.data, one.pts - base, one.dts - base, one.duration, one.key) for one in film]
                _films[name] = film
    return film


def _kept(packet: av.Packet[VideoStream]) -> Kept:
    return Kept(bytes(packet), packet.pts or 0, packet.dts or 0, packet.duration or 0, packet.is_keyframe)


def quiet_length(whole: Sequence[Kept]) -> int:
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


def key_before(whole: Sequence[Kept], seconds: float) -> int:
    """Position of the last key picture at or before that time."""
    return max((at for at, packet in enumerate(whole) if packet.key and packet.pts <= seconds * TICKS), default=0)


def rounds(quiet: Sequence[Kept], seconds: float) -> int:
    length = (max(packet.pts + packet.duration for packet in quiet) - quiet[0].pts) / TICKS
    return math.ceil(seconds / length) if length > 0 else 0
