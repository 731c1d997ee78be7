"""Files of an act, stored under random names, and gone again when the act fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from fengqiao.core import clock, ids


class Stored:
    """The names of the files that one act has stored in an app's ``folder``."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.names: list[str] = []

    def keep(self, kind: str, content: bytes, ending: str = "jpg") -> str:
        """Store a file under a random name. Returns the name."""
        name = f"{self.folder}/{kind}/{clock.now():%Y/%m}/{ids.new_id().hex}.{ending}"
        self.names.append(default_storage.save(name, ContentFile(content)))
        return self.names[-1]


S = TypeVar("S", bound=Stored)


@contextmanager
def storing(stored: S) -> Iterator[S]:
    """Within the block files are stored; when it fails they are deleted again."""
    try:
        yield stored
    except BaseException:
        for name in stored.names:
            default_storage.delete(name)
        raise
