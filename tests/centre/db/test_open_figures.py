"""Figures open to exactly the records that they count, and what people told of themselves goes again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from factories import centre as make_centre
from factories.incidents import photo
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.centre import services
from fengqiao.centre.models import Booking, Visit
from fengqiao.centre.selectors import figures, matters, visits
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours

pytestmark = pytest.mark.django_db
MARCH = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def test_each_figure_opens_to_as_many_lines_as_it_says() -> None:
    house = make_centre.centre()
    member = make_centre.member(house)
    with clock.fixed(MARCH):
        first = make_centre.visit(house, "台阶没有标记", name="甲")
        make_centre.visit(house, "台阶没有标记", name="甲")  # the same once more
        make_centre.visit(house, "路灯不亮")
    with clock.fixed(MARCH + timedelta(days=30)):
        make_centre.visit(house, "<i>楼道灯</i>坏了")
        services.solve(matter_id=first.matter_id, words="刷了漆", actor=SYSTEM)
    found = figures.figures(house.id)
    total, lines = visits.visits_between(house.id)
    assert (found.visits, total, len(lines)) == (4, 4, 4)
    march, april = figures.months(house.id)
    assert [march.visits, march.solved, april.visits, april.solved] == [3, 0, 1, 1]
    for month in (march, april):
        counted, shown = visits.visits_between(house.id, since=month.first, until=month.last)
        assert counted == len(shown) == month.visits
        solved = matters.matters_of(house.id, show="solved", solved=(month.first, month.last))
        assert len(solved) == month.solved
    client = client_of(member)
    page = client.get(f"/centre/{house.id}/visits/").content.decode()
    assert page.count("<tr>") == 1 + 4
    assert "<i>" not in page
    for bad in ("?page=0", "?page=x", "?page=99999999999999999999", "?since=2026-13-40", "?page=²"):
        assert client.get(f"/centre/{house.id}/visits/{bad}").status_code == 200
        assert client.get(f"/centre/{house.id}/matters/{bad}&show=all").status_code == 200
    narrowed = f"?show=solved&solved_from={april.first}&solved_to={april.last}"
    assert client.get(f"/centre/{house.id}/matters/{narrowed}").content.decode().count("<tr>") == 1 + 1


def test_a_long_list_goes_on_on_the_next_page(monkeypatch: pytest.MonkeyPatch) -> None:
    house = make_centre.centre()
    monkeypatch.setattr(visits, "PER_LIST", 2)
    for number in range(3):
        make_centre.visit(house, f"第{number}件")
    total, second = visits.visits_between(house.id, first=2, limit=2)
    assert (total, len(second)) == (3, 1)
    client = client_of(make_centre.member(house))
    assert 'rel="next"' in client.get(f"/centre/{house.id}/visits/").content.decode()


def test_at_their_wish_a_visitor_is_forgotten_everywhere(django_capture_on_commit_callbacks: object) -> None:
    house = make_centre.centre()
    member = make_centre.member(house)
    canary = "金丝雀"
    visit = make_centre.visit(
        house, f"我是{canary}，台阶没有标记", name=canary, phone="1000000777", photo=photo(), voice=make_centre.voice()
    )
    files = [Visit.objects.get(pk=visit.id).photo, Visit.objects.get(pk=visit.id).voice]
    with pytest.raises(NotYours):
        services.forget_visitor(visit_id=visit.id, actor=make_centre.member(make_centre.centre()))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(member).post(f"/centre/visits/{visit.id}/forget/")
    assert answer.status_code == 302
    row = Visit.objects.get(pk=visit.id)
    assert (row.name, row.phone, row.words, row.photo, row.voice) == ("", "", "", "", "")
    assert not any(default_storage.exists(name) for name in files)
    assert canary not in matters.matter(SYSTEM, visit.matter_id).title
    assert canary not in Client().get(f"/n/f/{visit.code}/").content.decode()
    assert all(entry.private is None for entry in journal.history(f"visit:{visit.id}"))
    assert figures.figures(house.id).visits == 1
    assert journal.verify() == []


def test_after_a_year_who_came_and_who_had_a_room_goes_by_itself() -> None:
    house = make_centre.centre()
    with clock.fixed(MARCH):
        over, still = make_centre.visit(house, "台阶", name="甲"), make_centre.visit(house, "路灯不亮", name="乙")
        services.answer(matter_id=over.matter_id, words="好了", actor=SYSTEM)
        booking = make_centre.booking(make_centre.room(house))
    year = timedelta(days=services.KEEP_DAYS)
    for later, gone in ((year, 0), (year + timedelta(days=1), 1), (year + timedelta(days=3), 1)):
        with clock.fixed(MARCH + later):
            assert services.forget_old() == gone
    names = dict(Visit.objects.values_list("id", "name"))
    assert (names[over.id], names[still.id]) == ("", "乙")
    assert Visit.objects.get(pk=over.id).words == "台阶"
    row = Booking.objects.get(pk=booking.id)
    assert (row.name, row.phone) == ("", "")
    assert all(entry.private is None for entry in journal.history(f"booking:{booking.id}"))


def test_the_page_of_what_is_kept_names_the_same_days_as_the_timer() -> None:
    house = make_centre.centre()
    page = Client().get(f"/n/{house.key}/privacy/").content.decode()
    assert str(services.KEEP_DAYS) in page
    assert str(services.SIGNUP_KEPT.days) in page
    assert Client().get("/n/nothing/privacy/").status_code == 404
