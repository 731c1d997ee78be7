"""Small films made on the spot, so that every fault of a camera can be had as a file."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray


def picture(number: int, width: int, height: int) -> NDArray[np.uint8]:
    """A grey gradient with a bright square that moves; no two pictures are the same."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[..., 0] = np.linspace(40, 120, width, dtype=np.uint8)
    left = (number * 7) % max(1, width - 24)
    pixels[height // 3 : height // 3 + 24, left : left + 24] = 230
    pixels[:4, :4] = number % 256
    return pixels


def film(
    path: Path,
    *,
    seconds: float = 4.0,
    fps: int = 10,
    size: tuple[int, int] = (160, 120),
    gop: int = 10,
    codec: str = "libx264",
    container: str = "mp4",
    b_frames: int = 0,
    still: bool = False,
    first: int = 0,
) -> Path:
    """Writes a film; ``still``: the same picture all the time."""
    options = {"preset": "ultrafast", "tune": "zerolatency"} if codec == "libx264" and not b_frames else {}
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=fps, options=options)
        stream.width, stream.height = size
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        stream.gop_size = gop
        stream.max_b_frames = b_frames
        stream.codec_context.time_base = Fraction(1, fps)
        for number in range(round(seconds * fps)):
            pixels = picture(0 if still else first + number, *size)
            frame = av.VideoFrame.from_ndarray(pixels, format="bgr24")
            frame.pts = number
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def joined(path: Path, *parts: Path) -> Path:
    """MPEG-TS files behind one another, as a camera whose settings were changed while it was sending."""
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


def probed(path: Path) -> dict[str, Any]:
    """What an independent reader says: duration, start and number of pictures that decode, first one a key."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        keys = [packet.is_keyframe for packet in container.demux(stream) if packet.size]
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        pictures = [float(frame.pts * frame.time_base) for frame in container.decode(stream)]
        return {
            "codec": stream.codec_context.name,
            "size": (stream.codec_context.width, stream.codec_context.height),
            "first_is_key": keys[0],
            "start_s": pictures[0],
            "pictures": len(pictures),
            "duration_s": float((container.duration or 0) / 1_000_000),
        }


def boxes(data: bytes) -> list[str]:
    """Names of the top boxes of an MP4 in their order."""
    found, stream = [], io.BytesIO(data)
    while len(head := stream.read(8)) == 8:
        size = int.from_bytes(head[:4], "big")
        found.append(head[4:].decode("latin-1"))
        stream.seek(size - 8, io.SEEK_CUR)
    return found
