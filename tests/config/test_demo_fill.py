"""Very many invented events: as whole as those that went the long way, found like them, and never doubled."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from fengqiao.areas.selectors import SYSTEM, area_by_code
from fengqiao.config.demo import areas as demo_areas
from fengqiao.config.demo import fill, spine
from fengqiao.core import journal
from fengqiao.incidents import selectors
from fengqiao.incidents import services as incidents
from fengqiao.incidents.domain import code as codes
from fengqiao.incidents.domain import table
from fengqiao.incidents.models import ClockSegment, HandOver, Incident, IncidentStep, SearchRow
from fengqiao.incidents.selectors import State, Step, Wanted
from fengqiao.incidents.services import bulk

pytestmark = pytest.mark.django_db
MANY = 150


@pytest.fixture
def _filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fill, "CHUNK", 60)
    monkeypatch.setattr(bulk, "tidy", lambda: None)  # which cannot be done within a transaction
    with override_settings(DEMO=True, HOME=tmp_path):
        demo_areas.seed()
        spine.seed()
    assert fill.fill(events=MANY) == MANY


@pytest.mark.usefixtures("_filled")
def test_filled_events_are_whole_and_found() -> None:
    rows = list(Incident.objects.filter(key__startswith=fill.PREFIX).order_by("created_at"))
    assert len(rows) == MANY
    for row in rows:
        assert codes.parse(row.code) == row.code
        state: State | None = None
        for number, step in enumerate(IncidentStep.objects.filter(incident=row).order_by("number"), start=1):
            line = table.way(state, Step(step.step))
            assert (step.number, step.from_state, step.to_state) == (number, state and state.value, line.to.value)
            state = line.to
            assert step.at >= row.created_at
        assert row.state == state
        running = ClockSegment.objects.filter(incident=row, ended_at=None).count()
        assert running == (0 if row.state in table.ENDED else 1)
    assert {row.state for row in rows} >= {"archived", "rejected"}
    assert len({row.area_id for row in rows}) > 20
    assert len({row.category_id for row in rows}) > 20
    assert HandOver.objects.filter(kind="dispatch").count() >= MANY * 0.9
    assert selectors.find(SYSTEM, Wanted(text=rows[0].code)).hits[0].event.id == rows[0].pk
    assert selectors.find(SYSTEM, Wanted(text=rows[0].title)).count >= 1
    assert selectors.find(SYSTEM, Wanted(area_id=area_by_code(fill.COUNTY).id)).count == MANY
    assert selectors.holding(rows[-1].pk)


@pytest.mark.usefixtures("_filled")
def test_the_copied_index_finds_what_the_rebuilt_one_finds() -> None:
    def found() -> list[set[str]]:
        asked = ("路灯", "ludeng", "ld", "河", "垃圾 qing", "鹤田村", "bulidng", "100")
        return [{hit.event.code for hit in selectors.find(SYSTEM, Wanted(text=one)).hits} for one in asked]

    before = found()
    assert any(before)
    SearchRow.objects.all().delete()
    assert incidents.rebuild_search() == Incident.objects.count()
    assert found() == before


@pytest.mark.usefixtures("_filled")
def test_a_fill_goes_on_where_it_stopped_and_has_one_entry_in_the_chain() -> None:
    (entry,) = journal.history("incidents:all")
    assert entry.payload["count"] == MANY
    assert fill.fill(events=MANY) == 0
    assert fill.fill(events=MANY + 5) == 5
    assert Incident.objects.filter(key__startswith=fill.PREFIX).count() == MANY + 5
    assert journal.verify() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'incident_search'")
        assert cursor.fetchone() == (1,)


def test_every_number_has_a_code_of_its_own() -> None:
    made = {bulk.code_of(number) for number in range(5000)}
    assert len(made) == 5000
    assert all(codes.parse(one) == one for one in made)


def test_outside_the_demonstration_nothing_is_filled() -> None:
    with pytest.raises(CommandError), override_settings(DEMO=False):
        call_command("demo", "fill", "--events", "10")
