"""What happened with a dispute, as its page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.areas import selectors as areas
from fengqiao.mediation.domain.disputes import Step
from fengqiao.mediation.models import DisputeStep
from fengqiao.mediation.selectors import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of the timeline, as the component takes it."""

    at: datetime
    words: str
    who: str
    note: str
    icon: str
    tone: str = ""


def history(dispute_id: UUID) -> list[Told]:
    """All steps, oldest first."""
    rows = list(DisputeStep.objects.filter(dispute_id=dispute_id).order_by("number"))
    names = areas.person_names(row.actor_id for row in rows if row.actor_id is not None)
    return [
        Told(
            at=row.at,
            words=str(words.STEPS[Step(row.step)]),
            who=names.get(row.actor_id, "") if row.actor_id else "",
            note=row.note,
            icon=words.STEP_ICONS[Step(row.step)],
            tone="done" if row.step in (Step.AGREE, Step.CLOSE, Step.SIGN_OFF) else "",
        )
        for row in rows
    ]
