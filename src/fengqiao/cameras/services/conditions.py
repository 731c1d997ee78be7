"""A camera's condition changes: on the row, in its history of spans, and in the journal. The one way to do it."""

from __future__ import annotations

from datetime import datetime

from fengqiao.cameras.events import camera_state
from fengqiao.cameras.models import Camera, Condition, ConditionSpan
from fengqiao.core import journal


def change(row: Camera, to: Condition, *, at: datetime, announce: bool = True) -> bool:
    """Put a camera into condition ``to`` since ``at`` (aware). True if it changed.

    Changes attributes of the row; the caller saves. A span ends when the next begins, and never before it began
    (clocks of engines differ a little).
    """
    before = row.condition
    if before == to:
        return False
    row.condition, row.condition_since = to, at
    for span in ConditionSpan.objects.filter(camera=row, until__isnull=True):
        span.until = max(at, span.since)
        span.save(update_fields=["until"])
    ConditionSpan.objects.create(camera=row, condition=to, since=at)
    if announce:
        journal.record(camera_state(row, before=before))
    return True
