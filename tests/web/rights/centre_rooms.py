"""The neighbourhood centre's rooms, and the neighbour's pages about them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from factories import centre as make_centre
from factories.incidents import photo
from fengqiao.areas.selectors import SYSTEM, AreaView
from fengqiao.centre import services
from fengqiao.core import clock
from rights.centre_desk import STAFF
from rights.kinds import EVERYBODY, NO_ONE, Row


def _house(village: AreaView) -> dict[str, Any]:
    return {"pk": make_centre.centre(village).id}


def _booking(village: AreaView) -> dict[str, Any]:
    return {"pk": make_centre.booking(make_centre.room(make_centre.centre(village))).id}


def _checked(village: AreaView) -> dict[str, Any]:
    made = make_centre.booking(make_centre.room(make_centre.centre(village)))
    with clock.fixed(made.end):
        services.check_room(booking_id=made.id, in_order=True, photo=photo(), actor=SYSTEM)
    return {"pk": made.id}


def _door(village: AreaView) -> dict[str, Any]:
    house = make_centre.centre(village)
    return {"key": house.key, "code": make_centre.room(house).code}


def _code(village: AreaView) -> dict[str, Any]:
    return {"code": make_centre.booking(make_centre.room(make_centre.centre(village))).code}


def _tomorrow() -> str:
    return (timezone.localdate(clock.now()) + timedelta(days=1)).isoformat()


CENTRE_ROOMS = [
    Row("centre:bookings", allow=STAFF, args=_house),
    Row("centre:book", "POST", allow=STAFF, status=302, args=_house, data=lambda args: {"day": _tomorrow()}),
    Row("centre:booking", allow=STAFF, args=_booking),
    Row("centre:booking_photo", allow=STAFF, args=_checked),
    Row(
        "centre:booking_act",
        "POST",
        allow=STAFF,
        status=302,
        args=lambda village: {**_booking(village), "act": "key-out"},
    ),
    Row("centre:rooms", allow=STAFF, args=_house),
    Row("centre:room_save", "POST", allow=STAFF, status=302, args=_house),
    Row("centre:doors", allow=STAFF, args=_house),
    Row(
        "centre:neighbour",
        allow=EVERYBODY,
        args=lambda village: {"key": make_centre.centre(village).key},
        scoped=False,
    ),
    Row("centre:room", allow=EVERYBODY, args=_door, scoped=False),
    # Without the seal of a form that somebody looked at, it is a robot's.
    Row("centre:room", "POST", allow=EVERYBODY, status=422, args=_door, scoped=False),
    Row("centre:public_booking", allow=EVERYBODY, args=_code, scoped=False),
    Row(
        "centre:public_booking", allow=NO_ONE, anonymous=404, args=lambda village: {"code": "GUESSED234"}, scoped=False
    ),
    Row("centre:public_booking_cancel", "POST", allow=EVERYBODY, status=302, args=_code, scoped=False),
    Row("centre:booking_calendar", allow=EVERYBODY, args=_code, scoped=False),
]
