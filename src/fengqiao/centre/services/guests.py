"""Rooms for those who are no neighbours: another part of the house asks through the journal and is answered there."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM
from fengqiao.centre.domain.rooms import Came
from fengqiao.centre.models import Centre, Room
from fengqiao.centre.services.bookings import Wanted, book
from fengqiao.centre.services.errors import CentreRefused
from fengqiao.core import clock, journal
from fengqiao.core.journal import Event

OWN = "zh-hans"  # the answer is kept as data that everybody reads


def room_for_session(*, wanted: dict[str, Any]) -> None:
    """Book the smallest free room of the nearest centre for a mediation, and answer in the journal.

    ``wanted``: session, area, starts_at, ends_at, people, as the mediation announces it; nothing about the matter.
    """
    start, end = (timezone.localtime(datetime.fromisoformat(wanted[name])) for name in ("starts_at", "ends_at"))
    with override(OWN), journal.unit():
        answer: tuple[bool, str] = (False, _("The time had passed before the centre could answer."))
        if start > clock.now():
            answer = _first_free(UUID(wanted["area"]), start, end, int(wanted["people"]))
        payload = {"session": wanted["session"], "booked": answer[0], "words": answer[1]}
        event = Event(
            kind="centre.room_for_session",
            subject=f"session:{wanted['session']}",
            area=UUID(wanted["area"]),
            payload=payload,
        )
        journal.record(event)


def _first_free(area_id: UUID, start: datetime, end: datetime, people: int) -> tuple[bool, str]:
    rooms = _rooms(area_id, people)
    if not rooms:
        return False, _("No neighbourhood centre near here has a room of this size.")
    for room in rooms:
        plan = Wanted(
            day=start.date(),
            start=start.time(),
            end=end.time(),
            purpose=_("Mediation"),
            people=people,
            name=_("Mediators"),
            came=Came.DESK,
            wait=False,
        )
        try:
            (made,) = book(room_id=room.pk, wanted=plan, actor=SYSTEM)
        except CentreRefused:  # taken or closed then: the next one
            continue
        told = {"centre": room.centre.name, "room": room.name, "code": made.code}
        return True, _("%(centre)s, %(room)s, code %(code)s") % told
    return False, _("At that time no room is free or open. Choose another time, or another place.")


def _rooms(area_id: UUID, people: int) -> list[Room]:
    """The rooms that hold so many, of the centres in the area, then in the town around it; small ones first."""
    found: list[Room] = []
    for above in reversed(areas.area(area_id).lineage[1:]):
        centres = Centre.objects.filter(area__lineage__contains=[above], closed_at__isnull=True)
        rooms = Room.objects.filter(centre__in=centres, closed_at__isnull=True, capacity__gte=people)
        known = {one.pk for one in found}
        found += [one for one in rooms.select_related("centre").order_by("capacity", "id") if one.pk not in known]
    return found
