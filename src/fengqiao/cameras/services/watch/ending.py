"""How a case ends, and that nothing is left of it: by hand, by time, and within a day by the sweep."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from fengqiao.areas.selectors import Actor, holds
from fengqiao.cameras.domain.alarm import AlarmState, Step
from fengqiao.cameras.domain.reasons import FalseReason
from fengqiao.cameras.domain.watch import DECIDE_HOURS, ENDED, WAITING, CaseState, CaseStep, overdue
from fengqiao.cameras.events import AlarmEvent, WatchEvent, alarm_event
from fengqiao.cameras.models import Alarm, WatchCase
from fengqiao.cameras.selectors.watch import APPROVE, CaseView, case_view
from fengqiao.cameras.services import pictures, steps
from fengqiao.cameras.services.watch.errors import ReasonNeeded
from fengqiao.cameras.services.watch.matches import forget_pictures
from fengqiao.cameras.services.watch.shared import lock, take, told
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours

log = logging.getLogger(__name__)

# Erased somewhat before the day is over, so that a night without a worker still keeps the promise.
ERASE_AFTER = timedelta(hours=12)
EMPTIED = ("plate", "vehicle_note", "who", "upper", "lower", "size", "marks", "consent_by", "consent_relation")


def close_case(*, case_id: UUID, note: str, actor: Actor) -> CaseView:
    """End an active search: found, or no longer needed. Raises ReasonNeeded, CaseRefused, NotYours."""
    with journal.unit():
        case = lock(case_id, actor)
        if case.requested_by_id != actor.person_id and not holds(actor, case.area_id, *APPROVE):
            raise NotYours
        if not note.strip():
            raise ReasonNeeded
        end(case, CaseStep.CLOSE, WatchEvent.CLOSED, actor=actor, note=note)
        return case_view(case.pk)


def withdraw_case(*, case_id: UUID, actor: Actor) -> CaseView:
    """Take back what was asked for before it began; only who asked. Raises CaseRefused, NotYours."""
    with journal.unit():
        case = lock(case_id, actor)
        if case.requested_by_id != actor.person_id:
            raise NotYours
        end(case, CaseStep.WITHDRAW, WatchEvent.WITHDRAWN, actor=actor)
        return case_view(case.pk)


def end(case: WatchCase, step: CaseStep, event: WatchEvent, *, actor: Actor | None, note: str = "") -> None:
    """End the locked case: its template goes at once, its alarms are over, the rest is erased within a day."""
    take(case, step)
    case.ended_at, case.end_note = clock.now(), note.strip()[:300]
    case.ended_by_id = actor.person_id if actor else None
    case.face_template = ""
    case.save()
    for match in case.matches.select_related("alarm__camera__area"):
        _end_alarm(match.alarm)
    told(event, case, actor)


def _end_alarm(alarm: Alarm) -> None:
    """Nobody is called any more for a search that is over."""
    state = AlarmState(alarm.state)
    if state is AlarmState.RAISED:
        step, event = Step.REJECT, AlarmEvent.FALSE
        alarm.false_reason = FalseReason.OTHER
    elif state in {AlarmState.ACCEPTED, AlarmState.ON_SITE}:
        step, event = Step.CLOSE, AlarmEvent.CLOSED
    else:
        return
    steps.take(alarm, step)
    alarm.ended_at = clock.now()
    alarm.save()
    steps.note(alarm, step, before=state, how="case_ended")
    journal.record(alarm_event(event, alarm, how="case_ended"))


def sweep_cases() -> int:
    """Expire what is due and erase what has ended. Returns how many cases it touched. Safe any number of times."""
    now = clock.now()
    touched = 0
    decided = now - timedelta(hours=DECIDE_HOURS)
    due = Q(state=CaseState.ACTIVE, expires_at__lte=now) | Q(state__in=[*WAITING], asked_at__lte=decided)
    for case_id in WatchCase.objects.filter(due).values_list("pk", flat=True):
        touched += _expire(case_id)
    over = WatchCase.objects.filter(state__in=[*ENDED], erased_at__isnull=True, ended_at__lte=now - ERASE_AFTER)
    for case_id in over.values_list("pk", flat=True):
        touched += erase_case(case_id=case_id)
    return touched


def _expire(case_id: UUID) -> bool:
    with journal.unit():
        case = WatchCase.objects.select_for_update(of=("self",)).select_related("area").get(pk=case_id)
        state = CaseState(case.state)
        if not overdue(state, now=clock.now(), asked_at=case.asked_at, expires_at=case.expires_at):
            return False
        end(case, CaseStep.EXPIRE, WatchEvent.EXPIRED, actor=None)
        return True


def erase_case(*, case_id: UUID) -> bool:
    """Empty what identifies somebody and delete the files, those of the matches among them. False: done before."""
    names: list[str] = []
    with journal.unit():
        case = WatchCase.objects.select_for_update(of=("self",)).select_related("area").get(pk=case_id)
        if case.erased_at is not None or CaseState(case.state) not in ENDED:
            return False
        names += [str(case.photo), str(case.consent_file)]
        for match in case.matches.select_related("alarm"):
            names += forget_pictures(match.alarm)
        for name in EMPTIED:
            setattr(case, name, "")
        case.photo, case.consent_file, case.face_template = "", "", ""
        case.bag = case.bicycle = None
        case.erased_at = clock.now()
        case.save()
        told(WatchEvent.ERASED, case)
    for name in filter(None, names):
        # a file that is gone already is as good
        pictures.forget(name)
    return True
