"""Who had raised an alert left the zone: noted with the alarm. That everybody is safe, only a person says."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from fengqiao.areas.selectors import SYSTEM
from fengqiao.cameras.domain.alarm import Step
from fengqiao.cameras.events import AlarmEvent, alarm_event
from fengqiao.cameras.models import Alert, Camera, Departure
from fengqiao.cameras.services import steps
from fengqiao.cameras.services.errors import FromTheFuture, UnknownCamera
from fengqiao.core import journal
from lookout.contract import Departure as PostedDeparture

if TYPE_CHECKING:
    from fengqiao.cameras.models import Alarm

FUTURE_S = 120


def receive_departure(*, departure: PostedDeparture, received_at: datetime, engine: str = "") -> bool:
    """Keep a departure once; the same key again changes nothing. True when it is new.

    Its alert may come later (the spool sends in no order): the departure waits for it. Raises UnknownCamera,
    FromTheFuture.
    """
    if (ahead := (departure.at - received_at).total_seconds()) > FUTURE_S:
        raise FromTheFuture(seconds=round(ahead))
    with journal.unit():
        camera = Camera.objects.select_for_update(of=("self",)).filter(code=departure.camera).first()
        if camera is None:
            raise UnknownCamera(code=departure.camera)
        alert = Alert.objects.filter(key=departure.key, camera=camera).first()
        row, created = Departure.objects.get_or_create(
            key=departure.key,
            defaults={
                "camera": camera,
                "alert": alert,
                "engine": engine,
                "at": departure.at,
                "received_at": received_at,
                "stayed_s": departure.stayed_s,
            },
        )
        if created and alert is not None:
            alarm = steps.lock(alert.alarm_id, SYSTEM)
            _tell(alarm, row)
            alarm.save()
    return created


def attach(alarm: Alarm, alert: Alert) -> None:
    """A departure that came before its alert belongs to it now; the caller saves the alarm."""
    waiting = Departure.objects.filter(key=alert.key, camera_id=alert.camera_id, alert__isnull=True).first()
    if waiting is not None:
        waiting.alert = alert
        waiting.save(update_fields=["alert"])
        _tell(alarm, waiting)
    elif alarm.inside is not None:
        _count(alarm)


def _tell(alarm: Alarm, row: Departure) -> None:
    _count(alarm)
    steps.note(
        alarm,
        Step.LEFT,
        before=alarm.state,
        at=row.received_at,
        left=row.at.isoformat(),
        stayed_s=round(row.stayed_s, 1),
        inside=alarm.inside,
    )
    journal.record(alarm_event(AlarmEvent.LEFT, alarm, inside=alarm.inside, left=row.at.isoformat()))


def _count(alarm: Alarm) -> None:
    """How many of those who were reported are not known to have left, and when the last of them went.

    One track may raise several alerts, a window each; its last departure after its last alert counts.
    """
    seen: dict[int, datetime] = {}
    gone: dict[int, tuple[datetime, float]] = {}
    rows = Alert.objects.filter(alarm=alarm).values_list("body__track", "at", "departure__at", "departure__stayed_s")
    for track, at, left_at, stayed_s in rows:
        seen[track] = max(at, seen.get(track, at))
        if left_at is not None:
            gone[track] = max((left_at, stayed_s), gone.get(track, (left_at, stayed_s)))
    away = {track for track, (left_at, _stayed) in gone.items() if left_at >= seen[track]}
    alarm.inside = len(seen.keys() - away)
    last = max((gone[track] for track in away), default=None)
    alarm.left_at, alarm.stayed_s = last if last is not None and not alarm.inside else (None, None)
