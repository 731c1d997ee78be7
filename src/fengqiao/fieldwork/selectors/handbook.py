"""The handbook of a grid: what patrols, visits and events wrote into it, in one log. Nobody types it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.care import VisitAbout
from fengqiao.fieldwork.models import Shift, Visit
from fengqiao.fieldwork.selectors import grids, shifts
from fengqiao.fieldwork.selectors.handbook_ledgers import DisputeLine, HazardLine, dispute_lines, hazard_lines
from fengqiao.fieldwork.selectors.handbook_words import ABOUT
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents.selectors import IncidentView
from fengqiao.points.domain.quarters import Quarter, quarter_of


class LineKind(StrEnum):
    """Where a line of the log comes from."""

    SHIFT = "shift"
    CHECKIN = "checkin"
    VISIT = "visit"
    EVENT = "event"


ICONS = {
    LineKind.SHIFT: "footprints",
    LineKind.CHECKIN: "map-pin",
    LineKind.VISIT: "house",
    LineKind.EVENT: "flag",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """A line of the handbook: when, who, what, and how it stands. ``id`` is that of what it was written by."""

    id: UUID
    kind: LineKind
    at: datetime
    person_id: UUID | None
    person: str
    words: str
    note: str = ""
    mark: str = ""
    tone: str = ""
    photo: bool = False

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return ICONS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """A quarter in figures."""

    shifts: int
    hours: float
    checkins: int
    visits: int
    events: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Handbook:
    """A grid's handbook of a quarter: the log, newest first, its sums, its events, its hazards and its disputes.

    ``withheld``: how many disputes more there are that the reader may see, but that are too sensitive for a list.
    """

    quarter: Quarter
    start: datetime
    end: datetime
    lines: tuple[LogLine, ...]
    sums: Sums
    events: tuple[IncidentView, ...]
    hazards: tuple[HazardLine, ...]
    disputes: tuple[DisputeLine, ...]
    withheld: int


def quarter_in(text: str, now: datetime) -> Quarter:
    """The quarter that an address names ("2026Q3"); the present one for everything else."""
    year, _q, number = text.upper().partition("Q")
    if text.isascii() and year.isdigit() and len(year) == 4 and number in {"1", "2", "3", "4"}:
        return Quarter(year=int(year), number=int(number))
    return quarter_of(now, zone())


def zone() -> ZoneInfo:
    """The time zone in which quarters are counted."""
    return ZoneInfo(settings.TIME_ZONE)


def handbook(actor: Actor, grid_id: UUID, quarter: Quarter) -> Handbook:
    """The handbook of a grid under the actor's duties. Of a visit in care it says only that it was. Raises NotYours."""
    grids.grid(actor, grid_id)
    start, end = quarter.span(zone())
    seen = shifts.checkins(actor, grid_ids=[grid_id], start=start, end=end)
    on_duty = list(Shift.objects.filter(grid_id=grid_id, started_at__gte=start, started_at__lt=end))
    visited = list(_visits(grid_id).filter(at__gte=start, at__lt=end).select_related("shift", "household"))
    events = incidents.incidents_in_grid(actor, grid_id, start=start, end=end)
    names = areas.person_names(
        {one.person_id for one in seen}
        | {one.person_id for one in on_duty}
        | {one.shift.person_id for one in visited}
        | {one.reporter_id for one in events if one.reporter_id is not None}
    )
    lines = [
        *(_of_shift(one, names) for one in on_duty),
        *(_of_checkin(one, names) for one in seen),
        *(_of_visit(one, names) for one in visited),
        *(_of_event(one, names) for one in events),
    ]
    disputes, withheld = dispute_lines(events)
    return Handbook(
        quarter=quarter,
        start=start,
        end=end,
        lines=tuple(sorted(lines, key=lambda one: one.at, reverse=True)),
        sums=_sums(on_duty, len(seen), len(visited), events),
        events=tuple(events),
        hazards=hazard_lines(actor, grid_id, start=start, end=end),
        disputes=disputes,
        withheld=withheld,
    )


def photo(actor: Actor, visit_id: UUID) -> bytes:
    """The photo of a visit that the actor may see; that of a visit in care is for the grid's own workers. Raises
    NotYours."""
    row = Visit.objects.filter(areas.within(actor, "shift__area"), pk=visit_id).select_related("care").first()
    hidden = row is not None and row.care is not None and not grids.works_in(actor, row.care.grid_id)
    if row is None or hidden or not row.photo or not default_storage.exists(row.photo):
        raise NotYours
    with default_storage.open(row.photo) as file:
        return bytes(file.read())


def _visits(grid_id: UUID) -> QuerySet[Visit]:
    return Visit.objects.filter(Q(household__grid_id=grid_id) | Q(care__grid_id=grid_id))


def _of_shift(row: Shift, names: dict[UUID, str]) -> LogLine:
    hours = ((row.ended_at or row.started_at) - row.started_at).total_seconds() / 3600
    return LogLine(
        id=row.pk,
        kind=LineKind.SHIFT,
        at=row.started_at,
        person_id=row.person_id,
        person=names.get(row.person_id, ""),
        words=_("On duty for %(hours).1f hours") % {"hours": hours}
        if row.ended_at
        else pgettext("handbook", "On duty now"),
        mark=_("ended by itself") if row.forgotten else "",
        tone="due" if row.forgotten else "",
    )


def _of_checkin(one: shifts.CheckInView, names: dict[UUID, str]) -> LogLine:
    return LogLine(
        id=one.id,
        kind=LineKind.CHECKIN,
        at=one.at,
        person_id=one.person_id,
        person=names.get(one.person_id, ""),
        words=one.place,
        note="；".join(part for part in (one.note, one.no_position_words) if part),
        mark=one.doubt_words or one.near_words,
        tone=one.tone,
        photo=one.has_photo,
    )


def _of_visit(row: Visit, names: dict[UUID, str]) -> LogLine:
    about = str(ABOUT[VisitAbout(row.about)])
    cared = row.care_id is not None
    gone = row.household is not None and row.household.opted_out_at is not None
    where = "" if cared or gone or row.household is None else row.household.address
    return LogLine(
        id=row.pk,
        kind=LineKind.VISIT,
        at=row.at,
        person_id=row.shift.person_id,
        person=names.get(row.shift.person_id, ""),
        words=pgettext("handbook", "Visit in care") if cared else f"{where} · {about}" if where else about,
        note="" if cared else row.note,
        photo=bool(row.photo) and not cared,
    )


def _of_event(one: IncidentView, names: dict[UUID, str]) -> LogLine:
    return LogLine(
        id=one.id,
        kind=LineKind.EVENT,
        at=one.happened_at,
        person_id=None if one.sensitive else one.reporter_id,
        person="" if one.sensitive else names.get(one.reporter_id, "") if one.reporter_id else one.source_words,
        words=_("A sensitive event, not told here") if one.sensitive else one.title,
        note="" if one.sensitive else one.spoken,
        mark=one.state_words,
        tone="done" if one.ended else "info",
    )


def _sums(on_duty: Iterable[Shift], checkins: int, visits: int, events: list[IncidentView]) -> Sums:
    ended = [one.ended_at - one.started_at for one in on_duty if one.ended_at is not None]
    return Sums(
        shifts=len(list(on_duty)),
        hours=round(sum(ended, timedelta()).total_seconds() / 3600, 1),
        checkins=checkins,
        visits=visits,
        events=len(events),
        closed=sum(one.closed_at is not None for one in events),
    )
