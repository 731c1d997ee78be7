"""Centres are opened by those who stand above them; their people come and go with terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas import services as people
from fengqiao.areas.selectors import SYSTEM, Actor, OrganisationKind, Role
from fengqiao.centre.domain import hours as opening
from fengqiao.centre.domain.seats import Right, Seat
from fengqiao.centre.models import Centre, Term
from fengqiao.centre.selectors import register as reading
from fengqiao.centre.selectors.register import CentreView, TermView
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.errors import CentreRefused, InputRefused
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event

RECEPTION = (time(8, 30), time(11, 30))
OPENERS = (Role.STUDIO_CLERK, Role.VILLAGE_SECRETARY)
# The centre's own words that ``change_centre`` may replace, with their longest length.
_TEXTS = {"name": 80, "address": 200, "phone": 20}


def open_centre(
    *,
    name: str,
    area_id: UUID,
    address: str = "",
    phone: str = "",
    lon: float | None = None,
    lat: float | None = None,
    hours: Sequence[Sequence[Sequence[str]]] | None = None,
    invented: bool = False,
    actor: Actor,
) -> CentreView:
    """Open a centre in an area; it gets a key of its own and takes part in events as an organisation of that name.

    Position in WGS84. Raises InputRefused, CentreRefused (there is one of that name), NotYours.
    """
    if not areas.holds(actor, area_id, *OPENERS):
        raise NotYours
    called = name.strip()[:80]
    if not called:
        raise InputRefused(_("Give the centre a name."))
    with journal.unit():
        if Centre.objects.filter(area_id=area_id, name=called).exists():
            raise CentreRefused(_("There is a centre of this name here already."))
        row = Centre.objects.create(
            key=_fresh_key(),
            name=called,
            area_id=area_id,
            organisation_id=_organisation(called, area_id, invented),
            address=address.strip()[:200],
            phone=phone.strip()[:20],
            lon=lon,
            lat=lat,
            hours=_hours(hours if hours is not None else opening.USUAL),
            reception_from=RECEPTION[0],
            reception_to=RECEPTION[1],
            invented=invented,
        )
        _announce(row, "centre.opened", {}, actor)
        return reading.centre(SYSTEM, row.pk)


def change_centre(*, centre_id: UUID, actor: Actor, **changes: Any) -> CentreView:
    """Change what a centre says about itself: name, address, phone, lon, lat, hours, reception_from, reception_to,
    settings (merged, key by key). Raises InputRefused, NotYours."""
    with journal.unit():
        demand(actor, centre_id, Right.PEOPLE)
        row = Centre.objects.select_for_update().get(pk=centre_id)
        for field, value in changes.items():
            if field in _TEXTS:
                setattr(row, field, str(value).strip()[: _TEXTS[field]])
            elif field == "hours":
                row.hours = _hours(value)
            elif field == "settings":
                row.settings = {**row.settings, **value}
            elif field in {"lon", "lat", "reception_from", "reception_to"}:
                setattr(row, field, value)
            else:
                raise TypeError(f"a centre has no {field}")
        if not row.name:
            raise InputRefused(_("Give the centre a name."))
        if row.reception_from >= row.reception_to:
            raise InputRefused(_("The reception would end before it begins."))
        row.save()
        _announce(row, "centre.changed", {"fields": sorted(changes)}, actor)
        return reading.centre(SYSTEM, row.pk)


def seat(
    *,
    centre_id: UUID,
    person_id: UUID,
    seat: Seat,
    since: date | None = None,
    last_day: date | None = None,
    task: str = "",
    actor: Actor,
) -> TermView:
    """Give a person a seat from ``since`` (local day; default today) to ``last_day``, and the sign-in rights for it.

    Raises CentreRefused (the same seat in the same time), InputRefused, NotYours.
    """
    start = since or timezone.localdate(clock.now())
    if last_day is not None and last_day < start:
        raise InputRefused(_("The term would end before it begins."))
    during = DateRange(start, last_day + timedelta(days=1) if last_day else None)
    with journal.unit():
        demand(actor, centre_id, Right.PEOPLE)
        row = Centre.objects.select_for_update().get(pk=centre_id)
        same = Term.objects.filter(centre=row, person_id=person_id, seat=seat, during__overlap=during)
        if same.exists():
            raise CentreRefused(_("This person has that seat in that time already."))
        role = Role.VOLUNTEER if seat is Seat.VOLUNTEER else Role.COUNCIL_MEMBER
        assigned = people.assign(
            person_id=person_id, role=role, area_id=row.area_id, since=start, last_day=last_day, actor=SYSTEM
        )
        term = Term.objects.create(
            centre=row, person_id=person_id, seat=seat, task=task.strip()[:80], during=during, assignment=assigned
        )
        _announce(row, "centre.seated", {"term": str(term.pk), "seat": seat.value}, actor)
        return reading.term_view(Term.objects.select_related("person").get(pk=term.pk))


def end_term(*, term_id: UUID, last_day: date, actor: Actor) -> TermView:
    """Let a term end with ``last_day`` (local), and the sign-in rights with it. Raises InputRefused, NotYours."""
    with journal.unit():
        term = (
            Term.objects.select_for_update(of=("self",)).select_related("person", "centre").filter(pk=term_id).first()
        )
        if term is None:
            raise NotYours
        demand(actor, term.centre_id, Right.PEOPLE)
        if last_day < term.during.lower:
            raise InputRefused(_("The term would end before it begins."))
        term.during = DateRange(term.during.lower, last_day + timedelta(days=1))
        term.save(update_fields=["during"])
        if term.assignment is not None:
            people.end_assignment(assignment_id=term.assignment, last_day=last_day, actor=SYSTEM)
        payload = {"term": str(term.pk), "last_day": last_day.isoformat()}
        _announce(term.centre, "centre.term_ended", payload, actor)
        return reading.term_view(term)


def _announce(row: Centre, kind: str, payload: dict[str, Any], actor: Actor) -> None:
    journal.record(
        Event(kind=kind, subject=f"centre:{row.pk}", area=row.area_id, payload=payload), actor=actor.person_id
    )


def _hours(week: opening.Week) -> list[list[list[str]]]:
    try:
        return opening.checked(week)
    except opening.BadHours as error:
        raise InputRefused(_("These opening hours overlap or run backwards.")) from error


def _organisation(name: str, area_id: UUID, invented: bool) -> UUID:
    there = [one.id for one in areas.organisations_for(area_id) if one.name == name and one.area_id == area_id]
    if there:
        return there[0]
    kind = OrganisationKind.OTHER
    return people.add_organisation(name=name, kind=kind, area_id=area_id, synthetic=invented, actor=SYSTEM).id


def _fresh_key() -> str:
    while True:
        key = ids.short_code().lower()
        if not Centre.objects.filter(key=key).exists():
            return key
