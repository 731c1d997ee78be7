"""Side records of events as pages show them: requests, reminders, supervision, samples, ratings, followers, edges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor, mask_name, mask_phone
from fengqiao.incidents.domain.facts import Source
from fengqiao.incidents.domain.side import (
    Direction,
    HandOverKind,
    Level,
    RatingWay,
    RequestKind,
    RequestState,
    SampleState,
    SupervisionState,
)
from fengqiao.incidents.domain.units import Unit
from fengqiao.incidents.models import (
    ClockRequest,
    Draft,
    Follower,
    HandOver,
    Incident,
    Rating,
    Reminder,
    SampleCheck,
    Supervision,
)
from fengqiao.incidents.selectors.events import visible_to
from fengqiao.incidents.selectors.words import in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A request for more time or for standing still; ``task_id``: it is about a joint task's clock."""

    id: UUID
    incident_id: UUID
    task_id: UUID | None
    kind: RequestKind
    state: RequestState
    amount: Decimal | None
    unit: Unit | None
    until: datetime | None
    reason: str
    asked_by: UUID | None
    organisation_id: UUID | None
    asked_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    decision: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderView:
    """A reminder; ``organisation_id`` None: to the centre."""

    id: UUID
    incident_id: UUID
    task_id: UUID | None
    organisation_id: UUID | None
    text: str
    by: UUID | None
    automatic: bool
    at: datetime
    reply: str
    replied_by: UUID | None
    replied_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionView:
    """A supervision of an event."""

    id: UUID
    incident_id: UUID
    level: Level
    state: SupervisionState
    reason: str
    automatic: bool
    started_at: datetime
    raised_at: datetime
    answer: str
    answered_at: datetime | None
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverView:
    """One edge of an event's way; giver or receiver None: the centre. ``decision`` as ``routing.as_data`` keeps it."""

    incident_id: UUID
    round: int
    kind: HandOverKind
    giver_id: UUID | None
    receiver_id: UUID | None
    direction: Direction | None
    by: UUID | None
    at: datetime
    reason: str
    by_rule: bool | None
    decision: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerView:
    """Somebody who reported or joined, masked (陈**, 138****1234) as others see them."""

    id: UUID
    number: int
    person_id: UUID | None
    source: Source
    name: str
    phone: str
    anonymous: bool
    note: str
    joined_at: datetime
    merged_from: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingView:
    """What somebody said of the result."""

    round: int
    way: RatingWay
    stars: int
    note: str
    at: datetime

    @property
    def words(self) -> str:
        """The stars in words."""
        return _("%(stars)s of 5 stars") % {"stars": self.stars}


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleView:
    """A later look at what was solved on the spot."""

    id: UUID
    incident_id: UUID
    state: SampleState
    drawn_at: datetime
    checker_id: UUID | None
    checked_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """Something not yet reported, for its writer."""

    id: UUID
    content: Mapping[str, Any]
    saved_at: datetime


def requests_of(incident_id: UUID) -> list[RequestView]:
    """All requests about an event's clocks, the newest first."""
    rows = ClockRequest.objects.filter(incident_id=incident_id).select_related("segment")
    return [request_view(row) for row in rows.order_by("-asked_at")]


def requests_waiting(actor: Actor) -> list[RequestView]:
    """The requests that wait for a decision, in the events that the actor sees, the oldest first."""
    seen = Incident.objects.filter(visible_to(actor)).values("pk")
    rows = ClockRequest.objects.filter(state=RequestState.ASKED, incident_id__in=seen).select_related("segment")
    return [request_view(row) for row in rows.order_by("asked_at")]


def reminders_of(incident_id: UUID) -> list[ReminderView]:
    """An event's reminders, the newest first."""
    return [reminder_view(row) for row in Reminder.objects.filter(incident_id=incident_id).order_by("-at")]


def supervision_of(incident_id: UUID) -> SupervisionView | None:
    """The supervision in force."""
    row = Supervision.objects.filter(incident_id=incident_id).exclude(state=SupervisionState.LIFTED).first()
    return supervision_view(row) if row else None


def supervisions_of(incident_id: UUID) -> list[SupervisionView]:
    """All supervisions of an event, the newest first."""
    rows = Supervision.objects.filter(incident_id=incident_id).order_by("-started_at")
    return [supervision_view(row) for row in rows]


def hand_overs_of(incident_id: UUID) -> list[HandOverView]:
    """The way an event took from hand to hand, oldest first."""
    rows = HandOver.objects.filter(incident_id=incident_id).order_by("at", "step__number")
    return [
        HandOverView(
            incident_id=row.incident_id,
            round=row.round,
            kind=HandOverKind(row.kind),
            giver_id=row.giver_id,
            receiver_id=row.receiver_id,
            direction=Direction(row.direction) if row.direction else None,
            by=row.by_id,
            at=row.at,
            reason=row.reason,
            by_rule=row.by_rule,
            decision=row.decision,
        )
        for row in rows
    ]


def followers_of(incident_id: UUID, *, masked: bool = True) -> list[FollowerView]:
    """Who reported the event and who joined, in order. ``masked`` False is for the desk's call back."""
    rows = Follower.objects.filter(incident_id=incident_id, left_at__isnull=True).select_related("person")
    found: list[FollowerView] = []
    for row in rows.order_by("number"):
        name = row.name or (row.person.name if row.person else "")
        phone = row.phone or (row.person.phone if row.person else "")
        found.append(
            FollowerView(
                id=row.pk,
                number=row.number,
                person_id=row.person_id,
                source=Source(row.source),
                name=mask_name(name) if masked else name,
                phone=mask_phone(phone) if masked else phone,
                anonymous=row.anonymous,
                note=row.note,
                joined_at=row.joined_at,
                merged_from=row.merged_from_id,
            )
        )
    return found


def ratings_of(incident_id: UUID) -> list[RatingView]:
    """What was said of the result, the newest first."""
    rows = Rating.objects.filter(incident_id=incident_id).order_by("-at")
    return [rating_view(row) for row in rows]


def samples_of(incident_id: UUID) -> list[SampleView]:
    """An event's sample checks, the newest first."""
    return [sample_view(row) for row in SampleCheck.objects.filter(incident_id=incident_id).order_by("-drawn_at")]


def drafts(actor: Actor) -> list[DraftView]:
    """The actor's own drafts, the newest first."""
    if actor.person_id is None:
        return []
    rows = Draft.objects.filter(person_id=actor.person_id, incident__isnull=True, discarded_at__isnull=True)
    return [DraftView(id=row.pk, content=row.content, saved_at=row.saved_at) for row in rows.order_by("-saved_at")]


def request_words(request: RequestView, organisation: str = "") -> str:
    """What a request asks for, as a sentence."""
    if request.kind is RequestKind.SUSPENSION and request.until is not None:
        day = timezone.localtime(request.until)
        asked = _("The clock is to stand still until %(day)s") % {"day": f"{day:%Y-%m-%d}"}
    else:
        amount = f"{request.amount.normalize():f}" if request.amount is not None else ""
        unit = in_words(request.unit) if request.unit else ""
        asked = _("%(amount)s %(unit)s more") % {"amount": amount, "unit": unit}
    return " · ".join(part for part in (organisation, asked, request.reason) if part)


def request_view(row: ClockRequest) -> RequestView:
    """A stored request."""
    return RequestView(
        id=row.pk,
        incident_id=row.incident_id,
        task_id=row.segment.task_id,
        kind=RequestKind(row.kind),
        state=RequestState(row.state),
        amount=row.amount,
        unit=Unit(row.unit) if row.unit else None,
        until=row.until,
        reason=row.reason,
        asked_by=row.asked_by_id,
        organisation_id=row.organisation_id,
        asked_at=row.asked_at,
        decided_by=row.decided_by_id,
        decided_at=row.decided_at,
        decision=row.decision,
        ended_at=row.ended_at,
    )


def reminder_view(row: Reminder) -> ReminderView:
    """A stored reminder."""
    return ReminderView(
        id=row.pk,
        incident_id=row.incident_id,
        task_id=row.task_id,
        organisation_id=row.organisation_id,
        text=row.text,
        by=row.by_id,
        automatic=row.automatic,
        at=row.at,
        reply=row.reply,
        replied_by=row.replied_by_id,
        replied_at=row.replied_at,
    )


def supervision_view(row: Supervision) -> SupervisionView:
    """A stored supervision."""
    return SupervisionView(
        id=row.pk,
        incident_id=row.incident_id,
        level=Level(row.level),
        state=SupervisionState(row.state),
        reason=row.reason,
        automatic=row.automatic,
        started_at=row.started_at,
        raised_at=row.raised_at,
        answer=row.answer,
        answered_at=row.answered_at,
        lifted_at=row.lifted_at,
    )


def rating_view(row: Rating) -> RatingView:
    """A stored rating."""
    return RatingView(round=row.round, way=RatingWay(row.way), stars=row.stars, note=row.note, at=row.at)


def sample_view(row: SampleCheck) -> SampleView:
    """A stored sample."""
    return SampleView(
        id=row.pk,
        incident_id=row.incident_id,
        state=SampleState(row.state),
        drawn_at=row.drawn_at,
        checker_id=row.checker_id,
        checked_at=row.checked_at,
        note=row.note,
    )
