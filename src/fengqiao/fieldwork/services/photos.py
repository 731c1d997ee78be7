"""Photos of field work: cleaned as everywhere, under random names, gone again when their transaction fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from fengqiao.core import clock, ids
from fengqiao.incidents.services import clean_picture

Keep = Callable[[bytes | None], str]


@contextmanager
def storing() -> Iterator[Keep]:
    """Within the block a photo is kept by calling what is given, which returns its name ("" for none). Raises
    PictureNotKept for what is no photo."""
    names: list[str] = []

    def keep(content: bytes | None) -> str:
        if not content:
            return ""
        picture = clean_picture(content)
        name = default_storage.save(
            f"fieldwork/{clock.now():%Y/%m}/{ids.new_id().hex}.jpg", ContentFile(picture.content)
        )
        names.append(name)
        return name

    try:
        yield keep
    except BaseException:
        for name in names:
            default_storage.delete(name)
        raise
