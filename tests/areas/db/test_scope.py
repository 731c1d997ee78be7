"""Everybody sees their own part of the tree and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from factories import areas as make
from fengqiao.areas import services
from fengqiao.areas.models import Area, Assignment, Grid, User
from fengqiao.areas.selectors import (
    SYSTEM,
    Level,
    Role,
    actor_of,
    areas,
    grids,
    holds,
    may_see_area,
    people,
    people_in_role,
    responsible,
    search_areas,
    users_of_person,
    within,
)
from fengqiao.core import clock

pytestmark = pytest.mark.django_db


def test_the_scope_is_what_lies_below_the_duties() -> None:
    county = make.county()
    town, other = make.town(county), make.town(county)
    mine, foreign = make.village(town), make.village(other)
    clerk = make.actor(Role.STUDIO_CLERK, town)
    assert {area.id for area in areas(clerk)} == {town.id, mine.id}
    assert may_see_area(clerk, mine.id)
    assert not may_see_area(clerk, foreign.id)
    assert not may_see_area(clerk, county.id)
    assert [area.id for area in areas(clerk, level=Level.VILLAGE)] == [mine.id]


def test_the_system_sees_everything_and_a_stranger_nothing() -> None:
    make.village()
    stranger = actor_of(AnonymousUser())
    assert len(areas(SYSTEM)) == 3
    assert areas(stranger) == []
    assert grids(stranger) == []
    assert people(stranger) == []


def test_a_duty_below_another_adds_no_root() -> None:
    town = make.town()
    below = make.village(town)
    user = make.account(Role.STUDIO_CLERK, town)
    assert user.person_id is not None
    services.assign(
        person_id=user.person_id, role=Role.VILLAGE_SECRETARY, area_id=below.id, since=make.SINCE, actor=SYSTEM
    )
    actor = actor_of(user)
    assert actor.area_ids == (town.id,)
    assert actor.has(Role.VILLAGE_SECRETARY)
    assert holds(actor, below.id, Role.VILLAGE_SECRETARY)
    assert not holds(actor, town.id, Role.VILLAGE_SECRETARY)


def test_an_ended_duty_and_a_disabled_account_see_nothing() -> None:
    home = make.village()
    user = make.account(Role.VILLAGE_SECRETARY, home)
    duty = Assignment.objects.get(person_id=user.person_id)
    today = clock.now()
    services.end_assignment(assignment_id=duty.pk, last_day=today.date() - timedelta(days=2), actor=SYSTEM)
    assert actor_of(user).duties == ()
    assert actor_of(user, at=today - timedelta(days=10)).has(Role.VILLAGE_SECRETARY)
    services.disable_account(user_id=user.pk, actor=SYSTEM)
    assert actor_of(user, at=today - timedelta(days=10)).duties == ()


def test_an_actor_costs_two_queries_and_a_scope_none(django_assert_num_queries) -> None:
    user = make.account(Role.STUDIO_CLERK, make.town())
    with django_assert_num_queries(2):
        actor = actor_of(user)
    with django_assert_num_queries(1):
        list(Grid.objects.filter(within(actor)))
    assert Area.objects.filter(within(actor, "")).count() == 1


def test_search_finds_by_name_pinyin_initials_and_code_in_scope_only() -> None:
    home, foreign = make.village(name="鹤田村委会"), make.village(name="鹤田村委会")
    secretary = make.actor(Role.VILLAGE_SECRETARY, home)
    for text in ("鹤田", "hetian", "htc", home.code):
        assert [area.id for area in search_areas(text, actor=secretary)] == [home.id], text
    assert search_areas("  ", actor=secretary) == []
    assert {area.id for area in search_areas("hetian", actor=SYSTEM)} == {home.id, foreign.id}


def test_who_answers_for_a_point() -> None:
    home = make.village()
    grid = make.grid(home)
    lead = make.worker(Role.GRID_LEAD, home, grid_id=grid)
    member = make.worker(Role.GRID_WORKER, home, grid_id=grid)
    secretary = make.worker(Role.VILLAGE_SECRETARY, home)
    found = responsible(113.635, 23.785, clock.now())
    assert found is not None
    assert (found.grid_id, found.area_id) == (grid, home.id)
    assert [one.person_id for one in found.people] == [lead.id, member.id, secretary.id]
    assert found.people[0].phone_masked == "138****1234"
    assert responsible(113.70, 23.785, clock.now()) is None
    assert responsible(113.635, 23.785, datetime(2020, 1, 1, tzinfo=UTC)) is None


def test_people_in_a_role_nearest_first() -> None:
    town = make.town()
    home, other = make.village(town), make.village(town)
    near, far = make.worker(Role.OPERATOR, home), make.worker(Role.OPERATOR, town)
    make.worker(Role.OPERATOR, other)
    assert [one.person_id for one in people_in_role(Role.OPERATOR, home.id)] == [near.id]
    found = people_in_role(Role.OPERATOR, home.id, include_above=True)
    assert [one.person_id for one in found] == [near.id, far.id]


def test_the_accounts_of_a_person() -> None:
    user = make.account(Role.ANALYST, make.county())
    assert user.person_id is not None
    assert users_of_person(user.person_id) == [user.pk]
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert users_of_person(user.person_id) == []
