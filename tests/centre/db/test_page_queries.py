"""Pages of activities, calendar and books make the same number of queries however many rows they show."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import centre as make_centre
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM
from fengqiao.centre import services
from fengqiao.centre.domain.activities import Mark
from fengqiao.centre.selectors import CentreView
from fengqiao.core import clock
from fengqiao.incidents.services import STRANGER

pytestmark = pytest.mark.django_db
MOST = 30


def grow(house: CentreView, count: int, hour: int) -> str:
    """So many more of everything. Returns the address of one activity."""
    path = ""
    for number in range(count):
        one = make_centre.activity(house, days=hour * 10 + number + 1, places=2)
        first, *_others = [make_centre.signup(one).signup for _each in range(3)]
        with clock.fixed(one.start):
            services.give_feedback(code=first.code, mark=Mark.GOOD, words="好", actor=STRANGER)
        book = services.add_book(centre_id=house.id, title=f"书{hour}{number}", actor=SYSTEM)
        card = services.open_card(centre_id=house.id, name=f"读者{hour}{number}", actor=SYSTEM)
        services.lend(book_id=book.id, card_id=card.id, actor=SYSTEM)
        path = path or f"/centre/activities/{one.id}/"
    return path


def test_pages_do_not_ask_once_for_every_row() -> None:
    house = make_centre.centre()
    member = make_centre.member(house)
    client = Client()
    user = User.objects.get(person_id=member.person_id)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    one = grow(house, 1, 0)
    places = ("activities/", "activities/figures/", "calendar/", "books/", "books/cards/")
    pages = [one, f"{one}door/", *(f"/centre/{house.id}/{place}" for place in places)]
    pages.append(f"/centre/{house.id}/")
    pages += [f"/n/{house.key}/", f"/n/{house.key}/calendar/", f"/n/{house.key}/books/"]
    few = {page: queries(client, page) for page in pages}
    grow(house, 4, 1)
    for page in pages:
        assert queries(client, page) <= few[page] <= MOST, page


def queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200, page
    return len(captured)
