"""Taking a step with a matter: ask the table, write the row, its step and the journal. All steps go through here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import matters
from fengqiao.centre.domain.matters import Facts, State, Step
from fengqiao.centre.models import Matter, MatterStep
from fengqiao.centre.services.errors import CentreRefused
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event

NOTE = 1000


class StepNotTaken(CentreRefused):
    """The table of matters does not allow it; the message is the refusal's."""

    def __init__(self, refusal: matters.StepRefused) -> None:
        super().__init__(_(refusal.message))
        self.refusal = refusal


def lock(matter_id: UUID) -> Matter:
    """The matter's row, locked until the transaction ends. Raises NotYours when there is none."""
    row = Matter.objects.select_for_update(of=("self",)).select_related("centre").filter(pk=matter_id).first()
    if row is None:
        raise NotYours
    return row


def take(row: Matter, step: Step, facts: Facts, *, actor: Actor, note: str = "", **changes: Any) -> None:
    """Take ``step`` with a locked matter. Raises StepNotTaken, and then nothing is written."""
    try:
        to = matters.take(State(row.state), step, facts)
    except matters.StepRefused as refusal:
        raise StepNotTaken(refusal) from refusal
    if to is not row.state:
        row.state, row.state_since = to, clock.now()
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    write(row, step, actor=actor, note=note)


def write(row: Matter, step: Step, *, actor: Actor, note: str = "") -> None:
    """The traces of a step."""
    last = row.steps.order_by("-number").values_list("number", flat=True).first() or 0
    words = note.replace("\0", "").strip()[:NOTE]
    MatterStep.objects.create(
        matter=row,
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
            kind="centre.matter",
            subject=f"matter:{row.pk}",
            area=row.centre.area_id,
            payload={"centre": str(row.centre_id), "step": step.value, "to": str(row.state), "round": row.round},
            private={"note": words} if words else None,
        ),
        actor=actor.person_id,
    )
