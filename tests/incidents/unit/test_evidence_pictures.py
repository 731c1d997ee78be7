"""Photos as evidence: what is kept holds the picture and nothing else."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fengqiao.core import pictures


def photo(size: tuple[int, int] = (64, 48), kind: str = "JPEG", **save: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 60, 40)).save(out, kind, **save)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises many pixels in a few bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return pictures.MAGIC["PNG"] + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_phones_send_becomes_a_clean_jpeg(kind: str) -> None:
    original = photo(kind=kind)
    kept = pictures.clean(original)
    assert kept.original_sha256 == hashlib.sha256(original).hexdigest()
    assert kept.sha256 == hashlib.sha256(kept.content).hexdigest()
    with Image.open(io.BytesIO(kept.content)) as image:
        assert (image.format, image.size) == ("JPEG", (64, 48))


def test_position_and_device_are_stripped_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0110] = "PhoneModel-Canary"
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[1] = "N"
    kept = pictures.clean(photo(exif=exif))
    assert b"Canary" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as image:
        assert image.size == (48, 64)
        assert not image.getexif()


def test_large_photos_shrink_to_1920_pixels_a_side() -> None:
    kept = pictures.clean(photo((4000, 3000)))
    assert (kept.width, kept.height) == (1920, 1440)


def test_transparency_becomes_white_paper() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(pictures.clean(out.getvalue()).content)) as image:
        assert image.getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("size", [(10_000, 10_000), (60_000, 60_000)])
def test_a_pixel_bomb_is_refused_by_its_header(size: tuple[int, int]) -> None:
    with pytest.raises(pictures.PictureRefused):
        pictures.clean(bomb(*size))


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(pictures.TooLarge):
        pictures.clean(pictures.MAGIC["JPEG"] + bytes(pictures.MAX_BYTES))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + bytes(40),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"RIFF\x00\x00\x00\x00WAVE",
        pictures.MAGIC["JPEG"] + b"broken",
        pictures.MAGIC["PNG"] + b"broken",
        photo()[:200],
        photo(kind="PNG")[:60],
    ],
)
def test_other_and_broken_files_are_refused(data: bytes) -> None:
    with pytest.raises(pictures.PictureRefused):
        pictures.clean(data)


@settings(max_examples=60)
@given(st.data())
def test_damaged_photos_are_kept_or_refused_but_never_crash(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP"]))
    broken = bytearray(photo(kind=kind))
    for _ in range(data.draw(st.integers(1, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        kept = pictures.clean(bytes(broken))
    except pictures.PictureRefused:
        return
    assert kept.content.startswith(pictures.MAGIC["JPEG"])
