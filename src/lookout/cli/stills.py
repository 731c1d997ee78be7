"""Single pictures of a file by their time, on the same clock as the engine's: the first picture is at zero."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import av.error
import cv2
import numpy as np
from av.video.frame import VideoFrame

from lookout.ports import LookoutError

AHEAD_S = 2.0
"""A picture so little ahead is reached sooner by decoding on than by searching."""
QUALITY = 85
WIDEST = 1280


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """``seconds``: how long it is; ``fps``: pictures a second, on average."""

    width: int
    height: int
    fps: float
    seconds: float


class Stills:
    """One file; threads may share it. Raises ``LookoutError`` for a file that holds no video that can be read."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        try:
            self._container = av.open(str(path))
            self._stream = self._container.streams.video[0]
            self._stream.thread_type = "NONE"
            self._frames: Iterator[VideoFrame] = self._container.decode(self._stream)
            self._now = next(self._frames)
        except (av.error.FFmpegError, IndexError, StopIteration, OSError) as problem:
            raise LookoutError(f"{path} holds no video that can be read: {type(problem).__name__}") from problem
        self._start_s = self._now.time or 0.0
        rate = self._stream.average_rate or self._stream.guessed_rate
        length = self._container.duration
        self.film = Film(
            width=self._stream.width,
            height=self._stream.height,
            fps=float(rate) if rate else 10.0,
            seconds=round(length / 1e6, 3) if length else 0.0,
        )

    def at(self, time_s: float) -> tuple[float, bytes]:
        """The picture that is shown at this moment, and its own time, as a JPEG; the last one beyond the end."""
        with self._lock:
            try:
                if not 0 <= time_s - self._time() <= AHEAD_S:
                    self._search(time_s)
                while self._time() + 0.5 / self.film.fps < time_s:
                    self._now = next(self._frames)
            except (StopIteration, av.error.FFmpegError):
                pass
            picture = self._now.to_ndarray(format="bgr24").astype(np.uint8, copy=False)
            if picture.shape[1] > WIDEST:
                size = WIDEST, round(picture.shape[0] * WIDEST / picture.shape[1])
                picture = cv2.resize(picture, size).astype(np.uint8, copy=False)
            data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()
            return max(0.0, round(self._time(), 3)), data

    def close(self) -> None:
        with self._lock:
            self._container.close()

    def _time(self) -> float:
        return (self._now.time or 0.0) - self._start_s

    def _search(self, time_s: float) -> None:
        assert self._stream.time_base is not None
        wanted = max(0.0, time_s + self._start_s)
        self._container.seek(int(wanted / self._stream.time_base), stream=self._stream, backward=True)
        self._frames = self._container.decode(self._stream)
        self._now = next(self._frames)
