"""A new centre opens its door step by step; its people come, hand over and go; a stale invitation opens nothing."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories import areas as make
from factories import centre as make_centre
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, Role, actor_of, with_account
from fengqiao.centre import selectors, services
from fengqiao.centre.models import Centre
from fengqiao.centre.selectors import CentreView, Right, Seat, rooms
from fengqiao.centre.selectors.setup import Task, checklist, left
from fengqiao.centre.services import CentreRefused, InputRefused, people
from fengqiao.core import clock
from fengqiao.core.errors import NotYours

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-passphrase-1"


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def address(name: str, house: CentreView, **more: str) -> str:
    return reverse(f"centre:{name}", kwargs={"pk": house.id, **more})


def test_a_centre_is_set_up_by_its_pages_and_the_list_ticks_itself() -> None:
    village = make.village()
    client = client_of(make.actor(Role.VILLAGE_SECRETARY, village))
    answer = client.post(reverse("centre:new"), {"name": "新邻里中心", "area": str(village.id)})
    house = selectors.centre_of(Centre.objects.get(name="新邻里中心").pk)
    assert answer["Location"] == address("setup", house)
    assert [one.task for one in checklist(house) if one.done] == [Task.HOURS]

    week = {f"day{number}": "8:00—12:00，14：30-21:00" for number in range(6)}
    about = {"name": "新邻里中心", "address": "新巷1号", "phone": "1000000200", "places": "巷口\n井边\n"}
    times = {"reception_from": "08:30", "reception_to": "11:30"}
    assert client.post(address("about", house), about | times | week | {"day6": "早上"}).status_code == 422
    assert client.post(address("about", house), about | times | week | {"day6": ""}).status_code == 302
    house = selectors.centre_of(house.id)
    assert (house.hours[0], house.hours[6]) == ([["08:00", "12:00"], ["14:30", "21:00"]], [])
    assert house.settings["places"] == ["巷口", "井边"]

    for _again in range(2):
        client.post(address("setup_act", house, act="rooms"))
    assert len(rooms.rooms(house.id)) == 6
    today = timezone.localdate(clock.now())
    for name in ("甲", "乙", "丙"):
        form = {"seat": "chair" if name == "甲" else "member", "name": name, "since": today.isoformat()}
        assert client.post(address("people_act", house, act="seat"), form).status_code == 302
    seated = selectors.members(house.id)
    invite(client, house, seated[0])
    client.post(
        address("roster_act", house, act="plan"),
        {f"day{number}": str(seated[number % 3].person_id) for number in range(5)}
        | {"until": (today + timedelta(days=30)).isoformat()},
    )
    client.post(address("setup_act", house, act="hung"), {"task": "plates"})
    client.post(address("setup_act", house, act="later"), {"task": "wall"})
    by_task = {one.task: one for one in checklist(selectors.centre_of(house.id))}
    assert {task for task, one in by_task.items() if not one.done} == {Task.ACCOUNTS, Task.WALL, Task.STRUCTURE}
    assert (by_task[Task.ACCOUNTS].number, by_task[Task.ACCOUNTS].of) == (1, 3)
    assert by_task[Task.WALL].later
    assert left(selectors.centre_of(house.id)) == 2
    page = client.get(address("setup", house))
    assert (page.status_code, "新邻里中心" in page.content.decode()) == (200, True)
    assert client.get(address("plates", house)).content[:5] == b"%PDF-"


def invite(client: Client, house: CentreView, term: selectors.TermView) -> None:
    page = client.post(address("people_act", house, act="invite"), {"term": str(term.id)})
    link = page.context["link"]
    form = {"username": "newchair", "password1": PASSWORD, "password2": PASSWORD}
    guest = Client()
    assert guest.get(link).status_code == 200
    assert guest.post(link, form | {"password2": "another"}).status_code == 422
    assert guest.post(link, form).status_code == 302
    account = actor_of(User.objects.get(username="newchair"))
    assert (account.person_id, account.has(Role.COUNCIL_MEMBER)) == (term.person_id, True)
    assert [one.id for one in selectors.centres(account)] == [house.id]
    assert guest.get(link).status_code == 404  # used


def test_a_secretary_opens_centres_only_at_home(home: AreaView) -> None:
    client = client_of(make.actor(Role.VILLAGE_SECRETARY, home))
    foreign = make.village()
    answer = client.post(reverse("centre:new"), {"name": "别处", "area": str(foreign.id)})
    assert (answer.status_code, Centre.objects.filter(name="别处").exists()) == (422, False)


@pytest.fixture
def home() -> AreaView:
    return make.village()


def test_an_invitation_runs_out_with_its_week_and_with_its_term() -> None:
    house = make_centre.centre()
    chair = make_centre.member(house, Seat.CHAIR)
    term = services.seat_newcomer(centre_id=house.id, name="新人", seat_wanted=Seat.MEMBER, actor=chair)
    token = services.invite(term_id=term.id, actor=chair)
    assert services.invited(token).name == "新人"
    for wrong in (token[:-1], f"{token}x", "", str(term.id)):
        with pytest.raises(NotYours):
            services.invited(wrong)
    services.end_term(term_id=term.id, last_day=timezone.localdate(clock.now()), actor=chair)
    with clock.fixed(clock.now() + timedelta(days=1)):
        with pytest.raises(NotYours):
            services.accept_invitation(token=token, username="x", password=PASSWORD)
        with pytest.raises(CentreRefused):
            services.invite(term_id=term.id, actor=SYSTEM)
    assert with_account([term.person_id]) == set()
    (own,) = [one for one in selectors.members(house.id) if one.seat is Seat.CHAIR]
    with pytest.raises(CentreRefused):  # who can sign in needs no invitation
        services.invite(term_id=own.id, actor=chair)


def test_a_seat_is_handed_over_without_a_gap_and_without_two_holders() -> None:
    house = make_centre.centre()
    chair, heir = make_centre.member(house, Seat.CHAIR, last_day=date(2099, 12, 31)), make_centre.member(house)
    (old,) = [one for one in selectors.members(house.id) if one.seat is Seat.CHAIR]
    assert heir.person_id is not None
    today = timezone.localdate(clock.now())
    tomorrow = today + timedelta(days=1)
    for to, day in ((old.person_id, tomorrow), (heir.person_id, old.since), (heir.person_id, date(2100, 1, 1))):
        with pytest.raises(InputRefused):
            services.hand_over_seat(term_id=old.id, to=to, first_day=day, actor=chair)
    with pytest.raises(NotYours):
        services.hand_over_seat(term_id=old.id, to=heir.person_id, first_day=tomorrow, actor=heir)
    new = services.hand_over_seat(term_id=old.id, to=heir.person_id, first_day=tomorrow, actor=chair)
    assert (new.since, new.last_day, new.seat) == (tomorrow, date(2099, 12, 31), Seat.CHAIR)
    assert Right.PEOPLE in selectors.rights(chair, house.id)
    with clock.fixed(clock.now() + timedelta(days=1)):
        assert [one.name for one in selectors.members(house.id) if one.seat is Seat.CHAIR] == [heir.name]
        assert selectors.rights(chair, house.id) == frozenset()
        with pytest.raises(NotYours):
            services.change_centre(centre_id=house.id, phone="1", actor=chair)
    page = client_of(heir).get(address("people", house)).content.decode()
    assert heir.name in page


def test_only_who_looks_after_people_seats_invites_and_puts_off() -> None:
    house = make_centre.centre()
    plain = make_centre.member(house)
    (term,) = selectors.members(house.id)
    with pytest.raises(NotYours):
        services.seat_newcomer(centre_id=house.id, name="甲", seat_wanted=Seat.CHAIR, actor=plain)
    with pytest.raises(NotYours):
        services.invite(term_id=term.id, actor=plain)
    with pytest.raises(NotYours):
        services.put_off(centre_id=house.id, task=Task.WALL, later=True, actor=plain)
    with pytest.raises(NotYours):
        services.note_hung(centre_id=house.id, task=Task.COUNCIL, actor=SYSTEM)
    with pytest.raises(InputRefused):
        services.seat_newcomer(centre_id=house.id, name="  ", seat_wanted=Seat.CHAIR, actor=SYSTEM)
    client = client_of(plain)
    assert client.post(address("people_act", house, act="seat"), {"name": "甲"}).status_code == 404
    assert client.get(address("setup", house)).status_code == 404
    assert client.post(address("people_act", house, act="invite"), {"term": str(uuid4())}).status_code == 404


def test_names_come_back_as_they_were_written_and_stay_plain_text() -> None:
    house = make_centre.centre()
    chair = make_centre.member(house, Seat.CHAIR)
    for name in ("𠮷田", "陳國榮", "<b>名</b>"):
        services.seat_newcomer(centre_id=house.id, name=name, seat_wanted=Seat.VOLUNTEER, actor=chair)
    page = client_of(chair).get(address("people", house)).content.decode()
    assert "𠮷田" in page
    assert "陳國榮" in page
    assert "<b>名</b>" not in page
    assert people.NAME == 80


def test_who_stands_above_several_centres_sees_each_with_its_figures_and_gaps_and_nobody_else_does() -> None:
    village = make.village()
    first, second = make_centre.centre(village), make_centre.centre(village)
    make_centre.visit(first)
    away = make_centre.centre()
    page = client_of(make.actor(Role.VILLAGE_SECRETARY, village)).get(reverse("centre:home")).content.decode()
    for house, shown in ((first, True), (second, True), (away, False)):
        assert (address("house", house) in page) is shown
        assert (address("roster", house) in page) is shown  # nobody sits at the desk yet
    member = make_centre.member(second)
    answer = client_of(member).get(reverse("centre:home"))
    assert answer["Location"] == address("house", second)
    assert client_of(member).get(address("house", first)).status_code == 404
