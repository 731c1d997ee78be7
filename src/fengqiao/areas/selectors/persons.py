"""Reading people: who has which duty where, with masked telephone numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from fengqiao.areas.domain.names import mask_phone
from fengqiao.areas.domain.roles import Duty, Role
from fengqiao.areas.models import Area, Assignment, Person, User
from fengqiao.areas.selectors.actors import Actor, within
from fengqiao.core import clock
from fengqiao.core.errors import NotYours


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """A person; the telephone number is masked."""

    id: UUID
    name: str
    phone_masked: str
    invented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInRole:
    """A person with one of their duties."""

    person_id: UUID
    name: str
    role: Role
    phone_masked: str
    area_id: UUID
    grid_id: UUID | None = None
    organisation_id: UUID | None = None
    duty: str = ""
    employment: str = ""


def person(person_id: UUID) -> PersonView:
    """One person by id, for naming. Raises NotYours if there is none."""
    row = Person.objects.filter(pk=person_id).first()
    if row is None:
        raise NotYours
    return PersonView(id=row.pk, name=row.name, phone_masked=mask_phone(row.phone), invented=row.invented)


def person_names(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of many people in one query."""
    return dict(Person.objects.filter(pk__in=set(person_ids)).values_list("pk", "name"))


def people_named(names: Iterable[str]) -> dict[str, list[tuple[UUID, str]]]:
    """Everybody with one of these whole names: id and telephone number, for services that take lists. Not scoped."""
    found: dict[str, list[tuple[UUID, str]]] = {}
    rows = Person.objects.filter(name__in=set(names)).order_by("created_at", "id")
    for pk, name, phone in rows.values_list("pk", "name", "phone"):
        found.setdefault(name, []).append((pk, phone))
    return found


def users_of_person(person_id: UUID) -> list[UUID]:
    """The ids of the person's active accounts (none or one)."""
    return list(User.objects.filter(person_id=person_id, is_active=True).values_list("pk", flat=True))


def with_account(person_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the people who have an account that is open. One query."""
    wanted = User.objects.filter(person_id__in=set(person_ids), is_active=True)
    return {found for found in wanted.values_list("person_id", flat=True) if found is not None}


def person_of_user(user_id: UUID) -> UUID | None:
    """The person behind an account."""
    return User.objects.filter(pk=user_id).values_list("person_id", flat=True).first()


def user_named(username: str) -> UUID | None:
    """The id of the account with this user name, active or not."""
    return User.objects.filter(username__iexact=username).values_list("pk", flat=True).first()


def people_in_role(
    role: Role, area_id: UUID, at: datetime | None = None, include_above: bool = False
) -> list[PersonInRole]:
    """Who has the role for exactly this area at ``at`` (aware; default now), with ``include_above`` also for the
    areas above it; the nearest area first, within it leads first. Not scoped: for services, timers and notices."""
    way = Area.objects.filter(pk=area_id).values_list("lineage", flat=True).first() or []
    wanted = way if include_above else [area_id]
    found = [_in_role(row) for row in in_force(at).filter(role=role, area_id__in=wanted)]
    return sorted(found, key=lambda one: -way.index(one.area_id)) if way else found


def duties_on(
    wanted: Collection[tuple[UUID, date]], area_id: UUID, *, roles: Collection[Role]
) -> dict[tuple[UUID, date], Role]:
    """Which of the roles each of the people had on that local day, for the area or one above it: the nearest area
    first, then in the order of ``roles``. One query, and not scoped: it says a duty and no name."""
    way = Area.objects.filter(pk=area_id).values_list("lineage", flat=True).first() or []
    rows = Assignment.objects.filter(person_id__in={who for who, _day in wanted}, area_id__in=way, role__in=roles)
    order = list(roles)
    held = sorted(rows, key=lambda row: (-way.index(row.area_id), order.index(Role(row.role))))
    found: dict[tuple[UUID, date], Role] = {}
    for who, day in wanted:
        for row in held:
            if row.person_id == who and day in row.during:
                found[who, day] = Role(row.role)
                break
    return found


def people(
    actor: Actor,
    *,
    role: Role | None = None,
    text: str = "",
    at: datetime | None = None,
    below: UUID | None = None,
    person_id: UUID | None = None,
) -> list[PersonInRole]:
    """The duties in force in the actor's scope, perhaps of one role, of one person, in an area or below it, perhaps of
    people whose name contains ``text`` or whose pinyin or initials start with it."""
    rows = in_force(at).filter(within(actor))
    if below is not None:
        rows = rows.filter(area__lineage__contains=[below])
    if person_id is not None:
        rows = rows.filter(person=person_id)
    if role is not None:
        rows = rows.filter(role=role)
    if wanted := text.strip().lower():
        rows = rows.filter(
            Q(person__name__contains=wanted)
            | Q(person__pinyin__startswith=wanted)
            | Q(person__initials__startswith=wanted)
        )
    return [_in_role(row) for row in rows]


def in_force(at: datetime | None = None) -> QuerySet[Assignment]:
    """Assignments in force on the local day of ``at``, with their people; leads first, then by name."""
    day = timezone.localdate(at or clock.now())
    leads_first = Case(When(duty=Duty.LEAD, then=0), default=1)
    rows = Assignment.objects.filter(during__contains=day).select_related("person")
    return rows.order_by(leads_first, "person__pinyin", "id")


def _in_role(row: Assignment) -> PersonInRole:
    return PersonInRole(
        person_id=row.person_id,
        name=row.person.name,
        role=Role(row.role),
        phone_masked=mask_phone(row.person.phone),
        area_id=row.area_id,
        grid_id=row.grid_id,
        organisation_id=row.organisation_id,
        duty=row.duty,
        employment=row.employment,
    )
