"""The neighbourhood centre's activities, and the neighbour's pages about them."""

from __future__ import annotations

from typing import Any

from factories import centre as make_centre
from factories.incidents import photo
from fengqiao.areas.selectors import SYSTEM, AreaView
from fengqiao.centre import services
from rights.centre_desk import STAFF
from rights.kinds import EVERYBODY, NO_ONE, Row


def _house(village: AreaView) -> dict[str, Any]:
    return {"pk": make_centre.centre(village).id}


def _key(village: AreaView) -> dict[str, Any]:
    return {"key": make_centre.centre(village).key}


def _activity(village: AreaView) -> dict[str, Any]:
    one = make_centre.activity(make_centre.centre(village))
    make_centre.signup(one)
    return {"pk": one.id}


def _poster(village: AreaView) -> dict[str, Any]:
    house = make_centre.centre(village)
    return {"key": house.key, "code": make_centre.activity(house).code}


def _code(village: AreaView) -> dict[str, Any]:
    return {"code": make_centre.signup(make_centre.activity(make_centre.centre(village))).signup.code}


def _photo(village: AreaView) -> dict[str, Any]:
    one = _activity(village)
    return {**one, "photo": services.add_photo(activity_id=one["pk"], content=photo(), actor=SYSTEM)}


def _shown(village: AreaView) -> dict[str, Any]:
    house = make_centre.centre(village)
    one = make_centre.activity(house)
    made = services.add_photo(activity_id=one.id, content=photo(), actor=SYSTEM)
    services.tick_photo(photo_id=made, people=[], nobody=True, actor=SYSTEM)
    return {"key": house.key, "code": one.code, "photo": made}


CENTRE_ACTIVITIES = [
    Row("centre:activities", allow=STAFF, args=_house),
    Row("centre:activity_plan", allow=STAFF, args=_house),
    Row("centre:activity_plan", "POST", allow=STAFF, status=422, args=_house),
    Row("centre:activity", allow=STAFF, args=_activity),
    Row(
        "centre:activity_act",
        "POST",
        allow=STAFF,
        status=302,
        args=lambda village: {**_activity(village), "act": "cancel"},
        data=lambda args: {"reason": "下大雨"},
    ),
    Row("centre:door", allow=STAFF, args=_activity),
    Row("centre:door", "POST", allow=NO_ONE, args=_activity),
    Row("centre:public_activity", allow=EVERYBODY, args=_poster, scoped=False),
    # Without the seal of a form that somebody looked at, it is a robot's.
    Row("centre:public_activity", "POST", allow=EVERYBODY, status=422, args=_poster, scoped=False),
    Row("centre:signup", allow=EVERYBODY, args=_code, scoped=False),
    Row("centre:signup", allow=NO_ONE, anonymous=404, args=lambda village: {"code": "GUESSED234"}, scoped=False),
    Row(
        "centre:signup_act",
        "POST",
        allow=EVERYBODY,
        status=302,
        args=lambda village: {**_code(village), "act": "back"},
        scoped=False,
    ),
    Row("centre:signup_calendar", allow=EVERYBODY, args=_code, scoped=False),
    Row("centre:poster", allow=STAFF, args=lambda village: {**_activity(village), "size": "a4"}),
    Row("centre:poster_picture", allow=STAFF, args=_activity),
    Row("centre:activity_photos", allow=STAFF, args=_activity),
    Row("centre:activity_photos", "POST", allow=STAFF, status=302, args=_activity),
    Row("centre:activity_photo", allow=STAFF, args=_photo),
    Row("centre:public_photo", allow=EVERYBODY, args=_shown, scoped=False),
    Row("centre:activity_figures", allow=STAFF, args=_house),
    Row("centre:helper_hours", allow=STAFF, args=_house),
    Row("centre:helper_hours", "POST", allow=STAFF, status=302, args=_house),
    Row("centre:calendar", allow=STAFF, args=_house),
    Row("centre:public_calendar", allow=EVERYBODY, args=_key, scoped=False),
    Row("centre:calendar_paper", allow=EVERYBODY, args=lambda village: {**_key(village), "size": "a4"}, scoped=False),
    Row("centre:calendar_feed", allow=EVERYBODY, args=_key, scoped=False),
]
