"""Reading pushes: how far each is, and what the desk has to decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.tasks import WAITING, TaskState
from fengqiao.fieldwork.models import Push, Task
from fengqiao.fieldwork.selectors import scope
from fengqiao.fieldwork.selectors.tasks import TaskView, rows_with_names, seen_at_desk, task_views


@dataclass(frozen=True, slots=True, kw_only=True)
class PushView:
    """One push and how far it is: of ``total`` tasks (withdrawn ones do not count) so many are accepted, so many wait
    for the check, so many are late."""

    id: UUID
    title: str
    code: str
    words: str
    due_at: datetime
    pushed_at: datetime
    pushed_by: str
    area: str
    total: int
    done: int
    answered: int
    late: int
    withdrawn: int

    @property
    def left(self) -> int:
        """How many have not come back."""
        return self.total - self.done - self.answered


def pushes(actor: Actor, *, most: int = 50) -> list[PushView]:
    """The newest pushes that reached the actor's places, with their progress."""
    seen = Task.objects.filter(seen_at_desk(actor)).values("push_id")
    return _push_views(actor, Push.objects.filter(pk__in=seen).order_by("-pushed_at")[:most])


def push(actor: Actor, push_id: UUID) -> PushView:
    """One push. Raises NotYours."""
    seen = Task.objects.filter(seen_at_desk(actor), push_id=push_id).exists()
    found = _push_views(actor, Push.objects.filter(pk=push_id)) if seen else []
    if not found:
        raise NotYours
    return found[0]


def tasks_of_push(actor: Actor, push_id: UUID) -> list[TaskView]:
    """The tasks of a push in the actor's places: late ones first, then what waits for the check, then the others."""
    order = {TaskState.ANSWERED: 1, TaskState.SENT_BACK: 2, TaskState.OPEN: 3, TaskState.ACCEPTED: 4}
    rows = task_views(rows_with_names().filter(seen_at_desk(actor), push_id=push_id))
    return sorted(rows, key=lambda one: (not one.late, order.get(one.state, 5), one.area, one.who))


def waiting_for_check(actor: Actor, *, most: int = 500) -> list[TaskView]:
    """Answers that this actor decides about, the oldest first."""
    own = Q(push__pushed_by_id=actor.person_id) if actor.person_id else Q(pk__in=[])
    rows = rows_with_names().filter(scope.under(actor, Role.STUDIO_CLERK) | own, state=TaskState.ANSWERED)
    return task_views(rows.order_by("state_since", "id")[:most])


def overdue(actor: Actor, *, most: int = 500) -> list[TaskView]:
    """Tasks of the actor's places that nobody answered in time, the oldest first."""
    rows = rows_with_names().filter(seen_at_desk(actor), state__in=WAITING, due_at__lte=clock.now())
    return task_views(rows.order_by("due_at", "id")[:most])


def _push_views(actor: Actor, rows: Iterable[Push]) -> list[PushView]:
    found = list(rows)
    counts = _counts(actor, [row.pk for row in found])
    names = areas.area_names({row.area_id for row in found})
    about = Push.objects.select_related("version__kind", "pushed_by").in_bulk([row.pk for row in found])
    return [_push_view(about[row.pk], counts.get(row.pk, {}), names) for row in found]


def _push_view(row: Push, count: dict[str, int], names: dict[UUID, str]) -> PushView:
    return PushView(
        id=row.pk,
        title=row.version.title,
        code=row.version.kind.code,
        words=row.words,
        due_at=row.due_at,
        pushed_at=row.pushed_at,
        pushed_by=row.pushed_by.name if row.pushed_by else "",
        area=names.get(row.area_id, ""),
        total=count.get("total", 0),
        done=count.get("done", 0),
        answered=count.get("answered", 0),
        late=count.get("late", 0),
        withdrawn=count.get("withdrawn", 0),
    )


def _counts(actor: Actor, push_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    now = clock.now()
    gone = Q(state=TaskState.WITHDRAWN)
    rows = (
        Task.objects.filter(seen_at_desk(actor), push_id__in=push_ids)
        .values("push_id")
        .annotate(
            total=Count("pk", filter=~gone),
            done=Count("pk", filter=Q(state=TaskState.ACCEPTED)),
            answered=Count("pk", filter=Q(state=TaskState.ANSWERED)),
            late=Count("pk", filter=Q(state__in=WAITING, due_at__lte=now)),
            withdrawn=Count("pk", filter=gone),
        )
    )
    names = ("total", "done", "answered", "late", "withdrawn")
    return {row["push_id"]: {name: int(row[name]) for name in names} for row in rows.values("push_id", *names)}
