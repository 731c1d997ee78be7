"""People who asked for care: by consent, for who cares alone, and gone when the consent is withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.care import CareKind, ConsentWay, needs_guardian
from fengqiao.fieldwork.models import CareRecord, Household, Visit
from fengqiao.fieldwork.selectors.households import Revealed
from fengqiao.fieldwork.services.errors import InputRefused
from fengqiao.fieldwork.services.households import demanded, forget_notes, own_grid, say
from fengqiao.fieldwork.services.texts import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asked for, and how they agreed. ``consent_by``: who agreed, the person or a guardian."""

    kind: CareKind
    name: str
    consent_by: str
    consent_way: ConsentWay
    consent_on: date
    guardian: bool = False
    phone: str = ""
    needs: str = ""
    every: int | None = None
    household_id: UUID | None = None


def ask_care(*, grid_id: UUID, asked: Asked, actor: Actor) -> UUID:
    """Write down that somebody asked for care and agreed to it. For the grid's own workers.

    Raises InputRefused (without consent there is no record), NotYours.
    """
    with journal.unit():
        grid = own_grid(grid_id, actor)
        row = CareRecord(
            area_id=grid.area_id,
            grid_id=grid.id,
            kind=asked.kind,
            name=plain(asked.name, 80),
            phone=plain(asked.phone, 30),
            needs=plain(asked.needs, 500),
            consent_by=plain(asked.consent_by, 80),
            consent_way=asked.consent_way,
            consent_on=asked.consent_on,
            guardian=asked.guardian,
            every=asked.every,
            made_by_id=actor.person_id,
        )
        if not row.name:
            raise InputRefused(_("Who asked for care? Write the name."))
        if not row.consent_by:
            raise InputRefused(_("Nothing is kept without consent: write who agreed."))
        if asked.consent_on > timezone.localdate(clock.now()):
            raise InputRefused(_("The day of the consent has not come yet."))
        if needs_guardian(asked.kind) and not asked.guardian:
            raise InputRefused(_("For a child a guardian agrees. Tick that it was the guardian."))
        if asked.every is not None and not 1 <= asked.every <= 366:
            raise InputRefused(_("A visit every 1 to 366 days, or leave the field empty."))
        if asked.household_id is not None:
            house = Household.objects.filter(pk=asked.household_id, grid_id=grid.id, opted_out_at__isnull=True).first()
            if house is None:
                raise NotYours
            row.household = house
        row.save(force_insert=True)
        say("fieldwork.care_asked", f"care:{row.pk}", grid.area_id, actor)
        return row.pk


def reveal_care(*, care_id: UUID, reason: str, actor: Actor) -> Revealed:
    """Name, telephone and needs, for the grid's own workers; that they looked is written down with the reason.

    Raises InputRefused without a reason, NotYours.
    """
    with journal.unit():
        row = _lock(care_id, actor)
        why = demanded(reason)
        say("fieldwork.care_revealed", f"care:{row.pk}", row.area_id, actor, why)
        return Revealed(name=row.name, phone=row.phone, needs=row.needs)


def withdraw_consent(*, care_id: UUID, actor: Actor) -> None:
    """The consent is withdrawn: name, telephone, needs and what visits noted go at once. Twice is once. Raises
    NotYours."""
    with journal.unit():
        row = _lock(care_id, actor)
        if row.withdrawn_at is not None:
            return
        row.name = row.phone = row.needs = row.consent_by = ""
        row.household = None
        row.withdrawn_at = clock.now()
        row.save()
        forget_notes(Visit.objects.filter(care=row))
        journal.redact(subject=f"care:{row.pk}")
        say("fieldwork.care_withdrawn", f"care:{row.pk}", row.area_id, actor)


def _lock(care_id: UUID, actor: Actor) -> CareRecord:
    row = CareRecord.objects.select_for_update().filter(pk=care_id).first()
    if row is None:
        raise NotYours
    own_grid(row.grid_id, actor)
    return row
