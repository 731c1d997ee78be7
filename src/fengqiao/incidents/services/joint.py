"""Joint handling 协同: others are asked to do their part, and the lead is done only when they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import State, StepRefused
from fengqiao.incidents.domain.joint import SETTLED, TABLE, JointFacts, JointState, JointStep
from fengqiao.incidents.domain.routing import Rule
from fengqiao.incidents.models import Incident, JointTask, JointTaskStep
from fengqiao.incidents.selectors.standing import sides
from fengqiao.incidents.selectors.tasks import TaskView, task_view
from fengqiao.incidents.services import clocks
from fengqiao.incidents.services.errors import OrganisationDissolved, StepNotTaken
from fengqiao.incidents.services.taking import announce, lock
from fengqiao.incidents.services.texts import plain


def ask_to_join(*, incident_id: UUID, organisation_id: UUID, what: str, actor: Actor) -> TaskView:
    """Ask another organisation to do its part; for the lead and the centre. Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = lock(incident_id, actor)
        return task_view(_ask(row, organisation_id, what, actor))


def accept_task(*, task_id: UUID, note: str = "", actor: Actor) -> TaskView:
    """As the organisation that was asked, take the task on."""
    return _move(task_id, JointStep.ACCEPT, note, actor)


def refuse_task(*, task_id: UUID, reason: str, actor: Actor) -> TaskView:
    """As the organisation that was asked, refuse, saying why. The lead waives the task, or asks again."""
    return _move(task_id, JointStep.REFUSE, reason, actor)


def answer_task(*, task_id: UUID, answer: str, actor: Actor) -> TaskView:
    """As the organisation that was asked, say what was done; pictures are added before, with the task's id."""
    return _move(task_id, JointStep.ANSWER, answer, actor)


def send_task_back(*, task_id: UUID, reason: str, actor: Actor) -> TaskView:
    """As the lead or the centre, give an answered task back because something is missing."""
    return _move(task_id, JointStep.SEND_BACK, reason, actor)


def ask_again(*, task_id: UUID, reason: str, actor: Actor) -> TaskView:
    """As the lead or the centre, ask again what was refused or waived."""
    return _move(task_id, JointStep.ASK_AGAIN, reason, actor)


def waive_task(*, task_id: UUID, reason: str, actor: Actor) -> TaskView:
    """As the lead or the centre, do without a task, saying why."""
    return _move(task_id, JointStep.WAIVE, reason, actor)


def ask_all(
    row: Incident, organisations: Sequence[UUID], what: str, actor: Actor, *, rules: Mapping[UUID, Rule]
) -> None:
    """With a dispatch: ask all who are to join and were not asked in this round."""
    asked = set(row.tasks.filter(round=row.round).values_list("organisation_id", flat=True))
    for organisation_id in dict.fromkeys(organisations):
        if organisation_id not in asked and organisation_id != row.lead_id:
            _ask(row, organisation_id, what, actor, rule=rules.get(organisation_id), program=True)


def settle_lead(row: Incident, actor: Actor) -> None:
    """The organisation that leads now has no open joint task beside that."""
    if row.lead_id is None:
        return
    for task in row.tasks.filter(round=row.round, organisation_id=row.lead_id).exclude(state__in=SETTLED):
        _take(row, task, JointStep.WAIVE, _("It leads the event now."), actor, program=True)


def waive_all(row: Incident, reason: str, actor: Actor) -> None:
    """The event ended or begins anew: what others still had to do falls away."""
    for task in row.tasks.exclude(state__in=SETTLED):
        _take(row, task, JointStep.WAIVE, reason, actor, program=True)


def waive_of(organisation_id: UUID, reason: str) -> None:
    """An organisation was dissolved: its open joint tasks fall away, each in a transaction of its own."""
    rows = JointTask.objects.filter(organisation_id=organisation_id).exclude(state__in=SETTLED)
    for pk, incident_id in list(rows.values_list("pk", "incident_id")):
        with journal.unit():
            row = lock(incident_id, SYSTEM)
            task = JointTask.objects.get(pk=pk)
            if JointState(task.state) not in SETTLED:
                _take(row, task, JointStep.WAIVE, reason, SYSTEM, program=True)


def _ask(
    row: Incident, organisation_id: UUID, what: str, actor: Actor, *, rule: Rule | None = None, program: bool = False
) -> JointTask:
    chosen = areas.organisation(organisation_id)  # NotYours when there is none
    if chosen.dissolved_at is not None:
        raise OrganisationDissolved(chosen.name)
    facts = JointFacts(
        sides=sides(SYSTEM if program else actor, row),
        text=what,
        is_lead=organisation_id == row.lead_id,
        asked_already=row.tasks.filter(round=row.round, organisation_id=organisation_id).exists(),
        event_works=State(row.state) in table.HELD,
    )
    task = JointTask(
        incident=row,
        round=row.round,
        organisation_id=organisation_id,
        what=plain(what),
        rule=None
        if rule is None
        else {"rule": str(rule.id), "category": rule.category, "area": str(rule.area), "basis": rule.basis.value},
    )
    _write(row, task, JointStep.ASK, None, facts, what, actor)
    return task


def _move(task_id: UUID, step: JointStep, text: str, actor: Actor) -> TaskView:
    with journal.unit():
        found = JointTask.objects.filter(pk=task_id).values_list("incident_id", flat=True).first()
        if found is None:
            raise NotYours
        row = lock(found, actor)
        task = JointTask.objects.get(pk=task_id)
        _take(row, task, step, text, actor)
        return task_view(task)


def _take(row: Incident, task: JointTask, step: JointStep, text: str, actor: Actor, *, program: bool = False) -> None:
    facts = JointFacts(
        sides=sides(SYSTEM if program else actor, row, organisation_id=task.organisation_id),
        text=text,
        event_works=State(row.state) in table.HELD and task.round == row.round,
    )
    _write(row, task, step, JointState(task.state), facts, text, actor)


def _write(
    row: Incident,
    task: JointTask,
    step: JointStep,
    before: JointState | None,
    facts: JointFacts,
    text: str,
    actor: Actor,
) -> None:
    now, words = clock.now(), plain(text)
    try:
        to = TABLE.take(before, step, facts)
    except StepRefused as refusal:
        raise StepNotTaken(refusal) from refusal
    task.state, task.state_since = to, now
    if step is JointStep.ANSWER:
        task.answer = words
    elif step not in (JointStep.ASK, JointStep.ACCEPT):
        task.reason = words
    if step in (JointStep.ACCEPT, JointStep.ANSWER):
        task.handler_id = actor.person_id
    task.save()
    JointTaskStep.objects.create(
        task=task,
        number=task.steps.count() + 1,
        step=step,
        from_state=before,
        to_state=to,
        at=now,
        actor_id=actor.person_id,
        note=words,
    )
    clocks.stop(row, now, task=task)
    if to not in SETTLED and to is not JointState.REFUSED:
        clocks.start(row, task=task)
    payload = {
        "task": str(task.pk),
        "organisation": str(task.organisation_id),
        "step": step.value,
        "from": before.value if before else None,
        "to": to.value,
    }
    announce(row, "incidents.joint", payload, private={"note": words} if words else None, actor=actor)
