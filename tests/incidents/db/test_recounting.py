"""Open clocks follow a new calendar in batches, and what moved can be read afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from factories.incidents import PLAIN, Way
from fengqiao.areas.selectors import SYSTEM
from fengqiao.core import clock
from fengqiao.incidents import services
from fengqiao.incidents.models import ClockSegment
from fengqiao.incidents.selectors import Step, years
from fengqiao.incidents.services import recounting

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)  # nine in the morning in China


@pytest.fixture
def way() -> Iterator[Way]:
    with clock.fixed(MONDAY):
        made = Way.lay()
        for kind in (services.ClockKind.ACCEPT, services.ClockKind.DISPATCH):
            services.set_deadline(kind=kind, amount=8, unit=services.Unit.WORKING_HOURS, actor=SYSTEM)
        yield made


def publish(day: date, works: bool = False) -> None:
    services.publish_calendar(days={day: works}, note="flood", actor=SYSTEM)


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name=services.RECOUNT).count()


def test_publishing_asks_for_a_job_and_the_progress_shows_what_is_left(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        way.reported()
    before = set(ClockSegment.objects.values_list("due_at", flat=True))
    publish(date(2026, 3, 3))
    assert jobs() == 1
    assert years.progress() == years.Progress(total=5, done=0)
    assert set(ClockSegment.objects.values_list("due_at", flat=True)) == before  # nobody waited for it
    monkeypatch.setattr(recounting, "BATCH", 2)
    recounting._batch()
    assert years.progress() == years.Progress(total=5, done=2)
    assert services.recount_clocks() == 3  # begun again, it goes on where it was
    assert not years.progress().running
    assert services.recount_clocks() == 0


def test_two_changes_before_the_job_runs_are_one_job_on_the_newest_calendar(way: Way) -> None:
    event = way.reported()
    publish(date(2026, 3, 3))
    publish(date(2026, 3, 4))
    assert jobs() == 1
    assert services.recount_clocks() == 1
    segment = ClockSegment.objects.get(incident_id=event.id)
    assert segment.calendar is not None
    assert (segment.calendar.number, segment.due_at) == (2, datetime(2026, 3, 5, 2, 30, tzinfo=UTC))


def test_the_summary_says_which_due_times_moved_and_closed_clocks_keep_their_calendar(way: Way) -> None:
    moving, staying = way.reported(PLAIN), way.reported(PLAIN)
    way.take(Step.ACCEPT, staying)
    ClockSegment.objects.filter(incident_id=staying.id, ended_at__isnull=True).update(
        unit="hours", due_at=datetime(2026, 3, 2, 9, tzinfo=UTC)
    )
    publish(date(2026, 3, 3))
    services.recount_clocks()
    newest = years.calendar_versions()[0]
    found = years.moves_of(way.operator, newest.id)
    assert (found.counted, found.later, found.earlier) == (2, 1, 0)
    (line,) = found.lines
    assert line.event.id == moving.id
    assert (line.before, line.after) == (
        datetime(2026, 3, 3, 2, 30, tzinfo=UTC),
        datetime(2026, 3, 4, 2, 30, tzinfo=UTC),
    )
    closed = ClockSegment.objects.get(incident_id=staying.id, ended_at__isnull=False)
    assert closed.calendar_id is None
    assert newest.clocks == 2
    publish(date(2026, 3, 3), works=True)
    services.recount_clocks()
    assert years.moves_of(way.operator, years.calendar_versions()[0].id).earlier == 1


def test_without_open_clocks_there_is_no_job(way: Way) -> None:
    publish(date(2026, 3, 3))
    assert jobs() == 0
    assert not years.progress().running
