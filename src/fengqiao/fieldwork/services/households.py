"""Households and contacts of a grid: written down by its workers, shown masked, and left out where they wish it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor, GridView
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.models import CareRecord, Household, KeyContact, Visit
from fengqiao.fieldwork.selectors import grids
from fengqiao.fieldwork.selectors.households import Revealed
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.fieldwork.services.texts import plain


def add_household(
    *, grid_id: UUID, address: str, name: str = "", phone: str = "", people: int | None = None,
    lon: float | None = None, lat: float | None = None, actor: Actor,
) -> UUID:  # fmt: skip
    """Write a house down. Raises FieldRefused (it does not want to be in the handbook), InputRefused, NotYours."""
    with journal.unit():
        grid = own_grid(grid_id, actor)
        where = plain(address, 80)
        if not where:
            raise InputRefused(_("Write the address of the house, such as “Group 3, no. 12”."))
        known = Household.objects.select_for_update().filter(grid_id=grid.id, address=where).first()
        if known is not None and known.opted_out_at is not None:
            raise FieldRefused(_("This household does not want to be in the handbook. Nothing was written down."))
        if known is not None:
            raise InputRefused(_("This house is in the handbook already."))
        if people is not None and not 0 <= people <= 99:
            raise InputRefused(_("How many people live there? A number up to 99."))
        whole = lon is not None and lat is not None and -180 <= lon <= 180 and -90 <= lat <= 90
        row = Household.objects.create(
            area_id=grid.area_id, grid_id=grid.id, address=where, name=plain(name, 80), phone=plain(phone, 30),
            people=people, lon=lon if whole else None, lat=lat if whole else None, made_by_id=actor.person_id,
        )  # fmt: skip
        say("fieldwork.household_added", f"household:{row.pk}", grid.area_id, actor)
        return row.pk


def opt_out(*, household_id: UUID, actor: Actor) -> None:
    """The household does not want to be in the handbook: all but its address goes, and what visits noted.

    What a person in it asked for by consent of their own stays, without the house. Raises NotYours.
    """
    with journal.unit():
        row = _lock(household_id, actor)
        if row.opted_out_at is not None:
            return
        row.name = row.phone = ""
        row.people = row.lon = row.lat = None
        row.opted_out_at = clock.now()
        row.save()
        forget_notes(Visit.objects.filter(household=row))
        CareRecord.objects.filter(household=row).update(household=None)
        journal.redact(subject=f"household:{row.pk}")
        say("fieldwork.household_opted_out", f"household:{row.pk}", row.area_id, actor)


def reveal_household(*, household_id: UUID, reason: str, actor: Actor) -> Revealed:
    """Name and telephone of a house, for the grid's own workers; that they looked is written down with the reason.

    Raises InputRefused without a reason, NotYours.
    """
    with journal.unit():
        row = _lock(household_id, actor)
        why = demanded(reason)
        say("fieldwork.household_revealed", f"household:{row.pk}", row.area_id, actor, why)
        return Revealed(name=row.name, phone=row.phone)


def add_contact(*, grid_id: UUID, what: str, name: str, phone: str, actor: Actor) -> UUID:
    """Somebody to ring up, by the office: the clinic's doctor, the school's guard. Raises InputRefused, NotYours."""
    with journal.unit():
        grid = grids.grid(actor, grid_id)
        if not (grids.works_in(actor, grid_id) or grids.may_plan(actor, grid)):
            raise NotYours
        row = KeyContact(
            area_id=grid.area_id, grid_id=grid.id, what=plain(what, 80), name=plain(name, 80), phone=plain(phone, 30)
        )
        if not (row.what and row.name and row.phone):
            raise InputRefused(_("A contact needs the office, a name and a telephone number."))
        row.save()
        say("fieldwork.contact_added", f"contact:{row.pk}", grid.area_id, actor)
        return row.pk


def end_contact(*, contact_id: UUID, actor: Actor) -> None:
    """This contact is not right any more. Raises NotYours."""
    with journal.unit():
        row = KeyContact.objects.select_for_update().filter(pk=contact_id, ended_at__isnull=True).first()
        if row is None:
            raise NotYours
        grid = grids.grid(actor, row.grid_id)
        if not (grids.works_in(actor, row.grid_id) or grids.may_plan(actor, grid)):
            raise NotYours
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        say("fieldwork.contact_ended", f"contact:{row.pk}", row.area_id, actor)


def own_grid(grid_id: UUID, actor: Actor) -> GridView:
    """A grid in which the actor works. Raises NotYours."""
    grid = grids.grid(actor, grid_id)
    if not grids.works_in(actor, grid_id):
        raise NotYours
    return grid


def demanded(reason: str) -> str:
    """Why somebody wants to see what is masked. Raises InputRefused without it."""
    why = plain(reason, 200)
    if not why:
        raise InputRefused(_("Say why you need it. Who looked, and why, is written down."))
    return why


def forget_notes(rows: QuerySet[Visit]) -> None:
    """Empty what visits noted, and delete their photos once the transaction holds."""
    names = [name for name in rows.values_list("photo", flat=True) if name]
    rows.update(note="", photo="")
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))


def say(kind: str, subject: str, area_id: UUID, actor: Actor, reason: str = "") -> None:
    """Into the journal, without what it is about; a reason is personal and can be redacted."""
    private = {"reason": reason} if reason else None
    journal.record(Event(kind=kind, subject=subject, area=area_id, private=private), actor=actor.person_id)


def _lock(household_id: UUID, actor: Actor) -> Household:
    row = Household.objects.select_for_update().filter(pk=household_id).first()
    if row is None:
        raise NotYours
    own_grid(row.grid_id, actor)
    return row
