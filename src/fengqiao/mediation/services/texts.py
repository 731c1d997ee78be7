"""Texts as people type them, made fit to be kept."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fengqiao.mediation.services.errors import InputRefused

LONG = 10_000


def plain(text: str, longest: int) -> str:
    """The text without control characters and outer blanks. Raises InputRefused when it is longer than ``longest``."""
    kept = "".join(one for one in text.replace("\r\n", "\n") if one in "\n\t" or ord(one) >= 32).strip()
    if len(kept) > longest:
        raise InputRefused(
            _("This text has %(count)d characters; at most %(longest)d fit. Shorten it; nothing was lost.")
            % {"count": len(kept), "longest": longest}
        )
    return kept


def needed(text: str, longest: int, words: str) -> str:
    """The same; raises InputRefused with ``words`` when nothing is left."""
    kept = plain(text, longest)
    if not kept:
        raise InputRefused(words)
    return kept
