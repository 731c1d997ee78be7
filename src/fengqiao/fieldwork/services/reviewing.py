"""The desk decides about answers: accepts, sends back, takes back; withdraws tasks; calls overdue ones to mind."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain.tasks import DUE_SOON, RUNNING, WAITING, Facts, TaskStep
from fengqiao.fieldwork.models import Task
from fengqiao.fieldwork.selectors.tasks import reviews
from fengqiao.fieldwork.services.task_steps import lock, take
from fengqiao.fieldwork.services.texts import plain


def accept_task(*, task_id: UUID, actor: Actor) -> None:
    """The answer is good. Never by who did it. Raises TaskStepNotTaken, NotYours."""
    with journal.unit():
        row = _to_decide(task_id, actor)
        take(row, TaskStep.ACCEPT, Facts(by_doer=_by_doer(row, actor)), actor=actor)


def send_back_task(*, task_id: UUID, words: str, actor: Actor) -> None:
    """The answer is not good enough: the worker reads why, and has at least another day.
    Raises TaskStepNotTaken, InputRefused, NotYours."""
    said = plain(words, 500)
    with journal.unit():
        row = _to_decide(task_id, actor)
        facts = Facts(words=said, by_doer=_by_doer(row, actor))
        due = max(row.due_at, clock.now() + DUE_SOON)
        take(row, TaskStep.SEND_BACK, facts, actor=actor, round=row.round + 1, due_at=due, warned_at=None)


def undo_decision(*, task_id: UUID, actor: Actor) -> None:
    """Take one's own last decision back, within half an hour. Raises TaskStepNotTaken, NotYours."""
    with journal.unit():
        row = _to_decide(task_id, actor)
        last = row.steps.order_by("-number").first()
        own = last is not None and last.actor_id == actor.person_id
        own = own and last is not None and last.step in {TaskStep.ACCEPT, TaskStep.SEND_BACK}
        since = clock.now() - last.at if own and last is not None else None
        back = 1 if last is not None and last.step == TaskStep.SEND_BACK else 0
        take(row, TaskStep.UNDO, Facts(since_decision=since), actor=actor, round=max(1, row.round - back))


def withdraw_task(*, task_id: UUID, words: str, actor: Actor) -> None:
    """The task need not be done any more; the worker reads why. Raises TaskStepNotTaken, InputRefused, NotYours."""
    said = plain(words, 500)
    with journal.unit():
        row = _to_decide(task_id, actor)
        take(row, TaskStep.WITHDRAW, Facts(words=said), actor=actor)


def withdraw_push(*, push_id: UUID, words: str, actor: Actor) -> int:
    """Withdraw what of a push is not accepted yet, all or nothing. Returns how many.
    Raises TaskStepNotTaken (no reason), InputRefused, NotYours (one of them is another's to decide)."""
    said = plain(words, 500)
    with journal.unit():
        rows = Task.objects.filter(push_id=push_id, state__in=RUNNING).order_by("pk")
        running = list(rows.values_list("pk", flat=True))
        if not running:
            raise NotYours
        for pk in running:
            withdraw_task(task_id=pk, words=said, actor=actor)
    return len(running)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How it went with one of many: done, or why not."""

    task_id: UUID
    why: str = ""

    @property
    def done(self) -> bool:
        """True when the step was taken."""
        return not self.why


def decide_many(act: str, task_ids: Collection[UUID], *, words: str = "", actor: Actor) -> list[Result]:
    """Do the same with many answers, each by itself: what cannot be done holds up nobody. ``act``: accept,
    send_back or undo."""
    doing: dict[str, Callable[[UUID], None]] = {
        "accept": lambda pk: accept_task(task_id=pk, actor=actor),
        "send_back": lambda pk: send_back_task(task_id=pk, words=words, actor=actor),
        "undo": lambda pk: undo_decision(task_id=pk, actor=actor),
    }
    results = []
    for pk in task_ids:
        try:
            doing[act](pk)
            results.append(Result(task_id=pk))
        except Refused as refusal:
            results.append(Result(task_id=pk, why=str(refusal) or "404"))
    return results


def warn_overdue() -> int:
    """Call every task that was not answered in time to mind, once. For the timer. Returns how many."""
    count = 0
    late = Task.objects.filter(state__in=WAITING, due_at__lte=clock.now(), warned_at__isnull=True)
    for pk in list(late.values_list("pk", flat=True)[:1000]):
        with journal.unit():
            row = lock(pk)
            if row.warned_at is not None or row.state not in WAITING or row.due_at > clock.now():
                continue
            row.warned_at = clock.now()
            row.save(update_fields=["warned_at"])
            late_by = (clock.now() - row.due_at) // timedelta(minutes=1)
            journal.record(
                Event(
                    kind="fieldwork.task_overdue",
                    subject=f"task:{row.pk}",
                    area=row.area_id,
                    payload={"push": str(row.push_id), "minutes": late_by},
                )
            )
            count += 1
    return count


def _to_decide(task_id: UUID, actor: Actor) -> Task:
    row = lock(task_id)
    if not actor.system and not reviews(actor, row):
        raise NotYours
    return row


def _by_doer(row: Task, actor: Actor) -> bool:
    return actor.person_id is not None and row.doer_id == actor.person_id
