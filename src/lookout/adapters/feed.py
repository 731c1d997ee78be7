"""What viewers of one camera get: its packets, its newest picture, and what is followed in it."""

from __future__ import annotations

import io
import json
import threading
from collections import deque
from collections.abc import Iterator, Sequence

import av
import av.error
import cv2
import numpy as np
from av.video.frame import VideoFrame

from lookout.adapters.fragment import fragment
from lookout.adapters.image import Decoded
from lookout.adapters.media import Packet, StreamInfo
from lookout.ports import Frame, Picture
from lookout.reporting import TrackView

BACKLOG_BYTES = 8 * 1024 * 1024
GROUP_BYTES = 16 * 1024 * 1024
JPEG_QUALITY = 80
SMALL = 480
"""Pictures up to this width are thumbnails."""


class Viewer:
    """A queue between a camera and one connection. A viewer that cannot keep up loses pieces, never the camera."""

    def __init__(self) -> None:
        self._pieces: deque[bytes] = deque()
        self._bytes = 0
        self._ready = threading.Condition()
        self._ended = False
        self.lost = False
        self.info: StreamInfo | None = None

    def give(self, piece: bytes) -> None:
        with self._ready:
            if self._bytes + len(piece) > BACKLOG_BYTES:
                self._pieces.clear()
                self._bytes = 0
                self.lost = True
                return
            self._pieces.append(piece)
            self._bytes += len(piece)
            self._ready.notify()

    def end(self) -> None:
        with self._ready:
            self._ended = True
            self._ready.notify()

    def pieces(self, patience_s: float) -> Iterator[bytes]:
        """Everything that waits, joined; an empty piece after ``patience_s`` without any; stops at the end."""
        while True:
            with self._ready:
                if not self._pieces and not self._ended:
                    self._ready.wait(patience_s)
                if not self._pieces and self._ended:
                    return
                joined = b"".join(self._pieces)
                self._pieces.clear()
                self._bytes = 0
            yield joined


class Feed:
    """One camera's live side. The camera's threads publish; connections watch."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known = threading.Condition(self._lock)
        self._info: StreamInfo | None = None
        self._group: list[Packet] = []
        self._group_bytes = 0
        self._sequence = 0
        self._films: list[Viewer] = []
        self._lines: list[Viewer] = []
        self._frame: Frame | None = None
        self._drawing = threading.Lock()
        self._drawn: tuple[tuple[int, int], bytes] | None = None
        self._closed = False

    # --- from the camera ----------------------------------------------------------------------------------------

    def packet(self, packet: Packet) -> None:
        with self._lock:
            if packet.info != self._info:
                self._info, self._group = packet.info, []
                self._known.notify_all()
            if packet.key:
                self._group, self._group_bytes = [], 0
            elif not self._group:
                return
            self._group.append(packet)
            self._group_bytes += len(packet.data)
            if self._group_bytes > GROUP_BYTES:
                self._group = []
            if self._films:
                self._send(packet)

    def _send(self, packet: Packet) -> None:
        if not playable(packet.info):
            for viewer in self._films:
                viewer.end()
            self._films = []
            return
        self._sequence += 1
        piece = fragment(packet, self._sequence)
        for viewer in self._films:
            if viewer.lost and not packet.key:
                continue
            viewer.lost = False
            if viewer.info != packet.info:
                viewer.info = packet.info
                viewer.give(packet.info.header)
            viewer.give(piece)

    def picture(self, frame: Frame) -> None:
        """For streams whose packets cannot be shown again from here (MP4 cannot hold their codec)."""
        with self._lock:
            self._frame = frame

    def tracks(self, time_s: float, at: float, tracks: Sequence[TrackView]) -> None:
        """One analysed picture: ``time_s`` on the time line of the film, ``at`` seconds since the epoch."""
        with self._lock:
            if not self._lines:
                return
            told = [
                {
                    "id": track.id,
                    "class": track.cls,
                    "score": round(track.score, 3),
                    "box": [round(side, 4) for side in (track.box.x1, track.box.y1, track.box.x2, track.box.y2)],
                    "zones": list(track.zones),
                }
                for track in tracks
            ]
            line = {"t": round(time_s, 4), "at": round(at, 3), "tracks": told}
            for viewer in self._lines:
                viewer.lost = False
                viewer.give(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")

    def close(self) -> None:
        with self._lock:
            self._closed = True
            for viewer in (*self._films, *self._lines):
                viewer.end()
            self._known.notify_all()

    # --- to the viewers -----------------------------------------------------------------------------------------

    def info(self, wait_s: float) -> StreamInfo | None:
        """What the camera sends; None when nothing has come within ``wait_s``."""
        with self._known:
            self._known.wait_for(lambda: self._info is not None or self._closed, wait_s)
            return self._info

    def watch_film(self) -> Viewer:
        """Begins with the header and the newest group of pictures."""
        viewer = Viewer()
        with self._lock:
            info = self._info
            if info is None or self._closed:
                viewer.end()
                return viewer
            viewer.info = info
            viewer.give(info.header)
            for packet in self._group:
                self._sequence += 1
                viewer.give(fragment(packet, self._sequence))
            viewer.lost = not self._group
            self._films.append(viewer)
        return viewer

    def watch_tracks(self) -> Viewer:
        viewer = Viewer()
        with self._lock:
            if self._closed:
                viewer.end()
            self._lines.append(viewer)
        return viewer

    @property
    def watched(self) -> bool:
        """Whether anybody watches now."""
        return bool(self._films or self._lines)

    def leave(self, viewer: Viewer) -> None:
        with self._lock:
            self._films = [other for other in self._films if other is not viewer]
            self._lines = [other for other in self._lines if other is not viewer]

    def jpeg(self, width: int) -> bytes | None:
        """The newest picture, made smaller to ``width``; None before the first.

        Small ones are of the newest key picture, which costs two milliseconds once for all who ask, whether the camera
        is being decoded or not; large ones of the newest picture of all.
        """
        with self._lock:
            group, frame = tuple(self._group), self._frame
        if not group or not group[0].info.header:
            return None if frame is None else encoded(frame.picture, width)
        chosen = group[:1] if width <= SMALL else group
        name = (chosen[-1].dts, width)
        with self._drawing:
            if self._drawn is None or self._drawn[0] != name:
                picture = newest_picture(chosen)
                if picture is None:
                    return None if frame is None else encoded(frame.picture, width)
                data = encoded(picture, width)
                if data is None:
                    return None
                self._drawn = (name, data)
            return self._drawn[1]


def encoded(picture: Picture, width: int) -> bytes | None:
    height, full = picture.shape[:2]
    if width < full:
        size = (width, max(1, round(height * width / full)))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return bytes(data) if done else None


def newest_picture(packets: Sequence[Packet]) -> Picture | None:
    """The last picture of packets that begin with a key picture and belong into one file."""
    film = packets[0].info.header + b"".join(fragment(packet, number) for number, packet in enumerate(packets, 1))
    newest: VideoFrame | None = None
    try:
        with av.open(io.BytesIO(film), "r", format="mp4") as container:
            container.streams.video[0].codec_context.thread_count = 1
            for shown in container.decode(video=0):
                newest = shown
    except (av.error.FFmpegError, IndexError):
        return None
    return None if newest is None else Decoded(newest).picture()


def playable(info: StreamInfo) -> bool:
    """Browsers play H.264 without help."""
    return info.codec == "h264" and bool(info.header)
