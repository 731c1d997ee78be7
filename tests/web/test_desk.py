"""The desk writes down what people say: drafts that survive, one event however often it is sent, neighbours joined."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import areas as make
from factories.incidents import DANGER, DEPTH, NUMBER, PLAIN, WATER, Way, asking, photo
from fengqiao.areas import services as draw
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, Role
from fengqiao.incidents import selectors, services
from fengqiao.incidents.forms.desk import as_position
from fengqiao.incidents.selectors import State, desk

pytestmark = pytest.mark.django_db
NEW = "/incidents/new/"


@pytest.fixture
def way() -> Way:
    return Way.lay()


def client_of(actor: Actor) -> Client:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def sheet(way: Way, **more: Any) -> dict[str, Any]:
    return {
        "form_id": str(uuid4()),
        "source": "hotline",
        "name": "陈大文",
        "phone": "13800001234",
        "title": "路灯坏了",
        "category": PLAIN,
        "description": "晚上看不见路",
        "area": str(way.village.id),
        "place": "村口第三根灯杆",
        **more,
    }


def opened() -> list[selectors.IncidentView]:
    return selectors.incidents(SYSTEM)


def test_what_is_written_down_is_an_event_with_its_caller_and_a_receipt(way: Way) -> None:
    client = client_of(way.operator)
    assert "路灯坏了" not in client.get(NEW).content.decode()
    data = sheet(way, position="113.635，23.785", photo=SimpleUploadedFile("a.jpg", photo(), "image/jpeg"))
    answer = client.post(NEW, data)
    assert answer.status_code == 302
    [event] = opened()
    assert (event.state, event.source.value, event.title) == (State.REPORTED, "hotline", "路灯坏了")
    assert (event.lon, event.lat) == (113.635, 23.785)
    assert len(selectors.evidence_of(event.id)) == 1
    [follower] = selectors.followers_of(event.id, masked=False)
    assert (follower.name, follower.phone) == ("陈大文", "13800001234")
    page = client.get(answer["Location"]).content.decode()
    ticket = services.desk_ticket(UUID(data["form_id"]), way.operator)
    assert event.spoken in page
    assert f"/f/{ticket}/" in page
    assert "<svg" in page
    assert desk.followed_with(ticket) == event
    assert client_of(way.dispatcher).get(answer["Location"]).status_code == 404  # not their sheet


def test_sent_twice_it_is_one_event(way: Way) -> None:
    client, data = client_of(way.operator), sheet(way)
    assert client.post(NEW, data).status_code == 302
    assert client.post(NEW, data).status_code == 302
    assert len(opened()) == 1


def test_a_draft_survives_and_becomes_the_event(way: Way) -> None:
    client = client_of(way.operator)
    data = sheet(way)
    answer = client.post(f"{NEW}save/", {**data, "title": "路灯"}, headers={"X-Requested-With": "fetch"})
    assert answer.json()["near"].strip() == ""
    assert "路灯" in client.get(NEW).content.decode()
    page = client.get(NEW, {"draft": data["form_id"]}).content.decode()
    assert "村口第三根灯杆" in page
    assert client_of(way.dispatcher).get(NEW, {"draft": data["form_id"]}).content.decode().count("村口第三根灯杆") == 0
    assert client.post(NEW, data).status_code == 302
    assert selectors.drafts(way.operator) == []
    other = sheet(way)
    assert client.post(f"{NEW}save/", other).status_code == 302
    assert client_of(way.dispatcher).post(f"{NEW}{other['form_id']}/discard/").status_code == 404
    assert client.post(f"{NEW}{other['form_id']}/discard/").status_code == 302
    assert selectors.drafts(way.operator) == []


def test_a_neighbours_report_is_shown_before_sending_and_joined(way: Way) -> None:
    known = way.reported(PLAIN, title="村口路灯坏了", lon=113.635, lat=23.785)
    client, data = client_of(way.operator), sheet(way, position="113.635,23.785")
    answer = client.post(f"{NEW}save/", data, headers={"X-Requested-With": "fetch"}).json()
    assert known.code in answer["seen"]
    assert "村口路灯坏了" in answer["near"]
    asked = client.post(NEW, data)
    assert asked.status_code == 409  # they were not shown on this page yet
    assert "村口路灯坏了" in asked.content.decode()
    assert len(opened()) == 1
    joined = client.post(NEW, {**data, "into": str(known.id)})
    assert joined.status_code == 302
    assert len(opened()) == 1
    assert [one.phone for one in selectors.followers_of(known.id, masked=False)] == ["13800001234"]
    assert known.spoken in client.get(joined["Location"]).content.decode()
    new = sheet(way, position="113.635,23.785", seen=answer["seen"])
    assert client.post(NEW, new).status_code == 302  # it was looked at, and is another matter
    assert len(opened()) == 2


def test_what_is_wrong_is_said_and_nothing_is_lost(way: Way) -> None:
    client = client_of(way.operator)
    for wrong, words in (
        ({"place": ""}, "在什么地方"),
        ({"phone": "abc"}, "电话"),
        ({"position": "hier"}, "113.6350"),
        ({"position": "200, 95"}, "位置"),
        ({"category": "nonsense"}, "类别"),
        ({"area": str(make.village().id)}, "村"),
        ({"form_id": "x"}, ""),
        ({"photo": SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")}, "照片"),
    ):
        answer = client.post(NEW, sheet(way, **wrong))
        page = answer.content.decode()
        assert answer.status_code == 422, wrong
        assert words in page
        assert "晚上看不见路" in page
    assert opened() == []


def test_a_draft_outlives_its_category(way: Way) -> None:
    client = client_of(way.operator)
    given = sheet(way)
    client.post(f"{NEW}save/", given, headers={"X-Requested-With": "fetch"})
    services.withdraw_category(code=PLAIN, reason="new list", actor=SYSTEM)
    page = client.get(NEW, {"draft": given["form_id"]}).content.decode()
    assert "晚上看不见路" in page
    answer = client.post(NEW, given)
    assert answer.status_code == 422
    assert "晚上看不见路" in answer.content.decode()
    assert opened() == []
    assert client.post(NEW, given | {"category": WATER}).status_code == 302
    assert [one.description for one in opened()] == ["晚上看不见路"]


def test_an_anonymous_caller_leaves_nothing(way: Way) -> None:
    client = client_of(way.operator)
    assert client.post(NEW, sheet(way, anonymous="on")).status_code == 302
    [follower] = selectors.followers_of(opened()[0].id, masked=False)
    assert (follower.name, follower.phone, follower.anonymous) == ("", "", True)


def test_a_council_member_gets_the_receipt_without_the_events_page(way: Way) -> None:
    assert way.village.parent_id is not None
    council = make.actor(Role.COUNCIL_MEMBER, way.village)
    client = client_of(council)
    answer = client.post(NEW, sheet(way, source="visit"))
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert opened()[0].spoken in page
    assert f'href="/incidents/{opened()[0].code}/"' not in page


def test_lists_are_found_by_pinyin_initials_and_code(way: Way) -> None:
    [found] = [one for one in desk.category_choices() if one.value == PLAIN]
    assert found.find.split() == ["测试类", "ceshilei", "csl", PLAIN]
    page = client_of(way.operator).get(NEW).content.decode()
    assert 'data-find="测试类 ceshilei csl' in page


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("113.635, 23.785", (113.635, 23.785)),
        ("23.785，113.635", (113.635, 23.785)),
        ("113.635 23.785", (113.635, 23.785)),
        ("113.635", None),
        ("a,b", None),
        ("113,23,4", None),
    ],
)
def test_a_position_is_read_in_either_order(text: str, position: tuple[float, float] | None) -> None:
    assert as_position(text) == position


def test_the_categorys_own_questions_are_asked_kept_and_answered(way: Way) -> None:
    client, lamp = client_of(way.operator), asking(NUMBER, DANGER)
    data = sheet(way, category=lamp, **{"answer-number": "灯 7", "answer-danger": "yes"})
    kept = client.post(f"{NEW}save/", data, headers={"X-Requested-With": "fetch"}).json()
    assert kept["category"] == lamp
    assert 'name="answer-number" value="灯 7"' in kept["questions"]
    assert "灯 7" in client.get(NEW, {"draft": data["form_id"]}).content.decode()
    plain = client.post(f"{NEW}save/", sheet(way), headers={"X-Requested-With": "fetch"}).json()
    assert plain["questions"] == ""
    assert client.post(NEW, data).status_code == 302
    [event] = opened()
    assert event.details == {"number": "灯 7", "danger": True}


def test_an_answer_that_does_not_fit_is_said_and_nothing_is_lost(way: Way) -> None:
    client = client_of(way.operator)
    answer = client.post(NEW, sheet(way, category=asking(NUMBER), **{"answer-number": "长" * 41}))
    assert answer.status_code == 422
    assert "编号" in answer.content.decode()
    assert opened() == []


def test_a_question_that_must_be_answered_is_asked_first(way: Way) -> None:
    category = asking(DEPTH)
    client = client_of(way.operator)
    answer = client.post(NEW, sheet(way, category=category))
    assert answer.status_code == 422
    assert 'name="answer-depth"' in answer.content.decode()
    assert client.post(NEW, sheet(way, category=category, **{"answer-depth": "120"})).status_code == 302
    [event] = opened()
    assert event.details == {"depth": 120}


def test_the_map_shows_the_village_then_the_place_and_nothing_of_other_peoples(way: Way) -> None:
    draw.draw_boundary(area_id=way.village.id, outline=make.square(), actor=SYSTEM)
    client = client_of(way.operator)
    whole = client.get(f"{NEW}map/", {"area": str(way.village.id)}).content.decode()
    near = client.get(f"{NEW}map/", {"lon": "113.635", "lat": "23.785", "metres": "1"}).content.decode()
    assert 'data-closer=""' in near
    assert 'data-closer=""' not in whole
    assert 'class="pinmap__village"' in whole
    assert client.get(f"{NEW}map/", {"area": str(uuid4())}).status_code == 204
    assert client.get(f"{NEW}map/", {"lon": "x"}).status_code == 404
