"""The pages of events and points: what each role reads and can press, in words."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from factories import areas as make
from factories.incidents import DISPUTE, PLAIN, Way, photo
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, Role
from fengqiao.incidents import selectors, services
from fengqiao.incidents.selectors import IncidentView, State, Step
from fengqiao.points import services as points

pytestmark = pytest.mark.django_db


@pytest.fixture
def way() -> Way:
    return Way.lay()


def client_of(actor: Actor, language: str = "zh-hans") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(actor: Actor, event: IncidentView) -> str:
    return client_of(actor).get(reverse("incidents:page", args=[event.code])).content.decode()


def press(actor: Actor, event: IncidentView, name: str, *more: str, **data: object) -> int:
    return client_of(actor).post(reverse(f"incidents:{name}", args=[event.code, *more]), data).status_code


def now(event: IncidentView) -> State:
    return selectors.incident(SYSTEM, event.id).state


def test_the_page_tells_the_whole_story(way: Way) -> None:
    event = way.until(Step.CLOSE)
    page = read(way.operator, event)
    for words in (
        "已结案",
        "已受理",
        "派遣给 测试村委会",
        "已签收，开始处置",
        "处置后照片",
        "核查通过",
        "都已安全离开",
    ):
        assert words in page
    assert way.secretary.name in page
    assert event.spoken in page


def test_the_page_says_who_holds_it(way: Way) -> None:
    event = way.until(Step.SIGN)
    assert f"目前由 {way.secretary.name} · 测试村委会 负责" in read(way.operator, event)
    assert "指挥中心" in read(way.operator, way.reported())


def test_the_operator_checks_and_closes(way: Way) -> None:
    event = way.until(Step.FEEDBACK)
    assert reverse("incidents:check", args=[event.code]) in read(way.operator, event)
    assert press(way.operator, event, "check", passed="1", note="看过照片") == 302
    assert now(event) is State.CHECKED
    assert reverse("incidents:close", args=[event.code]) in read(way.operator, event)
    assert press(way.operator, event, "close") == 302
    assert now(event) is State.CLOSED


def test_who_may_not_check_sees_no_button_and_gets_404(way: Way) -> None:
    event = way.until(Step.FEEDBACK)
    assert reverse("incidents:check", args=[event.code]) not in read(way.secretary, event)
    assert press(way.secretary, event, "check", passed="1") == 404
    assert now(event) is State.HANDLED


def test_who_handled_it_is_told_why_they_cannot_check(way: Way) -> None:
    event = way.until(Step.SIGN)
    both = make.actor(Role.OPERATOR, way.village)
    services.add_evidence(incident_id=event.id, kind="after", content=photo(), actor=both)
    services.feedback(incident_id=event.id, note="x", actor=way.secretary)
    page = read(both, event)
    assert "须由他人核查" in page
    assert reverse("incidents:check", args=[event.code]) not in page
    answer = client_of(both).post(reverse("incidents:check", args=[event.code]), {"passed": "1"})
    assert answer.status_code == 409
    assert "须由他人核查" in answer.content.decode()


def test_closing_twice_is_refused_with_words(way: Way) -> None:
    event = way.until(Step.CLOSE)
    answer = client_of(way.operator).post(reverse("incidents:close", args=[event.code]))
    assert answer.status_code == 409
    assert "请刷新页面" in answer.content.decode()


def test_a_dispute_asks_for_its_outcome(way: Way) -> None:
    event = way.until(Step.PASS, DISPUTE)
    assert "引导诉讼" in read(way.operator, event)
    assert press(way.operator, event, "close") == 409
    assert press(way.operator, event, "close", outcome="to_court") == 302
    assert now(event) is State.CLOSED


def test_the_whole_way_can_be_pressed(way: Way) -> None:
    event = way.reported()
    other = way.reported()
    assert other.spoken in read(way.operator, event)  # is it one of these?
    assert press(way.operator, event, "step", "accept") == 302
    assert press(way.dispatcher, event, "step", "dispatch") == 302
    assert press(way.secretary, event, "step", "sign") == 302
    assert press(way.secretary, event, "step", "feedback", note="x") == 409
    file = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
    assert press(way.secretary, event, "step", "feedback", note="都已离开", photo=file) == 302
    assert now(event) is State.HANDLED
    assert press(way.operator, other, "step", "merge", note="同一件事", into=str(event.id)) == 302
    assert now(other) is State.MERGED


@pytest.mark.parametrize("step", ["close", "undo", "archive", "nonsense", "report"])
def test_steps_without_a_button_are_not_there(way: Way, step: str) -> None:
    assert press(way.operator, way.reported(), "step", step) == 404


def test_a_code_leads_to_the_event_however_it_is_written(way: Way) -> None:
    event = way.reported()
    answer = client_of(way.operator).get(f"/incidents/{event.code[:4].lower()}-{event.code[4:]}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/incidents/{event.code}/")


def test_the_list_filters_and_pages(way: Way) -> None:
    for _ in range(31):
        way.reported(PLAIN)
    client = client_of(way.operator)
    first = client.get("/incidents/").content.decode()
    assert "31 件事件" in first
    assert first.count("<tr>") == 31  # thirty and the head
    assert client.get("/incidents/?page=2").content.decode().count("<tr>") == 2
    assert "这里还没有事件" in client.get("/incidents/?show=over").content.decode()
    assert client.get("/incidents/?show=nonsense&page=x").status_code == 200
    assert client.get("/incidents/?show=nonsense&q=%00").status_code == 302


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_a_statement_tells_what_for_by_which_rule_and_links_to_it(way: Way, language: str) -> None:
    event = way.until(Step.PASS)
    assert way.secretary.person_id is not None
    services.credit(
        incident_id=event.id, person_id=way.secretary.person_id, rule="valid_event", reason="到场", actor=SYSTEM
    )
    expected = {
        "zh-hans": ("有效事件办结", "第 1 版", "待入账", "核查结案后生效", "已入账"),
        "zh-hant": ("有效事件辦結", "第 1 版", "待入賬", "核查結案後生效", "已入賬"),
        "en": ("Valid event, closed", "version 1", "pending", "Becomes good when", "posted"),
    }[language]
    client = client_of(way.secretary, language)
    pending = client.get("/points/").content.decode()
    for words in (*expected[:4], "到场", f'href="/incidents/{event.code}/"'):
        assert words in pending
    way.take(Step.CLOSE, event)
    assert expected[3] not in client.get("/points/").content.decode()


def test_the_clerk_reads_a_statement_and_the_neighbour_does_not(way: Way) -> None:
    assert way.village.parent_id is not None
    clerk = make.actor(Role.STUDIO_CLERK, way.village.parent_id)
    address = f"/points/{way.secretary.person_id}/"
    assert client_of(clerk).get(address).status_code == 200
    assert client_of(way.secretary).get(address).status_code == 200
    assert client_of(way.operator).get(address).status_code == 404


def test_points_stand_on_the_event_page_for_those_who_may_read_them(way: Way) -> None:
    event = way.reported()
    assert way.secretary.person_id is not None
    services.credit(
        incident_id=event.id, person_id=way.secretary.person_id, rule="valid_event", reason="到场", actor=SYSTEM
    )
    assert f"/points/{way.secretary.person_id}/" in read(way.secretary, event)
    assert "/points/" not in read(way.operator, event).split("<main")[1].split("</main>")[0]


def test_a_picture_is_served_privately(way: Way) -> None:
    event = way.until(Step.FEEDBACK)
    pk = selectors.evidence_of(event.id)[0].id
    answer = client_of(way.operator).get(reverse("incidents:picture", args=[event.code, pk]))
    assert (answer["Content-Type"], answer["Cache-Control"].split(",")[0]) == ("image/jpeg", "private")


def test_titles_of_events_and_notes_are_escaped(way: Way) -> None:
    event = way.reported(title="<script>alert(1)</script>")
    services.reject(incident_id=event.id, reason="<img src=x>", actor=way.operator)
    page = read(way.operator, event)
    assert "<script>alert" not in page
    assert "<img src=x>" not in page


def test_refusals_speak_the_language_of_the_moment(way: Way) -> None:
    event = way.reported()
    with translation.override("zh-hant"), pytest.raises(services.StepNotTaken, match="請刷新頁面"):
        services.close(incident_id=event.id, actor=way.operator)
    with translation.override("en"), pytest.raises(services.StepNotTaken, match="Reload the page"):
        services.close(incident_id=event.id, actor=way.operator)
    assert points.verify() == []
