"""Looking at files before they are kept: what the engine sends is believed by its bytes, not by its name."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from fengqiao.cameras.services.errors import (
    ClipTooLarge,
    NotAClip,
    NotAPicture,
    PhotoMissing,
    PhotoRefused,
    PictureTooLarge,
)
from fengqiao.core import clock, ids, pictures
from lookout.contract import MAX_CLIP_BYTES, MAX_SNAPSHOT_BYTES

MAX_SNAPSHOT_PIXELS = 25_000_000
JPEG = b"\xff\xd8\xff"


def check_snapshot(data: bytes) -> str:
    """The SHA-256 of a snapshot that is a whole, readable JPEG of bearable size. Raises AlertRefused kinds."""
    limits = {"megabytes": MAX_SNAPSHOT_BYTES // 2**20, "megapixels": MAX_SNAPSHOT_PIXELS // 10**6}
    if len(data) > MAX_SNAPSHOT_BYTES:
        raise PictureTooLarge(**limits)
    if not data.startswith(JPEG):
        raise NotAPicture
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own size warning; the limit below is tighter
            with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
                if image.width * image.height > MAX_SNAPSHOT_PIXELS:
                    raise PictureTooLarge(**limits)
                image.draft("L", (image.width // 8 or 1, image.height // 8 or 1))
                image.load()
    except PictureTooLarge:
        raise
    except Exception as error:  # a decoder fed with broken bytes raises anything
        raise NotAPicture from error
    return hashlib.sha256(data).hexdigest()


def check_clip(data: bytes) -> str:
    """The SHA-256 of a clip that begins as an MP4 file. Raises NotAClip, ClipTooLarge."""
    if len(data) > MAX_CLIP_BYTES:
        raise ClipTooLarge(megabytes=MAX_CLIP_BYTES // 2**20)
    if len(data) < 16 or data[4:8] != b"ftyp":
        raise NotAClip
    return hashlib.sha256(data).hexdigest()


def cleaned(photo: bytes | None) -> pictures.Picture:
    """A phone's photo, checked and re-encoded without metadata. Raises PhotoMissing, PhotoRefused."""
    if not photo:
        raise PhotoMissing
    try:
        return pictures.clean(photo)
    except pictures.PictureRefused as refusal:
        raise PhotoRefused from refusal


def keep(folder: str, ending: str, data: bytes) -> str:
    """Store ``data`` under a random name in ``folder`` and the month; returns the name."""
    name = f"{folder}/{clock.now():%Y%m}/{ids.new_id().hex}.{ending}"
    return default_storage.save(name, ContentFile(data))


@contextmanager
def undone() -> Iterator[Callable[[str, str, bytes], str]]:
    """Inside the block files are kept by the function that it gives; they vanish again if the block fails."""
    names: list[str] = []

    def kept(folder: str, ending: str, data: bytes) -> str:
        names.append(keep(folder, ending, data))
        return names[-1]

    try:
        yield kept
    except BaseException:
        for name in names:
            forget(name)
        raise


def forget(name: str) -> None:
    """Remove a file whose row was never committed."""
    if name:
        default_storage.delete(name)
