"""Rooms: never two at one time, whoever comes first goes first, what was promised is looked after."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from factories import centre as make_centre
from factories.incidents import photo
from fengqiao.areas.selectors import SYSTEM
from fengqiao.centre import services
from fengqiao.centre.domain.rooms import TAKES, Came, Holding
from fengqiao.centre.domain.slots import Every
from fengqiao.centre.models import Booking
from fengqiao.centre.selectors import Seat, rooms
from fengqiao.centre.services import CentreRefused, InputRefused, Wanted
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.incidents.services import STRANGER

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)  # seven in the morning
DAY = date(2026, 11, 26)
PARALLEL = 100


def wanted(start: str = "09:00", end: str = "10:00", phone: str = "1000000001", **more: object) -> Wanted:
    given: dict[str, object] = {"name": "测试居民", "day": DAY, **more}
    return Wanted(start=time.fromisoformat(start), end=time.fromisoformat(end), phone=phone, **given)


def test_the_first_has_it_and_the_others_move_up_in_order() -> None:
    with clock.fixed(NOW):
        room = make_centre.room()
        (first,) = services.book(room_id=room.id, wanted=wanted(), actor=STRANGER)
        (second,) = services.book(room_id=room.id, wanted=wanted(phone="1000000002"), actor=STRANGER)
        (third,) = services.book(room_id=room.id, wanted=wanted("09:30", "10:30", phone="1000000003"), actor=STRANGER)
        (behind,) = services.book(room_id=room.id, wanted=wanted("10:00", "11:00", phone="1000000004"), actor=STRANGER)
        assert [one.state for one in (first, second, third, behind)] == ["booked", "waiting", "waiting", "waiting"]
        assert (second.place, third.place, behind.place) == (1, 2, 2)
        services.cancel(code=first.code, actor=STRANGER)
        states = [rooms.booking_by_code(one.code).state for one in (first, second, third, behind)]
        assert states == ["cancelled", "booked", "waiting", "waiting"]
        services.cancel(code=third.code, actor=STRANGER)
        assert rooms.booking_by_code(behind.code).state is Holding.BOOKED
        assert [one.id for one in rooms.to_tell(room.centre_id)] == [second.id, behind.id]


def test_who_does_not_want_to_wait_is_told_and_nothing_is_kept() -> None:
    with clock.fixed(NOW):
        room = make_centre.room()
        services.book(room_id=room.id, wanted=wanted(), actor=STRANGER)
        with pytest.raises(CentreRefused):
            services.book(room_id=room.id, wanted=wanted("09:30", "10:30", wait=False), actor=STRANGER)
        assert Booking.objects.count() == 1


def test_what_cannot_be_booked() -> None:
    with clock.fixed(NOW):
        room = make_centre.room(capacity=10)
        for wrong in (
            wanted("11:00", "13:00"),
            wanted("20:30", "21:30"),
            wanted("22:00", "01:00"),
            wanted("08:00", "12:00", day=DAY - timedelta(days=1)),
            wanted(day=DAY + timedelta(days=61)),
            wanted("14:30", "19:30"),
            wanted(people=11),
            wanted(name=" "),
            wanted(phone="12"),
        ):
            with pytest.raises(InputRefused):
                services.book(room_id=room.id, wanted=wrong, actor=STRANGER)
        for desk in (wanted(came=Came.DESK), wanted(came=Came.COUNCIL)):
            with pytest.raises(NotYours):
                services.book(room_id=room.id, wanted=desk, actor=STRANGER)
        assert not Booking.objects.exists()


def test_one_telephone_does_not_take_the_whole_week() -> None:
    with clock.fixed(NOW):
        room = make_centre.room()
        for number in range(3):
            services.book(room_id=room.id, wanted=wanted(day=DAY + timedelta(days=number)), actor=STRANGER)
        with pytest.raises(CentreRefused):
            services.book(room_id=room.id, wanted=wanted(day=DAY + timedelta(days=4)), actor=STRANGER)
        services.book(room_id=room.id, wanted=wanted("15:00", "16:00", phone="1000000002"), actor=STRANGER)


def test_a_name_with_traditional_or_rare_characters_stays_as_it_is() -> None:
    with clock.fixed(NOW):
        room = make_centre.room()
        (made,) = services.book(room_id=room.id, wanted=wanted(name="陳𬱖龘"), actor=STRANGER)
        assert made.name == "陳𬱖龘"


def test_a_repeating_booking_leaves_out_what_is_taken_and_ends_together() -> None:
    with clock.fixed(NOW):
        room = make_centre.room()
        services.book(room_id=room.id, wanted=wanted(day=DAY + timedelta(days=7)), actor=STRANGER)
        dance = wanted("09:00", "11:00", came=Came.COUNCIL, every=Every.WEEK, until=DAY + timedelta(days=28))
        made = services.book(room_id=room.id, wanted=dance, actor=SYSTEM)
        assert [(one.start - made[0].start).days for one in made] == [0, 14, 21, 28]
        services.cancel(code=made[1].code, rest=True, actor=SYSTEM)
        assert list(
            Booking.objects.filter(series=made[0].series).order_by("number").values_list("state", flat=True)
        ) == ["booked", "cancelled", "cancelled", "cancelled"]


def test_the_database_refuses_what_comes_past_the_service() -> None:
    with clock.fixed(NOW):
        room = make_centre.room()
        (made,) = services.book(room_id=room.id, wanted=wanted(), actor=STRANGER)
    half = timedelta(minutes=30)
    other = {
        "room_id": room.id,
        "came": "desk",
        "number": 99,
        "during": DateTimeTZRange(made.start + half, made.end + half),
    }
    for state in TAKES:
        with pytest.raises(IntegrityError), transaction.atomic():
            Booking.objects.create(code=f"X{state}"[:10], state=state, **other)
    Booking.objects.create(code="WAITS", state=Holding.WAITING, **other)


@pytest.mark.django_db(transaction=True)
def test_a_hundred_at_the_same_moment_never_overlap_and_keep_their_order() -> None:
    def ask(number: int) -> None:
        start = 9 * 60 + 15 * (number % 5)
        slot = f"{start // 60:02}:{start % 60:02}", f"{(start + 45) // 60:02}:{(start + 45) % 60:02}"
        try:
            with clock.fixed(NOW):
                services.book(room_id=room.id, wanted=wanted(*slot, phone=f"1{number:09}"), actor=STRANGER)
        finally:
            connection.close()

    room = make_centre.room()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(PARALLEL)))
    assert Booking.objects.count() == PARALLEL
    _sound()
    with clock.fixed(NOW):
        for _round in range(4):
            before = list(Booking.objects.filter(state=Holding.WAITING).order_by("number"))
            held = Booking.objects.filter(state=Holding.BOOKED).order_by("number").first()
            assert held is not None
            services.cancel(code=held.code, actor=STRANGER)
            _sound()
            moved = Booking.objects.filter(pk__in=[one.pk for one in before], state=Holding.BOOKED)
            for one in moved:
                earlier = [other for other in before if other.number < one.number]
                assert not [
                    other for other in earlier
                    if other.pk not in {each.pk for each in moved} and _meet(one, other)
                ]  # fmt: skip


def _meet(one: Booking, other: Booking) -> bool:
    return bool(one.during.lower < other.during.upper and other.during.lower < one.during.upper)


def _sound() -> None:
    held = list(Booking.objects.filter(state__in=TAKES))
    assert held
    assert not [(one, other) for one in held for other in held if one.pk < other.pk and _meet(one, other)]


def test_key_check_and_no_show() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        room = make_centre.room(house, deposit=20)
        member = make_centre.member(house, Seat.MEMBER)
        (made,) = services.book(room_id=room.id, wanted=wanted(), actor=STRANGER)
        (other,) = services.book(room_id=room.id, wanted=wanted("15:00", "16:00"), actor=STRANGER)
        with pytest.raises(CentreRefused):
            services.check_room(booking_id=made.id, in_order=True, actor=member)
        with pytest.raises(CentreRefused):
            services.mark(booking_id=made.id, what="missed", actor=member)
        with pytest.raises(CentreRefused):
            services.mark(booking_id=made.id, what="key_back", actor=member)
        with pytest.raises(NotYours):
            services.mark(booking_id=made.id, what="key_out", actor=make_centre.member(make_centre.centre()))
        services.mark(booking_id=made.id, what="key_out", actor=member)
    with clock.fixed(NOW + timedelta(hours=12)):
        with pytest.raises(CentreRefused):
            services.mark(booking_id=made.id, what="missed", actor=member)
        services.mark(booking_id=made.id, what="key_back", actor=member)
        checked = services.check_room(
            booking_id=made.id, in_order=False, word="椅子没有放回去", photo=photo(), actor=member
        )
        assert (checked.state, checked.in_order, checked.has_photo) == (Holding.OVER, False, True)
        assert rooms.booking_photo(member, made.id).startswith(b"\xff\xd8")
        assert services.mark(booking_id=other.id, what="missed", actor=member).state is Holding.MISSED
        (use,) = rooms.uses(house.id, DAY, DAY)
        assert (use.bookings, use.hours, use.open_hours, use.neighbours, use.missed, use.share) == (
            2,
            2.0,
            10.5,
            1,
            1,
            19,
        )


def test_tomorrows_bookings_are_reminded_of_once() -> None:
    with clock.fixed(NOW):
        room = make_centre.room()
        (made,) = services.book(room_id=room.id, wanted=wanted(), actor=STRANGER)
        services.book(room_id=room.id, wanted=wanted(day=DAY + timedelta(days=5)), actor=STRANGER)
        assert (services.remind_bookings(), services.remind_bookings()) == (1, 0)
        assert [one.id for one in rooms.to_tell(room.centre_id)] == [made.id]
        services.mark(booking_id=made.id, what="told", actor=SYSTEM)
        assert rooms.to_tell(room.centre_id) == []


def test_a_room_with_bookings_ahead_is_not_closed_and_names_are_unique() -> None:
    with clock.fixed(NOW):
        room = make_centre.room(name="阅览室")
        with pytest.raises(CentreRefused):
            services.add_room(centre_id=room.centre_id, name="阅览室", zone=room.zone, capacity=5, actor=SYSTEM)
        (made,) = services.book(room_id=room.id, wanted=wanted(), actor=STRANGER)
        with pytest.raises(CentreRefused):
            services.close_room(room_id=room.id, actor=SYSTEM)
        services.cancel(code=made.code, actor=STRANGER)
        services.close_room(room_id=room.id, actor=SYSTEM)
        assert rooms.rooms(room.centre_id) == []


def test_free_times_leave_out_what_is_taken_and_what_is_over() -> None:
    with clock.fixed(NOW + timedelta(hours=1, minutes=50)):  # 8:50
        room = make_centre.room()
        services.book(room_id=room.id, wanted=wanted("10:00", "11:00"), actor=STRANGER)
        assert rooms.free_times(room, DAY) == [
            (time(9), time(10)),
            (time(11), time(12)),
            (time(14, 30), time(21)),
        ]
