"""What all alarm services share: the row under lock, the table, the line in the history, calling people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor, PersonInRole, Role, people_in_role
from fengqiao.cameras.domain.alarm import MAX_LEVEL, AlarmState, Outcome, Step, Watch, move, next_at
from fengqiao.cameras.domain.policy import Policy, policy_of
from fengqiao.cameras.events import AlarmEvent, alarm_event
from fengqiao.cameras.models import Alarm, AlarmCall, AlarmStep
from fengqiao.cameras.selectors.alarms import AlarmView, full, view_of
from fengqiao.cameras.selectors.scope import alarms_in_reach
from fengqiao.cameras.services.errors import AlarmOver, NotAcceptedYet, OnlyNoted
from fengqiao.core import clock, jobs, journal
from fengqiao.core.errors import NotYours

TICK = "cameras.tick"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a step. ``changed`` is False when it had been done before; ``message`` says so kindly."""

    alarm: AlarmView
    changed: bool
    message: str


def lock(alarm_id: UUID, actor: Actor) -> Alarm:
    """The alarm's row under lock, if it lies in the actor's reach; NotYours otherwise. Needs a transaction."""
    if not Alarm.objects.filter(alarms_in_reach(actor), pk=alarm_id).exists():
        raise NotYours
    rows = Alarm.objects.select_for_update(of=("self",)).select_related("camera__area", "camera", "newest")
    return rows.get(pk=alarm_id)


def view(alarm_id: UUID) -> AlarmView:
    """The alarm as it is now within this transaction; the caller has authorised already."""
    return view_of(full(Alarm.objects.filter(pk=alarm_id)).get())


def take(alarm: Alarm, step: Step) -> bool:
    """Move the alarm by the table. False when the step was done before; raises the refusal that fits.

    Only the attribute changes; the caller saves.
    """
    found = move(AlarmState(alarm.state), step)
    if found.outcome is Outcome.GO:
        alarm.state = found.to
        return True
    if found.outcome is Outcome.DONE_BEFORE:
        return False
    if alarm.state == AlarmState.RAISED:
        raise NotAcceptedYet
    if alarm.state == AlarmState.NOTED:
        raise OnlyNoted
    raise AlarmOver(state=state_words(AlarmState(alarm.state)))


def state_words(state: AlarmState) -> str:
    """The state in the reader's language."""
    return {
        AlarmState.RAISED: _("not answered yet"),
        AlarmState.ACCEPTED: _("somebody is on the way"),
        AlarmState.ON_SITE: _("somebody is on site"),
        AlarmState.SAFE: _("confirmed safe"),
        AlarmState.FALSE_ALARM: _("false alarm"),
        AlarmState.CLOSED: _("closed"),
        AlarmState.NOTED: _("only noted"),
    }[state]


def clock_words(moment: datetime) -> str:
    """A moment as people on the spot say it: hours and minutes of local time."""
    return f"{timezone.localtime(moment):%H:%M}"


def note(
    alarm: Alarm,
    step: Step,
    *,
    before: str,
    actor: Actor | None = None,
    text: str = "",
    at: datetime | None = None,
    **facts: Any,
) -> None:
    """Add one line to the alarm's history. ``facts`` are JSON values."""
    AlarmStep.objects.create(
        alarm=alarm,
        at=at or clock.now(),
        step=step,
        from_state=before,
        to_state=alarm.state,
        person_id=actor.person_id if actor else None,
        note=text[:500],
        facts=facts,
    )


def call_people(alarm: Alarm, people: Sequence[PersonInRole], *, level: int, at: datetime) -> list[str]:
    """Note that these people are called at this level; those called before at it are not called twice."""
    known = set(AlarmCall.objects.filter(alarm=alarm, level=level).values_list("person_id", flat=True))
    fresh = {one.person_id: one for one in people if one.person_id not in known}
    AlarmCall.objects.bulk_create(
        AlarmCall(alarm=alarm, person_id=one.person_id, role=one.role, level=level, at=at) for one in fresh.values()
    )
    return [str(person_id) for person_id in fresh]


def people_of_level(alarm: Alarm, level: int, at: datetime) -> list[PersonInRole]:
    """Who is called at a level: 0 by the policy, for most the village secretary; 1 the grid lead, 2 the town."""
    area = alarm.camera.area_id
    if level == 0:
        held = (people_in_role(Role(duty), area, at) for duty in policy(alarm).called)
        return next((people for people in held if people), [])
    if level == 1:
        return people_in_role(Role.GRID_LEAD, area, at)
    roles = (Role.STUDIO_CLERK, Role.DISPATCHER, Role.OPERATOR)
    return [one for role in roles for one in people_in_role(role, area, at, include_above=True)]


def climb(alarm: Alarm, *, to: int, why: str, actor: Actor | None = None) -> None:
    """Escalate up to level ``to``; a level at which there is nobody to call passes the alarm on at once.

    ``why``: unanswered, voice_failed, by_hand. Changes the row's attribute; the caller saves.
    """
    now = clock.now()
    level = alarm.level
    while level < min(to, MAX_LEVEL):
        level += 1
        alarm.level = level
        people = people_of_level(alarm, level, now)
        called = call_people(alarm, people, level=level, at=now)
        note(alarm, Step.ESCALATE, before=alarm.state, actor=actor, level=level, why=why, called=called)
        journal.record(
            alarm_event(AlarmEvent.ESCALATED, alarm, why=why, called=len(people)),
            actor=actor.person_id if actor else None,
        )
        if not people and level < MAX_LEVEL:
            to = max(to, level + 1)


def policy(alarm: Alarm) -> Policy:
    """What is done about this alarm."""
    return policy_of(alarm.zone_kind, alarm.what)


def watch_of(alarm: Alarm) -> Watch:
    """What the timers look at."""
    return Watch(
        state=AlarmState(alarm.state),
        raised_at=alarm.raised_at,
        level=alarm.level,
        voices=alarm.voices,
        voiced_at=alarm.voiced_at,
        mute=alarm.late or not policy(alarm).spoken,
    )


def plan_tick(alarm: Alarm) -> None:
    """Ask for the next look at the alarm when something will be due; one waiting job for each alarm."""
    moment = next_at(watch_of(alarm), policy(alarm).timers)
    if moment is not None:
        # Not in the past: a job that is due at once would find nothing new and come back without end.
        moment = max(moment, clock.now() + timedelta(milliseconds=200))
        jobs.defer(TICK, at=moment, once=f"{TICK}:{alarm.pk}", alarm_id=str(alarm.pk))
