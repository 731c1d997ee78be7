"""Urging: reminders 催办 and supervision 督办. Neither changes the event's state."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import NotYourStep, ReasonMissing, State, StepRefused
from fengqiao.incidents.domain.machine import Side
from fengqiao.incidents.domain.side import SUPERVISIONS, Level, SupervisionFacts, SupervisionState, SupervisionStep
from fengqiao.incidents.models import Incident, JointTask, Reminder, Supervision
from fengqiao.incidents.selectors.side import ReminderView, SupervisionView, reminder_view, supervision_view
from fengqiao.incidents.selectors.standing import sides
from fengqiao.incidents.services.errors import EventOver, StepNotTaken
from fengqiao.incidents.services.taking import announce, follower_of, lock
from fengqiao.incidents.services.texts import plain


def remind(
    *, incident_id: UUID, text: str, task_id: UUID | None = None, ticket: str = "", actor: Actor
) -> ReminderView:
    """Remind whoever holds the event (or one joint task), as the centre, the lead, or one of its followers.

    Raises EventOver, StepNotTaken, NotYours.
    """
    with journal.unit():
        row = lock(incident_id, actor, ticket=ticket)
        if State(row.state) in table.ENDED:
            raise EventOver
        task = JointTask.objects.filter(pk=task_id, incident=row).first() if task_id else None
        if task_id is not None and task is None:
            raise NotYours
        may = sides(actor, row) & {Side.PROGRAM, Side.CENTRE, Side.LEAD, Side.FOLLOWER}
        if not may and follower_of(row.pk, ticket) is None:
            raise StepNotTaken(NotYourStep())
        words = plain(text)
        if not words:
            raise StepNotTaken(ReasonMissing())
        return reminder_view(write_reminder(row, words, task, actor))


def write_reminder(row: Incident, words: str, task: JointTask | None, actor: Actor) -> Reminder:
    """A reminder with its journal entry, to whoever holds the event or the task."""
    held = State(row.state) in table.HELD
    made = Reminder.objects.create(
        incident=row,
        task=task,
        organisation_id=task.organisation_id if task else row.lead_id if held else None,
        text=words,
        by_id=actor.person_id,
        automatic=actor.system,
        at=clock.now(),
    )
    payload = {
        "reminder": str(made.pk),
        "organisation": str(made.organisation_id) if made.organisation_id else None,
        "automatic": made.automatic,
    }
    announce(row, "incidents.reminder", payload, private={"note": words}, actor=actor)
    return made


def reply_reminder(*, reminder_id: UUID, reply: str, actor: Actor) -> ReminderView:
    """As who was reminded, say how it stands. A second reply replaces nothing. Raises StepNotTaken, NotYours."""
    with journal.unit():
        found = Reminder.objects.filter(pk=reminder_id).values_list("incident_id", flat=True).first()
        if found is None:
            raise NotYours
        row = lock(found, actor)
        made = Reminder.objects.get(pk=reminder_id)
        wanted = Side.ORGANISATION if made.organisation_id else Side.CENTRE
        if not sides(actor, row, organisation_id=made.organisation_id) & {Side.PROGRAM, wanted}:
            raise StepNotTaken(NotYourStep())
        words = plain(reply)
        if not words:
            raise StepNotTaken(ReasonMissing())
        if made.replied_at is None:
            made.reply, made.replied_by_id, made.replied_at = words, actor.person_id, clock.now()
            made.save(update_fields=["reply", "replied_by", "replied_at"])
            announce(
                row, "incidents.reminder_replied", {"reminder": str(made.pk)}, private={"note": words}, actor=actor
            )
        return reminder_view(made)


def supervise(*, incident_id: UUID, level: Level | int, reason: str, actor: Actor) -> SupervisionView:
    """Put the event under supervision, or raise its level 1 to 3. Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = lock(incident_id, actor)
        return supervision_view(raise_to(row, Level(level), reason, actor))


def raise_to(row: Incident, level: Level, reason: str, actor: Actor) -> Supervision:
    """The same for a locked event."""
    now = clock.now()
    known = Supervision.objects.filter(incident=row).exclude(state=SupervisionState.LIFTED).first()
    step = SupervisionStep.RAISE if known else SupervisionStep.START
    to = _take(row, known, step, reason, actor, to=level)
    made = known or Supervision(incident=row, started_by_id=actor.person_id, started_at=now)
    made.state, made.level, made.reason = to, level, plain(reason)
    made.automatic, made.raised_at = actor.system, now
    made.save()
    _announce(row, made, step, reason, actor)
    return made


def answer_supervision(*, incident_id: UUID, answer: str, actor: Actor) -> SupervisionView:
    """As the organisation that holds the event, answer its supervision."""
    return _move(incident_id, SupervisionStep.ANSWER, answer, actor)


def lift_supervision(*, incident_id: UUID, reason: str, actor: Actor) -> SupervisionView:
    """As the centre, end the supervision, saying why."""
    return _move(incident_id, SupervisionStep.LIFT, reason, actor)


def _move(incident_id: UUID, step: SupervisionStep, text: str, actor: Actor) -> SupervisionView:
    with journal.unit():
        row, now = lock(incident_id, actor), clock.now()
        known = Supervision.objects.filter(incident=row).exclude(state=SupervisionState.LIFTED).first()
        to = _take(row, known, step, text, actor)
        assert known is not None
        known.state = to
        if step is SupervisionStep.ANSWER:
            known.answer, known.answered_by_id, known.answered_at = plain(text), actor.person_id, now
        else:
            known.lifted_by_id, known.lifted_at = actor.person_id, now
        known.save()
        _announce(row, known, step, text, actor)
        return supervision_view(known)


def _take(
    row: Incident, known: Supervision | None, step: SupervisionStep, text: str, actor: Actor, *, to: int = 0
) -> SupervisionState:
    facts = SupervisionFacts(
        sides=sides(actor, row),
        text=text,
        level=known.level if known else 0,
        to=to,
        event_lives=State(row.state) not in table.ENDED,
    )
    try:
        return SUPERVISIONS.take(SupervisionState(known.state) if known else None, step, facts)
    except StepRefused as refusal:
        raise StepNotTaken(refusal) from refusal


def _announce(row: Incident, made: Supervision, step: SupervisionStep, text: str, actor: Actor) -> None:
    payload = {
        "supervision": str(made.pk),
        "step": step.value,
        "level": made.level,
        "to": str(made.state),
        "automatic": actor.system,
    }
    announce(row, "incidents.supervision", payload, private={"note": plain(text)}, actor=actor)


def overdue_words(level: Level) -> str:
    """Why the program itself starts or raises a supervision."""
    return {
        Level.NOTICED: _("The deadline has passed."),
        Level.URGED: _("The deadline has passed by half again."),
        Level.LISTED: _("The deadline has passed twice over."),
    }[level]
