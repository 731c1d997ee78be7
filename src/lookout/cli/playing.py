"""Reading one source to its end through one analyser, as ``watch`` and ``evaluate`` do."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from pathlib import Path

from lookout.adapters.stream import Stream
from lookout.pipeline import Analyser
from lookout.ports import Frame
from lookout.reporting import Analysis

BEHIND_S = 1.0


class Player:
    """``live``: when the analysis falls behind the clock, frames pass without it; ``dropped`` counts them.
    ``apart_s``: analyses are at least so far apart, as where many cameras share a detector."""

    def __init__(self, stream: Stream, analyser: Analyser, *, live: bool = False, apart_s: float = 0.0) -> None:
        self._stream = stream
        self._analyser = analyser
        self._live = live
        self._apart_s = apart_s - 1e-6
        self.frames = 0
        self.analysed = 0
        self.dropped = 0
        self.busy_s = 0.0

    def play(self) -> Iterator[tuple[Frame, Analysis | None]]:
        """Every frame; with its analysis where there was one. Raises ``SourceError``."""
        origin: float | None = None
        last_s = -math.inf
        for frame in self._stream.frames():
            self.frames += 1
            now = time.monotonic()
            origin = now - frame.time_s if origin is None else origin
            interest = self._analyser.look(frame)
            result: Analysis | None = None
            if interest is not None and frame.time_s - last_s < self._apart_s:
                interest = None
            if interest is not None and self._live and now - origin - frame.time_s > BEHIND_S:
                self.dropped += 1
            elif interest is not None:
                last_s = frame.time_s
                began = time.perf_counter()
                result = self._analyser.analyse(frame, interest)
                self.busy_s += time.perf_counter() - began
                self.analysed += 1
            yield frame, result


def address(source: str) -> str:
    """Relative paths of files made absolute; other addresses as they are."""
    path = Path(source)
    return str(path.resolve()) if path.is_file() or ":" not in source else source
