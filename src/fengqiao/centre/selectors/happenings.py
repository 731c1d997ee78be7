"""Everything that takes place at a centre, on one calendar: reception, activities, rooms, the council's meetings.

Nobody's name is in it: a booking says which room is taken, and what for only to the house itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from fengqiao.centre.domain import slots
from fengqiao.centre.domain.rooms import TAKES, Came
from fengqiao.centre.domain.slots import SlotRefused
from fengqiao.centre.models import Activity, Booking, Meeting
from fengqiao.centre.selectors.register import CentreView
from fengqiao.incidents.selectors import calendar_in_force

MEETING = timedelta(hours=2)


class What(StrEnum):
    """Reception 接访, an activity 活动, a room taken 预约, a meeting of the council 理事会."""

    RECEPTION = "reception"
    ACTIVITY = "activity"
    ROOM = "room"
    COUNCIL = "council"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing on the calendar. ``key``: its own for ever. ``code``: of an activity, for its public page.
    ``moved``: how often it was put to another time."""

    what: What
    key: str
    id: UUID | None
    start: datetime
    end: datetime
    title: str
    place: str
    code: str = ""
    moved: int = 0
    cancelled: bool = False

    @property
    def day(self) -> date:
        """The local day on which it begins."""
        return timezone.localdate(self.start)


def happenings(house: CentreView, first: date, last: date, *, inside: bool = False) -> list[Happening]:
    """What takes place from one local day to another, in order. ``inside``: for the house, which reads what a room is
    taken for. Four queries."""
    zone = timezone.get_current_timezone()
    span = (
        datetime.combine(first, time.min, tzinfo=zone),
        datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone),
    )
    found = [
        *_reception(house, first, last),
        *_activities(house.id, span),
        *_rooms(house.id, span, inside=inside),
        *_meetings(house.id, span),
    ]
    return sorted(found, key=lambda one: (one.start, one.end, one.key))


def _reception(house: CentreView, first: date, last: date) -> list[Happening]:
    calendar = calendar_in_force().calendar
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo), "local time has a named zone"
    found = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if not calendar.works(day):
            continue
        try:
            start, end = (slots.moment(day, at, zone) for at in (house.reception_from, house.reception_to))
        except SlotRefused:  # the clocks are changed in that very hour: leave it to the house to say
            continue
        key = f"reception-{house.key}-{day.isoformat()}"
        found.append(Happening(what=What.RECEPTION, key=key, id=None, start=start, end=end, title="", place=house.name))
    return found


def _activities(centre_id: UUID, span: tuple[datetime, datetime]) -> list[Happening]:
    rows = Activity.objects.filter(centre_id=centre_id, starts_at__lt=span[1], ends_at__gt=span[0])
    return [
        Happening(
            what=What.ACTIVITY,
            key=str(row.pk),
            id=row.pk,
            start=row.starts_at.astimezone(UTC),
            end=row.ends_at.astimezone(UTC),
            title=row.title,
            place=row.booking.room.name if row.booking else row.place,
            code=row.code,
            moved=row.moved,
            cancelled=row.cancelled_at is not None,
        )
        for row in rows.select_related("booking__room")
    ]


def _rooms(centre_id: UUID, span: tuple[datetime, datetime], *, inside: bool) -> list[Happening]:
    rows = Booking.objects.filter(room__centre_id=centre_id, state__in=TAKES, during__overlap=span)
    return [
        Happening(
            what=What.ROOM,
            key=str(row.pk),
            id=row.pk,
            start=row.during.lower.astimezone(UTC),
            end=row.during.upper.astimezone(UTC),
            title=row.purpose if inside else "",
            place=row.room.name,
        )
        for row in rows.exclude(came=Came.ACTIVITY).select_related("room")
    ]


def _meetings(centre_id: UUID, span: tuple[datetime, datetime]) -> list[Happening]:
    rows = Meeting.objects.filter(centre_id=centre_id, at__lt=span[1], at__gte=span[0])
    return [
        Happening(
            what=What.COUNCIL,
            key=str(row.pk),
            id=row.pk,
            start=row.at.astimezone(UTC),
            end=row.at.astimezone(UTC) + MEETING,
            title=row.title,
            place=row.place,
        )
        for row in rows
    ]
