"""The C library's allocator, told that this process has many threads that each do little."""

from __future__ import annotations

import contextlib
import ctypes

M_ARENA_MAX = -8
"""``mallopt(3)`` of glibc."""
ARENAS = 2


def few_arenas() -> None:
    """By itself glibc gives every few threads a heap of their own, and a hundred cameras keep pieces in all of them:
    a third of a megabyte for each. To be called before threads are started; does nothing with another C library."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Returns to the system what was freed but lies scattered between what is used, which glibc by itself keeps: with
    fifty cameras a twentieth of all, within ten seconds. Takes a few milliseconds; does nothing with another C
    library."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
