"""Reading requests to be away: one's own, and those that wait for the studio."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import GRID_ROLES, Actor, Role
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.absence import Days, Reason, RequestState
from fengqiao.fieldwork.models import AbsenceRequest
from fengqiao.fieldwork.selectors import scope

SHOWN_DAYS = 92


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A request. ``wish``: the name of who could stand in; ``words``: why it was not granted."""

    id: UUID
    person_id: UUID
    person: str
    area: str
    days: Days
    reason: Reason
    wish_id: UUID | None
    wish: str
    state: RequestState
    state_since: datetime
    asked_at: datetime
    words: str
    stand_in: str

    @property
    def open(self) -> bool:
        """True while nobody has decided."""
        return self.state is RequestState.ASKED


def own_requests(actor: Actor) -> list[RequestView]:
    """One's own of the last three months and those to come, the latest days first."""
    since = timezone.localdate(clock.now()) - timedelta(days=SHOWN_DAYS)
    return _views(AbsenceRequest.objects.filter(person=actor.person_id, last__gte=since).order_by("-first", "-pk"))


def waiting_requests(actor: Actor) -> list[RequestView]:
    """Those that wait for this clerk, the nearest days first; nobody decides about their own."""
    rows = AbsenceRequest.objects.filter(scope.under(actor, Role.STUDIO_CLERK), state=RequestState.ASKED)
    return _views(rows.exclude(person=actor.person_id).order_by("first", "pk"))


def request(actor: Actor, request_id: UUID) -> RequestView:
    """One request of the clerk's places. Raises NotYours."""
    found = _views(AbsenceRequest.objects.filter(scope.under(actor, Role.STUDIO_CLERK), pk=request_id))
    if not found:
        raise NotYours
    return found[0]


def colleagues(actor: Actor) -> list[tuple[UUID, str]]:
    """Who works in a grid of one's own villages today: who could stand in."""
    villages: set[UUID] = {duty.area_id for duty in actor.duties if duty.role in GRID_ROLES}
    found = {
        one.person_id: one.name
        for village in villages
        for role in GRID_ROLES
        for one in areas.people_in_role(role, village)
        if one.person_id != actor.person_id
    }
    return sorted(found.items(), key=lambda one: one[1])


def _views(rows: QuerySet[AbsenceRequest]) -> list[RequestView]:
    found = list(rows.select_related("person", "wish", "absence__stand_in"))
    names = areas.area_names({row.area_id for row in found})
    return [
        RequestView(
            id=row.pk,
            person_id=row.person_id,
            person=row.person.name,
            area=names.get(row.area_id, ""),
            days=Days(row.first, row.last),
            reason=Reason(row.reason),
            wish_id=row.wish_id,
            wish=row.wish.name if row.wish else "",
            state=RequestState(row.state),
            state_since=row.state_since,
            asked_at=row.created_at,
            words=row.words,
            stand_in=row.absence.stand_in.name if row.absence and row.absence.stand_in else "",
        )
        for row in found
    ]
