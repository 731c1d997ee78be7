"""Activities: the room comes with them, places go in order, children only with a guardian, nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from django.db import IntegrityError, connection, transaction

from factories import centre as make_centre
from fengqiao.areas.selectors import SYSTEM
from fengqiao.centre import services
from fengqiao.centre.domain.activities import Asked, Kind, Seat
from fengqiao.centre.domain.rooms import Holding
from fengqiao.centre.domain.slots import Every
from fengqiao.centre.models import Activity, Booking, SignUp
from fengqiao.centre.selectors import Seat as CouncilSeat
from fengqiao.centre.selectors import activities, rooms
from fengqiao.centre.selectors.activities import ActivityView, Held
from fengqiao.centre.services import CentreRefused, InputRefused, Plan, Wanted
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.services import STRANGER

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)  # seven in the morning
DAY = date(2026, 11, 26)


def planned(**more: object) -> Plan:
    given: dict[str, object] = {
        "kind": Kind.DANCE, "title": "广场舞", "day": DAY, "start": time(9), "end": time(10), "places": 20, **more,
    }  # fmt: skip
    return Plan(**given)


def test_planning_books_the_room_and_calling_off_gives_it_back() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        room = make_centre.room(house, capacity=20)
        member = make_centre.member(house)
        (one,) = services.plan_activity(centre_id=house.id, plan=planned(room_id=room.id), actor=member)
        assert (one.place, one.places, one.open) == (room.name, 20, True)
        taken = Wanted(day=DAY, start=time(9, 30), end=time(11), name="江阿婆", phone="1000000001", wait=False)
        with pytest.raises(CentreRefused):
            services.book(room_id=room.id, wanted=taken, actor=STRANGER)
        for wrong in (planned(room_id=room.id), planned(room_id=room.id, start=time(9, 59), end=time(11))):
            with pytest.raises(CentreRefused):
                services.plan_activity(centre_id=house.id, plan=wrong, actor=member)
        booking = Booking.objects.get()
        with pytest.raises(CentreRefused):
            services.cancel(code=booking.code, actor=member)
        held = make_centre.signup(one, phone="1000000002")
        assert services.cancel_activity(activity_id=one.id, reason="老师病了", actor=member) == 1
        assert Booking.objects.get().state == Holding.CANCELLED
        seen = activities.held(held.signup.code)
        assert seen is not None
        assert (seen.activity.cancelled, seen.activity.reason) == (True, "老师病了")
        assert [each.id for each in activities.to_tell(one.id)] == [held.signup.id]
        assert [each.telling for each in activities.coming(house.id, cancelled=True)] == [1]
        services.tell_signup(signup_id=held.signup.id, actor=member)
        assert activities.to_tell(one.id) == []
        services.book(room_id=room.id, wanted=taken, actor=STRANGER)


def test_what_cannot_be_planned() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        room, other = make_centre.room(house, capacity=20), make_centre.room()
        member = make_centre.member(house)
        for wrong in (
            planned(room_id=room.id, places=21),
            planned(room_id=room.id, places=0),
            planned(room_id=room.id, title=" "),
            planned(room_id=room.id, start=time(11), end=time(13)),
            planned(room_id=room.id, title="舞" * 61),
            planned(place=""),
            planned(place="巷口", start=time(10), end=time(9)),
            planned(place="巷口", day=DAY - timedelta(days=1)),
        ):
            with pytest.raises(InputRefused):
                services.plan_activity(centre_id=house.id, plan=wrong, actor=member)
        with pytest.raises(NotYours):
            services.plan_activity(centre_id=house.id, plan=planned(room_id=other.id), actor=member)
        for stranger in (
            STRANGER,
            make_centre.member(make_centre.centre()),
            make_centre.member(house, CouncilSeat.SUPERVISOR),
        ):
            with pytest.raises(NotYours):
                services.plan_activity(centre_id=house.id, plan=planned(place="巷口"), actor=stranger)
        assert not Activity.objects.exists()
        assert not Booking.objects.exists()


def test_a_series_leaves_out_taken_days_and_can_be_called_off_from_one_on() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        room = make_centre.room(house)
        taken = Wanted(day=DAY + timedelta(days=7), start=time(9), end=time(10), name="江阿婆", phone="1000000001")
        services.book(room_id=room.id, wanted=taken, actor=STRANGER)
        plan = planned(room_id=room.id, every=Every.WEEK, until=DAY + timedelta(days=28))
        made = services.plan_activity(centre_id=house.id, plan=plan, actor=SYSTEM)
        assert [(one.start - made[0].start).days for one in made] == [0, 14, 21, 28]
        assert services.cancel_activity(activity_id=made[2].id, reason="过年", rest=True, actor=SYSTEM) == 2
        assert [one.id for one in activities.coming(house.id)] == [made[0].id, made[1].id]
        assert rooms.bookings_on(house.id, DAY + timedelta(days=21), DAY + timedelta(days=28)) == []
        outside = planned(place="河边", every=Every.FORTNIGHT, until=DAY + timedelta(days=28))
        assert len(services.plan_activity(centre_id=house.id, plan=outside, actor=SYSTEM)) == 3


def test_who_is_late_waits_and_moves_up_in_order() -> None:
    with clock.fixed(NOW):
        one = make_centre.activity(places=3)
        first, second = make_centre.signup(one, people=2), make_centre.signup(one)
        family, alone = make_centre.signup(one, people=2), make_centre.signup(one)
        assert (family.signup.seat, family.signup.place, alone.signup.place) == (Seat.WAITING, 1, 2)
        services.give_back(code=second.signup.code, actor=STRANGER)
        assert seats(one) == [2, 2]  # one place is free, but the family of two comes first
        assert make_centre.signup(one).signup.seat is Seat.WAITING
        services.give_back(code=first.signup.code, actor=STRANGER)
        moved = activities.held(family.signup.code)
        assert moved is not None
        assert moved.signup.moved_up
        assert moved.signup.seat is Seat.PLACE
        assert seats(one) == [3, 1]
        with pytest.raises(CentreRefused):
            services.give_back(code=first.signup.code, actor=STRANGER)
        with pytest.raises(CentreRefused):
            make_centre.signup(one, wait=False)
        services.change_activity(activity_id=one.id, title="新名", about="", leader="", places=4, actor=SYSTEM)
        assert seats(one) == [4, 0]
        with pytest.raises(InputRefused):
            services.change_activity(activity_id=one.id, title="新名", about="", leader="", places=3, actor=SYSTEM)


def seats(one: ActivityView) -> list[int]:
    now = activities.activity(SYSTEM, one.id)
    return [now.taken, now.waiting]


def test_a_child_needs_a_guardian_here_and_in_the_database() -> None:
    with clock.fixed(NOW):
        one = make_centre.activity()
        for wrong in ({"guardian": "柳妈妈"}, {"consents": True}, {}):
            with pytest.raises(InputRefused):
                make_centre.signup(one, child=True, **wrong)
        assert make_centre.signup(one, child=True, guardian="柳妈妈", consents=True).signup.guardian == "柳妈妈"
        row = {"activity_id": one.id, "number": 9, "name": "小宝", "child": True, "seat": Seat.PLACE}
        for missing in ({"guardian": "柳妈妈"}, {"consented_at": NOW}):
            with pytest.raises(IntegrityError), transaction.atomic():
                SignUp.objects.create(code="X", **row, **missing)


def test_one_telephone_is_not_signed_up_twice_and_is_kept_blinded() -> None:
    with clock.fixed(NOW):
        one = make_centre.activity(places=20)
        form = ids.new_id()
        asked = Asked(name="阿梅", phone="100-000 0001", people=3)
        first = services.sign_up(activity_id=one.id, asked=asked, form_id=form, actor=STRANGER)
        again = services.sign_up(activity_id=one.id, asked=asked, form_id=form, actor=STRANGER)
        assert again.signup.code == first.signup.code
        with pytest.raises(CentreRefused):
            make_centre.signup(one, "阿 梅", phone="1000000001")
        make_centre.signup(one, "梅爸", phone="1000000001", people=3)
        with pytest.raises(CentreRefused):
            make_centre.signup(one, "梅妈", phone="1000000001")
        key = SignUp.objects.get(code=first.signup.code).phone_key
        assert len(key) == 24
        assert "1000000001" not in key
        with pytest.raises(NotYours):
            services.sign_up(activity_id=make_centre.activity().id, asked=asked, form_id=form, actor=STRANGER)
        (entry,) = journal.history(f"signup:{first.signup.id}")
        assert "阿梅" not in str(entry.payload)
        assert entry.private["name"] == "阿梅"


def test_the_door() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        member = make_centre.member(house, CouncilSeat.VOLUNTEER)
        one = make_centre.activity(house, places=2)
        held, other, waits = make_centre.signup(one, "陳𠮷"), make_centre.signup(one), make_centre.signup(one)
        assert [each.id for each in activities.find(one.id, "陈")] == [held.signup.id]
        for _twice in range(2):
            services.check_in(signup_id=held.signup.id, actor=member)
        assert activities.activity(member, one.id).came == 1
        with pytest.raises(CentreRefused):
            services.check_in(signup_id=waits.signup.id, actor=member)
        services.remove(signup_id=other.signup.id, actor=member)
        with pytest.raises(CentreRefused):
            services.remove(signup_id=held.signup.id, actor=member)
        services.check_in(signup_id=waits.signup.id, actor=member)
        services.check_in(signup_id=held.signup.id, came=False, actor=member)
        assert activities.activity(member, one.id).came == 1
        with pytest.raises(NotYours):
            services.check_in(signup_id=held.signup.id, actor=make_centre.member(make_centre.centre()))
    with clock.fixed(one.start):
        with pytest.raises(CentreRefused):
            make_centre.signup(one)
        with pytest.raises(CentreRefused):
            services.give_back(code=held.signup.code, actor=STRANGER)
        late = services.sign_up(activity_id=one.id, asked=Asked(name="晚到"), desk=True, actor=member)
        assert late.signup.at_desk
        with pytest.raises(NotYours):
            services.sign_up(activity_id=one.id, asked=Asked(name="混进来"), desk=True, actor=STRANGER)


def test_a_name_that_hurts_is_hidden_with_a_reason() -> None:
    with clock.fixed(NOW):
        one = make_centre.activity()
        rude, odd = (
            make_centre.signup(one, "王八蛋").signup,
            make_centre.signup(one, "<script>alert(1)</script>").signup,
        )
        assert rude.hidden
        assert rude.hidden_reason
        assert not odd.hidden
        with pytest.raises(InputRefused):
            services.hide_name(signup_id=odd.id, reason=" ", actor=SYSTEM)
        assert services.hide_name(signup_id=odd.id, reason="不是名字", actor=SYSTEM).signup.hidden_reason == "不是名字"
        assert not services.hide_name(signup_id=rude.id, reason="", hidden=False, actor=SYSTEM).signup.hidden


def _parallel(work: list[object]) -> None:
    def run(step: object) -> None:
        try:
            with clock.fixed(NOW):
                step()
        except CentreRefused:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, work))


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_exactly_one_of_fifty() -> None:
    with clock.fixed(NOW):
        one = make_centre.activity(places=1)
    _parallel([lambda: make_centre.signup(one, wait=False)] * 25 + [lambda: make_centre.signup(one)] * 25)
    with clock.fixed(NOW):
        assert seats(one)[0] == 1
        assert SignUp.objects.filter(seat=Seat.PLACE).count() == 1
        numbers = list(SignUp.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_parallel_sign_ups_and_give_backs_keep_the_order(seed: int) -> None:
    """Whatever comes when: never more than the places, and nobody who waits was overtaken by somebody behind them."""
    dice = Random(seed)
    with clock.fixed(NOW):
        one = make_centre.activity(places=7)
        made: list[Held] = [make_centre.signup(one, people=dice.randint(1, 3)) for _each in range(15)]
    sizes = [dice.randint(1, 3) for _each in range(15)]
    joins = [lambda size=size: make_centre.signup(one, people=size) for size in sizes]
    leaves = [
        lambda code=held.signup.code: services.give_back(code=code, actor=STRANGER) for held in dice.sample(made, 8)
    ]
    steps: list[object] = [*joins, *leaves]
    dice.shuffle(steps)
    _parallel(steps)
    rows = list(SignUp.objects.filter(activity_id=one.id).exclude(seat=Seat.BACK).order_by("number"))
    with_place = [row for row in rows if row.seat == Seat.PLACE]
    waiting = [row for row in rows if row.seat == Seat.WAITING]
    taken = sum(row.people for row in with_place)
    assert taken <= 7
    assert len(rows) == 22
    assert waiting
    assert waiting[0].people > 7 - taken
    assert max(row.number for row in with_place) < min(row.number for row in waiting)
