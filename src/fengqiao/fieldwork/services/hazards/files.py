"""Photos of hazards: cleaned, kept under random names, and gone again when their transaction fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from fengqiao.core import clock, ids
from fengqiao.fieldwork.models import Hazard, HazardPicture
from fengqiao.incidents.services import clean_picture

MOST = 6


class Photos:
    """What one act has stored so far."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def add(self, row: Hazard, content: bytes, *, after: bool) -> HazardPicture:
        """Keep a photo with the hazard's present round; the same file again is the same. Raises PictureNotKept."""
        clean = clean_picture(content)
        same = row.pictures.filter(round=row.round, after=after, original_sha256=clean.original_sha256)
        if known := same.first():
            return known
        name = default_storage.save(
            f"fieldwork/hazards/{clock.now():%Y/%m}/{ids.new_id().hex}.jpg", ContentFile(clean.content)
        )
        self.names.append(name)
        return HazardPicture.objects.create(
            hazard=row,
            round=row.round,
            after=after,
            file=name,
            original_sha256=clean.original_sha256,
            width=clean.width,
            height=clean.height,
        )


@contextmanager
def storing() -> Iterator[Photos]:
    """Within the block photos are stored; when it fails they are deleted again."""
    photos = Photos()
    try:
        yield photos
    except BaseException:
        for name in photos.names:
            default_storage.delete(name)
        raise
