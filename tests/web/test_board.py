"""The governance centre's board: every open event in the column of what the centre has to do with it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook
from test_spine_pages import client_of

from factories import areas as make
from factories.incidents import DISPUTE, PLAIN, Way
from fengqiao.areas.selectors import Role
from fengqiao.core import clock
from fengqiao.incidents.models import ClockSegment, Incident
from fengqiao.incidents.selectors import Step
from fengqiao.incidents.selectors.board import Age, Column, board

pytestmark = pytest.mark.django_db


@pytest.fixture
def way() -> Way:
    return Way.lay()


def where(way: Way) -> dict[str, Column]:
    return {card.event.code: lane.column for lane in board(way.operator) for card in lane.cards}


def test_each_event_stands_in_its_column(way: Way) -> None:
    new, dispute = way.reported(PLAIN), way.take(Step.ACCEPT, way.reported(DISPUTE))
    accepted = way.take(Step.ACCEPT, way.reported(PLAIN))
    judged = way.take(Step.ACCEPT, way.reported(PLAIN))
    Incident.objects.filter(pk=judged.id).update(severity="ordinary")
    held, done = way.until(Step.SIGN, PLAIN), way.until(Step.FEEDBACK, PLAIN)
    over = way.until(Step.CLOSE, PLAIN)
    assert where(way) == {
        new.code: Column.REGISTER,
        dispute.code: Column.MEDIATE,
        accepted.code: Column.JUDGE,
        judged.code: Column.SORT,
        held.code: Column.FOLLOW,
        done.code: Column.CLOSE,
    }
    assert over.code not in where(way)


def test_the_most_urgent_stands_first_and_says_so(way: Way) -> None:
    events = [way.reported(PLAIN) for _ in range(3)]
    ClockSegment.objects.filter(incident=events[2].id).update(due_at=clock.now() - timedelta(hours=1))
    ClockSegment.objects.filter(incident=events[1].id).update(due_at=clock.now() + timedelta(hours=1))
    lane = board(way.operator)[0]
    assert [card.event.id for card in lane.cards[:2]] == [events[2].id, events[1].id]
    assert [card.age for card in lane.cards] == [Age.OVERDUE, Age.TODAY, Age.FRESH]
    assert (lane.count, lane.overdue) == (3, 1)
    page = client_of(way.operator).get("/board/").content.decode()
    assert "已超期" in page
    assert "登记受理" in page


def test_filters_and_fragments(way: Way) -> None:
    event = way.reported(PLAIN)
    client = client_of(way.operator)
    assert event.title in client.get(f"/board/?area={way.village.id}&category={PLAIN}").content.decode()
    assert event.title not in client.get(f"/board/?category={DISPUTE}").content.decode()
    assert client.get("/board/?area=nonsense&category=%00&q=%00").status_code == 200
    part = client.get("/board/", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div id="board"')
    assert event.title in part


def test_the_number_of_questions_does_not_grow_with_the_events(way: Way) -> None:
    counts = []
    for more in (1, 7):
        for _ in range(more):
            way.until(Step.SIGN, PLAIN)
        with CaptureQueriesContext(connection) as seen:
            board(way.operator)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_excel_file_tells_the_same(way: Way) -> None:
    event = way.reported(PLAIN, title="=1+1")
    content = client_of(way.operator).get("/board/export.xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1][1:3] == [event.code, "=1+1"]


def test_another_county_is_not_on_it(way: Way) -> None:
    way.reported(PLAIN)
    elsewhere = make.actor(Role.OPERATOR, make.village())
    assert sum(lane.count for lane in board(elsewhere)) == 0
