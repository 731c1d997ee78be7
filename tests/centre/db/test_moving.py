"""An activity is put to another time or place: its room goes with it, nobody loses a place, everybody is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from factories import centre as make_centre
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.centre import services
from fengqiao.centre.domain.activities import Seat
from fengqiao.centre.domain.rooms import Holding
from fengqiao.centre.models import Activity, ActivityMove, Booking
from fengqiao.centre.selectors import Seat as CouncilSeat
from fengqiao.centre.selectors import activities, rooms
from fengqiao.centre.services import CentreRefused, InputRefused, NewTime, Wanted
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.services import STRANGER

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)  # seven in the morning
DAY = date(2026, 11, 26)
NEXT = DAY + timedelta(days=1)


def to(start: str, end: str, day: date = NEXT, **more: object) -> NewTime:
    return NewTime(day=day, start=time.fromisoformat(start), end=time.fromisoformat(end), **more)


def booked(
    room_id: UUID, start: str, end: str, phone: str, day: date = NEXT, *, wait: bool = True
) -> rooms.BookingView:
    wanted = Wanted(
        day=day, start=time.fromisoformat(start), end=time.fromisoformat(end), name="江阿婆", phone=phone, wait=wait
    )
    return services.book(room_id=room_id, wanted=wanted, actor=STRANGER)[0]


def client_of(actor: Actor) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def test_the_room_goes_along_and_what_is_left_of_it_is_free_at_once() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        member, room = make_centre.member(house), make_centre.room(house)
        one = make_centre.activity(house, room_id=room.id, start=time(15), end=time(16))
        code = Booking.objects.get().code
        waits = booked(room.id, "15:00", "15:30", "1000000001")
        moved = services.move_activity(
            activity_id=one.id, to=to("15:30", "17:00", room_id=room.id), reason="老师晚到", actor=member
        )
        assert (moved.start, moved.end, moved.moved) == (
            one.start + timedelta(minutes=30),
            one.end + timedelta(hours=1),
            1,
        )
        booking = Booking.objects.get(code=code)
        assert (booking.during.lower, booking.during.upper) == (moved.start, moved.end)
        assert rooms.booking_by_code(waits.code).state is Holding.BOOKED
        with pytest.raises(CentreRefused):
            booked(room.id, "16:30", "17:30", "1000000002", wait=False)
        (move,) = activities.moves_of(one.id)
        assert (move.start, move.end, move.place, move.reason) == (one.start, one.end, room.name, "老师晚到")
        assert [entry.kind for entry in journal.history(f"activity:{one.id}")][-1] == "centre.activity_moved"
        with pytest.raises(IntegrityError), transaction.atomic():
            ActivityMove.objects.update(reason="别的")


def test_the_new_time_belongs_to_nobody_else_and_nobody_in_line_is_overtaken() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        room, other = make_centre.room(house), make_centre.room(house)
        one = make_centre.activity(house, room_id=room.id, start=time(15), end=time(16))
        booked(room.id, "17:00", "18:00", "1000000001")
        queued = booked(room.id, "16:00", "17:30", "1000000002")  # waits behind the one above
        taken = booked(other.id, "09:00", "10:00", "1000000003")
        before = Booking.objects.get(activity=one.id).during
        for wrong in (
            to("16:30", "17:30", room_id=room.id),
            to("15:30", "16:30", room_id=room.id),  # somebody waits for it
            to("09:30", "10:30", room_id=other.id),
        ):
            with pytest.raises(CentreRefused):
                services.move_activity(activity_id=one.id, to=wrong, actor=SYSTEM)
        assert Booking.objects.get(activity=one.id).during == before
        assert rooms.booking_by_code(queued.code).state is Holding.WAITING
        assert rooms.booking_by_code(taken.code).state is Holding.BOOKED
        assert not ActivityMove.objects.exists()
        services.move_activity(activity_id=one.id, to=to("14:30", "15:30", room_id=room.id), actor=SYSTEM)


def test_into_another_room_and_out_of_the_house_what_it_had_is_given_back() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        room, small = make_centre.room(house, capacity=20), make_centre.room(house, capacity=5)
        one = make_centre.activity(house, places=10, room_id=room.id)
        old = Booking.objects.get()
        with pytest.raises(InputRefused):
            services.move_activity(activity_id=one.id, to=to("15:00", "16:00", room_id=small.id), actor=SYSTEM)
        large = make_centre.room(house, capacity=30)
        moved = services.move_activity(activity_id=one.id, to=to("15:00", "16:00", room_id=large.id), actor=SYSTEM)
        assert (moved.place, moved.room_id, moved.start) == (large.name, large.id, one.start)
        old.refresh_from_db()
        assert old.state == Holding.CANCELLED
        outside = services.move_activity(activity_id=one.id, to=to("15:00", "16:00", place="巷口榕树下"), actor=SYSTEM)
        assert (outside.place, outside.room_id) == ("巷口榕树下", None)
        assert not Booking.objects.filter(state=Holding.BOOKED).exists()
        back = services.move_activity(activity_id=one.id, to=to("16:00", "17:00", room_id=room.id), actor=SYSTEM)
        assert (back.place, back.moved) == (room.name, 3)
        services.cancel_activity(activity_id=one.id, reason="下雨", actor=SYSTEM)
        assert not Booking.objects.filter(state=Holding.BOOKED).exists()


def test_what_cannot_be_moved() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        room = make_centre.room(house)
        one, off = make_centre.activity(house, room_id=room.id), make_centre.activity(house)
        services.cancel_activity(activity_id=off.id, reason="下雨", actor=SYSTEM)
        for wrong in (
            to("15:00", "16:00", room_id=room.id),  # nothing new
            to("11:00", "15:00", room_id=room.id),  # across noon
            to("16:00", "15:00", room_id=room.id),
            to("15:00", "16:00", day=DAY - timedelta(days=1), room_id=room.id),
            to("15:00", "16:00", day=DAY - timedelta(days=1), place="巷口"),
            to("15:00", "16:00"),
        ):
            with pytest.raises(InputRefused):
                services.move_activity(activity_id=one.id, to=wrong, actor=SYSTEM)
        with pytest.raises(CentreRefused):
            services.move_activity(activity_id=off.id, to=to("15:00", "16:00", place="巷口"), actor=SYSTEM)
        for stranger in (
            STRANGER,
            make_centre.member(house, CouncilSeat.SUPERVISOR),
            make_centre.member(make_centre.centre()),
        ):
            with pytest.raises(NotYours):
                services.move_activity(activity_id=one.id, to=to("16:00", "17:00", room_id=room.id), actor=stranger)
        with pytest.raises(NotYours):
            services.move_activity(
                activity_id=one.id, to=to("16:00", "17:00", room_id=make_centre.room().id), actor=SYSTEM
            )
    with clock.fixed(one.start), pytest.raises(CentreRefused):
        services.move_activity(
            activity_id=one.id, to=to("15:00", "16:00", day=NEXT + timedelta(days=1), room_id=room.id), actor=SYSTEM
        )


def test_everybody_who_signed_up_reads_old_and_new_time_and_is_rung_up_once() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        member = make_centre.member(house)
        one = make_centre.activity(house, places=2, start=time(15), end=time(16))
        rings, silent = make_centre.signup(one, "阿梅", phone="1000000001").signup, make_centre.signup(one).signup
        waits, gone = (
            make_centre.signup(one, phone="1000000003").signup,
            make_centre.signup(one, phone="1000000004").signup,
        )
        services.give_back(code=gone.code, actor=STRANGER)
        page = client_of(member)
        form = {
            "day": "2026-11-28",
            "start": "09:00",
            "end": "10:00",
            "room": "",
            "place": "巷口榕树下",
            "reason": "<b>下雨</b>",
        }
        assert page.post(f"/centre/activities/{one.id}/move/", form | {"start": "11:00"}).status_code == 422
        assert page.post(f"/centre/activities/{one.id}/move/", form).status_code == 302
        late = make_centre.signup(one, phone="1000000005").signup

        assert [each.id for each in activities.to_tell(one.id)] == [rings.id, waits.id]
        assert activities.count_to_tell(house.id) == 2
        assert "要打电话 2 人" in page.get(f"/centre/{house.id}/").content.decode()
        for mine, seat in ((rings, Seat.PLACE), (silent, Seat.PLACE), (waits, Seat.WAITING)):
            held = activities.held(mine.code)
            assert (held.signup.seat, held.was.start, held.activity.start) == (seat, one.start, at("2026-11-28T09:00"))
            shown = Client(headers={"accept-language": "zh-CN"}).get(f"/n/s/{mine.code}/").content.decode()
            assert "<s>11-27 星期五 15:00–16:00</s>" in shown
            assert "<b>11-28 星期六 09:00–10:00</b>" in shown
            assert "&lt;b&gt;下雨&lt;/b&gt;" in shown
        for other in (late, gone):
            assert "<s>" not in Client().get(f"/n/s/{other.code}/").content.decode()
        calendar = Client().get(f"/n/s/{rings.code}/activity.ics").content.decode()
        assert "DTSTART:20261128T010000Z\r\n" in calendar
        assert "SEQUENCE:1\r\n" in calendar
        assert "SEQUENCE:1\r\n" in Client().get(f"/n/{house.key}/calendar.ics").content.decode()
        poster = Client(headers={"accept-language": "zh-CN"}).get(f"/n/{house.key}/a/{one.code}/").content.decode()
        assert "<s>11-27" in poster

        services.tell_signup(signup_id=rings.id, actor=member)
        assert [each.id for each in activities.to_tell(one.id)] == [waits.id]
        # Once more, and back to where it was: who knew is told again; who signed up in between is told as well.
        services.move_activity(activity_id=one.id, to=to("15:00", "16:00", place="巷口榕树下"), actor=member)
        assert [each.id for each in activities.to_tell(one.id)] == [rings.id, waits.id, late.id]
        was = [activities.held(mine.code).was for mine in (rings, late)]
        assert [one.start for one in was] == [at("2026-11-28T09:00")] * 2


def at(local: str) -> datetime:
    return datetime.fromisoformat(f"{local}:00+08:00").astimezone(UTC)


@pytest.mark.django_db(transaction=True)
def test_moves_and_bookings_at_one_moment_never_overlap() -> None:
    with clock.fixed(NOW):
        house = make_centre.centre()
        room, other = make_centre.room(house), make_centre.room(house)
        ones = [
            make_centre.activity(house, room_id=each.id, start=time(hour), end=time(hour, 45))
            for each in (room, other)
            for hour in (8, 9, 10)
        ]

    def move(number: int) -> None:
        start = 15 * 60 + 15 * (number % 7)
        span = f"{start // 60:02}:{start % 60:02}", f"{(start + 45) // 60:02}:{(start + 45) % 60:02}"
        where = (room, other)[number % 2].id
        try:
            with clock.fixed(NOW):
                if number % 3:
                    services.move_activity(activity_id=ones[number % 6].id, to=to(*span, room_id=where), actor=SYSTEM)
                else:
                    booked(where, *span, f"1{number:09}", wait=False)
        except (CentreRefused, InputRefused):
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(move, range(40)))
    held = list(Booking.objects.filter(state=Holding.BOOKED))
    assert ActivityMove.objects.exists()
    assert [(one, two) for one in held for two in held if one.pk < two.pk and one.room_id == two.room_id
            and one.during.lower < two.during.upper and two.during.lower < one.during.upper] == []  # fmt: skip
    for one in Activity.objects.select_related("booking"):
        assert (one.booking.state, one.booking.during.lower, one.booking.during.upper) == (
            "booked",
            one.starts_at,
            one.ends_at,
        )
