"""A photo from the field: cleaned as everywhere before it is stored."""

from __future__ import annotations

from fengqiao.fieldwork.services.files import Stored
from fengqiao.incidents.services import clean_picture


def keep_photo(stored: Stored, content: bytes | None) -> str:
    """Store the photo and return its name, "" for none. Raises PictureNotKept."""
    return stored.keep("patrol", clean_picture(content).content) if content else ""
