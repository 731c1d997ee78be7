"""Households and contacts of a grid, masked; and who asked for care, for who cares alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.care import CareKind, ConsentWay
from fengqiao.fieldwork.models import CareRecord, Household, KeyContact
from fengqiao.fieldwork.selectors import grids
from fengqiao.fieldwork.selectors.handbook_words import CARE, CONSENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdView:
    """A house. Name and telephone are masked; ``opted_out``: it does not want to be in the handbook."""

    id: UUID
    grid_id: UUID
    address: str
    name: str
    phone: str
    people: int | None
    placed: bool
    visits: int
    last: datetime | None
    opted_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """Somebody to ring up. Their number is for their office and not masked."""

    id: UUID
    what: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CareView:
    """Somebody who asked for care, masked. ``last``: the last visit; ``withdrawn``: nothing of them is left."""

    id: UUID
    grid_id: UUID
    kind: CareKind
    name: str
    address: str
    consent_way: ConsentWay
    consent_on: date
    guardian: bool
    every: int | None
    last: datetime | None
    withdrawn: bool

    @property
    def kind_words(self) -> str:
        """Why they asked, in the language of the moment."""
        return str(CARE[self.kind])

    @property
    def consent_words(self) -> str:
        """How they agreed, in the language of the moment."""
        return str(CONSENTS[self.consent_way])


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """What stands behind the masks, for one look."""

    name: str
    phone: str
    needs: str = ""


def households(actor: Actor, grid_id: UUID) -> list[HouseholdView]:
    """The houses of a grid under the actor's duties, by address. Raises NotYours."""
    grids.grid(actor, grid_id)
    rows = Household.objects.filter(grid_id=grid_id).annotate(count=Count("visits"), last=Max("visits__at"))
    return [
        HouseholdView(
            id=row.pk,
            grid_id=row.grid_id,
            address=row.address,
            name=areas.mask_name(row.name),
            phone=areas.mask_phone(row.phone),
            people=row.people,
            placed=row.lon is not None,
            visits=getattr(row, "count", 0),
            last=getattr(row, "last", None),
            opted_out=row.opted_out_at is not None,
        )
        for row in rows.order_by("address")
    ]


def contacts(actor: Actor, grid_id: UUID) -> list[ContactView]:
    """The contacts of a grid under the actor's duties. Raises NotYours."""
    grids.grid(actor, grid_id)
    rows = KeyContact.objects.filter(grid_id=grid_id, ended_at__isnull=True).order_by("what", "name")
    return [ContactView(id=row.pk, what=row.what, name=row.name, phone=row.phone) for row in rows]


def care(actor: Actor, grid_id: UUID) -> list[CareView]:
    """Who asked for care in the grid, for its own workers and lead. To everybody else there is nothing: NotYours."""
    if not grids.works_in(actor, grid_id):
        raise NotYours
    rows = CareRecord.objects.filter(grid_id=grid_id).select_related("household").annotate(last=Max("visits__at"))
    return [
        CareView(
            id=row.pk,
            grid_id=row.grid_id,
            kind=CareKind(row.kind),
            name=areas.mask_name(row.name),
            address=row.household.address if row.household else "",
            consent_way=ConsentWay(row.consent_way),
            consent_on=row.consent_on,
            guardian=row.guardian,
            every=row.every,
            last=getattr(row, "last", None),
            withdrawn=row.withdrawn_at is not None,
        )
        for row in rows.order_by("withdrawn_at", "created_at")
    ]
