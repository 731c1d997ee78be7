"""Who acts, with which duties, over which part of the area tree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from fengqiao.areas.domain.roles import Role
from fengqiao.areas.models import Area, Assignment, User
from fengqiao.core import clock

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One duty in force: a role in an area, perhaps in a grid or for an organisation."""

    role: Role
    area_id: UUID
    grid_id: UUID | None = None
    organisation_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who acts. ``area_ids`` are the roots of the scope: everything below them is visible, nothing else.

    ``system`` marks the program itself (receivers, timers, imports), which sees everything.
    """

    user_id: UUID | None
    person_id: UUID | None
    name: str
    username: str
    duties: tuple[Duty, ...] = ()
    area_ids: tuple[UUID, ...] = ()
    system: bool = False

    def has(self, *roles: Role) -> bool:
        """True for the system, and for whoever has one of the roles now."""
        return self.system or any(duty.role in roles for duty in self.duties)

    @property
    def organisation_ids(self) -> frozenset[UUID]:
        """The organisations for which this actor works."""
        return frozenset(duty.organisation_id for duty in self.duties if duty.organisation_id is not None)


SYSTEM = Actor(user_id=None, person_id=None, name="system", username="", system=True)


def actor_of(user: AbstractBaseUser | AnonymousUser, at: datetime | None = None) -> Actor:
    """The actor behind an account, with the duties in force at ``at`` (aware; default now). Two queries.

    A stranger, a disabled account and an account without a person have no duties and see nothing.
    """
    account = User.objects.select_related("person").filter(pk=user.pk, is_active=True).first() if user.pk else None
    if account is None:
        return Actor(user_id=None, person_id=None, name="", username="")
    day = timezone.localdate(at or clock.now())
    rows = (
        Assignment.objects.filter(person_id=account.person_id, during__contains=day)
        .order_by("created_at", "id")
        .values_list("role", "area_id", "grid_id", "organisation_id", "area__lineage")
        if account.person_id
        else []
    )
    lineages: dict[UUID, list[UUID]] = {}
    duties: list[Duty] = []
    for role, area_id, grid_id, organisation_id, lineage in rows:
        duties.append(Duty(role=Role(role), area_id=area_id, grid_id=grid_id, organisation_id=organisation_id))
        lineages[area_id] = lineage
    roots = tuple(area for area, way in lineages.items() if not any(up in lineages for up in way if up != area))
    return Actor(
        user_id=account.pk,
        person_id=account.person_id,
        name=account.person.name if account.person else account.username,
        username=account.username,
        duties=tuple(duties),
        area_ids=roots,
    )


def within(actor: Actor, path: str = "area") -> Q:
    """The condition "the area at ``path`` lies under the actor's duties". ``path=""`` is for areas themselves."""
    if actor.system:
        return Q()
    if not actor.area_ids:
        return Q(pk__in=[])
    return Q(**{f"{path}__lineage__overlap" if path else "lineage__overlap": list(actor.area_ids)})


def may_see_area(actor: Actor, area_id: UUID) -> bool:
    """True when the area lies under the actor's duties (or the actor is the system)."""
    return actor.system or Area.objects.filter(within(actor, ""), pk=area_id).exists()


def holds(actor: Actor, area_id: UUID, *roles: Role) -> bool:
    """True when the actor has one of the roles over this very area: in it or above it."""
    if actor.system:
        return True
    over = [duty.area_id for duty in actor.duties if duty.role in roles]
    return bool(over) and Area.objects.filter(pk=area_id, lineage__overlap=over).exists()
