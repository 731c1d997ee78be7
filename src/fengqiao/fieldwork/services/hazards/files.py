"""Photos of hazards: cleaned, and kept once however often they are sent."""

from __future__ import annotations

from fengqiao.fieldwork.models import Hazard, HazardPicture
from fengqiao.fieldwork.services.files import Stored
from fengqiao.incidents.services import clean_picture

MOST = 6


def add_photo(stored: Stored, row: Hazard, content: bytes, *, after: bool) -> HazardPicture:
    """Keep a photo with the hazard's present round; the same file again is the same. Raises PictureNotKept."""
    clean = clean_picture(content)
    same = row.pictures.filter(round=row.round, after=after, original_sha256=clean.original_sha256)
    if known := same.first():
        return known
    return HazardPicture.objects.create(
        hazard=row,
        round=row.round,
        after=after,
        file=stored.keep("hazards", clean.content),
        original_sha256=clean.original_sha256,
        width=clean.width,
        height=clean.height,
    )
