"""The tray of an agency: whose rows stand in it, what each tab holds, and what is done with many rows at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from factories import areas as make
from factories.incidents import PLAIN, Way, photo
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, OrganisationView, Role
from fengqiao.incidents import selectors, services
from fengqiao.incidents.models import ClockSegment
from fengqiao.incidents.selectors import IncidentView, State, Step
from fengqiao.incidents.selectors.tray import Tab, TrayFilter, TrayPage, left_words, tray
from fengqiao.incidents.services.joint import JointState
from fengqiao.incidents.services.tray_views import MOST, save_view

pytestmark = pytest.mark.django_db


@pytest.fixture
def way() -> Way:
    return Way.lay()


@pytest.fixture
def station(way: Way) -> OrganisationView:
    return make.organisation(way.village, name="水务站")


@pytest.fixture
def agent(way: Way, station: OrganisationView) -> Actor:
    return make.actor(Role.HANDLER, way.village, organisation_id=station.id)


def client_of(actor: Actor) -> Client:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def shown(actor: Actor, tab: Tab, **wanted: object) -> TrayPage:
    return tray(actor, tab, TrayFilter(**wanted))


def codes(page: TrayPage) -> set[str]:
    return {row.event.code for row in page.rows}


def ask(way: Way, event: IncidentView, station: OrganisationView) -> selectors.TaskView:
    return services.ask_to_join(
        incident_id=event.id, organisation_id=station.id, what="带人清理河道", actor=way.secretary
    )


def act(actor: Actor, *rows: str, **data: object) -> str:
    answer = client_of(actor)
    sent = answer.post("/tray/act/", {"row": rows, **data})
    assert sent.status_code == 302
    return answer.get(sent["Location"]).content.decode()


def test_rows_stand_in_the_tab_of_what_is_awaited(way: Way, station: OrganisationView, agent: Actor) -> None:
    new = way.until(Step.DISPATCH, PLAIN)
    taken = way.until(Step.SIGN, PLAIN)
    answered = way.until(Step.FEEDBACK, PLAIN)
    way.until(Step.CLOSE, PLAIN)
    way.reported()
    task = ask(way, taken, station)
    mine = way.secretary
    assert codes(shown(mine, Tab.NEW)) >= {new.code}
    assert codes(shown(mine, Tab.ACCEPTED)) == {taken.code}
    assert codes(shown(mine, Tab.WAITING)) == {taken.code}
    assert codes(shown(mine, Tab.ANSWERED)) == {answered.code}
    (row,) = shown(agent, Tab.NEW).rows
    assert (row.event.code, row.asked, row.asked_by) == (taken.code, "带人清理河道", "测试村委会")
    services.answer_task(task_id=task.id, answer="清了", actor=agent)
    assert (codes(shown(agent, Tab.NEW)), codes(shown(agent, Tab.ANSWERED))) == (set(), {taken.code})
    assert shown(agent, Tab.NEW).counts[Tab.ANSWERED] == 1


def test_another_agencys_rows_are_not_there(way: Way, agent: Actor) -> None:
    event = way.until(Step.DISPATCH, PLAIN)
    assert all(shown(agent, tab).rows == [] for tab in Tab)
    page = act(agent, f"lead:{event.id}", action="accept")
    assert "未完成" in page
    assert selectors.incident(SYSTEM, event.id).state is State.DISPATCHED


def test_selected_rows_are_printed_once_each(way: Way, station: OrganisationView, agent: Actor) -> None:
    taken, foreign = way.until(Step.SIGN, PLAIN), way.until(Step.DISPATCH, PLAIN)
    task = ask(way, taken, station)
    browser = client_of(agent)
    rows = [f"task:{task.id}", f"lead:{taken.id}", f"lead:{foreign.id}", "lead:nothing", "x"]
    sent = browser.post("/tray/sheets/", {"row": rows})
    assert sent["Location"] == f"/incidents/sheets/?code={taken.code}"
    assert taken.title in browser.get(sent["Location"]).content.decode()
    nothing = browser.post("/tray/sheets/", {"row": [f"lead:{foreign.id}"], "back_tab": "new"})
    assert nothing["Location"] == "/tray/?tab=new"
    assert "请先勾选" in browser.get(nothing["Location"]).content.decode()


def test_what_is_due_soon_and_overdue(way: Way) -> None:
    one, two = way.until(Step.DISPATCH, PLAIN), way.until(Step.SIGN, PLAIN)
    now = datetime.now(UTC)
    clocks = ClockSegment.objects.filter(ended_at__isnull=True, task__isnull=True)
    clocks.filter(incident_id=one.id).update(
        due_at=now + timedelta(hours=5), warn_at=now - timedelta(hours=1), amount=1, unit="hours"
    )
    clocks.filter(incident_id=two.id).update(due_at=now - timedelta(days=3), amount=1, unit="hours")
    assert codes(shown(way.secretary, Tab.DUE_SOON)) == {one.code}
    assert codes(shown(way.secretary, Tab.OVERDUE)) == {two.code}
    page = client_of(way.secretary).get("/tray/?tab=overdue").content.decode()
    assert "已超期 3 天" in page


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (timedelta(days=5, hours=1), "5 days left"),
        (timedelta(hours=47, minutes=1), "47 hours left"),
        (timedelta(minutes=59), "59 minutes left"),
        (-timedelta(seconds=5), "overdue for 1 minute"),
        (-timedelta(days=2), "overdue for 2 days"),
    ],
)
def test_the_clock_in_words(gap: timedelta, words: str) -> None:
    now = datetime(2026, 11, 26, 8, tzinfo=UTC)
    with translation.override("en"):
        assert left_words(now + gap, now) == words
        assert left_words(now + gap, now, suspended=True) == "the clock stands still"


def test_each_row_is_told_how_it_went(way: Way) -> None:
    new, done = way.until(Step.DISPATCH, PLAIN), way.until(Step.CLOSE, PLAIN)
    page = act(way.secretary, f"lead:{new.id}", f"lead:{done.id}", "lead:x", action="accept")
    assert "3 行中完成 1 行" in page
    assert (page.count("已完成"), page.count("未完成")) == (1, 2)
    assert selectors.incident(SYSTEM, new.id).state is State.HANDLING
    assert selectors.incident(SYSTEM, done.id).state is State.CLOSED


def test_what_was_written_stays_when_something_is_missing(way: Way) -> None:
    event = way.until(Step.DISPATCH, PLAIN)
    page = act(way.secretary, f"lead:{event.id}", action="transfer", note="不归我们管 <b>", tab="new")
    assert "请先选择单位" in page
    assert "不归我们管 &lt;b&gt;" in page
    assert f'value="lead:{event.id}" checked' in page
    assert "请先勾选" in act(way.secretary, action="accept")
    assert "没有任何改动" in act(way.secretary, f"lead:{event.id}", action="nonsense")


def test_an_answer_with_its_picture(way: Way, station: OrganisationView, agent: Actor) -> None:
    event = way.until(Step.SIGN)
    task = ask(way, event, station)
    file = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
    page = act(agent, f"task:{task.id}", action="answer", note="已清理", photo=file)
    assert "1 行中完成 1 行" in page
    (one,) = [one for one in selectors.tasks_of(event.id) if one.id == task.id]
    assert (one.state, one.answer) == (JointState.DONE, "已清理")
    assert [picture.task_id for picture in selectors.evidence_of(event.id)] == [task.id]


def test_a_refused_task_waits_for_the_lead(way: Way, station: OrganisationView, agent: Actor) -> None:
    event = way.until(Step.SIGN)
    task = ask(way, event, station)
    page = act(agent, f"task:{task.id}", action="transfer", note="x", organisation=str(station.id))
    assert "只是协办" in page
    act(agent, f"task:{task.id}", action="refuse", note="不是我们的河")
    assert codes(shown(agent, Tab.WAITING)) == {event.code}
    assert [one.reason for one in selectors.tasks_of(event.id)] == ["不是我们的河"]


def test_asking_another_to_join_can_be_undone(way: Way, station: OrganisationView) -> None:
    event = way.until(Step.SIGN, PLAIN)
    page = act(way.secretary, f"lead:{event.id}", action="join", note="请派人", organisation=str(station.id))
    (task,) = selectors.tasks_of(event.id)
    assert f"/tray/undo/{task.id}/" in page
    assert client_of(way.secretary).post(f"/tray/undo/{task.id}/").status_code == 302
    assert [one.state for one in selectors.tasks_of(event.id)] == [JointState.WAIVED]


def test_the_tray_pages_and_filters_in_as_many_queries_for_many_rows(way: Way) -> None:
    way.until(Step.DISPATCH, PLAIN)
    client = client_of(way.secretary)
    with CaptureQueriesContext(connection) as few:
        client.get("/tray/")
    for _ in range(30):
        way.until(Step.DISPATCH, PLAIN)
    with CaptureQueriesContext(connection) as many:
        client.get("/tray/")
    assert len(many) <= len(few) <= 32
    first = shown(way.secretary, Tab.NEW)
    second = tray(way.secretary, Tab.NEW, TrayFilter(), after=first.older)
    assert (len(first.rows), len(second.rows), second.older) == (30, 1, "")
    assert not codes(first) & codes(second)
    one = first.rows[0].event
    assert codes(shown(way.secretary, Tab.NEW, text=one.code)) == {one.code}
    assert shown(way.secretary, Tab.NEW, text="没有这个词").rows == []
    assert client.get("/tray/?tab=nonsense&after=x&area=y&q=%00").status_code == 200


def test_a_view_is_kept_opened_deleted_and_taken_back_by_its_owner_alone(way: Way, agent: Actor) -> None:
    client, other = client_of(agent), client_of(make.actor(Role.HANDLER, way.village))
    narrowed = {"back_tab": "overdue", "back_q": "垃圾", "name": "  过期 的垃圾 "}
    client.post("/tray/views/save/", narrowed)
    page = client.get("/tray/").content.decode()
    link = re.search(r'href="\?([^"]+)"[^>]*>(?:<svg.*?</svg>)?过期 的垃圾', page, re.DOTALL)
    assert link is not None
    opened = client.get(f"/tray/?{link[1].replace('&amp;', '&')}")
    assert opened.context["tab"] is Tab.OVERDUE
    assert opened.context["filters"].wanted().text == "垃圾"
    assert [(one.name, current) for one, current in opened.context["views"]] == [("过期 的垃圾", True)]
    assert "过期 的垃圾" not in other.get("/tray/").content.decode()

    pk = opened.context["views"][0][0].id
    assert other.post(f"/tray/views/{pk}/delete/").status_code == 404
    client.post(f"/tray/views/{pk}/delete/")
    gone = client.get("/tray/")
    assert gone.context["views"] == []
    assert f"/tray/views/{pk}/restore/" in gone.content.decode()
    assert other.post(f"/tray/views/{pk}/restore/").status_code == 404
    client.post(f"/tray/views/{pk}/restore/")
    assert [one.name for one, _ in client.get("/tray/").context["views"]] == ["过期 的垃圾"]


def test_a_view_needs_a_name_of_its_own_and_room(way: Way, agent: Actor) -> None:
    for name in ("", " \0 ", "长" * 41):
        with pytest.raises(services.InputRefused):
            save_view(name=name, query="tab=new", actor=agent)
    save_view(name="一", query="tab=new", actor=agent)
    with pytest.raises(services.InputRefused, match="一"):
        save_view(name="一", query="tab=due", actor=agent)
    for number in range(MOST - 1):
        save_view(name=f"视图{number}", query="tab=new", actor=agent)
    with pytest.raises(services.InputRefused, match=str(MOST)):
        save_view(name="多了", query="tab=new", actor=agent)


def test_a_filter_that_names_nothing_any_more_is_said_and_left_out(way: Way, agent: Actor) -> None:
    page = client_of(agent).get("/tray/", {"category": "withdrawn", "q": "x"})
    assert page.context["gone"] == ["类别"]
    assert page.context["filters"].wanted() == TrayFilter(text="x")
