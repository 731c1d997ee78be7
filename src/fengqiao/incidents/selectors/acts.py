"""What somebody may do with an event now: steps and side records, asked of the tables and their guards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain import facts as f
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import Facts, Outcome, State, Step, StepRefused
from fengqiao.incidents.domain.joint import SETTLED, JointStep
from fengqiao.incidents.domain.joint import TABLE as JOINT
from fengqiao.incidents.domain.machine import Side
from fengqiao.incidents.domain.side import (
    REQUESTS,
    SUPERVISIONS,
    Level,
    RequestKind,
    RequestState,
    RequestStep,
    SampleState,
    SupervisionStep,
)
from fengqiao.incidents.models import ClockSegment, Incident
from fengqiao.incidents.selectors import side, tasks, verifying
from fengqiao.incidents.selectors.events import visible_to
from fengqiao.incidents.selectors.standing import gather, sides


class Group(StrEnum):
    """Under which heading an act stands."""

    WAY = "way"
    TOGETHER = "together"
    TIME = "time"
    URGE = "urge"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that can be done now. ``target``: the side record that it is done with; ``about``: that one in words.

    ``hint``: what has to happen first, in words; the act would be refused until then.
    """

    name: str
    group: Group
    target: UUID | None = None
    about: str = ""
    hint: str = ""

    @property
    def key(self) -> str:
        """Its name on one page."""
        return f"{self.name}-{self.target.hex[:12]}" if self.target else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """All that an actor may do; ``first``: what is wanted of them now. ``handled``: they would check, but handled it
    themselves."""

    first: Act | None
    others: tuple[Act, ...]
    handled: bool

    @property
    def all(self) -> tuple[Act, ...]:
        """First and others."""
        return (self.first, *self.others) if self.first else self.others


_GROUPS = {
    Step.REJECT: Group.END,
    Step.MERGE: Group.END,
    Step.VOID: Group.END,
    Step.UNDO: Group.END,
    Step.REOPEN: Group.END,
}
# Those that cannot be helped by filling in the form: then the step is not offered at all.
_NOT_FOR_THEM = (f.NotWithLead, f.NotSolvable, f.NothingToVerify, f.CheckerHandled, f.TooLateToReopen, f.NotYourStep)
# What leads on, the most urgent first; everything else waits in the menu.
_FIRST = (
    "verify-answer",
    "request-decide",
    "task-accept",
    "task-answer",
    "accept",
    "dispatch",
    "sign",
    "feedback",
    "task-ask_again",
    "check",
    "close",
    "sample-check",
    "reminder-reply",
    "supervision-answer",
    "rate",
)


def acts(actor: Actor, incident_id: UUID) -> Acts:
    """What the actor may do with the event now. Raises NotYours."""
    rows = Incident.objects.filter(visible_to(actor), pk=incident_id)
    row = rows.select_related("category", "category_version").first()
    if row is None:
        raise NotYours
    steps, handled = _steps(row, actor)
    found = [
        *steps,
        *_verifying(row, actor),
        *_together(row, actor),
        *_time(row, actor),
        *_urging(row, actor),
        *_afterwards(row, actor),
    ]
    waiting = [one for one in found if one.name in _FIRST and not one.hint]
    first = min(waiting, key=lambda one: _FIRST.index(one.name), default=None)
    return Acts(first=first, others=tuple(one for one in found if one is not first), handled=handled)


def _steps(row: Incident, actor: Actor) -> tuple[list[Act], bool]:
    facts = gather(row, actor)
    found: list[Act] = []
    handled = False
    for step in table.next_steps(facts):
        if step is Step.ARCHIVE and not facts.system:
            continue
        refusal = _in_the_way(step, facts)
        handled = handled or isinstance(refusal, f.CheckerHandled)
        if isinstance(refusal, _NOT_FOR_THEM):
            continue
        name = "check" if step is Step.PASS else step.value
        if step is not Step.SEND_BACK:
            hint = _(refusal.message) if refusal else ""
            found.append(Act(name=name, group=_GROUPS.get(step, Group.WAY), hint=hint))
    return found, handled


def _in_the_way(step: Step, facts: Facts) -> StepRefused | None:
    """What would refuse the step even if its form were filled in well."""
    filled = replace(
        facts,
        reason="given",
        duplicate_answered=True,
        merges_into_other=True,
        lead_covers=True,
        returned_by_lead=False,
        keeps_lead=False,
        before_evidence=facts.before_evidence_needed,
        after_evidence=max(1, facts.after_evidence_needed),
        outcome=Outcome.SETTLED,
    )
    try:
        table.take(clock.now(), step, filled)
    except StepRefused as refusal:
        return refusal
    return None


def _verifying(row: Incident, actor: Actor) -> list[Act]:
    asked = verifying.newest(row.pk) if row.state == State.VERIFYING else None
    if asked is not None and asked.answered_at is not None:
        return []
    return [Act(name="verify-answer", group=Group.WAY)] if verifying.may_answer(actor, row, asked) else []


def _together(row: Incident, actor: Actor) -> list[Act]:
    found = [
        Act(name=f"task-{step.value}", group=Group.TOGETHER, target=task.id, about=f"{task.organisation} · {task.what}")
        for task in tasks.tasks_of(row.pk)
        if task.round == row.round
        for step in JOINT.steps(task.state, sides(actor, row, organisation_id=task.organisation_id))
        if not (step is JointStep.SEND_BACK and State(row.state) not in table.HELD)
        and not (step is JointStep.ASK_AGAIN and State(row.state) not in table.HELD)
    ]
    mine = sides(actor, row)
    if State(row.state) in table.HELD and JointStep.ASK in JOINT.steps(None, mine):
        found.append(Act(name="join-ask", group=Group.TOGETHER))
    return found


def _time(row: Incident, actor: Actor) -> list[Act]:
    found: list[Act] = []
    requests = side.requests_of(row.pk)
    names = {task.id: task for task in tasks.tasks_of(row.pk)}
    for request in requests:
        task = names.get(request.task_id) if request.task_id else None
        as_whom = sides(actor, row, organisation_id=task.organisation_id if task else None, asker_id=request.asked_by)
        about = side.request_words(request, task.organisation if task else "")
        for step in REQUESTS.steps(request.state, as_whom):
            own = actor.person_id is not None and actor.person_id == request.asked_by
            if step is RequestStep.APPROVE and not own:
                found.append(Act(name="request-decide", group=Group.TIME, target=request.id, about=about))
            elif step is RequestStep.TAKE_BACK or (
                step is RequestStep.RESUME and request.kind is RequestKind.SUSPENSION
            ):
                found.append(Act(name=f"request-{step.value}", group=Group.TIME, target=request.id, about=about))
    for segment in ClockSegment.objects.filter(incident=row, ended_at__isnull=True).select_related("task"):
        task = names.get(segment.task_id) if segment.task_id else None
        as_whom = sides(actor, row, organisation_id=task.organisation_id if task else None)
        if segment.task_id is not None:
            as_whom -= {Side.LEAD}  # the clock of a joint task is the affair of who has the task
        if RequestStep.ASK not in REQUESTS.steps(None, as_whom):
            continue
        of_this = [one for one in requests if one.task_id == segment.task_id]
        asked = {one.kind for one in of_this if one.state is RequestState.ASKED}
        paused = any(one.kind is RequestKind.SUSPENSION and one.state is RequestState.APPROVED for one in of_this)
        about = task.organisation if task else ""
        if segment.amount is not None and RequestKind.EXTENSION not in asked:
            found.append(Act(name="extend", group=Group.TIME, target=segment.task_id, about=about))
        if RequestKind.SUSPENSION not in asked and not paused:
            found.append(Act(name="suspend", group=Group.TIME, target=segment.task_id, about=about))
    return found


def _urging(row: Incident, actor: Actor) -> list[Act]:
    found: list[Act] = []
    mine = sides(actor, row)
    lives = State(row.state) not in table.ENDED
    for reminder in side.reminders_of(row.pk):
        wanted = Side.ORGANISATION if reminder.organisation_id else Side.CENTRE
        if reminder.replied_at is None and lives:
            as_whom = sides(actor, row, organisation_id=reminder.organisation_id)
            if as_whom & {wanted}:
                about = reminder.text
                if reminder.by is None and not reminder.automatic:
                    about = _("A resident asks, and will read the reply: %(text)s") % {"text": reminder.text}
                found.append(Act(name="reminder-reply", group=Group.URGE, target=reminder.id, about=about))
    if lives and mine & {Side.CENTRE, Side.LEAD, Side.FOLLOWER}:
        if not (mine & {Side.LEAD}) or Side.CENTRE in mine:
            found.append(Act(name="remind", group=Group.URGE))
        if mine & {Side.CENTRE, Side.LEAD}:
            found += [
                Act(name="remind", group=Group.URGE, target=task.id, about=task.organisation)
                for task in tasks.tasks_of(row.pk)
                if task.round == row.round and task.state not in SETTLED
            ]
    known = side.supervision_of(row.pk)
    for step in SUPERVISIONS.steps(known.state if known else None, mine):
        may = {
            SupervisionStep.START: lives,
            SupervisionStep.RAISE: lives and known is not None and known.level < Level.LISTED,
        }
        if not may.get(step, True):
            continue
        name = "supervise" if step in may else f"supervision-{step.value}"
        found.append(Act(name=name, group=Group.URGE, about=known.reason if known else ""))
    return found


def _afterwards(row: Incident, actor: Actor) -> list[Act]:
    found: list[Act] = []
    if not areas.holds(actor, row.area_id, *table.DESK):
        return found
    if State(row.state) not in table.ENDED:
        found.append(Act(name="judge", group=Group.WAY))
    if any(one.name or one.phone for one in side.followers_of(row.pk)):
        found.append(Act(name="reveal", group=Group.TOGETHER))
    own = actor.person_id is not None and actor.person_id in (row.handler_id, row.reporter_id)
    found += [
        Act(name="sample-check", group=Group.WAY, target=sample.id)
        for sample in side.samples_of(row.pk)
        if sample.state is SampleState.DRAWN and not own
    ]
    if State(row.state) is State.RATED:  # another one of those who reported it may be called as well
        found.append(Act(name="rate", group=Group.WAY))
    return found
