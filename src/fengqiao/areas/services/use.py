"""Keeping on which days people used the platform."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils import timezone

from fengqiao.areas.models import ActiveDay
from fengqiao.core import clock


def note_active(person_id: UUID) -> None:
    """Somebody signed in today (local day). A second time on the same day changes nothing."""
    note_active_days([(person_id, timezone.localdate(clock.now()))])


def note_active_days(days: Iterable[tuple[UUID, date]]) -> None:
    """The same for many, for days that were kept elsewhere before."""
    rows = (ActiveDay(person_id=person, day=day) for person, day in days)
    ActiveDay.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5000)
