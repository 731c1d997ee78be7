"""Names of things: UUID version 7 for rows (sortable by time), short codes for people."""

from __future__ import annotations

import os
import secrets
import time
import uuid

# Without I, L, O, U, 0, 1: a code is read aloud, written by hand and typed by thumbs.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> uuid.UUID:
    """A UUID version 7 (RFC 9562): 48 bits of milliseconds, then randomness."""
    value = int.from_bytes(time.time_ns().__floordiv__(1_000_000).to_bytes(6, "big") + os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return uuid.UUID(int=value)


def short_code(length: int = 8) -> str:
    """A random code for people, such as ``7KQ2MPXR``; callers keep it unique by a constraint."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def uuid_or_none(text: str) -> uuid.UUID | None:
    """The id that somebody's form or address names; None when it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
