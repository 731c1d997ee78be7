"""Acting on many rows of the tray at once: each row is a unit of work of its own, and each tells how it went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core.errors import NotYours, Refused
from fengqiao.incidents.models import EvidenceKind, Incident, JointTask
from fengqiao.incidents.selectors.events import visible_to
from fengqiao.incidents.selectors.tray import RowKind
from fengqiao.incidents.services import dispatching, handling, joint, pictures

MOST_ROWS = 100


class TrayAction(StrEnum):
    """What can be done with rows of the tray."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    JOIN = "join"
    TRANSFER = "transfer"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is to be done: ``note`` is the reason, the request or the answer; ``photo`` a picture after the work."""

    action: TrayAction
    note: str = ""
    organisation_id: UUID | None = None
    photo: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """How it went with one row. ``why``: the refusal in words. ``undo``: the joint task that can be waived again."""

    row: str
    code: str
    title: str
    done: bool
    why: str = ""
    undo: UUID | None = None


class NotForTasks(Refused):
    """A step that only the lead organisation can take."""

    def __init__(self) -> None:
        super().__init__(_("Here you only join in. The lead organisation decides this; refuse with a reason instead."))


def act_on_rows(rows: Sequence[str], act: Act, *, actor: Actor) -> list[RowResult]:
    """Do the same with each of the rows (as the tray names them), at most ``MOST_ROWS``; the others stay untouched."""
    return [_one(row, act, actor) for row in list(dict.fromkeys(rows))[:MOST_ROWS]]


def _one(row: str, act: Act, actor: Actor) -> RowResult:
    code, title = "", ""
    try:
        kind, key = _parsed(row)
        event, task = _found(kind, key, actor)
        code, title = event.code, event.title
        undo = _ON_TASK[act.action](task, act, actor) if task else _ON_EVENT[act.action](event, act, actor)
    except NotYours:
        return RowResult(row=row, code=code, title=title, done=False, why=_("This is not here for you any more."))
    except Refused as refusal:
        return RowResult(row=row, code=code, title=title, done=False, why=str(refusal))
    return RowResult(row=row, code=code, title=title, done=True, undo=undo)


def _parsed(row: str) -> tuple[RowKind, UUID]:
    kind, _mark, key = row.partition(":")
    try:
        return RowKind(kind), UUID(key)
    except ValueError as error:
        raise NotYours from error


def _found(kind: RowKind, key: UUID, actor: Actor) -> tuple[Incident, JointTask | None]:
    task = JointTask.objects.filter(pk=key).first() if kind is RowKind.TASK else None
    incident_id = task.incident_id if task else key
    event = Incident.objects.filter(visible_to(actor), pk=incident_id).first()
    if event is None or (kind is RowKind.TASK and task is None):
        raise NotYours
    return event, task


def _sign(event: Incident, act: Act, actor: Actor) -> None:
    handling.sign(incident_id=event.pk, note=act.note, actor=actor)


def _return(event: Incident, act: Act, actor: Actor) -> None:
    dispatching.send_return(incident_id=event.pk, reason=act.note, actor=actor)


def _join(event: Incident, act: Act, actor: Actor) -> UUID:
    if act.organisation_id is None:
        raise NotYours
    task = joint.ask_to_join(incident_id=event.pk, organisation_id=act.organisation_id, what=act.note, actor=actor)
    return task.id


def _transfer(event: Incident, act: Act, actor: Actor) -> None:
    if act.organisation_id is None:
        raise NotYours
    dispatching.transfer(incident_id=event.pk, to=act.organisation_id, reason=act.note, actor=actor)


def _feedback(event: Incident, act: Act, actor: Actor) -> None:
    # A picture that was kept stays when the feedback is refused; sent again it is the same picture.
    if act.photo:
        pictures.add_evidence(incident_id=event.pk, kind=EvidenceKind.AFTER, content=act.photo, actor=actor)
    handling.feedback(incident_id=event.pk, note=act.note, actor=actor)


def _accept_task(task: JointTask, act: Act, actor: Actor) -> None:
    joint.accept_task(task_id=task.pk, note=act.note, actor=actor)


def _refuse_task(task: JointTask, act: Act, actor: Actor) -> None:
    joint.refuse_task(task_id=task.pk, reason=act.note, actor=actor)


def _answer_task(task: JointTask, act: Act, actor: Actor) -> None:
    if act.photo:
        pictures.add_evidence(
            incident_id=task.incident_id,
            kind=EvidenceKind.AFTER,
            content=act.photo,
            task_id=task.pk,
            actor=actor,
        )
    joint.answer_task(task_id=task.pk, answer=act.note, actor=actor)


def _not_for_tasks(task: JointTask, act: Act, actor: Actor) -> None:
    raise NotForTasks


_ON_EVENT: dict[TrayAction, Callable[[Incident, Act, Actor], UUID | None]] = {
    TrayAction.ACCEPT: _sign,
    TrayAction.REFUSE: _return,
    TrayAction.JOIN: _join,
    TrayAction.TRANSFER: _transfer,
    TrayAction.ANSWER: _feedback,
}
_ON_TASK: dict[TrayAction, Callable[[JointTask, Act, Actor], UUID | None]] = {
    TrayAction.ACCEPT: _accept_task,
    TrayAction.REFUSE: _refuse_task,
    TrayAction.JOIN: _not_for_tasks,
    TrayAction.TRANSFER: _not_for_tasks,
    TrayAction.ANSWER: _answer_task,
}
