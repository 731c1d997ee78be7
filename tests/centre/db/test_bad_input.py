"""What people really send to a centre: markup, insults, rare characters, times across closing, votes without a quorum,
swaps that two want at once. The pages answer in words, and nothing is lost or run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from factories import centre as make_centre
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.centre import services
from fengqiao.centre.models import Booking, Vote
from fengqiao.centre.selectors import Seat, matters, roster
from fengqiao.centre.views import robots
from fengqiao.core import clock

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 9, 24, 1, 0, tzinfo=UTC)
ATTACK = '"><script>alert(1)</script>{{ 7|add:7 }}'


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def test_markup_and_insults_stay_text_on_every_page_that_shows_them() -> None:
    house = make_centre.centre()
    client = client_of(make_centre.member(house, Seat.CHAIR))
    sent = {"visit_id": str(uuid4()), "words": f"你们都是混蛋 {ATTACK}", "name": ATTACK, "place": ATTACK}
    made = client.post(f"/centre/{house.id}/desk/record/", sent, headers={"X-Requested-With": "fetch"}).json()
    fine = client.post(
        f"/centre/{house.id}/desk/record/",
        {"visit_id": str(uuid4()), "words": ATTACK},
        headers={"X-Requested-With": "fetch"},
    ).json()
    for path in (
        made["matter"],
        fine["matter"],
        f"/centre/{house.id}/visits/",
        f"/centre/{house.id}/matters/?show=all",
    ):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
    matter = client.get(made["matter"]).content.decode()
    assert '<details class="hurtful">' in matter
    assert "混蛋" not in matters.matter(SYSTEM, UUID(made["matter"].split("/")[3])).title
    follow = Client().get(f"/n/f/{fine['code']}/").content.decode()
    assert "<script>alert" not in follow
    assert "&lt;script&gt;alert" in follow


def test_rare_and_traditional_names_get_a_slip_and_a_page() -> None:
    house = make_centre.centre()
    client = client_of(make_centre.member(house))
    for words, name in (("𠮷屋門口嘅路燈壞咗", "㛃𠮷龘"), ("樓道燈壞了", "陳國榮"), ("e\u0301tage 👵🏻", "\u200bبن")):
        visit = make_centre.visit(house, words, name=name)
        assert client.get(f"/centre/visits/{visit.id}/slip.pdf").content[:5] == b"%PDF-"
        assert words in client.get(f"/centre/matters/{visit.matter_id}/").content.decode()
        assert Client().get(f"/n/f/{visit.code.lower()}/").status_code == 200


def test_a_third_visit_of_the_day_says_that_it_goes_on_with_the_first() -> None:
    house = make_centre.centre()
    client = client_of(make_centre.member(house))
    answers = []
    for words in ("我家门口的台阶没有标记", "门口的台阶还没有标记", "台阶没有标记啊"):
        sent = {"visit_id": str(uuid4()), "words": words, "name": "陈国荣"}
        answers.append(
            client.post(f"/centre/{house.id}/desk/record/", sent, headers={"X-Requested-With": "fetch"}).json()
        )
    assert [one["again"] for one in answers] == [1, 2, 3]
    assert len({one["matter"] for one in answers}) == 1
    assert len({one["code"] for one in answers}) == 3
    stranger = make_centre.visit(house, "台阶没有标记")
    page = client.get(f"/centre/matters/{stranger.matter_id}/").content.decode()
    assert f"/centre/matters/{stranger.matter_id}/join/" in page


def test_a_booking_across_closing_time_is_refused_in_words_and_keeps_what_was_typed() -> None:
    house = make_centre.centre()
    room = make_centre.room(house)
    shown = signing.dumps(int((THURSDAY - timedelta(minutes=1)).timestamp()), salt=robots.SALT)
    form = {
        "day": "2026-09-25",
        "start": "11:30",
        "end": "15:00",
        "name": "陳國榮",
        "phone": "10000000001",
        "shown": shown,
    }
    where = reverse("centre:room", kwargs={"key": house.key, "code": room.code})
    with clock.fixed(THURSDAY):
        for wrong in (
            {},
            {"start": "20:30", "end": "22:00"},
            {"start": "10:00", "end": "09:00"},
            {"day": "2026-02-30"},
        ):
            answer = Client().post(where, form | wrong)
            page = answer.content.decode()
            assert (answer.status_code, 'role="alert"' in page, "陳國榮" in page) == (422, True, True), wrong
        assert not Booking.objects.exists()
        assert Client().post(where, form | {"start": "09:00", "end": "10:00"}).status_code == 302


def test_a_vote_without_a_quorum_is_refused_on_the_page_with_how_many_are_missing() -> None:
    house = make_centre.centre()
    people = [make_centre.member(house, Seat.CHAIR), *(make_centre.member(house) for _ in range(4))]
    chair = people[0]
    pk = services.plan_meeting(centre_id=house.id, title="议事会", at=THURSDAY, actor=chair)
    item = services.add_point(meeting_id=pk, title="长椅", actor=chair)
    assert chair.person_id is not None
    services.open_meeting(meeting_id=pk, present=[chair.person_id], chair_id=chair.person_id, actor=chair)
    form = {"item": str(item), "proposal": "装两张长椅", f"vote-{chair.person_id}": "yes"}
    answer = client_of(chair).post(f"/centre/meetings/{pk}/decide/", form)
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (409, True)
    assert not Vote.objects.exists()


def test_a_swap_goes_through_the_roster_page_and_only_one_of_two_gets_it() -> None:
    house = make_centre.centre()
    asks, helps, late = (make_centre.member(house) for _ in range(3))
    assert asks.person_id is not None
    where = f"/centre/{house.id}/roster/"
    with clock.fixed(THURSDAY):
        duty = services.put_on_duty(centre_id=house.id, day=date(2026, 10, 30), person_id=asks.person_id, actor=SYSTEM)
        client_of(asks).post(f"{where}ask/", {"duty": str(duty), "reason": ATTACK})
        page = client_of(helps).get(where).content.decode()
        assert "<script>alert" not in page
        assert f"{where}over/" in page
        for actor in (helps, late):
            assert client_of(actor).post(f"{where}over/", {"duty": str(duty)}).status_code == 302
        (day,) = [one for one in roster.roster(house.id) if one.day == date(2026, 10, 30)]
    assert [one.person_id for one in day.duties] == [helps.person_id]
