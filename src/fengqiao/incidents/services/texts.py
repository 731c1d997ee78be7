"""What people write, before it is kept: trimmed, without what the database does not take, and not cut silently."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from fengqiao.core import clock
from fengqiao.core.errors import Refused
from fengqiao.incidents.services.errors import InputRefused

NOTE = 1000
TITLE = 200
DESCRIPTION = 10_000


def plain(text: str, longest: int = NOTE, refused: type[Refused] = InputRefused) -> str:
    """The text, trimmed. Raises ``refused`` when it is longer than ``longest`` characters."""
    kept = text.replace("\0", "").replace("\r\n", "\n").strip()
    if len(kept) > longest:
        raise refused(
            _("This text has %(count)d characters; at most %(longest)d fit. Shorten it; nothing was lost.")
            % {"count": len(kept), "longest": longest}
        )
    return kept


def moment(at: datetime | None) -> datetime:
    """A moment in the past, of any zone; a clock that runs ahead says now. Raises InputRefused without a zone."""
    now = clock.now()
    if at is None:
        return now
    if at.tzinfo is None:
        raise InputRefused(_("This time does not say in which time zone it is."))
    return min(at, now)
