"""Voice memos go half a year after they came, unless somebody still works on what they are about."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from factories import areas as make
from factories import incidents as make_incidents
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.models import JournalEntry
from fengqiao.fieldwork import tasks
from fengqiao.fieldwork.models import ItemState, OutboxItem
from fengqiao.fieldwork.selectors import entries
from fengqiao.fieldwork.services import outbox
from fengqiao.incidents import services as incidents
from fengqiao.incidents.selectors import IncidentView, Step

pytestmark = pytest.mark.django_db
Committing = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def village() -> AreaView:
    return make.village()


@pytest.fixture
def worker(village: AreaView) -> Actor:
    return make.actor(Role.GRID_WORKER, village)


def memo(worker: Actor, event: IncidentView | None, *, days: int = outbox.VOICE_DAYS) -> OutboxItem:
    """A report with a memo that came so many days ago."""
    at = clock.now() - timedelta(days=days)
    name = default_storage.save("fieldwork/voice/test", ContentFile(b"OggS memo"))
    return OutboxItem.objects.create(
        person_id=worker.person_id, kind="report", state=ItemState.DONE, captured_at=at, answered_at=at,
        digest="0" * 64, subject=f"incident:{event.id}" if event else "", voice=name,
    )  # fmt: skip


def left() -> set[object]:
    return set(OutboxItem.objects.exclude(voice="").values_list("pk", flat=True))


def test_a_day_before_on_and_after(
    village: AreaView, worker: Actor, django_capture_on_commit_callbacks: Committing
) -> None:
    with clock.fixed(clock.now()):
        over = make_incidents.worked(village, Step.CLOSE)
        before, on, after = (memo(worker, over, days=outbox.VOICE_DAYS + more) for more in (-1, 0, 1))
        with django_capture_on_commit_callbacks(execute=True):
            tasks.nightly()
        assert outbox.forget_voices() == 0
    assert left() == {before.pk}
    assert [default_storage.exists(one.voice) for one in (before, on, after)] == [True, False, False]
    assert entries.voice(worker, before.pk)[0] == b"OggS memo"
    with pytest.raises(NotYours):
        entries.voice(worker, on.pk)
    entry = JournalEntry.objects.get(kind="fieldwork.voices_deleted")
    assert entry.payload["voices"] == 2
    assert journal.verify() == []


def test_what_an_open_event_needs_is_kept(village: AreaView, worker: Actor) -> None:
    with clock.fixed(clock.now()):
        opened, joined = make_incidents.incident(village), make_incidents.incident(village)
        incidents.merge(incident_id=joined.id, into=opened.id, reason="同一件事", actor=SYSTEM)
        kept = {memo(worker, one, days=400).pk for one in (opened, joined)}
        memo(worker, None, days=400)
        assert outbox.forget_voices() == 1
        assert left() == kept
        incidents.void(incident_id=opened.id, reason="查无此事", actor=SYSTEM)
        assert outbox.forget_voices() == 2
    assert left() == set()
