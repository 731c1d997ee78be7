"""The page of an event: everything that the right person may do with it can be done there, and nobody else sees it."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories import areas as make
from factories.incidents import DANGER, DEPTH, NUMBER, PLAIN, WATER, Way, asking, incident, photo
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, OrganisationView, Role
from fengqiao.incidents import selectors, services
from fengqiao.incidents.selectors import IncidentView, State, Step
from fengqiao.incidents.selectors.acts import acts

pytestmark = pytest.mark.django_db


@pytest.fixture
def way() -> Way:
    return Way.lay()


def office(way: Way, name: str) -> tuple[OrganisationView, Actor]:
    organisation = make.organisation(way.village, name=name)
    for code in (WATER, PLAIN):
        services.set_route(
            category=code,
            area_id=way.village.id,
            organisation_id=organisation.id,
            part=services.RulePart.ABLE,
            actor=SYSTEM,
        )
    return organisation, make.actor(Role.HANDLER, way.village, organisation_id=organisation.id)


def deadlines() -> None:
    services.load_catalogue(services.shipped_catalogue(), actor=SYSTEM)
    services.load_deadlines(services.shipped_deadlines(), actor=SYSTEM)


def client_of(actor: Actor) -> Client:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(actor: Actor, event: IncidentView) -> str:
    return client_of(actor).get(reverse("incidents:page", args=[event.code])).content.decode()


def forms(page: str) -> dict[str, str]:
    """The forms of a page by the last part of their address, each with its text."""
    found = re.findall(r'<form method="post" action="/incidents/[^/]+/(?:acts/|steps/)?([^/]+)/".*?</form>', page, re.S)
    whole = re.findall(r'(<form method="post" action="/incidents/[^/]+/.*?</form>)', page, re.S)
    return dict(zip(found, whole, strict=True))


def press(actor: Actor, event: IncidentView, name: str, **data: object) -> None:
    """Fill in the form that stands on the actor's page and send it, with its hidden fields."""
    page = read(actor, event)
    offered = forms(page)
    assert name in offered, f"{name} is not among {sorted(offered)}"
    form = offered[name]
    address = html.unescape(re.findall(r'action="([^"]+)"', form)[0])
    hidden = dict(re.findall(r'<input type="hidden" name="(target)" value="([^"]*)"', form))
    answer = client_of(actor).post(address, {**hidden, **data})
    assert answer.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())[:3000]


def now(event: IncidentView) -> State:
    return selectors.incident(SYSTEM, event.id).state


def jpeg(shade: int = 60) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{shade}.jpg", photo(shade), "image/jpeg")


def test_the_long_way_can_be_pressed_by_the_right_people(way: Way) -> None:
    deadlines()
    police, officer = office(way, "派出所")
    water, engineer = office(way, "水务所")
    resident = services.Contact(ticket="a" * 32, name="陈大文", phone="13800001234")
    event = way.reported(source="hotline", particulars=services.Particulars(contact=resident))
    press(way.operator, event, "accept")
    page = read(way.dispatcher, event)
    assert "测试村委会" in page
    assert "规则：" in page  # why it would go there
    press(way.dispatcher, event, "dispatch", lead=str(police.id), joint=[str(water.id)], note="先到现场")
    press(engineer, event, "task-refuse", note="不归我们管")
    press(officer, event, "return", note="应由村里先看")
    assert now(event) is State.ACCEPTED
    press(way.dispatcher, event, "dispatch", lead=str(way.committee.id))
    press(way.secretary, event, "sign")
    press(way.secretary, event, "task-ask_again", note="需要放下水闸")
    press(engineer, event, "task-accept")
    until = timezone.localdate() + timedelta(days=9)
    press(way.secretary, event, "suspend", until=until.isoformat(), note="春节放假")
    assert "request-decide" not in forms(read(way.secretary, event))
    press(way.dispatcher, event, "request-decide", passed="1", note="同意")
    assert "时限暂停" in read(way.secretary, event)
    press(way.secretary, event, "request-resume")
    press(engineer, event, "task-answer", note="水闸已放下", photo=jpeg(10))
    press(way.secretary, event, "feedback", note="都已离开", photo=jpeg(20))
    press(way.operator, event, "check", passed="0", note="照片看不清")
    press(way.secretary, event, "feedback", note="补拍", photo=jpeg(30))
    press(way.operator, event, "check", passed="1")
    press(way.operator, event, "close")
    page = read(way.operator, event)
    assert "陈**" in page
    assert "138****1234" in page
    assert "13800001234" not in page
    address = reverse("incidents:act", args=[event.code, "reveal"])
    assert client_of(way.operator).post(address, {"note": ""}).status_code == 422
    shown = client_of(way.operator).post(address, {"note": "回访"}).content.decode()
    assert "13800001234" in shown
    assert "查看了姓名和电话" in read(way.operator, event)  # who looked stands in the history
    assert "13800001234" not in read(way.operator, event)
    assert client_of(way.secretary).post(address, {"note": "好奇"}).status_code == 404
    follower = selectors.followers_of(event.id)[0]
    press(way.operator, event, "rate", stars="4", follower=str(follower.id), note="很快")
    assert now(event) is State.RATED
    press(way.dispatcher, event, "reopen", note="又有人下水")
    assert now(event) is State.REOPENED
    page = read(way.dispatcher, event)
    for words in ("水务所 不参加协同", "水务所 已完成", "满意度 4 星", "已批准挂起", "时限恢复计时"):
        assert words in page, words


def test_what_is_refused_comes_back_with_what_was_typed(way: Way) -> None:
    event = way.until(Step.SIGN)
    answer = client_of(way.secretary).post(
        reverse("incidents:step", args=[event.code, "feedback"]), {"note": "长长的说明"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "长长的说明" in forms(page)["feedback"]
    assert "照片" in page
    answer = client_of(way.secretary).post(reverse("incidents:step", args=[event.code, "return"]), {"note": " "})
    assert answer.status_code == 422
    assert now(event) is State.HANDLING


def test_who_comes_second_is_told_so_and_keeps_what_was_typed(way: Way) -> None:
    event = way.until(Step.SIGN)
    client = client_of(way.secretary)
    assert "feedback" in forms(read(way.secretary, event))
    way.take(Step.FEEDBACK, event)
    way.take(Step.PASS, event)
    answer = client.post(reverse("incidents:step", args=[event.code, "feedback"]), {"note": "我写了很久的说明"})
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "我写了很久的说明" in told
    assert 'role="alert"' in told
    assert now(event) is State.CHECKED


def test_each_reader_is_offered_their_own_next_thing(way: Way) -> None:
    event = way.until(Step.DISPATCH)
    assert way.village.parent_id is not None
    clerk = make.actor(Role.STUDIO_CLERK, way.village.parent_id)
    stranger = office(way, "别的单位")[1]
    names = {who: acts(who, event.id) for who in (way.secretary, way.operator, clerk)}
    first = names[way.secretary].first
    assert first is not None
    assert first.name == "sign"
    assert names[way.operator].first is None
    assert {one.name for one in names[way.operator].all} >= {"withdraw", "transfer", "remind", "supervise", "judge"}
    assert "sign" not in {one.name for one in names[way.operator].all}
    assert names[clerk].all == ()
    assert client_of(stranger).get(reverse("incidents:page", args=[event.code])).status_code == 404


def test_side_records_can_be_pressed(way: Way) -> None:
    deadlines()
    helper, mate = office(way, "供电所")
    event = way.until(Step.SIGN)
    press(way.operator, event, "judge", severity="serious", scale="group", note="孩子多")
    press(way.operator, event, "remind", note="请尽快")
    press(way.secretary, event, "reminder-reply", note="下午去")
    press(way.operator, event, "supervise", level="2", note="重点水域")
    press(way.secretary, event, "supervision-answer", note="已安排人守")
    press(way.operator, event, "supervision-lift", note="已落实")
    press(way.secretary, event, "join-ask", organisation=str(helper.id), note="装灯")
    press(mate, event, "extend", amount="2", note="缺料")
    press(way.dispatcher, event, "request-decide", passed="0", note="抓紧")
    press(mate, event, "task-answer", note="已装好")
    press(way.secretary, event, "extend", amount="1", note="下雨")
    press(way.secretary, event, "request-take_back")
    page = read(way.operator, event)
    for words in ("较大 · 一般群体性", "催办 测试村委会", "督办", "供电所 已完成", "未批准延期"):
        assert words in page, words


def test_merging_keeps_both_histories_and_can_be_undone(way: Way) -> None:
    one, two = way.reported(), way.reported()
    press(way.operator, two, "merge", into=str(one.id), note="同一件事")
    assert now(two) is State.MERGED
    assert two.code in read(way.operator, one)
    press(way.dispatcher, two, "undo", note="不是同一件")
    assert now(two) is State.REPORTED
    press(way.operator, two, "merge", other=one.spoken, note="还是同一件")
    assert now(two) is State.MERGED
    own = client_of(way.operator).post(
        reverse("incidents:step", args=[one.code, "merge"]), {"other": one.code, "note": "x"}
    )
    assert own.status_code == 409


def test_solved_on_the_spot_and_the_sample_check(way: Way) -> None:
    reporter = way.secretary
    event = way.reported(PLAIN, source="patrol", reporter_id=reporter.person_id)
    press(reporter, event, "solve", note="当场清走", before=jpeg(1), photo=jpeg(2))
    assert now(event) is State.CLOSED
    assert services.draw_samples(share=1.0) == 1
    assert "sample-check" not in forms(read(reporter, event))
    press(way.operator, event, "sample-check", passed="0", note="又堆上了")
    assert now(event) is State.REOPENED


def test_before_and_after_stand_side_by_side_with_a_slider(way: Way) -> None:
    event = way.reported()
    services.add_evidence(incident_id=event.id, kind="before", content=photo(5), actor=SYSTEM)
    assert "data-compare-range" not in read(way.operator, event)
    services.add_evidence(incident_id=event.id, kind="after", content=photo(6), actor=SYSTEM)
    page = read(way.operator, event)
    assert 'type="range"' in page
    assert "incidents/compare" in page


def test_acts_of_others_are_not_there(way: Way) -> None:
    event = way.until(Step.SIGN)
    own = way.secretary
    for actor, act in ((own, "supervise"), (own, "judge"), (own, "sign"), (own, "nonsense"), (own, "check")):
        answer = client_of(actor).post(
            reverse("incidents:act", args=[event.code, act]), {"note": "x", "level": "1", "severity": "major"}
        )
        assert answer.status_code == 404, act
    elsewhere = incident(make.village())
    assert client_of(own).post(reverse("incidents:act", args=[elsewhere.code, "remind"])).status_code == 404


def test_what_was_answered_to_the_categorys_questions_is_read_by_all_who_need_it(way: Way) -> None:
    colour: dict[str, object] = {
        "name": "colour",
        "type": "choice",
        "titles": {"zh-hans": "颜色"},
        "choices": [{"value": "r", "titles": {"zh-hans": "红色"}}, {"value": "g", "titles": {"zh-hans": "绿色"}}],
    }
    code = asking(DEPTH, DANGER, NUMBER, colour, code="test-answers")
    services.set_route(category=code, area_id=way.village.id, organisation_id=way.committee.id, actor=SYSTEM)
    ticket = services.fresh_ticket()
    answers = {"depth": "35", "danger": "yes", "colour": "g", "number": "<b>7</b>"}
    report = services.ResidentReport(
        ticket=ticket, category=code, area_id=way.village.id, place="桥下", answers=answers
    )
    event = services.report(report)
    for step in (Step.ACCEPT, Step.DISPATCH):
        way.take(step, event)
    client = client_of(way.secretary)
    sheet = client.get(reverse("incidents:sheet", args=[event.code])).content.decode()
    own = Client(headers={"Accept-Language": "zh-hans"}).get(f"/f/{ticket}/").content.decode()
    for page in (read(way.operator, event), read(way.secretary, event), sheet, own):
        plain = re.sub(r"\s+|<[^>]+>", "", page)
        for words in ("水深（厘米）35", "有人受伤的危险是", "颜色绿色", "编号&lt;b&gt;7&lt;/b&gt;"):
            assert words in plain
    everybody = Client(headers={"Accept-Language": "zh-hans"}).get(f"/f/{event.code}/").content.decode()
    assert "水深" not in everybody


def test_a_report_is_verified_by_who_is_asked_and_read_by_the_desk(way: Way) -> None:
    worker = make.actor(Role.GRID_WORKER, way.village)
    event = way.reported(PLAIN, source="resident")
    mine = reverse("fieldwork:my_tasks")
    link = f"/incidents/{event.code}/"
    assert worker.name in forms(read(way.operator, event))["verify"]
    press(way.operator, event, "verify", verifier=str(worker.person_id))
    assert now(event) is State.VERIFYING
    assert link in client_of(worker).get(mine).content.decode()
    assert link in client_of(worker).get(reverse("incidents:tray")).content.decode()
    desk = read(way.operator, event)
    assert "verify-answer" not in forms(desk)
    assert worker.name in desk
    press(worker, event, "verify-answer", passed="0", note="现场没有积水", before=jpeg(3))
    assert "现场没有积水" in read(way.operator, event)
    assert link not in client_of(worker).get(mine).content.decode()
    assert len(selectors.evidence_of(event.id)) == 1
