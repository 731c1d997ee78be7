"""Clips without decoding: the last seconds of packets are kept, and what an alert needs is written as MP4."""

from __future__ import annotations

import io
import os
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import cast

import av
import av.error
from av.video.stream import VideoStream

from lookout.adapters.media import TICKS, TIME_BASE, Packet, StreamInfo
from lookout.contract import MAX_CLIP_BYTES
from lookout.ports import LookoutError


class NoClip(LookoutError):
    """The seconds that were asked for are not there, or cannot be kept as MP4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A file that was written. ``start_s`` to ``end_s`` in seconds of the source; ``note`` says what is missing."""

    path: Path
    start_s: float
    end_s: float
    info: StreamInfo
    note: str = ""


class PacketRing:
    """The newest packets of one camera, from a key picture on, for at least ``seconds`` when ``max_bytes`` allows.

    One thread pushes; any may cut.
    """

    def __init__(self, *, seconds: float, max_bytes: int = MAX_CLIP_BYTES) -> None:
        self._ticks = round(seconds * TICKS)
        self._max_bytes = max_bytes
        self._packets: deque[Packet] = deque()
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def newest_s(self) -> float | None:
        """Time up to which pictures are here, None before the first."""
        with self._lock:
            return self._packets[-1].dts / TICKS if self._packets else None

    def push(self, packet: Packet) -> None:
        with self._lock:
            fresh = not self._packets or self._packets[-1].info != packet.info
            if fresh and not packet.key:
                return
            self._packets.append(packet)
            self._bytes += len(packet.data)
            if packet.key or self._bytes > self._max_bytes:
                self._forget(packet)

    def _forget(self, newest: Packet) -> None:
        """Whole groups of pictures leave: a clip can only begin with a key picture."""
        while len(self._packets) > 1:
            spare = next((at for at, packet in enumerate(self._packets) if at and packet.key), None)
            if spare is None:
                if self._bytes > self._max_bytes:
                    self._packets.clear()
                    self._bytes = 0
                return
            if self._packets[spare].pts > newest.pts - self._ticks and self._bytes <= self._max_bytes:
                return
            for _ in range(spare):
                self._bytes -= len(self._packets.popleft().data)

    def cut(self, start_s: float, end_s: float, path: Path, *, must_hold_s: float | None = None) -> Clip:
        """Writes the pictures of that time, from the last key picture at or before ``start_s``.

        ``must_hold_s``: the moment that matters. Where codec or size changed within the time, one file cannot hold
        both: the part with that moment is written and ``note`` says so. Raises ``NoClip``.
        """
        with self._lock:
            packets = tuple(self._packets)
        runs = [run for run in _runs(packets) if run[0].time_s <= end_s and run[-1].time_s >= start_s]
        if not runs:
            raise NoClip(f"no pictures between {start_s:.1f} s and {end_s:.1f} s are kept")
        moment = (start_s + end_s) / 2 if must_hold_s is None else must_hold_s
        run = min(runs, key=lambda run: max(run[0].time_s - moment, moment - run[-1].time_s, 0.0))
        first = max((at for at, packet in enumerate(run) if packet.key and packet.time_s <= start_s), default=0)
        begin = run[first].pts
        chosen = [packet for packet in run[first:] if packet.dts <= end_s * TICKS and packet.pts >= begin]
        last = max(packet.pts + packet.duration for packet in chosen) / TICKS
        notes = []
        if run[first].time_s > start_s + 1:
            notes.append("the beginning is missing")
        if last < end_s - 1:
            notes.append("the end is missing")
        if len(runs) > 1:
            notes.append("codec or size changed within the clip's time")
        _write(chosen, path)
        return Clip(path=path, start_s=begin / TICKS, end_s=last, info=run[0].info, note="; ".join(notes))


def _runs(packets: Sequence[Packet]) -> list[list[Packet]]:
    """Neighbours that fit into one file. Equal infos apart are apart: between them the codec was another one."""
    return [list(group) for _, group in groupby(packets, key=lambda packet: packet.info)]


def _write(packets: Sequence[Packet], path: Path) -> None:
    info = packets[0].info
    if not info.header:
        raise NoClip(f"MP4 cannot hold {info.codec} as this camera sends it")
    try:
        # The header is itself a readable MP4 without pictures: its track is the template of the new file.
        with (
            av.open(io.BytesIO(info.header), "r", format="mp4") as template,
            av.open(path, "w", format="mp4", options={"movflags": "+faststart"}) as out,
        ):
            track = out.add_stream_from_template(template.streams.video[0])
            track.time_base = TIME_BASE
            for packet in packets:
                out.mux_one(_muxable(packet, track, packets[0].pts))
        with path.open("rb") as written:
            os.fsync(written.fileno())
    except (av.error.FFmpegError, OSError, IndexError) as problem:
        path.unlink(missing_ok=True)
        raise NoClip(f"the clip could not be written: {getattr(problem, 'strerror', None) or problem}") from problem


def _muxable(packet: Packet, track: VideoStream, zero: int) -> av.Packet[VideoStream]:
    muxable = cast("av.Packet[VideoStream]", av.Packet(packet.data))
    muxable.pts, muxable.dts = packet.pts - zero, packet.dts - zero
    muxable.duration = packet.duration
    muxable.time_base = TIME_BASE
    muxable.is_keyframe = packet.key
    muxable.stream = track
    return muxable
