"""The secret that engine and platform share, in a file of its own."""

from __future__ import annotations

from pathlib import Path

from lookout.ports import LookoutError


def read_secret(path: Path) -> bytes:
    """Raises ``LookoutError`` unless the file holds at least 16 bytes in hex."""
    try:
        text = path.read_text(encoding="ascii").strip()
        secret = bytes.fromhex(text)
    except (OSError, ValueError) as problem:
        raise LookoutError(f"{path} must hold the shared secret in hex: {type(problem).__name__}") from problem
    if len(secret) < 16:
        raise LookoutError(f"the secret in {path} is too short; use 32 bytes (64 hex digits)")
    return secret
