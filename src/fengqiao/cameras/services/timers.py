"""What happens when nobody does anything: the warning is repeated, then the alarm climbs to those above."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from fengqiao.areas.selectors import SYSTEM
from fengqiao.cameras.domain.alarm import due, next_at
from fengqiao.cameras.models import Alarm
from fengqiao.cameras.selectors.alarms import unanswered_since
from fengqiao.cameras.services import steps, voice
from fengqiao.core import clock, journal

SLACK_S = 3.0


def tick_alarm(alarm_id: UUID) -> None:
    """Do what the timers ask for now, and ask for the next look. Safe at any time and any number of times."""
    with journal.unit():
        alarm = steps.lock(alarm_id, SYSTEM)
        wanted = due(steps.watch_of(alarm), clock.now(), steps.policy(alarm).timers)
        if wanted.voice:
            voice.want(alarm)
        if wanted.level is not None:
            steps.climb(alarm, to=wanted.level, why="unanswered")
        if wanted.voice or wanted.level is not None:
            alarm.save()
        steps.plan_tick(alarm)


def sweep() -> int:
    """The safety net: alarms whose job was lost, warnings that hang. Returns how many it had to mend."""
    now = clock.now()
    mended = 0
    for alarm_id in voice.overdue_alarms():
        voice.settle_overdue(alarm_id=alarm_id)
        mended += 1
    for alarm_id in unanswered_since(now - timedelta(seconds=SLACK_S)):
        alarm = Alarm.objects.get(pk=alarm_id)
        moment = next_at(steps.watch_of(alarm), steps.policy(alarm).timers)
        if moment is not None and moment <= now - timedelta(seconds=SLACK_S):
            tick_alarm(alarm_id)
            mended += 1
    return mended
