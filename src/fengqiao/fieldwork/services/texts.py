"""What people write in field work, before it is kept: trimmed, and not cut silently."""

from __future__ import annotations

from fengqiao.fieldwork.services.errors import InputRefused
from fengqiao.incidents.services import texts


def plain(text: str, longest: int) -> str:
    """The text, trimmed. Raises InputRefused when it is longer than ``longest`` characters."""
    return texts.plain(text, longest, InputRefused)
