"""Rooms: opened, changed and closed by the house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import hours as opening
from fengqiao.centre.domain.rooms import Holding, Zone
from fengqiao.centre.domain.seats import Right
from fengqiao.centre.models import Centre, Room
from fengqiao.centre.selectors.rooms import RoomView, room_view
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.errors import CentreRefused, InputRefused
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event


def add_room(
    *, centre_id: UUID, name: str, zone: Zone, capacity: int, rules: str = "", deposit: int = 0, longest: int = 240,
    hours: Sequence[Sequence[Sequence[str]]] | None = None, actor: Actor,
) -> RoomView:  # fmt: skip
    """Open a room for booking; it gets a code for the QR at its door. ``deposit`` in yuan, ``longest`` in minutes.

    Raises InputRefused, CentreRefused (there is one of that name), NotYours.
    """
    with journal.unit():
        demand(actor, centre_id, Right.HOUSE)
        house = Centre.objects.select_for_update().get(pk=centre_id)
        row = Room(centre=house, code=ids.short_code(), number=house.rooms.count())
        _fill(row, name, zone, capacity, rules, deposit, longest, hours)
        say(row, "centre.room_opened", {"name": row.name}, actor)
        return room_view(row)


def change_room(
    *, room_id: UUID, name: str, zone: Zone, capacity: int, rules: str = "", deposit: int = 0, longest: int = 240,
    hours: Sequence[Sequence[Sequence[str]]] | None = None, actor: Actor,
) -> RoomView:  # fmt: skip
    """Change a room; what is booked stays booked. Raises InputRefused, CentreRefused, NotYours."""
    with journal.unit():
        row = locked(room_id)
        demand(actor, row.centre_id, Right.HOUSE)
        _fill(row, name, zone, capacity, rules, deposit, longest, hours)
        say(row, "centre.room_changed", {"name": row.name}, actor)
        return room_view(row)


def close_room(*, room_id: UUID, actor: Actor) -> None:
    """Take a room out of the bookable ones. Raises CentreRefused while bookings lie ahead, NotYours."""
    with journal.unit():
        row = locked(room_id)
        demand(actor, row.centre_id, Right.HOUSE)
        if row.bookings.filter(state__in=(Holding.BOOKED, Holding.WAITING), during__endswith__gt=clock.now()).exists():
            raise CentreRefused(_("Somebody still has this room booked. Give the bookings back first."))
        row.closed_at = clock.now()
        row.save(update_fields=["closed_at"])
        say(row, "centre.room_closed", {}, actor)


def _fill(
    row: Room, name: str, zone: Zone, capacity: int, rules: str, deposit: int, longest: int,
    hours: Sequence[Sequence[Sequence[str]]] | None,
) -> None:  # fmt: skip
    row.name, row.zone, row.rules = plain(name, 40), zone, plain(rules, 500)
    row.capacity, row.deposit, row.longest = capacity, deposit, longest
    if not row.name or not 1 <= capacity <= 1000 or not 0 <= deposit <= 1000 or not 15 <= longest <= 1440:
        raise InputRefused(_("A room needs a name, how many people it holds, and how long one may have it."))
    try:
        row.hours = opening.checked(hours) if hours is not None else None
    except opening.BadHours as error:
        raise InputRefused(_("These opening hours overlap or run backwards.")) from error
    if Room.objects.filter(centre=row.centre, name=row.name, closed_at=None).exclude(pk=row.pk).exists():
        raise CentreRefused(_("There is a room of this name already."))
    row.save()


def locked(room_id: UUID) -> Room:
    row = (
        Room.objects.select_for_update(of=("self",)).select_related("centre").filter(pk=room_id, closed_at=None).first()
    )
    if row is None:
        raise NotYours
    return row


def plain(text: str, most: int) -> str:
    return text.replace("\0", "").strip()[:most]


def say(
    room: Room, kind: str, payload: dict[str, Any], actor: Actor | None, private: dict[str, Any] | None = None,
    subject: str = "",
) -> None:  # fmt: skip
    """Into the journal, under the centre's name or a ``subject`` of its own, so that what it says of people can go."""
    event = Event(
        kind=kind, subject=subject or f"centre:{room.centre_id}", area=room.centre.area_id,
        payload={"room": str(room.pk), **payload}, private=private or {},
    )  # fmt: skip
    journal.record(event, actor=actor.person_id if actor else None)
