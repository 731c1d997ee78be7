"""Reading tasks: a worker's own by deadline, the desk's by what has to be decided, one with all that happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.utils import timezone

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, AssignmentView, Role
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.tasks import REVIEW_WITHIN, RUNNING, WAITING, TaskState, TaskStep, tone_of
from fengqiao.fieldwork.domain.worklist import Proof
from fengqiao.fieldwork.models import Task, TaskAnswer, TaskPicture, TaskStepRow
from fengqiao.fieldwork.selectors import scope
from fengqiao.fieldwork.selectors.absences import away_on
from fengqiao.fieldwork.selectors.holders import hands_of, holders

DONE_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One task. ``who``: the worker, or the grid's lead today, or nobody (""). While they are ``away``, ``stand_in``
    has it, or nobody. ``tone``: of its deadline now."""

    id: UUID
    push_id: UUID
    title: str
    code: str
    how: str
    words: str
    proofs: tuple[Proof, ...]
    area_id: UUID
    area: str
    worker_id: UUID | None
    grid_id: UUID | None
    grid: str
    who: str
    away: bool
    stand_in: str
    doer_id: UUID | None
    doer: str
    state: TaskState
    state_since: datetime
    due_at: datetime
    round: int
    sent_back: str
    pushed_by: str
    pushed_by_id: UUID | None

    @property
    def waiting(self) -> bool:
        """True while the worker has to do something."""
        return self.state in WAITING

    @property
    def running(self) -> bool:
        """True until it is accepted or withdrawn."""
        return self.state in RUNNING

    @property
    def late(self) -> bool:
        """True when it should have been answered by now."""
        return self.waiting and self.due_at <= clock.now()

    @property
    def tone(self) -> str:
        """The colour of its deadline."""
        return tone_of(self.due_at, clock.now()) if self.waiting else ""

    @property
    def review_due_at(self) -> datetime:
        """Until when an answer should be checked."""
        return self.state_since + REVIEW_WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """What came back in one round."""

    id: UUID
    round: int
    doer_id: UUID
    doer: str
    captured_at: datetime
    received_at: datetime
    note: str
    lon: float | None
    lat: float | None
    pictures: tuple[UUID, ...]

    @property
    def late(self) -> bool:
        """True when it came in more than ten minutes after it was done: the phone had no network."""
        return self.received_at - self.captured_at > timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One line of a task's history."""

    step: TaskStep
    at: datetime
    by: str
    note: str


def my_tasks(actor: Actor) -> list[TaskView]:
    """What lies in the actor's hands today, by deadline, then what they did that waits for the check."""
    if actor.person_id is None:
        return []
    hands = hands_of(actor.person_id, timezone.localdate(clock.now()))
    to_do = hands.tasks() & Q(state__in=WAITING)
    rows = rows_with_names().filter(to_do | Q(doer_id=actor.person_id, state=TaskState.ANSWERED))
    return sorted(task_views(rows.order_by("due_at", "id")), key=lambda one: not one.waiting)


def my_done(actor: Actor) -> list[TaskView]:
    """What the actor did and the desk accepted, the newest first."""
    rows = rows_with_names().filter(doer_id=actor.person_id, state=TaskState.ACCEPTED)
    return task_views(rows.order_by("-state_since")[:DONE_SHOWN]) if actor.person_id else []


def todays(actor: Actor) -> list[dict[str, Any]]:
    """The actor's tasks to do, as plain values that a phone can keep for times without a network."""
    return [
        {
            "id": str(one.id),
            "title": one.title,
            "words": one.words or one.how,
            "place": one.grid or one.area,
            "due_at": one.due_at.isoformat(),
            "late": one.late,
            "needs": [proof.value for proof in one.proofs],
            "sent_back": one.sent_back,
        }
        for one in my_tasks(actor)
        if one.waiting
    ]


def may_do(actor: Actor, row: Task, days: Iterable[date]) -> bool:
    """True when the task is, or on one of these local days was, in the actor's hands."""
    person = actor.person_id
    return person is not None and any(hands_of(person, day).holds(row.worker_id, row.grid_id) for day in set(days))


def reviews(actor: Actor, row: Task) -> bool:
    """True when the actor decides about answers: the studio's clerk there, and whoever gave the task."""
    own = actor.person_id is not None and row.push.pushed_by_id == actor.person_id
    return areas.holds(actor, row.area_id, Role.STUDIO_CLERK) or (own and actor.has(*scope.DESK))


def seen_at_desk(actor: Actor) -> Q:
    """The tasks that somebody at the desk sees: those of their places."""
    return scope.under(actor, *scope.DESK)


def task(actor: Actor, task_id: UUID) -> TaskView:
    """One task, for the desk and for who does it or did it. Raises NotYours."""
    return task_views([stored(actor, task_id)])[0]


def stored(actor: Actor, task_id: UUID) -> Task:
    """One task's row, for those who may see it. Raises NotYours."""
    row = rows_with_names().filter(pk=task_id).first()
    if row is None:
        raise NotYours
    mine = actor.person_id is not None and row.doer_id == actor.person_id
    if mine or may_do(actor, row, [timezone.localdate(clock.now())]):
        return row
    if actor.has(*scope.DESK) and rows_with_names().filter(seen_at_desk(actor), pk=task_id).exists():
        return row
    raise NotYours


def answers_of(task_id: UUID) -> list[AnswerView]:
    """All rounds of a task, the newest first."""
    rows = TaskAnswer.objects.filter(task_id=task_id).select_related("doer").prefetch_related("pictures")
    return [
        AnswerView(
            id=row.pk,
            round=row.round,
            doer_id=row.doer_id,
            doer=row.doer.name,
            captured_at=row.captured_at,
            received_at=row.received_at,
            note=row.note,
            lon=row.lon,
            lat=row.lat,
            pictures=tuple(one.pk for one in row.pictures.all()),
        )
        for row in rows.order_by("-round")
    ]


def steps_of(task_id: UUID) -> list[StepView]:
    """What happened to a task, the newest first."""
    rows = Task.objects.get(pk=task_id).steps.select_related("actor").order_by("-number")
    return [
        StepView(step=TaskStep(row.step), at=row.at, by=row.actor.name if row.actor else "", note=row.note)
        for row in rows
    ]


def picture_content(actor: Actor, task_id: UUID, picture_id: UUID) -> bytes:
    """A photo of a task's answer. Raises NotYours."""
    stored(actor, task_id)
    row = TaskPicture.objects.filter(pk=picture_id, answer__task_id=task_id).first()
    if row is None:
        raise NotYours
    with default_storage.open(row.file) as file:
        content: bytes = file.read()
    return content


def task_views(rows: Iterable[Task]) -> list[TaskView]:
    """Stored tasks with all names, in three more queries however many there are."""
    found = list(rows)
    today = timezone.localdate(clock.now())
    away = away_on(today)
    of_grids = {row.grid_id for row in found if row.worker_id is None and row.grid_id is not None}
    leads = {grid: held[0] for grid, held in holders(of_grids, today).items()} if of_grids else {}
    villages = areas.area_names({row.area_id for row in found})
    back = _last_words(row.pk for row in found if row.state == TaskState.SENT_BACK)
    return [_view(row, villages, leads, back, away) for row in found]


def _view(
    row: Task,
    villages: dict[UUID, str],
    leads: dict[UUID, AssignmentView],
    back: dict[UUID, str],
    away: dict[UUID, tuple[UUID | None, str]],
) -> TaskView:
    version = row.push.version
    lead = leads.get(row.grid_id) if row.grid_id else None
    whose = row.worker_id or (lead.person_id if lead else None)
    return TaskView(
        id=row.pk,
        push_id=row.push_id,
        title=version.title,
        code=version.kind.code,
        how=version.how,
        words=row.words or row.push.words,
        proofs=tuple(Proof(one) for one in version.proofs),
        area_id=row.area_id,
        area=villages.get(row.area_id, ""),
        worker_id=row.worker_id,
        grid_id=row.grid_id,
        grid=row.grid.name if row.grid else "",
        who=row.worker.name if row.worker else lead.name if lead else "",
        away=whose in away,
        stand_in=away[whose][1] if whose in away else "",
        doer_id=row.doer_id,
        doer=row.doer.name if row.doer else "",
        state=TaskState(row.state),
        state_since=row.state_since,
        due_at=row.due_at,
        round=row.round,
        sent_back=back.get(row.pk, ""),
        pushed_by=row.push.pushed_by.name if row.push.pushed_by else "",
        pushed_by_id=row.push.pushed_by_id,
    )


def _last_words(task_ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = TaskStepRow.objects.filter(task_id__in=list(task_ids), step=TaskStep.SEND_BACK).order_by("number")
    return dict(rows.values_list("task_id", "note"))


def rows_with_names() -> QuerySet[Task]:
    """Tasks with what their views name."""
    names = ("push__version__kind", "push__pushed_by", "worker", "grid", "doer")
    return Task.objects.select_related(*names)
