"""Pictures of the codec library as ``frames.Image``: grey without a copy, colour on demand."""

from __future__ import annotations

import threading
from typing import cast

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from lookout.frames import Picture, Plane

WIDEST = 1920
"""Pictures wider than this are made smaller before anybody looks at them."""
_PLANAR = frozenset(
    {"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "nv12", "gray", "yuv410p", "yuv411p"}
)
"""Formats whose first plane is the brightness, one byte a pixel."""
_threads = threading.local()


def _converter() -> VideoReformatter:
    """One a thread: it is not safe for two, and making a new one for each picture costs five times as much as using
    it."""
    made: VideoReformatter | None = getattr(_threads, "converter", None)
    if made is None:
        made = _threads.converter = VideoReformatter()
    return made


class Decoded:
    """A ``frames.Image`` around a picture of the decoder, whose memory it holds for as long as it lives."""

    __slots__ = ("_frame", "height", "width")

    def __init__(self, frame: VideoFrame) -> None:
        self._frame = frame
        self.width, self.height = frame.width, frame.height
        if self.width > WIDEST:
            self.width, self.height = WIDEST, max(2, round(frame.height * WIDEST / frame.width))

    def picture(self) -> Picture:
        shown = _converter().reformat(self._frame, width=self.width, height=self.height, format="bgr24")
        return cast(Picture, np.ascontiguousarray(shown.to_ndarray()))

    def luma(self) -> Plane:
        frame = self._frame
        if frame.format.name not in _PLANAR:
            return self.picture()[:, :, 1]
        plane = frame.planes[0]
        rows = np.frombuffer(cast(bytes, plane), np.uint8).reshape(-1, plane.line_size)
        return rows[: frame.height, : frame.width]
