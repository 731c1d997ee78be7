"""A worker asks to be away; the studio's clerk grants it, with who stands in, or says why not."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import GRID_ROLES, Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain import absence as rules
from fengqiao.fieldwork.domain.absence import AbsenceRefused, Days, Reason, RequestState
from fengqiao.fieldwork.models import AbsenceRequest
from fengqiao.fieldwork.selectors.absence_requests import colleagues
from fengqiao.fieldwork.selectors.absences import absent_days
from fengqiao.fieldwork.services.absences import record_absence
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.fieldwork.services.texts import plain

WORDS = 300


def ask_absence(
    *, request_id: UUID, first: date, last: date, reason: Reason, wish_id: UUID | None = None, actor: Actor
) -> UUID:
    """Ask to be away from the first to the last day (local). ``wish_id``: a colleague who could stand in. The same id
    again is the same request.

    Raises InputRefused (days, no colleague), FieldRefused (away or asked for then already), NotYours (no grid).
    """
    person_id = actor.person_id
    duty = next((one for one in actor.duties if one.role in GRID_ROLES), None)
    if person_id is None or duty is None:
        raise NotYours
    days = Days(first, last)
    try:
        rules.check(days, today=timezone.localdate(clock.now()), oneself=wish_id == person_id)
    except AbsenceRefused as refusal:
        raise InputRefused(_(refusal.message)) from refusal
    if wish_id is not None and wish_id not in {one for one, _name in colleagues(actor)}:
        raise InputRefused(_("Choose a colleague of your village, or leave it to the studio."))
    with journal.unit():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"absence:{person_id}"])
        if known := AbsenceRequest.objects.filter(pk=request_id).first():
            if known.person_id != person_id:
                raise NotYours
            return known.pk
        if absent_days(person_id, days):
            raise FieldRefused(_("You are written down as away on one of these days already."))
        asked = AbsenceRequest.objects.filter(person=person_id, state=RequestState.ASKED)
        if asked.filter(first__lte=last, last__gte=first).exists():
            raise FieldRefused(_("You have asked for one of these days already; take that request back first."))
        row = AbsenceRequest.objects.create(
            id=request_id,
            person_id=person_id,
            area_id=duty.area_id,
            first=first,
            last=last,
            reason=reason,
            wish_id=wish_id,
            state_since=clock.now(),
        )
        _announce("absence_asked", row, actor)
        return row.pk


def take_back_request(*, request_id: UUID, actor: Actor) -> None:
    """Who asked does not want it any more. Raises FieldRefused (it is decided), NotYours."""
    with journal.unit():
        row = AbsenceRequest.objects.select_for_update().filter(pk=request_id).first()
        if row is None or actor.person_id is None or row.person_id != actor.person_id:
            raise NotYours
        _settle(row, RequestState.TAKEN_BACK, actor)


def grant_absence(*, request_id: UUID, stand_in_id: UUID | None, actor: Actor) -> UUID:
    """As the studio's clerk, grant it: the absence is written down with who stands in. Raises as ``record_absence``,
    and FieldRefused (it is decided already, or one's own)."""
    with journal.unit():
        row = _waiting(request_id, actor)
        row.absence_id = record_absence(
            person_id=row.person_id,
            first=row.first,
            last=row.last,
            stand_in_id=stand_in_id,
            reason=Reason(row.reason),
            actor=actor,
        )
        _settle(row, RequestState.GRANTED, actor)
        assert row.absence_id is not None
        return row.absence_id


def refuse_absence(*, request_id: UUID, words: str, actor: Actor) -> None:
    """As the studio's clerk, do not grant it, and say why. Raises InputRefused, FieldRefused, NotYours."""
    said = plain(words, WORDS)
    if not said:
        raise InputRefused(_("Say why; the worker will read it."))
    with journal.unit():
        row = _waiting(request_id, actor)
        row.words = said
        _settle(row, RequestState.REFUSED, actor)


def _waiting(request_id: UUID, actor: Actor) -> AbsenceRequest:
    row = AbsenceRequest.objects.select_for_update().filter(pk=request_id).first()
    if row is None or not areas.holds(actor, row.area_id, Role.STUDIO_CLERK):
        raise NotYours
    if row.person_id == actor.person_id:
        raise FieldRefused(_("Somebody else must decide about your own request."))
    return row


def _settle(row: AbsenceRequest, state: RequestState, actor: Actor) -> None:
    if row.state != RequestState.ASKED:
        raise FieldRefused(_("This request is decided already."))
    row.state, row.state_since, row.decided_by_id = state, clock.now(), actor.person_id
    row.save()
    _announce(f"absence_{state}", row, actor)


def _announce(what: str, row: AbsenceRequest, actor: Actor) -> None:
    journal.record(
        Event(
            kind=f"fieldwork.{what}",
            subject=f"absence_request:{row.pk}",
            area=row.area_id,
            payload={"person": str(row.person_id), "first": row.first.isoformat(), "last": row.last.isoformat()},
            private={"words": row.words} if row.words else None,
        ),
        actor=actor.person_id,
    )
