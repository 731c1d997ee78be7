"""Taking a step with a task: ask the table, write the row, its step and the journal. All steps go through here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain import tasks
from fengqiao.fieldwork.domain.tasks import Facts, ProofMissing, TaskState, TaskStep
from fengqiao.fieldwork.models import Task, TaskStepRow
from fengqiao.fieldwork.selectors.words import PROOFS
from fengqiao.fieldwork.services.errors import FieldRefused

NOTE = 500


class TaskStepNotTaken(FieldRefused):
    """The table of tasks does not allow it; the message is the refusal's."""

    def __init__(self, refusal: tasks.StepRefused) -> None:
        super().__init__(_in_words(refusal))
        self.refusal = refusal


def lock(task_id: UUID) -> Task:
    """The task's row, locked until the transaction ends. Raises NotYours when there is none."""
    names = ("push__version__kind", "push__pushed_by", "worker", "grid")
    row = Task.objects.select_for_update(of=("self",)).select_related(*names).filter(pk=task_id).first()
    if row is None:
        raise NotYours
    return row


def take(row: Task, step: TaskStep, facts: Facts, *, actor: Actor, **changes: Any) -> None:
    """Take ``step`` with a locked task. Raises TaskStepNotTaken, and then nothing is written."""
    try:
        to = tasks.take(TaskState(row.state), step, facts)
    except tasks.StepRefused as refusal:
        raise TaskStepNotTaken(refusal) from refusal
    row.state, row.state_since = to, clock.now()
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    write(row, step, actor=actor, note=facts.words)


def write(row: Task, step: TaskStep, *, actor: Actor, note: str = "") -> None:
    """The traces of a step."""
    last = row.steps.order_by("-number").values_list("number", flat=True).first() or 0
    TaskStepRow.objects.create(
        task=row,
        number=last + 1,
        round=row.round,
        step=step,
        to_state=row.state,
        at=clock.now(),
        actor_id=actor.person_id,
        note=note,
    )
    journal.record(
        Event(
            kind="fieldwork.task",
            subject=f"task:{row.pk}",
            area=row.area_id,
            payload={
                "push": str(row.push_id),
                "step": step.value,
                "to": str(row.state),
                "round": row.round,
                "doer": str(row.doer_id) if row.doer_id else None,
            },
            private={"note": note} if note else None,
        ),
        actor=actor.person_id,
    )


def _in_words(refusal: tasks.StepRefused) -> str:
    if isinstance(refusal, ProofMissing):
        lacking = ", ".join(str(PROOFS[one]) for one in sorted(refusal.lacking))
        return _("This task also asks for %(what)s. What you wrote is kept; add it and send again.") % {"what": lacking}
    return _(refusal.message)
