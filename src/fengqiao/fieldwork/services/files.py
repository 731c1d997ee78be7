"""Photos from the field, stored under random names, and gone again when the act fails."""

from __future__ import annotations

from contextlib import AbstractContextManager

from fengqiao.core import files
from fengqiao.core.files import Stored

__all__ = ["Stored", "storing"]


def storing() -> AbstractContextManager[Stored]:
    """Within the block files are stored; when it fails they are deleted again."""
    return files.storing(Stored("fieldwork"))
