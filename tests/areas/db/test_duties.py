"""Duties: one lead per grid, three different administrators, and nobody gives what is not theirs to give."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from factories import areas as make
from fengqiao.areas import services
from fengqiao.areas.models import Assignment
from fengqiao.areas.selectors import SYSTEM, OrganisationKind, Role, organisations_for, people
from fengqiao.core.errors import NotYours

pytestmark = pytest.mark.django_db


def test_a_grid_has_one_lead_at_a_time() -> None:
    village = make.village()
    grid = make.grid(village)
    first = make.worker(Role.GRID_LEAD, village, grid_id=grid, since=date(2026, 1, 1), last_day=date(2026, 6, 30))
    second = make.person(village)
    with pytest.raises(services.AssignmentRefused):
        services.assign(
            person_id=second.id,
            role=Role.GRID_LEAD,
            area_id=village.id,
            grid_id=grid,
            since=date(2026, 6, 30),
            actor=SYSTEM,
        )
    services.assign(
        person_id=second.id, role=Role.GRID_LEAD, area_id=village.id, grid_id=grid, since=date(2026, 7, 1), actor=SYSTEM
    )
    leads = Assignment.objects.filter(grid_id=grid, duty="lead").order_by("during")
    assert [lead.person_id for lead in leads] == [first.id, second.id]


def test_the_database_refuses_a_second_lead_as_well() -> None:
    village = make.village()
    lead = make.worker(Role.GRID_LEAD, village)
    grid_id = Assignment.objects.get(person_id=lead.id).grid_id
    with pytest.raises(IntegrityError, match="one_lead_per_grid"), transaction.atomic():
        Assignment.objects.create(
            person_id=make.person(village).id,
            role="grid_lead",
            area_id=village.id,
            grid_id=grid_id,
            duty="lead",
            during=DateRange(date(2026, 1, 1), None),
        )


def test_administrators_are_three_people() -> None:
    county = make.county()
    admin = make.worker(Role.SYSTEM_ADMIN, county)
    for role in (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        with pytest.raises(services.AssignmentRefused):
            services.assign(person_id=admin.id, role=role, area_id=county.id, actor=SYSTEM)
    with pytest.raises(IntegrityError, match="administrators"), transaction.atomic():
        Assignment.objects.create(
            person_id=admin.id, role="audit_admin", area_id=county.id, during=DateRange(date(2026, 1, 1), None)
        )
    services.assign(person_id=admin.id, role=Role.VOLUNTEER, area_id=county.id, actor=SYSTEM)


def test_a_grid_duty_needs_a_grid_of_that_village() -> None:
    village, other = make.village(), make.village()
    person = make.person(village)
    for grid_id in (None, make.grid(other)):
        with pytest.raises(services.AssignmentRefused):
            services.assign(
                person_id=person.id, role=Role.GRID_WORKER, area_id=village.id, grid_id=grid_id, actor=SYSTEM
            )


def test_a_handler_needs_an_organisation_that_works_there() -> None:
    town = make.town()
    village, person = make.village(town), make.person(town)
    for organisation_id in (None, make.organisation(make.town()).id):
        with pytest.raises(services.AssignmentRefused):
            services.assign(
                person_id=person.id,
                role=Role.HANDLER,
                area_id=village.id,
                organisation_id=organisation_id,
                actor=SYSTEM,
            )
    above = make.organisation(town)
    services.assign(person_id=person.id, role=Role.HANDLER, area_id=village.id, organisation_id=above.id, actor=SYSTEM)


def test_a_duty_cannot_end_before_it_begins() -> None:
    village = make.village()
    person = make.person(village)
    with pytest.raises(services.AssignmentRefused):
        services.assign(
            person_id=person.id,
            role=Role.VOLUNTEER,
            area_id=village.id,
            since=date(2026, 5, 1),
            last_day=date(2026, 4, 30),
            actor=SYSTEM,
        )


@pytest.mark.parametrize(
    ("giver", "role", "may"),
    [
        (Role.STUDIO_CLERK, Role.VOLUNTEER, True),
        (Role.STUDIO_CLERK, Role.VILLAGE_SECRETARY, False),
        (Role.STUDIO_CLERK, Role.SYSTEM_ADMIN, False),
        (Role.SECURITY_ADMIN, Role.VILLAGE_SECRETARY, True),
        (Role.SYSTEM_ADMIN, Role.VILLAGE_SECRETARY, False),
        (Role.GRID_LEAD, Role.VOLUNTEER, False),
    ],
)
def test_who_gives_which_duty(giver: Role, role: Role, may: bool) -> None:
    village = make.village()
    actor = make.actor(giver, village)
    person = make.person(village)
    if may:
        services.assign(person_id=person.id, role=role, area_id=village.id, actor=actor)
    else:
        with pytest.raises(NotYours):
            services.assign(person_id=person.id, role=role, area_id=village.id, actor=actor)
    with pytest.raises(NotYours):
        services.assign(person_id=person.id, role=role, area_id=make.village().id, actor=actor)


def test_people_are_found_in_scope_only() -> None:
    home = make.village()
    clerk = make.actor(Role.STUDIO_CLERK, home)
    mine = make.worker(Role.VOLUNTEER, home)
    make.worker(Role.VOLUNTEER, make.village())
    assert [one.person_id for one in people(clerk, role=Role.VOLUNTEER)] == [mine.id]
    assert [one.person_id for one in people(clerk, text=mine.name)] == [mine.id]
    assert people(clerk, text="没有这个人") == []


def test_organisations_nearest_first() -> None:
    town = make.town()
    village = make.village(town)
    far, near = make.organisation(town, OrganisationKind.POLICE), make.organisation(village)
    make.organisation(make.village(town))
    assert [one.id for one in organisations_for(village.id)] == [near.id, far.id]
    assert [one.id for one in organisations_for(village.id, kind=OrganisationKind.POLICE)] == [far.id]
    with pytest.raises(services.AreasRefused):
        services.add_organisation(name=near.name, kind=OrganisationKind.OTHER, area_id=village.id, actor=SYSTEM)
