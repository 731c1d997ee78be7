"""Where somebody stood is needed to compare it with their next position, and then no more."""

from __future__ import annotations

from datetime import timedelta

from fengqiao.core import clock
from fengqiao.fieldwork.models import OutboxItem

KEPT = timedelta(days=2)


def forget_positions() -> int:
    """Empty the positions of items that were answered some days ago. Returns how many."""
    old = OutboxItem.objects.filter(answered_at__lt=clock.now() - KEPT, lon__isnull=False)
    return old.update(lon=None, lat=None, accuracy=None)
