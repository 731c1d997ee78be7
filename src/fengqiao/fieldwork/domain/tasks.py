"""A pushed task's way 任务: given, answered, accepted or sent back, withdrawn. Decisions can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from fengqiao.fieldwork.domain.worklist import Proof

REVIEW_WITHIN = timedelta(hours=48)
UNDO_WITHIN = timedelta(minutes=30)
DUE_SOON = timedelta(hours=24)


class TaskState(StrEnum):
    """Where a task is: 待办, 待审核, 已退回, 已通过, 已撤回."""

    OPEN = "open"
    ANSWERED = "answered"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class TaskStep(StrEnum):
    """What happens to a task."""

    PUSH = "push"
    ANSWER = "answer"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    UNDO = "undo"
    WITHDRAW = "withdraw"


class StepRefused(Exception):
    """A step that the table does not allow; the message says why."""

    message = "This step is not possible now."


class NotFromHere(StepRefused):
    """The task is in another state."""

    message = "This has gone on in the meantime. Look at the page again."


class ReasonMissing(StepRefused):
    """Sending back and withdrawing need words."""

    message = "Say why; the worker will read it."


class ProofMissing(StepRefused):
    """The answer lacks something that its kind of work asks for."""

    message = "This task asks for more."

    def __init__(self, lacking: Collection[Proof]) -> None:
        super().__init__(self.message)
        self.lacking = frozenset(lacking)


class OwnAnswer(StepRefused):
    """Whoever did it does not check it."""

    message = "Somebody else must check what you did yourself."


class TooLate(StepRefused):
    """A decision is taken back only for a while."""

    message = "This was decided more than 30 minutes ago, or by somebody else; it stays."


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the guards ask for. ``since_decision``: None when there is no decision of this actor to take back."""

    words: str = ""
    needs: Collection[Proof] = field(default_factory=frozenset)
    has: Collection[Proof] = field(default_factory=frozenset)
    by_doer: bool = False
    since_decision: timedelta | None = None


Guard = Callable[[Facts], None]


def reasoned(facts: Facts) -> None:
    """a reason"""
    if not facts.words.strip():
        raise ReasonMissing


def proven(facts: Facts) -> None:
    """all that the kind of work asks for"""
    if lacking := set(facts.needs) - set(facts.has):
        raise ProofMissing(lacking)


def checked_by_another(facts: Facts) -> None:
    """somebody who did not do it"""
    if facts.by_doer:
        raise OwnAnswer


def just_decided(facts: Facts) -> None:
    """the same person, within half an hour"""
    if facts.since_decision is None or not timedelta() <= facts.since_decision <= UNDO_WITHIN:
        raise TooLate


_WAITING = frozenset({TaskState.OPEN, TaskState.SENT_BACK})

# Step, from where, to where, guards.
TABLE: tuple[tuple[TaskStep, frozenset[TaskState], TaskState, tuple[Guard, ...]], ...] = (
    (TaskStep.ANSWER, _WAITING, TaskState.ANSWERED, (proven,)),
    (TaskStep.ACCEPT, frozenset({TaskState.ANSWERED}), TaskState.ACCEPTED, (checked_by_another,)),
    (TaskStep.SEND_BACK, frozenset({TaskState.ANSWERED}), TaskState.SENT_BACK, (checked_by_another, reasoned)),
    (
        TaskStep.UNDO,
        frozenset({TaskState.ACCEPTED, TaskState.SENT_BACK}),
        TaskState.ANSWERED,
        (just_decided,),
    ),
    (TaskStep.WITHDRAW, _WAITING | {TaskState.ANSWERED}, TaskState.WITHDRAWN, (reasoned,)),
)

WAITING = _WAITING
RUNNING = _WAITING | {TaskState.ANSWERED}


def take(state: TaskState, step: TaskStep, facts: Facts) -> TaskState:
    """The state after ``step``. Raises StepRefused."""
    for name, come, to, guards in TABLE:
        if name is step and state in come:
            for guard in guards:
                guard(facts)
            return to
    raise NotFromHere


def tone_of(due: datetime | None, now: datetime) -> str:
    """The colour of something that is due: danger once it is over, due within a day, calm before."""
    if due is None:
        return ""
    if due <= now:
        return "danger"
    return "due" if due - now <= DUE_SOON else ""
