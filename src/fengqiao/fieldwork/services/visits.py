"""Visits at houses and with people in care, within a shift. The handbook takes them as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain.care import VisitAbout
from fengqiao.fieldwork.domain.doubts import Fix
from fengqiao.fieldwork.models import CareRecord, Household, Shift, Visit
from fengqiao.fieldwork.selectors import grids
from fengqiao.fieldwork.services.checkins import doubts_at, shift_at
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.fieldwork.services.files import storing
from fengqiao.fieldwork.services.photos import keep_photo
from fengqiao.fieldwork.services.shifts import moment
from fengqiao.fieldwork.services.texts import plain
from fengqiao.incidents.domain.duplicates import metres


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is written down of a visit: at a house, or with somebody in care, or both."""

    about: VisitAbout
    household_id: UUID | None = None
    care_id: UUID | None = None
    note: str = ""
    photo: bytes | None = None
    fix: Fix | None = None


def record_visit(*, visit_id: UUID, told: Told, at: datetime | None = None, actor: Actor) -> UUID:
    """Somebody was at a house or with a person in care. The same id again answers the same.

    Raises FieldRefused (no shift then; the household is not in the handbook), InputRefused, PictureNotKept, NotYours.
    """
    with storing() as stored, journal.unit():
        when = moment(at)
        shift = shift_at(actor, when)
        if known := Visit.objects.filter(pk=visit_id).first():
            if known.shift.person_id != actor.person_id:
                raise NotYours
            return known.pk
        household, care = _whom(told, actor)
        row = Visit(
            id=visit_id, shift=shift, household=household, care=care, about=told.about, at=when,
            note=plain(told.note, 500),
        )  # fmt: skip
        if told.fix is not None and told.fix.possible:
            row.doubts = sorted(str(one) for one in doubts_at(shift, when, told.fix))
            if household is not None and household.lon is not None and household.lat is not None:
                row.distance = metres(told.fix.lon, told.fix.lat, household.lon, household.lat)
        row.photo = keep_photo(stored, told.photo)
        row.save(force_insert=True)
        _announce(row, shift, actor)
        return row.pk


def _whom(told: Told, actor: Actor) -> tuple[Household | None, CareRecord | None]:
    """The house and the person in care, both of grids in which the actor works."""
    care = household = None
    if told.care_id is not None:
        care = CareRecord.objects.filter(pk=told.care_id, withdrawn_at__isnull=True).select_related("household").first()
        if care is None or not grids.works_in(actor, care.grid_id):
            raise NotYours
        household = care.household
    if told.household_id is not None:
        household = Household.objects.filter(pk=told.household_id).first()
        if household is None or not grids.works_in(actor, household.grid_id):
            raise NotYours
        if household.opted_out_at is not None:
            raise FieldRefused(_("This household does not want to be in the handbook. Nothing was written down."))
    if care is None and household is None:
        raise InputRefused(_("Choose the house, or the person who asked for care."))
    return household, care


def _announce(row: Visit, shift: Shift, actor: Actor) -> None:
    payload = {"visit": str(row.pk), "about": str(row.about), "at": row.at.isoformat(), "care": row.care_id is not None}
    event = Event(kind="fieldwork.visited", subject=f"shift:{shift.pk}", area=shift.area_id, payload=payload)
    journal.record(event, actor=actor.person_id)
