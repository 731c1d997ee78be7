"""The council of the invented centre: one meeting with published minutes, one that comes, and the small money."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from factories import centre as make_centre
from fengqiao.centre.domain.council import Phase
from fengqiao.centre.selectors import Seat, council
from fengqiao.config.demo import centre_council
from fengqiao.core import clock

pytestmark = pytest.mark.django_db


def test_a_meeting_that_was_one_that_comes_and_the_money_of_a_small_council() -> None:
    house = make_centre.centre()
    chair = make_centre.member(house, Seat.CHAIR)
    for seat in (Seat.SECRETARY, Seat.VICE, *[Seat.MEMBER] * 5, Seat.SUPERVISOR):
        make_centre.member(house, seat)
    centre_council.seed(house)

    comes, was = council.meetings(house.id)
    today = timezone.localdate(clock.now())
    assert [timezone.localdate(one.at) - today for one in (comes, was)] == [timedelta(days=4), timedelta(days=-21)]
    assert (comes.phase, [point.title for point in comes.points]) == (Phase.PLANNED, [centre_council.NEXT])

    assert (was.phase, len(was.present), was.has_quorum) == (Phase.PUBLISHED, 5, True)
    assert was.quorum * 2 > was.seats
    assert (was.chair, len(was.signed), bool(was.minutes)) == (chair.name, 3, True)
    assert [(point.passed, point.yes, point.no, point.abstain) for point in was.points] == [
        (True, 4, 1, 0),
        (False, 2, 2, 1),
    ]
    assert all(point.said and point.proposal for point in was.points)
    (task,) = council.open_tasks(house.id)
    assert (task.what, task.late, task.owner in was.present) == (centre_council.POINTS[0][4], False, True)

    book = council.money(house.id)
    assert [one.balance for one in book] == [Decimal(text) for text in ("568.50", "613.50", "413.50", "500.00")]
    assert [one.has_receipt for one in book] == [True, False, True, False]

    centre_council.seed(house)
    assert (len(council.meetings(house.id)), len(council.money(house.id))) == (2, 4)
