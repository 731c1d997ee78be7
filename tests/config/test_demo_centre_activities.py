"""Activities of the invented centre: through the services, made once."""

from __future__ import annotations

import pytest

from factories import centre as make_centre
from fengqiao.areas.selectors import SYSTEM
from fengqiao.centre.models import Activity, SignUp
from fengqiao.centre.selectors import Seat, activities, afterwards, books
from fengqiao.config.demo import centre_activities, centre_books, centre_rooms

pytestmark = pytest.mark.django_db


def test_three_weeks_that_were_and_two_that_come() -> None:
    house = make_centre.centre()
    for _each in range(6):
        make_centre.member(house, Seat.MEMBER)
    for name in {line[2] for line in (*centre_activities.PAST, *centre_activities.COMING)} & {
        one[0] for one in centre_rooms.ROOMS
    }:
        make_centre.room(house, name=name, capacity=40)
    centre_activities.seed(house)
    assert (len(activities.past(house.id)), len(activities.coming(house.id, cancelled=True))) == (4, 9)
    total = afterwards.total(afterwards.figures(house.id))
    assert total.held == 4
    assert 0 < total.came < total.signed
    assert any(one.waiting for one in activities.coming(house.id))
    assert all(afterwards.photos(one.id, shown_only=True) for one in activities.past(house.id))
    count = SignUp.objects.count()
    centre_activities.seed(house)
    assert (SignUp.objects.count(), Activity.objects.count()) == (count, 13)
    assert activities.activity(SYSTEM, activities.coming(house.id)[0].id).title


def test_a_shelf_with_books_out_late_and_most_read() -> None:
    house = make_centre.centre()
    centre_books.seed(house)
    shelf = books.books(house.id)
    assert (len(shelf), sum(one.out is not None for one in shelf)) == (10, 4)
    assert [one.late for one in books.to_remind(house.id)] == [True, False]
    assert books.most_read(house.id)[0].title == "小满的纸船"
    centre_books.seed(house)
    assert len(books.books(house.id)) == 10
