"""Centres and who sits in them: rights come with a term and go with it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from factories import areas as make
from factories import centre as make_centre
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Role, actor_of
from fengqiao.centre import selectors, services
from fengqiao.centre.models import Term
from fengqiao.centre.selectors import Right, Seat
from fengqiao.centre.services import CentreRefused, InputRefused
from fengqiao.core import clock
from fengqiao.core.errors import NotYours

pytestmark = pytest.mark.django_db


def test_each_centre_has_its_own_people() -> None:
    village = make.village()
    here, there = make_centre.centre(village), make_centre.centre(village)
    member = make_centre.member(here)
    assert [one.id for one in selectors.centres(member)] == [here.id]
    with pytest.raises(NotYours):
        selectors.centre(member, there.id)
    assert selectors.rights(member, there.id) == frozenset()
    assert Right.VOTE in selectors.rights(member, here.id)


def test_who_stands_above_sees_all_of_the_area_but_has_no_vote() -> None:
    village = make.village()
    house, elsewhere = make_centre.centre(village), make_centre.centre()
    secretary = make.actor(Role.VILLAGE_SECRETARY, village)
    assert [one.id for one in selectors.centres(secretary)] == [house.id]
    assert selectors.rights(secretary, house.id) == frozenset(Right) - {Right.VOTE}
    assert selectors.rights(secretary, elsewhere.id) == frozenset()


def test_a_term_that_ended_takes_the_sign_in_rights_with_it() -> None:
    house = make_centre.centre()
    member = make_centre.member(house)
    account = User.objects.get(pk=member.user_id)
    (term,) = selectors.members(house.id)
    today = timezone.localdate(clock.now())
    services.end_term(term_id=term.id, last_day=today, actor=SYSTEM)
    assert actor_of(account).has(Role.COUNCIL_MEMBER)
    tomorrow = clock.now() + timedelta(days=1)
    with clock.fixed(tomorrow):
        later = actor_of(account)
        assert not later.has(Role.COUNCIL_MEMBER)
        assert selectors.centres(later) == []
        assert selectors.rights(later, house.id) == frozenset()
        assert selectors.members(house.id) == []
    assert [one.last_day for one in selectors.members(house.id, everybody=True)] == [today]


def test_the_same_seat_twice_at_a_time_is_refused_by_service_and_database() -> None:
    house = make_centre.centre()
    member = make_centre.member(house)
    assert member.person_id is not None
    with pytest.raises(CentreRefused):
        services.seat(centre_id=house.id, person_id=member.person_id, seat=Seat.MEMBER, actor=SYSTEM)
    services.seat(centre_id=house.id, person_id=member.person_id, seat=Seat.CHAIR, actor=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(
            centre_id=house.id, person_id=member.person_id, seat=Seat.MEMBER, during=DateRange(date(2026, 1, 1), None)
        )


def test_only_who_looks_after_people_changes_them() -> None:
    house = make_centre.centre()
    plain, chair = make_centre.member(house), make_centre.member(house, Seat.CHAIR)
    newcomer = make.person(make.village())
    with pytest.raises(NotYours):
        services.seat(centre_id=house.id, person_id=newcomer.id, seat=Seat.MEMBER, actor=plain)
    services.seat(centre_id=house.id, person_id=newcomer.id, seat=Seat.MEMBER, actor=chair)
    with pytest.raises(NotYours):
        services.change_centre(centre_id=house.id, phone="1", actor=plain)
    assert services.change_centre(centre_id=house.id, phone="1000", actor=chair).phone == "1000"


def test_hours_that_run_backwards_are_refused() -> None:
    village = make.village()
    week = [[["08:00", "12:00"], ["11:00", "18:00"]], *([[]] * 6)]
    with pytest.raises(InputRefused):
        services.open_centre(name="中心", area_id=village.id, hours=week, actor=SYSTEM)
    with pytest.raises(NotYours):
        services.open_centre(name="中心", area_id=village.id, actor=make.actor(Role.VILLAGE_SECRETARY, make.village()))
