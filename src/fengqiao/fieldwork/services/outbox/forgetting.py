"""What telephones sent along is forgotten: a position once it was compared, a voice memo once its event is over."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from fengqiao.areas.selectors import SYSTEM
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.models import OutboxItem
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents.selectors import IncidentView

# Where somebody stood is needed to compare it with their next position, and then no more.
KEPT = timedelta(days=2)
# A voice is a person's own, and what it said stands in the event. Half a year is as long as somebody may come back to
# ask how it was meant: two quarters, with their objections to points.
VOICE_DAYS = 180
# So many files in one night at most; the next night goes on.
_AT_ONCE = 500


def forget_positions() -> int:
    """Empty the positions of items that were answered some days ago. Returns how many."""
    old = OutboxItem.objects.filter(answered_at__lt=clock.now() - KEPT, lon__isnull=False)
    return old.update(lon=None, lat=None, accuracy=None)


def forget_voices() -> int:
    """Delete voice memos that came ``VOICE_DAYS`` ago, but for those whose event somebody still has in hand, which they
    may have to hear again. Returns how many."""
    limit = clock.now() - timedelta(days=VOICE_DAYS)
    old = OutboxItem.objects.filter(answered_at__lte=limit).exclude(voice="")
    kept = _needed({one for text in old.values_list("subject", flat=True) if (one := _event(text)) is not None})
    due = [pk for pk, text in old.order_by("answered_at").values_list("pk", "subject") if _event(text) not in kept]
    with journal.unit():
        rows = list(OutboxItem.objects.select_for_update().filter(pk__in=due[:_AT_ONCE]).exclude(voice=""))
        files = [row.voice for row in rows]
        OutboxItem.objects.filter(pk__in=[row.pk for row in rows]).update(voice="")
        if files:
            payload = {"voices": len(files), "before": limit.isoformat()}
            journal.record(Event(kind="fieldwork.voices_deleted", subject="fieldwork:voices", payload=payload))
        transaction.on_commit(lambda: _delete(files))
    return len(files)


def _needed(event_ids: set[UUID]) -> set[UUID]:
    """Those of the events that are open, or were joined with one that is."""
    return {pk for pk, one in incidents.of_ids(SYSTEM, event_ids).items() if _open(one)}


def _open(event: IncidentView) -> bool:
    seen = {event.code}
    while event.merged_into is not None and event.merged_into not in seen:
        seen.add(event.merged_into)
        try:
            event = incidents.incident_of_code(SYSTEM, event.merged_into)
        except NotYours:
            break
    return not event.ended


def _event(subject: str) -> UUID | None:
    return ids.uuid_or_none(subject.removeprefix("incident:"))


def _delete(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
