"""The search page: marked hits, an honest count, filters, and what it says when there is nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factories.incidents import Way
from fengqiao.areas.models import User
from fengqiao.areas.selectors import Actor
from fengqiao.core import journal
from fengqiao.incidents import services
from fengqiao.incidents.selectors import search

pytestmark = pytest.mark.django_db


@pytest.fixture
def way() -> Way:
    return Way.lay()


def page(actor: Actor, **query: object) -> str:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("incidents:search"), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_hits_are_marked_and_counted(way: Way) -> None:
    event = way.reported(title="河边有人<戏水>", particulars=services.Particulars(description="孩子在河边玩水"))
    for typed in ("河边", "hebian", "hb"):
        answer = page(way.operator, q=typed)
        assert "<mark>河边</mark>有人&lt;戏水&gt;" in answer
        assert event.spoken in answer
        assert "1 件" in answer
    assert "孩子在<mark>河边</mark>玩水" in page(way.operator, q="hebian")
    assert "没有找到" in page(way.operator, q="河边", show="over")
    assert event.spoken in page(way.operator, q="河边", area=way.village.id, source="camera", since="2020-01-01")
    assert "没有找到" in page(way.operator, q="河边", until="2020-01-01")


def test_very_many_hits_say_so_and_have_older_ones(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_COUNTED", 2)
    monkeypatch.setattr(search, "PAGE", 2)
    for _ in range(3):
        way.reported()
    answer = page(way.operator, q="水域")
    assert "超过 2 件" in answer
    assert "更早的" in answer


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": "\0"},
        {"q": "'; --", "area": "x", "category": "x", "source": "x", "since": "x", "until": "9999-99-99", "before": "x"},
        {"q": "河边", "show": "x", "before": "2026-01-01|x"},
        {"q": "x" * 5000},
        {"q": "河边", "until": "9999-12-31"},
    ],
)
def test_whatever_is_asked_is_answered(way: Way, query: dict[str, str]) -> None:
    assert "查找事件" in page(way.operator, **query)


def test_a_telephone_number_is_looked_for_at_the_desk_and_noted(way: Way) -> None:
    contact = services.Contact(ticket="t" * 20, phone="13900004321")
    event = way.reported(particulars=services.Particulars(contact=contact))
    assert event.spoken in page(way.operator, q="139-0000-4321")
    assert journal.history(f"person:{way.operator.person_id}")[-1].kind == "incidents.searched_by_phone"
    assert event.spoken not in page(way.secretary, q="139-0000-4321")


def test_the_list_hands_its_search_over(way: Way) -> None:
    client = Client()
    user = User.objects.get(pk=way.operator.user_id)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert reverse("incidents:search") in client.get(reverse("incidents:list")).content.decode()
    answer = client.get(reverse("incidents:list"), {"q": "河边"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("incidents:search"))
