"""Taking a step with a hazard: ask the table, write the row, its step and the journal. All steps go through here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain import hazards
from fengqiao.fieldwork.domain.hazards import Facts, State, Step
from fengqiao.fieldwork.models import Hazard, HazardStep
from fengqiao.fieldwork.services.hazards.errors import StepNotTaken
from fengqiao.fieldwork.services.texts import plain

NOTE = 1000


def lock(hazard_id: UUID, actor: Actor, *roles: Role) -> Hazard:
    """The hazard's row, locked until the transaction ends. Raises NotYours: the actor has none of the roles there."""
    row = Hazard.objects.select_for_update(of=("self",)).select_related("check_made").filter(pk=hazard_id).first()
    if row is None or not areas.holds(actor, row.check_made.area_id, *roles):
        raise NotYours
    return row


def another(row: Hazard, actor: Actor) -> bool:
    """True when the actor neither found it nor reported it put right."""
    return actor.person_id is not None and actor.person_id not in (row.found_by_id, row.rectified_by_id)


def take(row: Hazard, step: Step, facts: Facts, *, actor: Actor, note: str = "", **changes: Any) -> None:
    """Take ``step`` with a locked hazard. Raises StepNotTaken, and then nothing is written."""
    try:
        to = hazards.take(State(row.state), step, facts)
    except hazards.StepRefused as refusal:
        raise StepNotTaken(refusal) from refusal
    if to is not State(row.state):
        row.state, row.state_since = to, clock.now()
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    write(row, step, actor=actor, note=note)


def write(row: Hazard, step: Step, *, actor: Actor, note: str = "") -> None:
    """The traces of a step."""
    last = row.steps.order_by("-number").values_list("number", flat=True).first() or 0
    words = plain(note, NOTE)
    HazardStep.objects.create(
        hazard=row,
        number=last + 1,
        round=row.round,
        step=step,
        to_state=row.state,
        at=clock.now(),
        actor_id=actor.person_id,
        note=words,
    )
    journal.record(
        Event(
            kind="fieldwork.hazard",
            subject=f"hazard:{row.pk}",
            area=row.check_made.area_id,
            payload={
                "check": str(row.check_made_id),
                "step": step.value,
                "to": str(row.state),
                "severity": str(row.severity),
                "due": row.due_on.isoformat(),
                "round": row.round,
                "raised": str(row.raised),
            },
            private={"note": words} if words else None,
        ),
        actor=actor.person_id,
    )
