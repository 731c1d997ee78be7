"""Small worlds with a neighbourhood centre.

house = centre(village())                        # open, with everybody who is a council member there in its council
chair = member(house, Seat.CHAIR)                # somebody with a seat and an account
"""

from __future__ import annotations

import itertools
from datetime import date, time, timedelta

from django.utils import timezone

from factories import areas as make
from fengqiao.areas import services as people
from fengqiao.areas.models import Assignment, User
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, Role, actor_of
from fengqiao.centre import services
from fengqiao.centre.domain.activities import Asked, Kind
from fengqiao.centre.domain.rooms import Zone
from fengqiao.centre.selectors import CentreView, Seat
from fengqiao.centre.selectors.activities import ActivityView, Held
from fengqiao.centre.selectors.rooms import BookingView, RoomView
from fengqiao.centre.selectors.visits import VisitView
from fengqiao.core import clock, ids
from fengqiao.incidents.services import STRANGER

_numbers = itertools.count(1)
SINCE = date(2020, 1, 1)


def centre(where: AreaView | None = None, name: str | None = None) -> CentreView:
    """A centre in the village. Who has the duty of a council member or a volunteer there already gets a seat."""
    where = where or make.village()
    made = services.open_centre(
        name=name or f"测试邻里中心{next(_numbers)}", area_id=where.id, address="测试巷1号", actor=SYSTEM
    )
    for role, seat in ((Role.COUNCIL_MEMBER, Seat.CHAIR), (Role.VOLUNTEER, Seat.VOLUNTEER)):
        there = Assignment.objects.filter(role=role, area_id=where.id).values_list("person_id", flat=True).distinct()
        for person_id in list(there):
            services.seat(centre_id=made.id, person_id=person_id, seat=seat, since=SINCE, actor=SYSTEM)
    return made


def member(
    house: CentreView, seat: Seat = Seat.MEMBER, *, since: date = SINCE, last_day: date | None = None, name: str = ""
) -> Actor:
    """Somebody with a seat at the centre, and an account."""
    one = people.add_person(
        name=name or f"测试理事{next(_numbers)}", area_id=house.area_id, invented=True, actor=SYSTEM
    )
    services.seat(
        centre_id=house.id, person_id=one.id, seat=seat, since=since, last_day=last_day, task="", actor=SYSTEM
    )
    made = people.open_account(
        person_id=one.id, username=f"council{next(_numbers)}", password=make.PASSWORD, actor=SYSTEM
    )
    return actor_of(User.objects.get(pk=made))


def visit(
    house: CentreView, words: str = "巷口的台阶没有标记，老人绊倒", *, actor: Actor = SYSTEM, **more: object
) -> VisitView:
    """Somebody came to the desk with a new matter."""
    told = services.Told(visit_id=ids.new_id(), words=words, **more)
    return services.record_visit(centre_id=house.id, told=told, actor=actor)


def voice() -> bytes:
    """Bytes that begin as a recording of a browser does."""
    return b"\x1a\x45\xdf\xa3" + bytes(200)


def room(house: CentreView | None = None, *, name: str = "", capacity: int = 30, deposit: int = 0) -> RoomView:
    """A room of the centre that can be booked."""
    house = house or centre()
    return services.add_room(
        centre_id=house.id,
        name=name or f"测试活动室{next(_numbers)}",
        zone=Zone.ACTIVITY,
        capacity=capacity,
        deposit=deposit,
        actor=SYSTEM,
    )


def booking(room: RoomView, *, days: int = 1, start: time = time(9), end: time = time(10)) -> BookingView:
    """A neighbour's booking of the room, ``days`` ahead."""
    wanted = services.Wanted(
        day=timezone.localdate(clock.now()) + timedelta(days=days),
        start=start,
        end=end,
        name="测试居民",
        phone=f"1{next(_numbers):09}",
    )
    return services.book(room_id=room.id, wanted=wanted, actor=SYSTEM)[0]


def activity(
    house: CentreView | None = None, *, places: int = 10, days: int = 1, start: time = time(15), end: time = time(16),
    **more: object,
) -> ActivityView:  # fmt: skip
    """An activity of the centre, ``days`` ahead, in no room of its own unless ``room_id`` is given."""
    house = house or centre()
    given: dict[str, object] = {"kind": Kind.OTHER, "title": f"测试活动{next(_numbers)}", "place": "巷口榕树下", **more}
    plan = services.Plan(
        day=timezone.localdate(clock.now()) + timedelta(days=days), start=start, end=end, places=places, **given
    )  # fmt: skip
    return services.plan_activity(centre_id=house.id, plan=plan, actor=SYSTEM)[0]


def signup(one: ActivityView, name: str = "", **more: object) -> Held:
    """A neighbour's sign-up."""
    asked = Asked(name=name or f"测试邻居{next(_numbers)}", **more)
    return services.sign_up(activity_id=one.id, asked=asked, actor=STRANGER)
