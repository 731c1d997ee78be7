"""Centres, who sits in them, and what somebody may do there.

A council member sees the centres in which they have a seat now; the village's secretary and the town's clerk see
those of their area. Everybody else has no centre.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from fengqiao.areas.selectors import Actor, Role
from fengqiao.centre.domain import seats
from fengqiao.centre.domain.seats import Right, Seat
from fengqiao.centre.models import Centre, Term
from fengqiao.core import clock
from fengqiao.core.errors import NotYours

# Who has a centre at all: those with a seat carry the first two roles, the others stand above it.
STAFF = frozenset({Role.COUNCIL_MEMBER, Role.VOLUNTEER, Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK})
_ABOVE = (Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreView:
    """A centre. ``hours`` as ``domain.hours`` says; times of day are local."""

    id: UUID
    key: str
    name: str
    area_id: UUID
    area_name: str
    organisation_id: UUID | None
    address: str
    phone: str
    lon: float | None
    lat: float | None
    hours: list[list[list[str]]]
    reception_from: time
    reception_to: time
    settings: dict[str, Any]
    invented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TermView:
    """A seat: whose, which, from the first day to the last (None: open). ``task``: what they look after."""

    id: UUID
    person_id: UUID
    name: str
    seat: Seat
    task: str
    since: date
    last_day: date | None


def centres(actor: Actor) -> list[CentreView]:
    """The centres that this actor sees, by name."""
    return [_view(row) for row in _visible(actor).order_by("name", "id")]


def centre(actor: Actor, centre_id: UUID) -> CentreView:
    """One centre. Raises NotYours when the actor does not see it."""
    row = _visible(actor).filter(pk=centre_id).first()
    if row is None:
        raise NotYours
    return _view(row)


def centre_by_key(key: str) -> CentreView:
    """A centre by its public name, for the neighbours' pages. Raises NotYours."""
    row = _rows().filter(key=key).first()
    if row is None:
        raise NotYours
    return _view(row)


def centre_of(centre_id: UUID) -> CentreView:
    """A centre by id, for pages and papers that everybody may read. Raises NotYours."""
    row = _rows().filter(pk=centre_id).first()
    if row is None:
        raise NotYours
    return _view(row)


def rights(actor: Actor, centre_id: UUID) -> frozenset[Right]:
    """What the actor may do at the centre today. Who stands above it may do everything but vote."""
    if not _visible(actor).filter(pk=centre_id).exists():
        return frozenset()
    found: frozenset[Right] = frozenset()
    if actor.system or _rows().filter(_above(actor), pk=centre_id).exists():
        found = frozenset(Right) - (frozenset() if actor.system else {Right.VOTE})
    if actor.person_id is None:
        return found
    return found | rights_on(centre_id, actor.person_id, timezone.localdate(clock.now()))


def rights_on(centre_id: UUID, person_id: UUID, day: date) -> frozenset[Right]:
    """What a person's seats at the centre allow on a local day; nothing once a term has ended."""
    held = Term.objects.filter(centre_id=centre_id, person_id=person_id, during__contains=day)
    return seats.rights_of(frozenset(Seat(one) for one in held.values_list("seat", flat=True)))


def members(centre_id: UUID, *, day: date | None = None, everybody: bool = False) -> list[TermView]:
    """Who sits in the centre on a local day (default today), in the order of the seats; ``everybody``: also those whose
    term is over or yet to begin."""
    rows = Term.objects.filter(centre_id=centre_id).select_related("person")
    if not everybody:
        rows = rows.filter(during__contains=day or timezone.localdate(clock.now()))
    order = list(Seat)
    views = [term_view(row) for row in rows]
    return sorted(views, key=lambda one: (order.index(one.seat), one.since, one.id))


def term_view(row: Term) -> TermView:
    """A stored term with its person."""
    return TermView(
        id=row.pk,
        person_id=row.person_id,
        name=row.person.name,
        seat=Seat(row.seat),
        task=row.task,
        since=row.during.lower,
        last_day=row.during.upper - ONE_DAY if row.during.upper else None,
    )


def _rows() -> QuerySet[Centre]:
    return Centre.objects.filter(closed_at__isnull=True).select_related("area")


def _current() -> QuerySet[Term]:
    return Term.objects.filter(during__contains=timezone.localdate(clock.now()))


def _above(actor: Actor) -> Q:
    over = [duty.area_id for duty in actor.duties if duty.role in _ABOVE]
    return Q(area__lineage__overlap=over) if over else Q(pk__in=[])


def _visible(actor: Actor) -> QuerySet[Centre]:
    if actor.system:
        return _rows()
    seated = _current().filter(person_id=actor.person_id).values("centre_id") if actor.person_id else []
    return _rows().filter(_above(actor) | Q(pk__in=seated))


def _view(row: Centre) -> CentreView:
    return CentreView(
        id=row.pk,
        key=row.key,
        name=row.name,
        area_id=row.area_id,
        area_name=row.area.name,
        organisation_id=row.organisation_id,
        address=row.address,
        phone=row.phone,
        lon=row.lon,
        lat=row.lat,
        hours=row.hours,
        reception_from=row.reception_from,
        reception_to=row.reception_to,
        settings=row.settings,
        invented=row.invented,
    )
