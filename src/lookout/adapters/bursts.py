"""Which packets of a stream are decoded, and which of them together.

Packets are recorded as they come, but decoded only when the next picture is wanted: then all since the last one, in one
go. What lies before a key picture is needed by nothing behind it. So where pictures are wanted far apart, the key
pictures are among them, and what comes between the last wanted picture and the next key picture is never decoded: of a
group of 24 packets three where every fifth is wanted, eleven where every twelfth is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from av.packet import Packet
from av.video.stream import VideoStream

from lookout.adapters.decoding import LONGEST_GROUP_S
from lookout.adapters.media import TICKS

NEAR = 0.5
"""A key picture is taken for another one when it lies within this share of the wanted distance."""

SELDOM_S = 0.15
"""Where pictures are wanted more often than this there is time: all are decoded, and damaged ones are noticed."""


def _everything() -> float:
    return 0.0


def _never() -> bool:
    return False


def _restless(left_s: float) -> float:
    return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What the reader of a stream wants of it. All but ``turn`` are asked again and again while the stream runs.

    ``sparing``: while it says yes, only key pictures are decoded and given.
    ``apart``: how many seconds may lie between two pictures that are given. A burst finds its decoder's memory still in
    the processor's cache: with sixty cameras it costs a third of what one packet at a time does.
    ``rest``: for how many seconds nothing needs to be read, asked when all that has come was dealt with; it is told how
    many are left until the next picture is wanted. What comes meanwhile waits in the system's buffers and is read in
    one go: four packets then wake a thread once.
    ``turn`` is held while packets are decoded and their pictures dealt with: who reads many streams lets only few of
    them compute at a time.
    """

    sparing: Callable[[], bool] = _never
    apart: Callable[[], float] = _everything
    rest: Callable[[float], float] = _restless
    turn: AbstractContextManager[object] = field(default_factory=nullcontext)


class Bursts:
    """The packets of one stream that wait, in the order of decoding and in ``TICKS``.

    ``apart``: see ``Demand``; ``step`` is the usual distance of two packets.
    """

    def __init__(self, apart: Callable[[], float], step: int) -> None:
        self._apart = apart
        self._step = step
        self._waiting: list[Packet[VideoStream]] = []
        self._last: int | None = None
        self._newest: int | None = None
        self._key: int | None = None
        self._gap: int | None = None

    def push(self, packet: Packet[VideoStream]) -> bool:
        """Takes the packet; whether what waits is to be decoded now."""
        self._waiting.append(packet)
        stamp = self._newest = packet.dts
        if stamp is None:
            return True
        if packet.is_keyframe:
            self._gap = None if self._key is None else stamp - self._key
            self._key = stamp
        if self._last is None or stamp < self._last:
            return True
        apart = self._apart() * TICKS
        # half a step early: cameras are not so exact that the next packet would be better
        since = stamp - self._last + self._step // 2
        if packet.is_keyframe:
            return since >= NEAR * apart
        return since >= apart and not self._key_comes(stamp, NEAR * apart)

    @property
    def left_s(self) -> float:
        """How long after the newest packet the next picture is wanted, in seconds."""
        if self._last is None or self._newest is None:
            return 0.0
        return max(0.0, self._apart() - (self._newest - self._last) / TICKS)

    def take(self) -> tuple[list[Packet[VideoStream]], list[Packet[VideoStream]]]:
        """What waited: those that nobody needs, because a key picture follows, and those that have to be decoded."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._last = waiting[-1].dts
        if self._apart() < SELDOM_S:
            return [], waiting
        first = max((number for number, packet in enumerate(waiting) if packet.is_keyframe), default=0)
        return waiting[:first], waiting[first:]

    def _key_comes(self, stamp: int, within: float) -> bool:
        """Whether the next key picture is expected so soon that it is worth waiting for."""
        if self._key is None or self._gap is None or not 0 < self._gap <= LONGEST_GROUP_S * TICKS:
            return False
        return 0 < self._key + self._gap - stamp <= within
