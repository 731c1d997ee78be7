"""Makes the films of this folder: every way in which a camera's stream can be wrong, small and always the same.

.venv/bin/python tests/lookout/broken/make.py        writes all of them beside this script

The files are kept, because encoders change: what a test plays today is what it played when it was written. The
damage comes from fixed seeds. ``README.md`` says what each of them is.
"""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
SECONDS, FPS, SIZE, GOP = 4, 10, (320, 180), 20
TICKS = 90_000

Times = Callable[[int], int]


def scene(number: int, size: tuple[int, int]) -> NDArray[np.uint8]:
    """A bank, water that glitters, and somebody who walks; the noise of a cheap sensor, from a fixed seed."""
    width, height = size
    draw = np.random.default_rng(number)
    pixels = np.empty((height, width, 3), np.int16)
    pixels[: height // 2] = np.linspace(150, 110, height // 2, dtype=np.int16)[:, None, None]
    pixels[height // 2 :] = (90, 110, 80)
    coarse = draw.integers(-9, 9, (height // 4 + 1, width // 4 + 1), np.int16)
    pixels += np.kron(coarse, np.ones((4, 4), np.int16))[:height, :width, None]
    left, foot = (number * width // 60) % width, height * 3 // 4
    pixels[foot - height // 4 : foot, left : left + width // 20] = (40, 40, 170)
    return pixels.clip(0, 255).astype(np.uint8)


def encoded(
    codec: str = "libx264",
    *,
    size: tuple[int, int] = SIZE,
    pictures: int = SECONDS * FPS,
    fps: int = FPS,
    gop: int = GOP,
    b_frames: int = 0,
    crf: int = 30,
    times: Times = lambda number: number * TICKS // FPS,
) -> tuple[bytes, list[tuple[bytes, int, int, bool]]]:
    """Parameters (none: they are in front of the key pictures) and packets: data, pts, dts in ticks, key."""
    context = av.CodecContext.create(codec, "w")
    context.width, context.height, context.pix_fmt = *size, "yuv420p"
    context.time_base, context.framerate = Fraction(1, fps), Fraction(fps)
    context.gop_size, context.max_b_frames, context.thread_count = gop, b_frames, 1
    quiet = (
        {"x265-params": f"log-level=none:pools=none:frame-threads=1:keyint={gop}:bframes=0"}
        if codec == "libx265"
        else {}
    )
    fast = {"preset": "veryfast" if b_frames else "ultrafast", "crf": str(crf)} if codec.startswith("libx26") else {}
    shuffled = {"x264-params": "b-adapt=0:scenecut=0"} if b_frames else {}  # noise would keep it from using any
    context.options = {**fast, **quiet, **shuffled}
    packets = []
    frames: list[av.VideoFrame | None] = []
    for number in range(pictures):
        frame = av.VideoFrame.from_ndarray(scene(number, size), format="bgr24")
        frame.pts = number
        frames.append(frame)
    for each in [*frames, None]:
        for packet in context.encode(each):
            lead = 0 if packet.dts is None else packet.dts
            packets.append((bytes(packet), times(packet.pts or 0), times(lead), packet.is_keyframe))
    return context.extradata or b"", packets


def film(path: Path, container: str, **wanted: object) -> Path:
    """Encodes and packs; the times of the packets stay as they were asked for."""
    codec = str(wanted.get("codec", "libx264"))
    extradata, packets = encoded(**wanted)
    pack(path, container, codec, wanted.get("size", SIZE), packets, extradata)
    return path


def pack(
    path: Path,
    container: str,
    codec: str,
    size: tuple[int, int],
    packets: list[tuple[bytes, int, int, bool]],
    extradata: bytes,
) -> None:
    options = {"mpegts_flags": "+resend_headers"} if container == "mpegts" else {}
    with av.open(str(path), "w", format=container, options=options) as out:
        track = out.add_stream(codec, rate=FPS)
        track.width, track.height, track.pix_fmt = *size, "yuv420p"
        track.time_base = Fraction(1, TICKS)
        if extradata:
            track.codec_context.extradata = extradata
        for data, pts, dts, key in packets:
            packet = av.Packet(data)
            packet.pts, packet.dts, packet.time_base = pts, dts, Fraction(1, TICKS)
            packet.is_keyframe, packet.stream = key, track
            out.mux_one(packet)


def damaged(data: bytes, rate: float, seed: int, *, spare: int) -> bytes:
    """Every byte behind the first ``spare`` is struck with that probability."""
    draw = random.Random(seed)
    changed = bytearray(data)
    for at in range(spare, len(changed)):
        if draw.random() < rate:
            changed[at] ^= draw.randrange(1, 256)
    return bytes(changed)


def stamps(path: Path) -> Iterator[tuple[int, int]]:
    """Where the times of a transport stream lie: offset and length of every PES header's time stamps."""
    data = path.read_bytes()
    for at in range(0, len(data), 188):
        packet = data[at : at + 188]
        if packet[0] != 0x47 or not packet[1] & 0x40:
            continue
        start = 4 + (packet[4] + 1 if packet[3] & 0x20 else 0)
        if packet[start : start + 3] == b"\x00\x00\x01" and packet[start + 3] & 0xF0 == 0xE0:
            for position in range(start + 9, start + 9 + 5 * (1 + (packet[start + 7] >> 6 & 1)), 5):
                yield at + position, at


def shifted(path: Path, *, after: float, by_s: float) -> None:
    """Moves all time stamps behind that share of the file, as a camera does whose clock was set."""
    data = bytearray(path.read_bytes())
    for position, at in stamps(path):
        if at < after * len(data):
            continue
        five = data[position : position + 5]
        value = (five[0] >> 1 & 7) << 30 | five[1] << 22 | five[2] >> 1 << 15 | five[3] << 7 | five[4] >> 1
        value = (value + round(by_s * TICKS)) % (1 << 33)
        data[position : position + 5] = bytes(
            [
                five[0] & 0xF1 | value >> 30 << 1,
                value >> 22 & 0xFF,
                (value >> 15 & 0x7F) << 1 | 1,
                value >> 7 & 0xFF,
                (value & 0x7F) << 1 | 1,
            ]
        )
    path.write_bytes(data)


def audio(path: Path) -> None:
    with av.open(str(path), "w", format="mpegts") as out:
        track = out.add_stream("aac", rate=16_000, layout="mono")
        draw = np.random.default_rng(11)
        for number in range(40):
            sound = av.AudioFrame.from_ndarray(
                draw.normal(0, 0.1, (1, 1024)).astype(np.float32), format="fltp", layout="mono"
            )
            sound.sample_rate, sound.pts = 16_000, number * 1024
            out.mux(track.encode(sound))
        out.mux(track.encode(None))


def flv(path: Path, packets: list[tuple[bytes, int, int, bool]], extradata: bytes) -> None:
    """By hand, because no muxer writes pictures without content: every second picture is one."""
    out = io.BytesIO()
    out.write(b"FLV\x01\x01\x00\x00\x00\x09\x00\x00\x00\x00")

    def tag(body: bytes, time_ms: int) -> None:
        stamp = struct.pack(">I", time_ms & 0xFFFFFFFF)
        head = b"\x09" + struct.pack(">I", len(body))[1:] + stamp[1:] + stamp[:1] + b"\x00\x00\x00"
        out.write(head + body + struct.pack(">I", 11 + len(body)))

    tag(b"\x17\x00\x00\x00\x00" + extradata, 0)
    for number, (data, pts, _, key) in enumerate(packets):
        body = b"" if number % 2 else data
        tag((b"\x17" if key else b"\x27") + b"\x01\x00\x00\x00" + body, pts * 1000 // TICKS)
    path.write_bytes(out.getvalue())


def avcc(folder: Path) -> tuple[bytes, list[tuple[bytes, int, int, bool]]]:
    """Parameters and packets in the form of MP4 and FLV."""
    place = film(folder / "unfinished.mp4", "mp4")
    with av.open(str(place)) as source:
        stream = source.streams.video[0]
        packets = [
            (bytes(packet), int((packet.pts or 0) * packet.time_base * TICKS), 0, packet.is_keyframe)
            for packet in source.demux(stream)
            if packet.size
        ]
        extradata = stream.codec_context.extradata or b""
    place.unlink()
    return extradata, packets


def uneven(number: int) -> int:
    """Between 2 and 25 pictures a second, as cameras in the dark and behind a weak radio link."""
    draw = random.Random(5)
    at = 0
    for _ in range(number):
        at += draw.choice((3600, 3600, 3600, 9000, 22_500, 45_000))
    return at


def main(folder: Path = HERE) -> None:
    whole = film(folder / "whole.ts", "mpegts").read_bytes()
    (folder / "truncated.ts").write_bytes(whole[: len(whole) * 55 // 100 + 77])
    extradata, packets = encoded()
    raw = b"".join(data for data, *_ in packets)
    (folder / "truncated.h264").write_bytes(raw[: len(raw) * 6 // 10])
    (folder / "headless.mp4").write_bytes(film(folder / "made.mp4", "mp4").read_bytes()[:-900])
    (folder / "made.mp4").unlink()
    for name, rate in (("0.0001", 0.0001), ("0.001", 0.001), ("0.01", 0.01), ("0.1", 0.1)):
        (folder / f"corrupted_{name}.ts").write_bytes(damaged(whole, rate, seed=41, spare=188 * 3))
        (folder / f"corrupted_{name}.h264").write_bytes(damaged(raw, rate, seed=42, spare=0))
    later = [packet for packet in packets[1:] if not packet[3]]
    pack(folder / "no_key.ts", "mpegts", "libx264", SIZE, later, b"")
    film(folder / "b_frames.ts", "mpegts", b_frames=3, times=lambda number: (number + 3) * TICKS // FPS)
    film(folder / "hevc.ts", "mpegts", codec="libx265")
    film(folder / "uneven.ts", "mpegts", times=uneven)
    film(folder / "uhd.ts", "mpegts", size=(3840, 2160), pictures=12, gop=12, crf=38)
    film(folder / "one_fps.ts", "mpegts", pictures=12, fps=1, gop=4, times=lambda number: number * TICKS)
    film(folder / "long_gop.ts", "mpegts", pictures=160, gop=150, crf=38)
    audio(folder / "audio_only.ts")
    other = film(folder / "made.ts", "mpegts", codec="mpeg2video", size=(352, 288)).read_bytes()
    (folder / "swapped_codec.ts").write_bytes(whole + other)
    larger = film(folder / "made.ts", "mpegts", size=(640, 360), pictures=20).read_bytes()
    (folder / "swapped_size.ts").write_bytes(whole + larger)
    (folder / "made.ts").unlink()
    for name, by_s in (("back", -3600.0), ("forward", 86_400.0)):
        (folder / f"clock_{name}.ts").write_bytes(whole)
        shifted(folder / f"clock_{name}.ts", after=0.5, by_s=by_s)
    extradata, packets = avcc(folder)
    flv(folder / "zero_length.flv", packets, extradata)
    (folder / "empty.ts").write_bytes(b"")
    (folder / "text.ts").write_text("<html><body>Please sign in to watch this camera.</body></html>\n" * 20)
    with av.open(str(folder / "picture.jpg"), "w", format="mjpeg") as out:
        track = out.add_stream("mjpeg", rate=1)
        track.width, track.height, track.pix_fmt = *SIZE, "yuvj420p"
        out.mux(track.encode(av.VideoFrame.from_ndarray(scene(0, SIZE), format="bgr24")))
        out.mux(track.encode(None))
    (folder / "random.ts").write_bytes(random.Random(7).randbytes(40_000))
    print(f"{sum(path.stat().st_size for path in folder.iterdir() if path.suffix != '.py')} bytes")


if __name__ == "__main__":
    main()
