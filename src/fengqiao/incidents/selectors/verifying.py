"""Reports that somebody has to look at before they are accepted: who was asked, who could be, what was found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import GRID_ROLES, Actor, PersonInRole, Role
from fengqiao.core import clock
from fengqiao.incidents.domain.facts import State
from fengqiao.incidents.domain.table import FIELD
from fengqiao.incidents.models import ClockSegment, Incident, Verification
from fengqiao.incidents.selectors.events import IncidentView, view, visible_to

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationView:
    """Somebody was asked to look. ``answered_at`` None: not yet answered; then ``confirmed`` says nothing."""

    id: UUID
    person_id: UUID | None
    person: str
    asked_at: datetime
    answered_at: datetime | None
    answered_by: str
    confirmed: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToVerify:
    """A report that waits for a look at the place. ``due_at`` None: no deadline."""

    event: IncidentView
    area: str
    asked_at: datetime
    due_at: datetime | None


def verification_of(incident_id: UUID) -> VerificationView | None:
    """The newest look at an event; None when nobody was asked."""
    row = newest(incident_id)
    if row is None:
        return None
    people = areas.person_names({one for one in (row.person_id, row.answered_by_id) if one})
    return VerificationView(
        id=row.pk,
        person_id=row.person_id,
        person=people.get(row.person_id, "") if row.person_id else "",
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        answered_by=people.get(row.answered_by_id, "") if row.answered_by_id else "",
        confirmed=bool(row.confirmed),
        note=row.note,
    )


def newest(incident_id: UUID) -> Verification | None:
    """The stored row of the look that counts."""
    return Verification.objects.filter(incident_id=incident_id).order_by("-asked_at", "-pk").first()


def verifiers(event: IncidentView) -> list[PersonInRole]:
    """Who can be asked to look, the first one by default: who answers for the point where it is, then the field workers
    of the village. Nobody for a sensitive matter, which they may not see."""
    if event.sensitive:
        return []
    found: list[PersonInRole] = []
    if event.lon is not None and event.lat is not None:
        answers = areas.responsible(event.lon, event.lat, clock.now())
        if answers is not None and answers.area_id == event.area_id:
            found += answers.people
    for role in (Role.GRID_LEAD, Role.GRID_WORKER, Role.VILLAGE_SECRETARY):
        found += areas.people_in_role(role, event.area_id)
    return list({one.person_id: one for one in reversed(found)}.values())[::-1]


def may_answer(actor: Actor, row: Incident, asked: Verification | None) -> bool:
    """True for who was asked, and for the field workers of the place."""
    if actor.person_id is None or State(row.state) is not State.VERIFYING:
        return False
    if asked is not None and asked.person_id == actor.person_id:
        return True
    return areas.holds(actor, row.area_id, *FIELD)


def to_verify(actor: Actor) -> list[ToVerify]:
    """The reports at which the actor was asked to look, the most urgent first."""
    if actor.person_id is None or not actor.has(*GRID_ROLES, Role.VILLAGE_SECRETARY):
        return []
    asked = Verification.objects.filter(
        person_id=actor.person_id, answered_at__isnull=True, incident__state=State.VERIFYING
    )
    since = dict(asked.order_by("asked_at").values_list("incident_id", "asked_at"))
    rows = Incident.objects.filter(visible_to(actor), pk__in=since).select_related(
        "category", "category_version", "merged_into"
    )
    due = _due(since)
    events = [view(row) for row in rows]
    places = areas.area_names({event.area_id for event in events})
    found = [
        ToVerify(event=event, area=places.get(event.area_id, ""), asked_at=since[event.id], due_at=due.get(event.id))
        for event in events
    ]
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.asked_at))[:MOST]


def asked_of(incident_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Who is to look at these events, as far as nobody has answered yet. One query."""
    rows = Verification.objects.filter(
        incident_id__in=incident_ids, answered_at__isnull=True, person__isnull=False, incident__state=State.VERIFYING
    )
    return dict(rows.order_by("asked_at").values_list("incident_id", "person_id"))


def _due(ids: Collection[UUID]) -> dict[UUID, datetime | None]:
    rows = ClockSegment.objects.filter(incident_id__in=ids, task__isnull=True, ended_at__isnull=True)
    return dict(rows.values_list("incident_id", "due_at"))
