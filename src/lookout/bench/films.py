"""The films that the bench plays: real ones, brought to 640 × 360, 12 pictures a second, a key picture every 2 seconds.

Nothing of them is decoded ahead: what the cameras play are the encoded packets, and a busy machine decodes them as it
would a camera's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, count, islice, repeat
from pathlib import Path

import av
import av.error
import cv2
import numpy as np
from av.video.frame import VideoFrame

from lookout import footage
from lookout.frames import Picture
from lookout.motion import Motion
from lookout.ports import LookoutError

WIDTH, HEIGHT, FPS, GOP_S = 640, 360, 12, 2
SHIPPED = ("river", "road", "river_adults")
EMPTY = ("river", "bins")
"""Those that begin without anybody; on the road two people stand there from the first picture on."""
LONGEST_S = 24
SHORTEST_S = 3
NOISE = 2.5
"""Deviation of a cheap sensor's noise by day, of 255."""
QUIET_S = 20
SHOWN, LOOKED = 4, 5
"""Films are played again and again, and what moves in them is judged when the background knows that,
from every fifth picture as a machine does that has no more time."""
STILL = ("slides", "faces", "rubbish")
"""Clips named like this are slide shows, portraits and still pictures, and no busy street."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Films:
    """``busy``: somebody or something moves nearly all the time. ``quiet``: an empty scene with noise, into which
    somebody comes at the end of the film; ``quiet_s`` is its length."""

    busy: tuple[Path, ...]
    quiet: tuple[Path, ...]
    quiet_s: float


def make(folder: Path, *, source: Path | None, every_s: float) -> Films:
    """Writes the films into ``folder``, from the clips in ``source`` or those that come with the engine.

    ``every_s``: how often somebody comes into a quiet scene. Raises ``LookoutError`` for a folder without clips.
    """
    shipped = [footage.clip(name) for name in SHIPPED if name in footage.names()]
    clips = shipped if source is None else _clips(source)
    busy = []
    for number, clip in enumerate(clips):
        path = folder / f"busy-{number}.mp4"
        first, behind = _lively(clip)
        if _encoded(path, islice(_resampled(clip), first, behind)) >= SHORTEST_S * FPS:
            busy.append(path)
    if not busy:
        raise LookoutError(f"{source} holds no clip of at least {SHORTEST_S} seconds")
    quiet, length = [], 0.0
    empty = [footage.clip(name) for name in EMPTY if name in footage.names()]
    for number, clip in enumerate(empty):
        path = folder / f"quiet-{number}.mp4"
        length = _visited(path, clip, every_s, np.random.default_rng(number))
        quiet.append(path)
    return Films(busy=tuple(busy), quiet=tuple(quiet), quiet_s=length)


def _clips(folder: Path) -> list[Path]:
    found = [path for path in sorted(folder.glob("*.mp4")) if not any(word in path.name for word in STILL)]
    if not found:
        raise LookoutError(f"{folder} holds no .mp4 films of busy scenes")
    return found


def _lively(clip: Path) -> tuple[int, int]:
    """From which picture on and before which one something moves, at its longest without a second's rest; all of a
    clip in which nothing does."""
    motion = Motion()
    stretches = [(0, 0)]
    for turn in range(SHOWN):
        for number, picture in islice(enumerate(_resampled(clip)), 0, None, LOOKED):
            movement = motion.update(picture, turn * LONGEST_S + number / FPS)
            if turn == SHOWN - 1 and movement.regions:
                first, behind = stretches[-1]
                if number - behind > FPS:
                    first = number
                    stretches.append((first, first))
                stretches[-1] = first, number + LOOKED
    first, behind = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return (first, behind) if behind > first else (0, LONGEST_S * FPS)


def _resampled(clip: Path) -> Iterator[Picture]:
    """The clip's pictures at ``FPS``, in the bench's size, at most ``LONGEST_S`` seconds."""
    due = count()
    turn = next(due)
    try:
        with av.open(str(clip)) as container:
            for frame in container.decode(video=0):
                time_s = float((frame.pts or 0) * (frame.time_base or 0))
                while turn / FPS <= time_s:
                    if turn >= LONGEST_S * FPS:
                        return
                    yield _sized(frame)
                    turn = next(due)
    except av.error.FFmpegError as problem:
        raise LookoutError(f"{clip} cannot be read: {problem.strerror}") from problem


def _sized(frame: VideoFrame) -> Picture:
    return np.asarray(frame.reformat(WIDTH, HEIGHT, "bgr24").to_ndarray(), np.uint8)


def _visited(path: Path, clip: Path, every_s: float, chance: np.random.Generator) -> float:
    """An empty scene for ``every_s`` seconds, then the clip. The empty seconds are ten groups of pictures, encoded
    once with their noise and written again and again."""
    pictures = list(_resampled(clip))
    encoded = path.with_suffix(".part.mp4")
    _encoded(encoded, _noisy(chain(repeat(pictures[0], QUIET_S * FPS), pictures), chance))
    with av.open(str(encoded)) as container, av.open(str(path), "w", format="mp4") as out:
        stream = container.streams.video[0]
        track = out.add_stream_from_template(stream)
        packets = [packet for packet in container.demux(stream) if packet.size]
        quiet, visit = packets[: QUIET_S * FPS], packets[QUIET_S * FPS :]
        rounds = max(1, round(every_s / QUIET_S))
        step = (packets[1].dts or 0) - (packets[0].dts or 0)
        for number, packet in enumerate(chain(*repeat(quiet, rounds), visit)):
            again = av.Packet(bytes(packet))
            again.pts = again.dts = number * step
            again.duration, again.time_base = step, packet.time_base
            again.is_keyframe, again.stream = packet.is_keyframe, track
            out.mux_one(again)
        total = rounds * len(quiet) + len(visit)
    encoded.unlink()
    return total / FPS


def _noisy(pictures: Iterable[Picture], chance: np.random.Generator) -> Iterator[Picture]:
    grain = chance.normal(0, NOISE, (2 * HEIGHT, WIDTH)).astype(np.int8)
    plus, minus = (
        cv2.merge([part] * 3)
        for part in (np.maximum(grain, 0).astype(np.uint8), np.maximum(-grain, 0).astype(np.uint8))
    )
    for picture in pictures:
        top, left = chance.integers(0, HEIGHT), chance.integers(0, WIDTH)
        rows = slice(top, top + HEIGHT)
        bright, dark = np.roll(plus[rows], left, axis=1), np.roll(minus[rows], left, axis=1)
        yield np.asarray(cv2.subtract(cv2.add(picture, bright), dark), np.uint8)


def _encoded(path: Path, pictures: Iterable[Picture]) -> int:
    """Writes H.264 as a camera's sub-stream is: no B pictures, a key picture every ``GOP_S`` seconds. How many."""
    written = 0
    options = {
        "preset": "veryfast",
        "crf": "27",
        "x264-params": f"bframes=0:keyint={GOP_S * FPS}:min-keyint={GOP_S * FPS}:scenecut=0:ref=1:threads=1",
    }
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for picture in islice(pictures, None):
            frame = VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = written, Fraction(1, FPS)
            out.mux(stream.encode(frame))
            written += 1
        out.mux(stream.encode(None))
    return written
