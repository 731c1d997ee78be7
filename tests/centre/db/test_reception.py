"""The desk: a visit is written down once, the same matter is not counted twice, the roster has no silent gap."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from factories import areas as make
from factories import centre as make_centre
from factories.incidents import photo
from fengqiao.areas.selectors import SYSTEM
from fengqiao.centre import services
from fengqiao.centre.models import DeskDuty, Matter, MatterStep, Visit
from fengqiao.centre.selectors import Seat, matters, roster
from fengqiao.centre.services import CentreRefused, InputRefused, Told
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.core.models import JournalEntry
from fengqiao.incidents.services import PictureNotKept

pytestmark = pytest.mark.django_db
# A Thursday before the National Day holiday of 2026: 1 to 7 October rest, Saturday the 10th is made up.
THURSDAY = datetime(2026, 9, 24, 1, 0, tzinfo=UTC)


def test_the_same_visit_sent_again_is_one_visit() -> None:
    house = make_centre.centre()
    receiver = make_centre.member(house)
    told = Told(visit_id=uuid4(), code="7KQ2MPXR4T", words="台阶没有标记", photo=photo(), voice=make_centre.voice())
    first = services.record_visit(centre_id=house.id, told=told, actor=receiver)
    again = services.record_visit(centre_id=house.id, told=told, actor=receiver)
    assert first == again
    assert first.code == "7KQ2MPXR4T"
    assert (first.has_photo, first.voice_type) == (True, "audio/webm")
    assert Visit.objects.count() == Matter.objects.count() == 1
    elsewhere = make_centre.centre()
    with pytest.raises(NotYours):
        services.record_visit(centre_id=elsewhere.id, told=told, actor=make_centre.member(elsewhere))


def test_a_morning_without_a_network_keeps_its_times_and_codes() -> None:
    house = make_centre.centre()
    with clock.fixed(THURSDAY + timedelta(hours=5)):
        visit = make_centre.visit(house, at=THURSDAY)
        assert (visit.at, visit.late) == (THURSDAY, True)
        ahead = make_centre.visit(house, "路灯不亮", at=THURSDAY + timedelta(days=3))
        assert (ahead.at, ahead.late) == (THURSDAY + timedelta(hours=5), False)


def test_another_visit_cannot_take_a_code_that_is_taken() -> None:
    house = make_centre.centre()
    make_centre.visit(house, code="7KQ2MPXR4T")
    with pytest.raises(CentreRefused):
        make_centre.visit(house, "别的事", code="7KQ2M PXR4T")
    assert Visit.objects.count() == 1


def test_one_of_words_photo_and_voice_is_enough_and_none_is_not() -> None:
    house = make_centre.centre()
    with pytest.raises(InputRefused):
        make_centre.visit(house, "  ")
    assert make_centre.visit(house, "", photo=photo()).has_photo
    assert make_centre.visit(house, "", voice=make_centre.voice()).voice_type == "audio/webm"
    for wrong in ({"voice": b"<script>"}, {"words": "长" * 4001}):
        with pytest.raises(InputRefused):
            services.record_visit(centre_id=house.id, told=Told(visit_id=uuid4(), **wrong), actor=SYSTEM)
    with pytest.raises(PictureNotKept):
        make_centre.visit(house, "", photo=b"no picture")


def test_files_of_a_visit_that_was_refused_do_not_stay() -> None:
    house = make_centre.centre()
    make_centre.visit(house, code="7KQ2MPXR4T")
    before = _files()
    with pytest.raises(InputRefused):
        make_centre.visit(house, "", photo=photo(), voice=b"nothing")
    assert _files() == before


def _files() -> int:
    found, waiting = 0, ["centre"]
    while waiting:
        folder = waiting.pop()
        if default_storage.exists(folder):
            folders, files = default_storage.listdir(folder)
            found += len(files)
            waiting += [f"{folder}/{one}" for one in folders]
    return found


def test_the_same_visitor_three_times_a_day_is_one_problem_with_three_visits() -> None:
    house = make_centre.centre()
    with clock.fixed(THURSDAY):
        first = make_centre.visit(house, "我家门口的台阶没有标记，总有人绊倒", name="陈国荣", phone="138 0000 1234")
        again = make_centre.visit(house, "门口台阶没有标记，又有人绊倒", name="陳國榮")
        third = make_centre.visit(house, "台阶没有标记，总有人绊倒", phone="13800001234")
        other = make_centre.visit(house, "路灯不亮", name="陈国荣")
        stranger = make_centre.visit(house, "台阶没有标记，总有人绊倒")
    assert [one.again for one in (first, again, third, other, stranger)] == [1, 2, 3, 1, 1]
    assert first.matter_id == again.matter_id == third.matter_id
    assert len({first.matter_id, other.matter_id, stranger.matter_id}) == 3
    likely = matters.likely_the_same(matters.matter(SYSTEM, stranger.matter_id))
    assert [one.matter.id for one in likely] == [first.matter_id]
    with clock.fixed(THURSDAY + timedelta(days=1)):
        assert make_centre.visit(house, "台阶没有标记，总有人绊倒", name="陈国荣").again == 1


def test_words_that_hurt_are_kept_and_flagged_and_do_not_become_the_title() -> None:
    visit = make_centre.visit(make_centre.centre(), "你们都是混蛋")
    assert (visit.hurtful, visit.words) == (True, "你们都是混蛋")
    assert "混蛋" not in matters.matter(SYSTEM, visit.matter_id).title


def test_rare_and_traditional_characters_come_back_as_they_were_written() -> None:
    visit = make_centre.visit(make_centre.centre(), "𠮷屋門口嘅路燈壞咗", name="㛃𠮷龘")
    row = Visit.objects.get(pk=visit.id)
    assert (row.name, row.words) == ("㛃𠮷龘", "𠮷屋門口嘅路燈壞咗")


def test_who_has_no_seat_writes_nothing_down() -> None:
    house = make_centre.centre()
    for actor in (make_centre.member(house, Seat.SUPERVISOR), make_centre.member(make_centre.centre())):
        with pytest.raises(NotYours):
            make_centre.visit(house, actor=actor)


def test_visits_and_steps_stay() -> None:
    visit = make_centre.visit(make_centre.centre())
    for row in (Visit.objects.get(pk=visit.id), Matter.objects.get(pk=visit.matter_id)):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        MatterStep.objects.update(to_state="confirmed")
    MatterStep.objects.update(note="")


def test_holidays_rest_and_make_up_days_are_worked() -> None:
    house = make_centre.centre()
    people = [make_centre.member(house) for _ in range(2)]
    ids = [one.person_id for one in people if one.person_id]
    chair = make_centre.member(house, Seat.CHAIR)
    with clock.fixed(THURSDAY):
        filled, empty = services.plan_roster(
            centre_id=house.id,
            weekdays={0: ids[0], 1: ids[1], 2: ids[0], 3: ids[1]},
            since=date(2026, 9, 24),
            until=date(2026, 10, 14),
            actor=chair,
        )
        days = roster.roster(house.id, weeks=4)
        on = {one.day for one in days if one.duties}
        assert date(2026, 10, 10) in on  # the Saturday that is made up
        assert not {date(2026, 10, number) for number in range(1, 8)} & {one.day for one in days}
        assert date(2026, 9, 25) not in {one.day for one in days}  # mid-autumn
        assert [one.day for one in days if one.gap and one.day <= date(2026, 10, 14)] == empty == [date(2026, 10, 9)]
        assert filled == len(on)
        with pytest.raises(CentreRefused):
            services.put_on_duty(centre_id=house.id, day=date(2026, 10, 1), person_id=ids[0], actor=chair)


def test_a_term_that_ends_leaves_its_mornings_open() -> None:
    house = make_centre.centre()
    leaving = make_centre.member(house, last_day=date(2026, 9, 28))
    assert leaving.person_id is not None
    with clock.fixed(THURSDAY):
        with pytest.raises(CentreRefused):
            services.put_on_duty(centre_id=house.id, day=date(2026, 9, 29), person_id=leaving.person_id, actor=SYSTEM)
        filled, empty = services.plan_roster(
            centre_id=house.id,
            weekdays={0: leaving.person_id, 1: leaving.person_id},
            since=date(2026, 9, 28),
            until=date(2026, 9, 29),
            actor=SYSTEM,
        )
    assert (filled, empty) == (1, [date(2026, 9, 29)])


def test_a_swap_is_asked_for_and_taken_over_once() -> None:
    house = make_centre.centre()
    asks, helps, late = (make_centre.member(house) for _ in range(3))
    assert asks.person_id is not None
    with clock.fixed(THURSDAY):
        duty = services.put_on_duty(centre_id=house.id, day=date(2026, 9, 28), person_id=asks.person_id, actor=SYSTEM)
        with pytest.raises(CentreRefused):
            services.take_over(duty_id=duty, actor=helps)
        with pytest.raises(NotYours):
            services.ask_swap(duty_id=duty, reason="看病", actor=helps)
        services.ask_swap(duty_id=duty, reason="看病", actor=asks)
        assert [one.reason for one in roster.asked_for(house.id)] == ["看病"]
        services.take_over(duty_id=duty, actor=helps)
        with pytest.raises(CentreRefused):
            services.take_over(duty_id=duty, actor=late)
        (monday,) = [one for one in roster.roster(house.id, weeks=2) if one.day == date(2026, 9, 28)]
        assert [one.person_id for one in monday.duties] == [helps.person_id]
        assert roster.next_duty(house.id, asks.person_id) is None


def test_who_sits_at_the_desk_tomorrow_is_reminded_once() -> None:
    house = make_centre.centre()
    member = make_centre.member(house)
    assert member.person_id is not None
    with clock.fixed(THURSDAY + timedelta(days=3)):  # Sunday
        services.put_on_duty(centre_id=house.id, day=date(2026, 9, 28), person_id=member.person_id, actor=SYSTEM)
        services.put_on_duty(centre_id=house.id, day=date(2026, 9, 29), person_id=member.person_id, actor=SYSTEM)
        assert services.remind_desk() == 1
        assert services.remind_desk() == 0
    assert JournalEntry.objects.filter(kind="centre.duty_reminder").count() == 1
    assert DeskDuty.objects.filter(reminded_at__isnull=False).count() == 1


def test_a_visit_waits_for_nobody_outside_the_area() -> None:
    foreign = make.village()
    house = make_centre.centre(foreign)
    visit = make_centre.visit(house)
    with pytest.raises(NotYours):
        matters.matter(make_centre.member(make_centre.centre()), visit.matter_id)
