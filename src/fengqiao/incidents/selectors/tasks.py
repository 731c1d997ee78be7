"""Joint tasks, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.incidents.domain.joint import RUNNING, TABLE, JointState, JointStep
from fengqiao.incidents.models import ClockSegment, Incident, JointTask
from fengqiao.incidents.selectors.events import visible_to
from fengqiao.incidents.selectors.standing import sides


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """A joint task. ``due_at`` of its running clock, None when none runs or it stands still."""

    id: UUID
    incident_id: UUID
    round: int
    organisation_id: UUID
    organisation: str
    state: JointState
    state_since: datetime
    what: str
    reason: str
    answer: str
    handler_id: UUID | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskStepView:
    """One line of a joint task's history."""

    step: JointStep
    to_state: JointState
    at: datetime
    person: str
    note: str


def tasks_of(incident_id: UUID) -> list[TaskView]:
    """All joint tasks of an event, the newest round first."""
    rows = JointTask.objects.filter(incident_id=incident_id).select_related("organisation")
    return [task_view(row) for row in rows.order_by("-round", "created_at")]


def tasks_for(actor: Actor, *, running: bool = True) -> list[TaskView]:
    """The joint tasks of the actor's organisations: those that wait for them, or all; the oldest first."""
    rows = JointTask.objects.filter(organisation_id__in=actor.organisation_ids).select_related("organisation")
    if running:
        rows = rows.filter(state__in=RUNNING)
    return [task_view(row) for row in rows.order_by("state_since")]


def task_history(task_id: UUID) -> list[TaskStepView]:
    """Everything that happened to a joint task, oldest first."""
    task = JointTask.objects.get(pk=task_id)
    return [
        TaskStepView(
            step=JointStep(row.step),
            to_state=JointState(row.to_state),
            at=row.at,
            person=row.actor.name if row.actor else "",
            note=row.note,
        )
        for row in task.steps.select_related("actor").order_by("number")
    ]


def task_steps(actor: Actor, task_id: UUID) -> list[JointStep]:
    """What the actor may do with a joint task now."""
    task = JointTask.objects.get(pk=task_id)
    row = Incident.objects.filter(visible_to(actor), pk=task.incident_id).first()
    if row is None:
        return []
    return TABLE.steps(JointState(task.state), sides(actor, row, organisation_id=task.organisation_id))


def task_view(row: JointTask) -> TaskView:
    """A stored joint task."""
    due = ClockSegment.objects.filter(task=row, ended_at__isnull=True).values_list("due_at", flat=True).first()
    return TaskView(
        id=row.pk,
        incident_id=row.incident_id,
        round=row.round,
        organisation_id=row.organisation_id,
        organisation=areas.organisation(row.organisation_id).name,
        state=JointState(row.state),
        state_since=row.state_since,
        what=row.what,
        reason=row.reason,
        answer=row.answer,
        handler_id=row.handler_id,
        due_at=due,
    )
