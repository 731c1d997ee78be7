"""What an engine sends: alerts are kept as posted, one row a key, and gathered into alarms."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fengqiao.cameras.domain.alarm import OPEN, AlarmState, Step, is_late, joins, speaks_again
from fengqiao.cameras.events import AlarmEvent, alarm_event
from fengqiao.cameras.models import Alarm, Alert, Camera, Zone
from fengqiao.cameras.selectors.alarms import AlarmView
from fengqiao.cameras.services import pictures, steps, voice
from fengqiao.cameras.services.errors import ClipDiffers, FromTheFuture, UnknownAlert, UnknownCamera, WrongHash
from fengqiao.core import journal
from lookout.contract import Alert as PostedAlert

FUTURE_S = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picture:
    name: str = ""
    sha256: str = ""


def receive_alert(
    *, alert: PostedAlert, snapshot: bytes | None, received_at: datetime, engine: str = ""
) -> tuple[AlarmView, bool]:
    """Keep an alert and raise its alarm, or add to the open one of the same camera and zone.

    Returns the alarm and whether the alert is new: the same key again changes nothing. Times are aware. Raises
    UnknownCamera, FromTheFuture, WrongHash, NotAPicture, PictureTooLarge (422 and 413 on the wire).
    """
    if (known := Alert.objects.filter(key=alert.key).first()) is not None:
        return steps.view(known.alarm_id), False
    if (ahead := (alert.at - received_at).total_seconds()) > FUTURE_S:
        raise FromTheFuture(seconds=round(ahead))
    sha256 = pictures.check_snapshot(snapshot) if snapshot is not None else ""
    if (alert.snapshot_sha256 or sha256) != sha256:
        raise WrongHash
    kept = ""
    try:
        with journal.unit():
            # The camera's row puts the alerts of one camera in order: one alarm, and one row a key.
            camera = Camera.objects.select_for_update(of=("self",)).select_related("area").filter(code=alert.camera)
            row = camera.first()
            if row is None:
                raise UnknownCamera(code=alert.camera)
            if (known := Alert.objects.filter(key=alert.key).first()) is not None:
                return steps.view(known.alarm_id), False
            kept = pictures.keep("alerts", "jpg", snapshot) if snapshot is not None else ""
            alarm = _take_in(row, alert, _Picture(name=kept, sha256=sha256), received_at, engine)
            result = steps.view(alarm.pk)
    except BaseException:
        pictures.forget(kept)
        raise
    return result, True


def _take_in(camera: Camera, alert: PostedAlert, picture: _Picture, received_at: datetime, engine: str) -> Alarm:
    rows = Alarm.objects.select_for_update(of=("self",)).filter(camera=camera, zone_name=alert.rule, state__in=[*OPEN])
    alarm = rows.order_by("-raised_at").first()
    again = alarm is not None and joins(state=AlarmState(alarm.state), last_at=alarm.last_at, taken_at=alert.at)
    if alarm is None or not again:
        alarm = _new_alarm(camera, alert, received_at)
    alarm.camera = camera
    row = Alert.objects.create(
        key=alert.key,
        camera=camera,
        alarm=alarm,
        engine=engine,
        at=alert.at,
        received_at=received_at,
        body=json.loads(alert.model_dump_json(by_alias=True)),
        picture=picture.name,
        picture_sha256=picture.sha256,
    )
    alarm.count += 1
    if alarm.newest_id is None or alert.at >= alarm.last_at:
        alarm.newest = row
    alarm.first_at, alarm.last_at = min(alarm.first_at, alert.at), max(alarm.last_at, alert.at)
    if again:
        _join(alarm, row, received_at)
    else:
        _raise(alarm, row, received_at)
    alarm.save()
    return alarm


def _new_alarm(camera: Camera, alert: PostedAlert, received_at: datetime) -> Alarm:
    return Alarm.objects.create(
        camera=camera,
        zone=Zone.objects.filter(camera=camera, name=alert.rule, retired_at__isnull=True).first(),
        zone_name=alert.rule,
        zone_kind=alert.kind,
        first_at=alert.at,
        last_at=alert.at,
        raised_at=received_at,
        late=is_late(taken_at=alert.at, received_at=received_at),
    )


def _raise(alarm: Alarm, row: Alert, at: datetime) -> None:
    people = steps.people_of_level(alarm, 0, at)
    called = steps.call_people(alarm, people, level=0, at=at)
    steps.note(alarm, Step.RAISE, before="", at=at, alert=str(row.pk), called=called, **_said(row))
    journal.record(alarm_event(AlarmEvent.RAISED, alarm, called=len(called), late=alarm.late))
    if not steps.watch_of(alarm).mute:
        voice.want(alarm)
    steps.plan_tick(alarm)


def _join(alarm: Alarm, row: Alert, at: datetime) -> None:
    steps.note(alarm, Step.AGAIN, before=alarm.state, at=at, alert=str(row.pk), **_said(row))
    journal.record(alarm_event(AlarmEvent.AGAIN, alarm))
    fresh = not is_late(taken_at=row.at, received_at=at)
    if fresh and speaks_again(steps.watch_of(alarm), at):
        voice.want(alarm)


def _said(row: Alert) -> dict[str, Any]:
    """What of the detector's word belongs into the history."""
    body = row.body
    return {"class": body["class"], "score": body["score"], "model": body["model"]["name"], "taken": body["at"]}


def receive_clip(*, key: str, data: bytes, received_at: datetime) -> tuple[AlarmView, bool]:
    """Keep the clip of an alert, hashed as it came in. The same clip again changes nothing.

    Returns the alarm and whether the clip is new. Raises UnknownAlert, NotAClip, ClipTooLarge, ClipDiffers.
    """
    sha256 = pictures.check_clip(data)
    kept = ""
    try:
        with journal.unit():
            row = Alert.objects.select_for_update(of=("self",)).filter(key=key).first()
            if row is None:
                raise UnknownAlert
            if row.clip:
                if row.clip_sha256 != sha256:
                    raise ClipDiffers
                return steps.view(row.alarm_id), False
            kept = pictures.keep("clips", "mp4", data)
            row.clip, row.clip_sha256, row.clip_at = kept, sha256, received_at
            row.save(update_fields=["clip", "clip_sha256", "clip_at"])
            alarm = Alarm.objects.select_related("camera__area").get(pk=row.alarm_id)
            journal.record(alarm_event(AlarmEvent.CLIP, alarm, alert=str(row.pk), sha256=sha256))
            result = steps.view(row.alarm_id)
    except BaseException:
        pictures.forget(kept)
        raise
    return result, True
