"""Files that are there whole or not at all, also when the machine goes down in the middle."""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, data: bytes, *, by_way_of: Path) -> None:
    """Writes beside, waits for the disk, and renames. Raises ``OSError`` and leaves nothing half."""
    try:
        with by_way_of.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        by_way_of.rename(path)
    except OSError:
        by_way_of.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Waits until the disk has the file, or the names in the folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
