"""The neighbourhood centre's book corner."""

from __future__ import annotations

from typing import Any

from factories import centre as make_centre
from fengqiao.areas.selectors import SYSTEM, AreaView
from fengqiao.centre import services
from rights.centre_desk import STAFF
from rights.kinds import EVERYBODY, NO_ONE, Row


def _house(village: AreaView) -> dict[str, Any]:
    return {"pk": make_centre.centre(village).id}


def _book(village: AreaView) -> dict[str, Any]:
    house = make_centre.centre(village)
    return {"pk": services.add_book(centre_id=house.id, title="山里的来信", actor=SYSTEM).id}


def _card(village: AreaView) -> dict[str, Any]:
    house = make_centre.centre(village)
    return {"pk": services.open_card(centre_id=house.id, name="江阿婆", actor=SYSTEM).id}


def _code(village: AreaView) -> dict[str, Any]:
    return {"code": services.open_card(centre_id=make_centre.centre(village).id, name="江阿婆", actor=SYSTEM).code}


CENTRE_BOOKS = [
    Row("centre:books", allow=STAFF, args=_house),
    Row("centre:book_scan", "POST", allow=STAFF, status=302, args=_house),
    Row("centre:book_add", allow=STAFF, args=_house),
    Row("centre:book_add", "POST", allow=STAFF, status=422, args=_house),
    Row("centre:cards", allow=STAFF, args=_house),
    Row("centre:cards", "POST", allow=STAFF, status=422, args=_house),
    Row("centre:book_page", allow=STAFF, args=_book),
    Row("centre:book_act", "POST", allow=STAFF, status=302, args=lambda village: {**_book(village), "act": "withdraw"}),
    Row("centre:card", allow=STAFF, args=_card),
    Row("centre:card", "POST", allow=STAFF, status=302, args=_card),
    Row("centre:card_paper", allow=STAFF, args=_card),
    Row("centre:my_books", allow=EVERYBODY, args=_code, scoped=False),
    Row("centre:my_books", allow=NO_ONE, anonymous=404, args=lambda village: {"code": "GUESSED2"}, scoped=False),
    Row(
        "centre:public_books",
        allow=EVERYBODY,
        args=lambda village: {"key": make_centre.centre(village).key},
        scoped=False,
    ),
]
