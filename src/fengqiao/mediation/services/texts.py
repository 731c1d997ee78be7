"""Texts as people type them, made fit to be kept."""

from __future__ import annotations

from fengqiao.incidents.services import texts
from fengqiao.mediation.services.errors import InputRefused

LONG = 10_000


def plain(text: str, longest: int) -> str:
    """The text without control characters and outer blanks. Raises InputRefused when it is longer than ``longest``."""
    kept = "".join(one for one in text.replace("\r\n", "\n") if one in "\n\t" or ord(one) >= 32)
    return texts.plain(kept, longest, InputRefused)


def needed(text: str, longest: int, words: str) -> str:
    """The same; raises InputRefused with ``words`` when nothing is left."""
    kept = plain(text, longest)
    if not kept:
        raise InputRefused(words)
    return kept
