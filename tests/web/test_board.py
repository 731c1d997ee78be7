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
from fengqiao.areas.selectors import SYSTEM, Role
from fengqiao.core import clock
from fengqiao.incidents import services
from fengqiao.incidents.models import ClockSegment, Incident
from fengqiao.incidents.selectors import Step
from fengqiao.incidents.selectors.board import Age, Column, board
from fengqiao.incidents.selectors.court import Court
from fengqiao.incidents.selectors.holders import holders

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


def test_who_has_what_since_when_and_how_much_of_it_is_late(way: Way) -> None:
    now = clock.now()
    new = [way.reported(PLAIN) for _ in range(3)]
    held = [way.until(Step.SIGN, PLAIN) for _ in range(2)]
    helper = make.organisation(way.village, name="测试供电所")
    services.ask_to_join(incident_id=held[0].id, organisation_id=helper.id, what="断电", actor=SYSTEM)
    refused = make.organisation(way.village, name="测试水务所")
    task = services.ask_to_join(incident_id=held[1].id, organisation_id=refused.id, what="放水", actor=SYSTEM)
    services.refuse_task(task_id=task.id, reason="不归我们管", actor=SYSTEM)
    way.until(Step.CLOSE, PLAIN)
    days = {new[0].id: 0.5, new[1].id: 2, new[2].id: 40, held[0].id: 5, held[1].id: 12}
    for key, age in days.items():
        Incident.objects.filter(pk=key).update(state_since=now - timedelta(days=age))
    ClockSegment.objects.filter(incident=held[1].id, task=None, ended_at=None).update(due_at=now - timedelta(hours=1))
    ClockSegment.objects.filter(incident=held[0].id, task__isnull=False).update(due_at=now - timedelta(hours=2))
    lines = {line.name: line for line in holders(way.operator)}
    assert holders(way.operator)[0].organisation_id is None
    centre, lead, part = lines[""], lines["测试村委会"], lines["测试供电所"]
    assert (centre.leads, centre.ages, centre.oldest) == (3, [1, 1, 0, 0, 1], new[2].code)
    assert (lead.leads, lead.overdue, lead.ages, lead.oldest) == (2, 1, [0, 0, 1, 1, 0], held[1].code)
    assert (part.leads, part.parts, part.parts_overdue) == (0, 1, 1)
    assert "测试水务所" not in lines
    assert [line.leads for line in holders(make.actor(Role.OPERATOR, make.village()))] == [0]
    page = client_of(way.operator).get("/board/holders/").content.decode()
    for words in ("测试村委会", "测试供电所", held[1].code, f"?holder={way.committee.id}"):
        assert words in page
    assert client_of(way.operator).get("/board/holders/?area=nonsense&category=%00").status_code == 200


def test_the_board_shows_what_is_with_one_holder(way: Way) -> None:
    new, held = way.reported(PLAIN), way.until(Step.SIGN, PLAIN)
    helper = make.organisation(way.village, name="测试供电所")
    services.ask_to_join(incident_id=held.id, organisation_id=helper.id, what="断电", actor=SYSTEM)

    def shown(holder: object) -> set[str]:
        return {card.event.code for lane in board(way.operator, holder=holder) for card in lane.cards}

    assert shown(Court.CENTRE) == {new.code}
    assert shown(way.committee.id) == {held.code} == shown(helper.id)
    client = client_of(way.operator)
    page = client.get(f"/board/?holder={helper.id}").content.decode()
    assert "测试供电所" in page
    assert new.code not in page
    assert new.code in client.get("/board/?holder=nobody").content.decode()


def test_a_reminder_that_waits_stands_on_the_card(way: Way) -> None:
    event = way.until(Step.SIGN, PLAIN)
    page = client_of(way.operator).get("/board/").content.decode()
    assert "已催办" not in page
    reminder = services.remind(incident_id=event.id, text="快一点", actor=way.operator)
    assert "已催办" in client_of(way.operator).get("/board/").content.decode()
    services.reply_reminder(reminder_id=reminder.id, reply="明天到", actor=way.secretary)
    assert "已催办" not in client_of(way.operator).get("/board/").content.decode()
