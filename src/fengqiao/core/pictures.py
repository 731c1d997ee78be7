"""Photos as evidence: what comes from a phone is looked at, decoded, and written anew without anything hidden in it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import warnings
from contextlib import suppress
from dataclasses import dataclass

from PIL import Image, ImageOps

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 60_000_000
LONGEST_SIDE = 1920
QUALITY = 85
DRAWING, LONGEST_DRAWING = "data:image/png;base64,", 600_000
# The first bytes of what phones and cameras send; the name and the declared type are not believed.
MAGIC = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n", "WEBP": b"RIFF"}


class PictureRefused(Exception):
    """The file cannot be kept as a photo."""

    message = "This file is not a photo that can be kept. Take the photo again as JPEG, PNG or WebP."

    def __init__(self) -> None:
        super().__init__(self.message)


class TooLarge(PictureRefused):
    """More bytes or more pixels than any phone's camera makes."""

    message = "This photo is too large. Photos may have up to 20 MB and 60 million pixels."


class NotAPicture(PictureRefused):
    """Not JPEG, PNG or WebP, or broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A clean JPEG: ``content``, its SHA-256, that of the file as it came in, and its size in pixels."""

    content: bytes
    sha256: str
    original_sha256: str
    width: int
    height: int


def clean(data: bytes) -> Picture:
    """Check and re-encode a photo: upright, at most 1920 pixels a side, JPEG without EXIF. Raises PictureRefused."""
    if len(data) > MAX_BYTES:
        raise TooLarge
    kind = next((name for name, magic in MAGIC.items() if data.startswith(magic)), None)
    if kind is None or (kind == "WEBP" and data[8:12] != b"WEBP"):
        raise NotAPicture
    try:
        flat = _decode(data, kind)
    except PictureRefused:
        raise
    except Exception as error:  # a decoder fed with broken bytes raises anything
        raise NotAPicture from error
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    content = out.getvalue()
    return Picture(
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        original_sha256=hashlib.sha256(data).hexdigest(),
        width=flat.width,
        height=flat.height,
    )


def drawn(sent: str) -> Picture:
    """What somebody drew on a screen, sent as the data URL of a PNG, made anew. Raises PictureRefused."""
    content = b""
    if sent.startswith(DRAWING) and len(sent) < LONGEST_DRAWING:
        with suppress(binascii.Error, ValueError):
            content = base64.b64decode(sent.removeprefix(DRAWING), validate=True)
    return clean(content)


def _decode(data: bytes, kind: str) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd EXIF and sizes between Pillow's limits; ours is checked below
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            if image.width * image.height > MAX_PIXELS:  # known from the header, before anything is decoded
                raise TooLarge
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            flat = Image.new("RGB", upright.size, "white")
            mask = upright.convert("RGBA").getchannel("A") if upright.has_transparency_data else None
            flat.paste(upright.convert("RGB"), mask=mask)
            return flat
