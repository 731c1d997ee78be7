"""Reading the cards of volunteers: the village's list, one card, one's own card by its secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from fengqiao.areas.selectors import Actor, Role, mask_phone, within
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain import volunteers as rules
from fengqiao.fieldwork.domain.volunteers import Free, Part, Skill, Standing
from fengqiao.fieldwork.models import CallOutPart, Volunteer

# The version of the words to which people agree; changing the words means a new one.
CONSENT = "2026-11"
KEEPERS = (Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK)
CALLERS = (*KEEPERS, Role.GRID_LEAD, Role.OPERATOR, Role.DISPATCHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerView:
    """A volunteer's card; ``phone`` only where the reader calls them, else masked."""

    id: UUID
    area_id: UUID
    area: str
    name: str
    phone: str
    phone_masked: str
    party: bool
    skills: tuple[Skill, ...]
    grids: tuple[UUID, ...]
    free: Free
    words: str
    standing: Standing
    standing_since: datetime
    reason: str
    person_id: UUID | None
    consent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """What a volunteer has done: call-outs they came to, minutes that count and minutes that wait for approval."""

    came: int
    minutes: int
    waiting: int


def volunteers(actor: Actor, *, standing: Standing | None = None) -> list[VolunteerView]:
    """The volunteers of the actor's villages: who asks first, then by name. Never by what they did."""
    rows = _rows().filter(within(actor))
    if standing is not None:
        rows = rows.filter(standing=standing)
    return [view(row) for row in rows.order_by("area__code", "name", "pk")]


def counts(actor: Actor) -> dict[Standing, int]:
    """How many volunteers stand how."""
    found = Volunteer.objects.filter(within(actor)).values("standing").annotate(count=Count("pk")).order_by()
    return {Standing(row["standing"]): row["count"] for row in found}


def volunteer(actor: Actor, volunteer_id: UUID) -> VolunteerView:
    """One card in the actor's scope. Raises NotYours."""
    row = _rows().filter(within(actor), pk=volunteer_id).first()
    if row is None:
        raise NotYours
    return view(row)


def own_card(token: str) -> VolunteerView:
    """One's own card, by the secret in its address. Raises NotYours."""
    row = _rows().filter(token=token).first()
    if row is None:
        raise NotYours
    return view(row)


def token_of_person(person_id: UUID) -> str | None:
    """The address of the card of somebody who has an account as well."""
    rows = Volunteer.objects.filter(person=person_id, standing=Standing.ACTIVE).order_by("created_at")
    return rows.values_list("token", flat=True).first()


def hours(volunteer_id: UUID) -> Hours:
    """What a volunteer has done, for their own eyes and those who look after their card."""
    came = Q(arrived_at__isnull=False)
    told = CallOutPart.objects.filter(volunteer=volunteer_id).aggregate(
        came=Count("pk", filter=came),
        counted=Sum("approved", filter=Q(part=Part.APPROVED)),
        unapproved=Sum("minutes", filter=Q(part=Part.REPORTED)),
    )
    return Hours(came=told["came"], minutes=told["counted"] or 0, waiting=told["unapproved"] or 0)


def view(row: Volunteer) -> VolunteerView:
    """A stored card."""
    return VolunteerView(
        id=row.pk,
        area_id=row.area_id,
        area=row.area.name,
        name=row.name,
        phone=row.phone,
        phone_masked=mask_phone(row.phone) if row.phone else "",
        party=row.party,
        skills=tuple(Skill(one) for one in row.skills),
        grids=tuple(UUID(one) for one in row.grids),
        free=rules.read_free(row.free),
        words=row.words,
        standing=Standing(row.standing),
        standing_since=row.standing_since,
        reason=row.reason,
        person_id=row.person_id,
        consent_at=row.consent_at,
    )


def _rows() -> QuerySet[Volunteer]:
    return Volunteer.objects.select_related("area")
