"""Excel files that somebody looks through before they count: kept some days, seen by nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.incidents.models import SettingsSheet
from fengqiao.incidents.services.workbooks import table

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """An uploaded file. ``applied_at``: when it was brought in."""

    id: UUID
    name: str
    content: bytes
    uploaded_at: datetime
    applied_at: datetime | None


def keep_sheet(*, what: str, name: str, content: bytes, actor: Actor) -> UUID:
    """Keep a file for its preview. Raises Unreadable for what is no table, and then nothing is kept."""
    table(content)
    row = SettingsSheet.objects.create(
        what=what, name=name.replace("\0", "")[-200:], content=content, by_id=actor.person_id
    )
    return row.pk


def kept_sheet(*, what: str, sheet_id: UUID, actor: Actor) -> SheetView:
    """A file that this person uploaded. Raises NotYours."""
    row = SettingsSheet.objects.filter(what=what, pk=sheet_id, by_id=actor.person_id).first()
    if row is None:
        raise NotYours
    return SheetView(
        id=row.pk,
        name=row.name,
        content=bytes(row.content),
        uploaded_at=row.created_at,
        applied_at=row.applied_at,
    )


def mark_applied(sheet_id: UUID) -> None:
    """It was brought in; a second press says so instead of doing it again."""
    SettingsSheet.objects.filter(pk=sheet_id).update(applied_at=clock.now())


def put_sheets_away() -> int:
    """Delete files that were uploaded some days ago. Returns how many."""
    return SettingsSheet.objects.filter(created_at__lt=clock.now() - KEPT).delete()[0]
