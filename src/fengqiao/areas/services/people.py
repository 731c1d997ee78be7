"""People and their duties. A duty that has begun is never deleted; it ends."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.domain.names import sound_of
from fengqiao.areas.domain.roles import ADMINISTRATORS, GRID_ROLES, Duty, Employment, Role
from fengqiao.areas.models import Area, Assignment, Grid, Organisation, Person
from fengqiao.areas.selectors import persons
from fengqiao.areas.selectors.actors import Actor
from fengqiao.areas.selectors.persons import PersonView
from fengqiao.areas.services.authority import demand
from fengqiao.areas.services.errors import AssignmentRefused
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours

# What the town's grid studio may give by itself; every other duty is the security administrator's to give.
_STUDIO = GRID_ROLES | {Role.VOLUNTEER, Role.MEDIATOR, Role.COUNCIL_MEMBER}


def add_person(*, name: str, phone: str = "", invented: bool = False, area_id: UUID, actor: Actor) -> PersonView:
    """Add a person whom somebody responsible for ``area_id`` brings in; duties follow by ``assign``."""
    with journal.unit():
        demand(actor, area_id, Role.STUDIO_CLERK, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
        sound = sound_of(name)
        row = Person.objects.create(
            name=name.strip(), phone=phone.strip(), pinyin=sound.pinyin, initials=sound.initials, invented=invented
        )
        journal.record(
            journal.Event(
                kind="areas.person_added", subject=f"person:{row.pk}", area=area_id, private={"name": row.name}
            ),
            actor=actor.person_id,
        )
        return persons.person(row.pk)


def assign(
    *,
    person_id: UUID,
    role: Role,
    area_id: UUID,
    grid_id: UUID | None = None,
    organisation_id: UUID | None = None,
    employment: Employment = Employment.NONE,
    since: date | None = None,
    last_day: date | None = None,
    actor: Actor,
) -> UUID:
    """Give a person a duty from ``since`` (local day; default today) to ``last_day`` (open if None). Returns its id.

    A grid role needs a grid of that very area. Raises AssignmentRefused when the grid has another lead then, or
    the person another administrator's role.
    """
    start = since or timezone.localdate(clock.now())
    if last_day is not None and last_day < start:
        raise AssignmentRefused(_("The duty would end before it begins."))
    during = DateRange(start, last_day + timedelta(days=1) if last_day else None)
    with journal.unit():
        # These rows are locked so that two clerks cannot pass the checks at the same moment.
        person = Person.objects.select_for_update().filter(pk=person_id).first()
        grid = Grid.objects.select_for_update().filter(pk=grid_id).first() if grid_id else None
        if person is None or not Area.objects.filter(pk=area_id).exists():
            raise NotYours
        studio = (Role.STUDIO_CLERK,) if role in _STUDIO else ()
        demand(actor, area_id, Role.SECURITY_ADMIN, *studio)
        _check(person=person, role=role, area_id=area_id, grid=grid, organisation_id=organisation_id, during=during)
        row = Assignment.objects.create(
            person=person,
            role=role,
            area_id=area_id,
            grid=grid,
            organisation_id=organisation_id,
            duty=_duty(role),
            employment=employment,
            during=during,
        )
        journal.record(
            journal.Event(
                kind="areas.assigned",
                subject=f"person:{person.pk}",
                area=area_id,
                payload={"assignment": str(row.pk), "role": role.value, "since": start.isoformat()},
            ),
            actor=actor.person_id,
        )
        return row.pk


def end_assignment(*, assignment_id: UUID, last_day: date, actor: Actor) -> None:
    """Let a duty end with ``last_day`` (local). What was done until then stays credited to the person."""
    with journal.unit():
        row = Assignment.objects.select_for_update().filter(pk=assignment_id).first()
        if row is None:
            raise NotYours
        studio = (Role.STUDIO_CLERK,) if Role(row.role) in _STUDIO else ()
        demand(actor, row.area_id, Role.SECURITY_ADMIN, *studio)
        if last_day < row.during.lower:
            raise AssignmentRefused(_("The duty would end before it begins."))
        row.during = DateRange(row.during.lower, last_day + timedelta(days=1))
        row.save(update_fields=["during"])
        journal.record(
            journal.Event(
                kind="areas.assignment_ended",
                subject=f"person:{row.person_id}",
                area=row.area_id,
                payload={"assignment": str(row.pk), "role": row.role, "last_day": last_day.isoformat()},
            ),
            actor=actor.person_id,
        )


def take_back_assignment(*, assignment_id: UUID, actor: Actor) -> None:
    """Take back a duty that has not begun yet. Raises AssignmentRefused for one that has: it can only end."""
    with journal.unit():
        row = Assignment.objects.select_for_update().filter(pk=assignment_id).first()
        if row is None:
            raise NotYours
        studio = (Role.STUDIO_CLERK,) if Role(row.role) in _STUDIO else ()
        demand(actor, row.area_id, Role.SECURITY_ADMIN, *studio)
        if row.during.lower <= timezone.localdate(clock.now()):
            raise AssignmentRefused(_("This duty has begun; let it end with a last day."))
        journal.record(
            journal.Event(
                kind="areas.assignment_taken_back",
                subject=f"person:{row.person_id}",
                area=row.area_id,
                payload={"assignment": str(row.pk), "role": row.role, "since": row.during.lower.isoformat()},
            ),
            actor=actor.person_id,
        )
        row.delete()


def _duty(role: Role) -> Duty:
    if role not in GRID_ROLES:
        return Duty.NONE
    return Duty.LEAD if role is Role.GRID_LEAD else Duty.MEMBER


def _check(
    *, person: Person, role: Role, area_id: UUID, grid: Grid | None, organisation_id: UUID | None, during: DateRange
) -> None:
    if role in GRID_ROLES and (grid is None or grid.area_id != area_id):
        raise AssignmentRefused(_("This duty needs a grid of the chosen village."))
    if role is Role.HANDLER and not organisation_id:
        raise AssignmentRefused(_("A handler works for an organisation; choose one."))
    if organisation_id:
        lineage = Area.objects.values_list("lineage", flat=True).get(pk=area_id)
        if not Organisation.objects.filter(pk=organisation_id, area_id__in=lineage).exists():
            raise AssignmentRefused(_("This organisation does not work for the chosen area."))
    overlapping = Assignment.objects.filter(during__overlap=during)
    if role is Role.GRID_LEAD and overlapping.filter(grid=grid, duty=Duty.LEAD).exists():
        raise AssignmentRefused(_("This grid has another lead in that time; end that duty first."))
    if role in ADMINISTRATORS and overlapping.filter(person=person, role__in=ADMINISTRATORS).exists():
        raise AssignmentRefused(_("System, security and audit administrators must be three different people."))
