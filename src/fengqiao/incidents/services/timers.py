"""What time alone does: warnings before a deadline, escalation after it, suspensions that end, archives.

Each event is a transaction of its own, so one that fails keeps nothing else waiting; running twice changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import SYSTEM
from fengqiao.core import clock, journal
from fengqiao.core.errors import Refused
from fengqiao.incidents.domain import clocks as counting
from fengqiao.incidents.domain.deadlines import level_after, next_escalation
from fengqiao.incidents.domain.facts import Facts, State
from fengqiao.incidents.domain.side import Level, SupervisionState
from fengqiao.incidents.models import ClockRequest, ClockSegment, Incident, Supervision
from fengqiao.incidents.selectors import clocks as reading
from fengqiao.incidents.services import requests, urging
from fengqiao.incidents.services.handling import archive
from fengqiao.incidents.services.taking import announce, lock

log = logging.getLogger(__name__)
BATCH = 500
REOPEN_WITHIN: timedelta = Facts(state=None).reopen_within


def warn_due() -> int:
    """Remind whoever has an event or a joint task of which most of the time is used. Returns how many."""
    rows = ClockSegment.objects.filter(ended_at__isnull=True, warned_at__isnull=True, warn_at__lte=clock.now())
    return _each(rows.order_by("warn_at").values_list("pk", flat=True)[:BATCH], _warn)


def escalate_overdue() -> int:
    """Put what is overdue under supervision, and raise it as time goes on. Returns how many were touched."""
    rows = ClockSegment.objects.filter(ended_at__isnull=True, escalate_at__lte=clock.now())
    return _each(rows.order_by("escalate_at").values_list("pk", flat=True)[:BATCH], _escalate)


def resume_suspended() -> int:
    """Let the clocks go on whose suspension is over. Returns how many."""
    over = ClockRequest.objects.filter(kind="suspension", state="approved", until__lte=clock.now())
    return _each(
        over.order_by("until").values_list("pk", flat=True)[:BATCH],
        lambda pk: bool(requests.resume_clock(request_id=pk, actor=SYSTEM)),
    )


def archive_old() -> int:
    """Put away what can no longer be reopened. Returns how many."""
    over = Incident.objects.filter(state__in=[State.CLOSED, State.RATED], closed_at__lt=clock.now() - REOPEN_WITHIN)
    return _each(
        over.order_by("closed_at").values_list("pk", flat=True)[:BATCH],
        lambda pk: bool(archive(incident_id=pk)),
    )


def _each(keys: Iterable[UUID], act: Callable[[UUID], bool]) -> int:
    done = 0
    for key in list(keys):
        try:
            done += act(key)
        except Refused as refusal:  # somebody was faster; the next run sees what is left
            log.info("a timer was refused for %s: %s", key, refusal)
    return done


def _warn(segment_id: UUID) -> bool:
    with journal.unit():
        segment, row = _locked(segment_id)
        if segment.ended_at or segment.warned_at or segment.warn_at is None or segment.warn_at > clock.now():
            return False
        segment.warned_at = clock.now()
        segment.save(update_fields=["warned_at"])
        urging.write_reminder(row, _("Most of the time for this is used up."), segment.task, SYSTEM)
        _announce(row, segment, "warned")
        return True


def _escalate(segment_id: UUID) -> bool:
    with journal.unit():
        segment, row = _locked(segment_id)
        now, value = clock.now(), reading.clock_of(segment)
        if segment.ended_at or segment.due_at is None or segment.due_at > now or value is None:
            return False
        calendar = reading.calendar_of(segment)
        used = counting.used(value, calendar, now)
        first = segment.overdue_at is None
        segment.overdue_at = segment.overdue_at or now
        further = next_escalation(used, value.amount, value.unit)
        segment.escalate_at = counting.due(replace(value, amount=further), calendar) if further else None
        segment.save(update_fields=["overdue_at", "escalate_at"])
        if first:
            _announce(row, segment, "overdue")
        level = level_after(used, value.amount) or Level.NOTICED
        known = Supervision.objects.filter(incident=row).exclude(state=SupervisionState.LIFTED).first()
        # What somebody lifted after this deadline had passed stays lifted, until the next level is reached.
        lifted = Supervision.objects.filter(incident=row, lifted_at__gte=segment.due_at).order_by("-level").first()
        if level <= max(known.level if known else 0, lifted.level if lifted else 0):
            return first
        urging.raise_to(row, level, urging.overdue_words(level), SYSTEM)
        return True


def _locked(segment_id: UUID) -> tuple[ClockSegment, Incident]:
    incident_id = ClockSegment.objects.values_list("incident_id", flat=True).get(pk=segment_id)
    row = lock(incident_id, SYSTEM)
    return ClockSegment.objects.select_for_update(of=("self",)).select_related("task").get(pk=segment_id), row


def _announce(row: Incident, segment: ClockSegment, what: str) -> None:
    payload = {
        "what": what,
        "clock": segment.kind,
        "organisation": str(segment.organisation_id) if segment.organisation_id else None,
        "due": segment.due_at.isoformat() if segment.due_at else None,
    }
    announce(row, "incidents.clock", payload, actor=SYSTEM)
