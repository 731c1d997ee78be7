"""Reading call-outs: whom to call, how one stands, hours to approve."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from fengqiao.areas.selectors import Actor, within
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain import volunteers as rules
from fengqiao.fieldwork.domain.volunteers import BUSY, Candidate, Move, Part, Skill, Standing, moves_from
from fengqiao.fieldwork.models import CallOut, CallOutPart, Volunteer
from fengqiao.fieldwork.selectors.volunteers import register
from fengqiao.fieldwork.selectors.volunteers.register import VolunteerView

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateView:
    """Somebody who could be called: are they free now, on another call-out, in this grid, with what is wanted?"""

    volunteer: VolunteerView
    free: bool
    busy: bool
    here: bool
    fitting: tuple[Skill, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOutView:
    """A call-out, and how many were called, come and are there."""

    id: UUID
    area_id: UUID
    area: str
    grid_id: UUID | None
    grid: str
    incident: UUID | None
    alarm: UUID | None
    title: str
    words: str
    place: str
    skills: tuple[Skill, ...]
    called_by: str
    called_at: datetime
    ended_at: datetime | None
    called: int
    coming: int
    there: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """One volunteer's part in a call-out."""

    id: UUID
    volunteer: VolunteerView
    part: Part
    part_since: datetime
    arrived_at: datetime | None
    left_at: datetime | None
    words: str
    minutes: int | None
    approved: int | None
    approved_by: str
    reason: str

    @property
    def moves(self) -> frozenset[Move]:
        """What the table has from here."""
        return moves_from(self.part)


def candidates(
    actor: Actor, area_id: UUID, *, grid_id: UUID | None, skills: Collection[Skill], at: datetime
) -> list[CandidateView]:
    """Who can be called in an area at a moment (aware): free ones first, who can what is wanted, who helps there."""
    rows = Volunteer.objects.select_related("area").filter(
        within(actor), area__lineage__overlap=[area_id], standing=Standing.ACTIVE
    )
    rows = rows.annotate(running=Count("parts", filter=Q(parts__part__in=BUSY, parts__callout__ended_at=None)))
    local = timezone.localtime(at)
    found: list[tuple[Candidate, CandidateView]] = []
    for row in rows:
        one = register.view(row)
        asked = Candidate(
            name=one.name,
            grids=frozenset(map(str, one.grids)),
            skills=frozenset(one.skills),
            free=one.free.at(local),
            busy=row.running > 0,
        )
        shown = CandidateView(
            volunteer=one,
            free=asked.free,
            busy=asked.busy,
            here=grid_id is not None and grid_id in one.grids,
            fitting=tuple(skill for skill in one.skills if skill in skills),
        )
        found.append((asked, shown))
    found.sort(key=lambda pair: rules.order(pair[0], str(grid_id or ""), skills))
    return [shown for _asked, shown in found[:MOST]]


def callouts(actor: Actor, *, running: bool | None = None, incident: UUID | None = None) -> list[CallOutView]:
    """The call-outs in the actor's scope, the newest first; those that run, that are over, or of one event."""
    rows = _counted().filter(within(actor))
    if running is not None:
        rows = rows.filter(ended_at__isnull=running)
    if incident is not None:
        rows = rows.filter(incident=incident)
    return [_view(row) for row in rows.order_by("-called_at", "-pk")[:MOST]]


def callout(actor: Actor, callout_id: UUID) -> CallOutView:
    """One call-out in the actor's scope. Raises NotYours."""
    row = _counted().filter(within(actor), pk=callout_id).first()
    if row is None:
        raise NotYours
    return _view(row)


def parts_of(callout_id: UUID) -> list[PartView]:
    """Everybody's part in a call-out, in the order in which they were called."""
    rows = CallOutPart.objects.filter(callout=callout_id).select_related("volunteer__area", "approved_by")
    return [_part(row) for row in rows.order_by("created_at", "pk")]


def to_approve(actor: Actor) -> list[tuple[CallOutView, PartView]]:
    """Hours that wait for approval, the oldest first."""
    rows = CallOutPart.objects.filter(within(actor, "callout__area"), part=Part.REPORTED)
    rows = rows.select_related("volunteer__area", "approved_by").order_by("left_at", "pk")[:MOST]
    shown = {row.pk: _view(row) for row in _counted().filter(pk__in={one.callout_id for one in rows})}
    return [(shown[row.callout_id], _part(row)) for row in rows]


def own_parts(volunteer_id: UUID) -> list[tuple[CallOutView, PartView]]:
    """A volunteer's call-outs, the newest first."""
    rows = CallOutPart.objects.filter(volunteer=volunteer_id).select_related("volunteer__area", "approved_by")
    found = list(rows.order_by("-created_at", "-pk")[:MOST])
    shown = {row.pk: _view(row) for row in _counted().filter(pk__in={one.callout_id for one in found})}
    return [(shown[row.callout_id], _part(row)) for row in found]


def village_minutes(actor: Actor) -> int:
    """All approved minutes of the actor's villages together; there is no list of who did how much."""
    rows = CallOutPart.objects.filter(within(actor, "callout__area"), part=Part.APPROVED)
    return rows.aggregate(total=Sum("approved"))["total"] or 0


def _counted() -> QuerySet[CallOut]:
    return CallOut.objects.select_related("area", "grid", "called_by").annotate(
        called=Count("parts"),
        coming=Count("parts", filter=Q(parts__part=Part.ACCEPTED)),
        there=Count("parts", filter=Q(parts__part=Part.ARRIVED)),
    )


def _view(row: CallOut) -> CallOutView:
    counted = {name: int(getattr(row, name)) for name in ("called", "coming", "there")}
    return CallOutView(
        id=row.pk,
        area_id=row.area_id,
        area=row.area.name,
        grid_id=row.grid_id,
        grid=row.grid.name if row.grid else "",
        incident=row.incident,
        alarm=row.alarm,
        title=row.title,
        words=row.words,
        place=row.place,
        skills=tuple(Skill(one) for one in row.skills),
        called_by=row.called_by.name if row.called_by else "",
        called_at=row.called_at,
        ended_at=row.ended_at,
        **counted,
    )


def _part(row: CallOutPart) -> PartView:
    return PartView(
        id=row.pk,
        volunteer=register.view(row.volunteer),
        part=Part(row.part),
        part_since=row.part_since,
        arrived_at=row.arrived_at,
        left_at=row.left_at,
        words=row.words,
        minutes=row.minutes,
        approved=row.approved,
        approved_by=row.approved_by.name if row.approved_by else "",
        reason=row.reason,
    )
