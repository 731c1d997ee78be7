"""What people write in field work, before it is kept: trimmed, and not cut silently."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fengqiao.fieldwork.services.errors import InputRefused


def plain(text: str, longest: int) -> str:
    """The text, trimmed. Raises InputRefused when it is longer than ``longest`` characters."""
    kept = text.replace("\0", "").replace("\r\n", "\n").strip()
    if len(kept) > longest:
        raise InputRefused(
            _("This text has %(count)d characters; at most %(longest)d fit. Shorten it; nothing was lost.")
            % {"count": len(kept), "longest": longest}
        )
    return kept
