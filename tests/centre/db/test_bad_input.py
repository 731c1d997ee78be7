"""What people really send to a centre: markup, insults, rare characters, times across closing, votes without a quorum,
swaps that two want at once. The pages answer in words, and nothing is lost or run."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories import centre as make_centre
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.centre import selectors, services
from fengqiao.centre.domain.activities import Kind
from fengqiao.centre.models import Booking, ReadingCard, Signature, SignUp, Vote
from fengqiao.centre.selectors import Seat, matters, roster
from fengqiao.centre.services import InputRefused, NewTime, Plan, Wanted
from fengqiao.centre.views import robots
from fengqiao.core import clock
from fengqiao.incidents.services import STRANGER

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


@pytest.mark.usefixtures("in_english")
def test_a_time_that_the_clocks_leave_out_is_refused_in_words_for_rooms_and_activities() -> None:
    """Where clocks are changed, half past two of that night is not sure; here they never are."""
    house = make_centre.centre()
    services.change_centre(centre_id=house.id, hours=[[["00:00", "23:59"]]] * 7, actor=SYSTEM)
    room = make_centre.room(house)
    night = {"day": date(2027, 3, 28), "start": time(2, 30), "end": time(4, 30)}
    with timezone.override(ZoneInfo("Europe/Berlin")), clock.fixed(datetime(2027, 3, 20, tzinfo=UTC)):
        with pytest.raises(InputRefused, match="clocks"):
            services.book(room_id=room.id, wanted=Wanted(name="江阿婆", phone="1000000001", **night), actor=STRANGER)
        for where in ({"room_id": room.id}, {"place": "巷口"}):
            plan = Plan(kind=Kind.OTHER, title="夜读", places=5, **night, **where)
            with pytest.raises(InputRefused):
                services.plan_activity(centre_id=house.id, plan=plan, actor=SYSTEM)
        one = make_centre.activity(house, days=2)
        with pytest.raises(InputRefused):
            services.move_activity(activity_id=one.id, to=NewTime(place="巷口", **night), actor=SYSTEM)
    with clock.fixed(datetime(2027, 3, 20, tzinfo=UTC)):
        wanted = Wanted(name="江阿婆", phone="1000000001", **night)
        assert services.book(room_id=room.id, wanted=wanted, actor=STRANGER)[0].state == "booked"


def test_a_child_without_a_guardian_is_refused_at_the_desk_as_well() -> None:
    house = make_centre.centre()
    client, one = client_of(make_centre.member(house)), make_centre.activity(house)
    for path, kept in (
        (f"/centre/activities/{one.id}/sign-up/", SignUp),
        (f"/centre/{house.id}/books/cards/", ReadingCard),
    ):
        for missing in ({}, {"guardian": "柳妈妈"}, {"consents": "1"}, {"guardian": "　", "consents": "1"}):
            answer = client.post(path, {"name": "小宝", "child": "1", **missing})
            assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True), (path, missing)
        assert not kept.objects.exists()
        assert (
            client.post(path, {"name": "小宝", "child": "1", "guardian": "柳妈妈", "consents": "1"}).status_code == 302
        )
        assert kept.objects.get().guardian == "柳妈妈"


def test_one_name_in_two_spellings_is_found_at_the_door_and_on_the_cards() -> None:
    house = make_centre.centre()
    client, one = client_of(make_centre.member(house)), make_centre.activity(house)
    for name in ("陳國榮", "𠮷龘"):
        make_centre.signup(one, name)
        card = services.open_card(centre_id=house.id, name=name, actor=SYSTEM)
        assert client.get(f"/centre/cards/{card.id}/card.pdf").content.startswith(b"%PDF-")
    for query, name, other in (("陈国荣", "陳國榮", "𠮷龘"), ("cgr", "陳國榮", "𠮷龘"), ("𠮷", "𠮷龘", "陳國榮")):
        for path in (f"/centre/activities/{one.id}/door/", f"/centre/{house.id}/books/cards/"):
            page = client.get(path, {"q": query}).content.decode()
            assert (name in page, other in page) == (True, False), (path, query)


def test_a_member_whose_term_has_ended_neither_signs_nor_decides_on_the_page() -> None:
    house = make_centre.centre()
    chair, stays, leaving = make_centre.member(house, Seat.CHAIR), make_centre.member(house), make_centre.member(house)
    pk = services.plan_meeting(centre_id=house.id, title="议事会", at=THURSDAY, actor=chair)
    item = services.add_point(meeting_id=pk, title="长椅", actor=chair)
    present = [one.person_id for one in (chair, stays, leaving) if one.person_id is not None]
    with clock.fixed(THURSDAY):
        services.open_meeting(meeting_id=pk, present=present, chair_id=present[0], actor=chair)
        (term,) = [one for one in selectors.members(house.id) if one.person_id == leaving.person_id]
        services.end_term(term_id=term.id, last_day=date(2026, 9, 24), actor=chair)
    client, where = client_of(leaving), f"/centre/meetings/{pk}/"
    with clock.fixed(THURSDAY + timedelta(days=1)):
        for act, form in (("sign", {}), ("decide", {"item": str(item), "proposal": "装两张长椅"}), ("publish", {})):
            assert client.post(f"{where}{act}/", form).status_code in (403, 404), act
        # What was voted on the day itself, when the seat still was, may be written down the day after.
        again = {"item": str(item), "proposal": "装", **{f"vote-{one}": "yes" for one in present}}
        assert client_of(chair).post(f"{where}decide/", again).status_code == 302
        assert client_of(stays).post(f"{where}sign/").status_code == 302
    assert set(Signature.objects.values_list("person_id", flat=True)) == {stays.person_id}


def test_every_paper_is_a_pdf_with_its_own_letters_for_a_printer_without_a_network() -> None:
    house = make_centre.centre()
    room, one, visit = make_centre.room(house), make_centre.activity(house), make_centre.visit(house, "樓道燈壞了")
    card = services.open_card(centre_id=house.id, name="陳國榮", actor=SYSTEM)
    meeting = services.plan_meeting(centre_id=house.id, title="议事会", at=THURSDAY, actor=SYSTEM)
    client = client_of(make_centre.member(house, Seat.CHAIR))
    assert room.name
    for path in (
        f"/centre/visits/{visit.id}/slip.pdf",
        f"/centre/activities/{one.id}/poster-a3.pdf",
        f"/centre/{house.id}/rooms/doors.pdf",
        f"/centre/{house.id}/plates.pdf",
        f"/centre/cards/{card.id}/card.pdf",
        f"/centre/meetings/{meeting}/minutes.pdf",
        f"/n/{house.key}/calendar-a4.pdf",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), path
        assert answer["Content-Disposition"].endswith('.pdf"'), path
        assert answer.content.startswith(b"%PDF-"), path
        assert b"/FontFile" in answer.content, path
