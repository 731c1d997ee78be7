"""The story by itself: when nobody answers an alarm, invented people do, step by step, as people would.

Somebody who tries the demonstration always comes first: an alarm that they took in hand is theirs, and is only
finished for them when they left it lying for a long time.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings

from fengqiao.areas.selectors import SYSTEM as PROGRAM
from fengqiao.areas.selectors import Actor, Duty, PersonInRole, Role, people_in_role, users_of_person
from fengqiao.cameras import selectors, services
from fengqiao.cameras.selectors import AlarmState, AlarmView
from fengqiao.config.demo import pictures
from fengqiao.core import clock
from fengqiao.core.errors import Refused
from fengqiao.incidents import services as incidents

log = logging.getLogger(__name__)

UNANSWERED = timedelta(seconds=25)
CALM = timedelta(seconds=150)  # rubbish and helmets wait longer, so that several loops become one alarm
WALK = timedelta(seconds=15)
LOOK = timedelta(seconds=12)
CHECK = timedelta(seconds=25)
FORGOTTEN = timedelta(minutes=10)
FIELD = (Role.GRID_WORKER, Role.GRID_LEAD, Role.VILLAGE_SECRETARY)


def play() -> int:
    """Do what is due at this moment, one step an alarm. Returns how many steps were taken."""
    if not settings.DEMO or not selectors.autoplay_is_on():
        return 0
    played = selectors.played_alarms()
    return sum(_turn(alarm, ours=alarm.id in played) for alarm in selectors.live_alarms(PROGRAM))


def _turn(alarm: AlarmView, *, ours: bool) -> bool:
    now = clock.now()
    step = _step(alarm, ours, now)
    if step is None:
        return False
    try:
        step()
    except Refused as refusal:
        # Somebody was faster, or the event is in other hands; the alarm is theirs then.
        log.info("autoplay leaves alarm %s: %s", alarm.code, refusal)
        return False
    return True


def _step(alarm: AlarmView, ours: bool, now: datetime) -> Callable[[], object] | None:
    """What is due for this alarm, or None."""

    def waited(since: datetime | None, for_us: timedelta) -> bool:
        return since is not None and now - since >= (for_us if ours else FORGOTTEN)

    if alarm.state is AlarmState.RAISED:
        patience = UNANSWERED if alarm.zone_kind in {"water", "intrusion"} else CALM
        return (lambda: _go(alarm)) if now - alarm.raised_at >= patience else None
    if alarm.state is AlarmState.ACCEPTED and waited(alarm.accepted_at, WALK):
        return lambda: _arrive(alarm)
    if alarm.state is AlarmState.ON_SITE and waited(alarm.on_site_at, LOOK):
        return lambda: _confirm(alarm, now)
    if alarm.state is AlarmState.SAFE and waited(alarm.safe_at, CHECK):
        return lambda: _close(alarm)
    return None


def _go(alarm: AlarmView) -> None:
    answer = services.accept(alarm_id=alarm.id, actor=_somebody(alarm))
    if answer.changed:
        services.note_playing(alarm_id=alarm.id)


def _arrive(alarm: AlarmView) -> None:
    services.on_site(alarm_id=alarm.id, lon=alarm.lon + 0.0002, lat=alarm.lat + 0.0001, actor=_somebody(alarm))


def _confirm(alarm: AlarmView, now: datetime) -> None:
    services.confirm_safe(
        alarm_id=alarm.id,
        photo=pictures.place_photo(alarm.code, now),
        lon=alarm.lon + 0.0001,
        lat=alarm.lat + 0.0001,
        note="现场已无人，均已安全离开（演示）",
        actor=_somebody(alarm),
    )


def _close(alarm: AlarmView) -> None:
    if alarm.incident_id is None:
        return
    operator = _operator(alarm)
    incidents.check(incident_id=alarm.incident_id, passed=True, note="核查照片与位置相符（演示）", actor=operator)
    incidents.close(incident_id=alarm.incident_id, actor=operator)


def _somebody(alarm: AlarmView) -> Actor:
    """Who went there already, else one of the village's field people, in turn from alarm to alarm."""
    found = [one for role in FIELD for one in people_in_role(role, alarm.area_id)]
    gone = [one for one in found if one.person_id == alarm.accepted_by_id]
    if not found:
        raise Refused("nobody works in this village")
    return _acting((gone or [found[zlib.crc32(alarm.code.encode()) % len(found)]])[0])


def _operator(alarm: AlarmView) -> Actor:
    """An operator without an account: the one with an account is for who tries the demonstration."""
    found = people_in_role(Role.OPERATOR, alarm.area_id, include_above=True)
    spare = [one for one in found if not users_of_person(one.person_id)]
    if not (spare or found):
        raise Refused("nobody is at the desk")
    return _acting((spare or found)[0])


def _acting(one: PersonInRole) -> Actor:
    duty = Duty(role=one.role, area_id=one.area_id, grid_id=one.grid_id, organisation_id=one.organisation_id)
    return Actor(
        user_id=None, person_id=one.person_id, name=one.name, username="", duties=(duty,), area_ids=(one.area_id,)
    )
