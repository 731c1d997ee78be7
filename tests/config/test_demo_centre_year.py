"""A year at the invented centre: made through the services, counted from the records, made once."""

from __future__ import annotations

import pytest

from factories import centre as make_centre
from fengqiao.centre.models import Matter, MatterStep, Visit
from fengqiao.centre.selectors import Seat, council, matters
from fengqiao.centre.selectors.figures import figures, months
from fengqiao.config.demo import centre_year

pytestmark = pytest.mark.django_db
MANY = 30


def test_a_year_is_made_through_the_services_and_counted_from_its_records() -> None:
    house = make_centre.centre()
    for seat in (Seat.CHAIR, Seat.MEMBER, Seat.MEMBER):
        make_centre.member(house, seat)
    made = centre_year.seed(house, visits=MANY)
    before = Visit.objects.count(), Matter.objects.count(), MatterStep.objects.count()
    assert made.figures.visits == MANY == before[0]
    solved = matters.matters_of(house.id, show="solved")
    assert made.figures.solved == len(solved) > MANY // 5
    assert made.figures.problems + made.figures.answered <= before[1]
    assert 11 <= len(months(house.id, count=20)) <= 13
    assert made.meetings == 12 == len(council.meetings(house.id, published=True))
    assert all(one.taker and one.follower and one.doer for one in solved)

    again = centre_year.seed(house, visits=MANY)
    assert (Visit.objects.count(), Matter.objects.count(), MatterStep.objects.count()) == before
    assert again.figures == made.figures == figures(house.id)
