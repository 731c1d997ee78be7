"""Events that were handed to an outside platform, as they stand there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fengqiao.areas.selectors import Actor, Role
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents.selectors import IncidentView
from fengqiao.interop.domain.handover import OVER, WATCH_HOURS, Stage
from fengqiao.interop.models import Message

WORDS = {
    Stage.WAITING: gettext_noop("Waiting to be sent"),
    Stage.RECEIVED: gettext_noop("Received there"),
    Stage.TAKEN: gettext_noop("Being handled there"),
    Stage.FINISHED: gettext_noop("Finished there"),
    Stage.RETURNED: gettext_noop("Given back"),
    Stage.REFUSED: gettext_noop("Refused"),
}

# Who hands over, and reads how it stands on the other side.
HANDERS = frozenset({Role.DISPATCHER, Role.OPERATOR, Role.ANALYST})
# Of other counties' hand-overs so many are passed over before the list ends.
LOOKED_THROUGH = 5000
TONES = {Stage.FINISHED: "done", Stage.RETURNED: "due", Stage.REFUSED: "danger"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """One hand-over. Times aware."""

    id: UUID
    peer: str
    stage: Stage
    event: IncidentView
    reason: str
    handed_over_at: datetime
    answered_at: datetime | None
    receipt: str
    words: str
    problem: str
    told: int

    @property
    def stage_words(self) -> str:
        """The stage in the language of the moment."""
        return _(WORDS[self.stage])

    @property
    def tone(self) -> str:
        """The colour of its pill."""
        return TONES.get(self.stage, "live")

    @property
    def late_hours(self) -> int:
        """The last mark of the hand-over watch that passed without the peer taking it up; 0: none."""
        return WATCH_HOURS[self.told - 1] if self.told else 0


def view(row: Message, event: IncidentView) -> MessageView:
    """A stored hand-over with its event."""
    return MessageView(
        id=row.pk,
        peer=row.peer,
        stage=Stage(row.stage),
        event=event,
        reason=row.reason,
        handed_over_at=row.created_at,
        answered_at=row.answered_at,
        receipt=row.receipt,
        words=row.words,
        problem=row.last_problem,
        told=row.told,
    )


def messages(actor: Actor, *, stage: Stage | None = None, limit: int = 200) -> list[MessageView]:
    """Hand-overs of events that the actor may see, the open ones first, then the newest."""
    rows = Message.objects.annotate(over=Case(When(stage__in=OVER, then=1), default=0))
    if stage is not None:
        rows = rows.filter(stage=stage)
    found: list[MessageView] = []
    for start in range(0, LOOKED_THROUGH, limit):
        part = list(rows.order_by("over", "-created_at", "pk")[start : start + limit])
        seen = incidents.of_ids(actor, {row.incident_id for row in part})
        found += [view(row, seen[row.incident_id]) for row in part if row.incident_id in seen]
        if len(part) < limit or len(found) >= limit:
            break
    return found[:limit]
