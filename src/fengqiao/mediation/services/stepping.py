"""Taking a step with a dispute: ask the table, write the row, its step and the journal. All steps go through here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.mediation.domain import disputes as way
from fengqiao.mediation.domain.disputes import Facts, State, Step, StepRefused
from fengqiao.mediation.models import Dispute, DisputeStep
from fengqiao.mediation.selectors.disputes import visible_to
from fengqiao.mediation.services.errors import StepNotTaken
from fengqiao.mediation.services.texts import plain

NOTE = 1000


def lock(dispute_id: UUID, actor: Actor) -> Dispute:
    """The dispute's row, locked until the transaction ends. Raises NotYours for whoever may not read it."""
    if not Dispute.objects.filter(visible_to(actor), pk=dispute_id).exists():
        raise NotYours
    return Dispute.objects.select_for_update().get(pk=dispute_id)


def take(row: Dispute, step: Step, facts: Facts, *, actor: Actor, note: str = "", **changes: Any) -> None:
    """Take ``step`` with a locked dispute. Raises StepNotTaken, and then nothing is written."""
    try:
        to = way.take(State(row.state), step, facts)
    except StepRefused as refusal:
        raise StepNotTaken(refusal) from refusal
    if to != row.state:
        row.state, row.state_since = to, clock.now()
    for name, value in changes.items():
        setattr(row, name, value)
    if to is State.CLOSED:
        row.closed_at = clock.now()
    row.save()
    write(row, step, actor=actor, note=note)


def write(row: Dispute, step: Step, *, actor: Actor, note: str = "") -> None:
    """The traces of a step that was just taken."""
    last = row.steps.order_by("-number").values_list("number", flat=True).first() or 0
    words = plain(note, NOTE)
    DisputeStep.objects.create(
        dispute=row,
        number=last + 1,
        step=step,
        to_state=row.state,
        at=clock.now(),
        actor_id=actor.person_id,
        note=words,
    )
    private = {"note": words} if words else None
    announce(row, "mediation.step", {"step": step.value, "to": str(row.state)}, private=private, actor=actor)


def announce(
    row: Dispute, kind: str, facts: Mapping[str, Any], *, private: Mapping[str, Any] | None = None, actor: Actor
) -> None:
    """One journal entry about the dispute. What names people goes into ``private``."""
    journal.record(
        Event(
            kind=kind,
            subject=f"dispute:{row.pk}",
            area=row.area_id,
            payload={"dispute": str(row.pk), "code": row.code, **facts},
            private=private,
        ),
        actor=actor.person_id,
    )
