"""Reading the task list: what is published, what is proposed, what an item said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.worklist import Frequency, KindState, Proof, Pusher, may_be_pushed
from fengqiao.fieldwork.models import WorkKind, WorkKindVersion
from fengqiao.fieldwork.selectors import scope


@dataclass(frozen=True, slots=True, kw_only=True)
class KindView:
    """One version of an item of the task list. ``in_force``: tasks of it may be given today."""

    id: UUID
    kind_id: UUID
    area_id: UUID
    code: str
    number: int
    title: str
    how: str
    basis: str
    frequency: Frequency
    minutes: int
    proofs: tuple[Proof, ...]
    pushers: tuple[Pusher, ...]
    urgent: bool
    reason: str
    last_day: date | None
    state: KindState
    proposed_by_id: UUID | None
    proposed_by: str
    decided_by: str
    decided_at: datetime | None
    decision: str
    created_at: datetime
    in_force: bool


def kinds(actor: Actor) -> list[KindView]:
    """What is published or proposed for the places of the actor, above and below; proposals first, then by code."""
    rows = _rows().filter(scope.above(actor, "kind__area"), state__in=[KindState.PROPOSED, KindState.PUBLISHED])
    found = [kind_view(row) for row in rows.order_by("kind__code", "number")]
    return sorted(found, key=lambda one: one.state is not KindState.PROPOSED)


def pushable(actor: Actor) -> list[KindView]:
    """The kinds of work of which this actor may give tasks today."""
    as_whom = {scope.PUSHERS[duty.role] for duty in actor.duties if duty.role in scope.PUSHERS}
    return [one for one in kinds(actor) if one.in_force and as_whom & set(one.pushers)]


def versions_of(actor: Actor, kind_id: UUID) -> list[KindView]:
    """All that an item ever said, the newest first. Raises NotYours."""
    rows = _rows().filter(scope.above(actor, "kind__area"), kind_id=kind_id).order_by("-number")
    found = [kind_view(row) for row in rows]
    if not found:
        raise NotYours
    return found


def published_list(area_id: UUID) -> list[KindView]:
    """What grid workers of this place may be given today, for everybody to read; urgent ones last."""
    today = timezone.localdate(clock.now())
    rows = _rows().filter(Q(urgent=False) | Q(last_day__gte=today), kind__area=area_id, state=KindState.PUBLISHED)
    return [kind_view(row) for row in rows.order_by("urgent", "kind__code")]


def listed_since(area_id: UUID) -> datetime | None:
    """When the published list of this place last changed."""
    rows = WorkKindVersion.objects.filter(kind__area=area_id).exclude(state=KindState.REFUSED)
    rows = rows.filter(decided_at__isnull=False)
    decided = rows.order_by("-decided_at").values_list("decided_at", flat=True).first()
    ended = rows.order_by(F("ended_at").desc(nulls_last=True)).values_list("ended_at", flat=True).first()
    return max((one for one in (decided, ended) if one is not None), default=None)


def next_code(area_id: UUID) -> str:
    """A code that no item of this place has, two digits and more."""
    taken = set(WorkKind.objects.filter(area=area_id).values_list("code", flat=True))
    return next(code for code in (f"{number:02}" for number in range(1, 10_000)) if code not in taken)


def kind_view(row: WorkKindVersion) -> KindView:
    """A stored version."""
    state = KindState(row.state)
    today = timezone.localdate(clock.now())
    return KindView(
        id=row.pk,
        kind_id=row.kind_id,
        area_id=row.kind.area_id,
        code=row.kind.code,
        number=row.number,
        title=row.title,
        how=row.how,
        basis=row.basis,
        frequency=Frequency(row.frequency),
        minutes=row.minutes,
        proofs=tuple(Proof(one) for one in row.proofs),
        pushers=tuple(Pusher(one) for one in row.pushers),
        urgent=row.urgent,
        reason=row.reason,
        last_day=row.last_day,
        state=state,
        proposed_by_id=row.proposed_by_id,
        proposed_by=row.proposed_by.name if row.proposed_by else "",
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_at=row.decided_at,
        decision=row.decision,
        created_at=row.created_at,
        in_force=may_be_pushed(state, urgent=row.urgent, last_day=row.last_day, day=today),
    )


def _rows() -> QuerySet[WorkKindVersion]:
    return WorkKindVersion.objects.select_related("kind", "proposed_by", "decided_by")
