"""What an engine sends: alerts are kept as posted, one row a key, and gathered into alarms."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from fengqiao.cameras.domain.alarm import GATHERS, AlarmState, Step, is_late, joins, speaks_again
from fengqiao.cameras.domain.policy import family, policy_of
from fengqiao.cameras.domain.watch import WATCHED
from fengqiao.cameras.events import AlarmEvent, alarm_event
from fengqiao.cameras.models import Alarm, Alert, Camera, Zone
from fengqiao.cameras.selectors.alarms import AlarmView
from fengqiao.cameras.services import departures, pictures, steps, voice
from fengqiao.cameras.services.errors import (
    AlertRefused,
    BeforeRefused,
    ClipDiffers,
    FromTheFuture,
    NotStorable,
    UnknownAlert,
    UnknownCamera,
    WrongHash,
)
from fengqiao.cameras.services.watch import matches
from fengqiao.cameras.services.watch.errors import ClipUnwanted
from fengqiao.core import journal
from lookout.contract import Alert as PostedAlert

FUTURE_S = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picture:
    data: bytes | None = None
    sha256: str = ""
    name: str = ""


def receive_alert(
    *, alert: PostedAlert, snapshot: bytes | None, before: bytes | None = None, received_at: datetime, engine: str = ""
) -> tuple[AlarmView, bool]:
    """Keep an alert and raise its alarm, add to the open one of the same camera and zone, or only note it.

    ``snapshot`` and ``before`` (the same place earlier) are JPEG files. Returns the alarm and whether the alert is new:
    the same key again changes nothing. Times are aware. Raises UnknownCamera, FromTheFuture, WrongHash, BeforeRefused,
    NotAPicture, PictureTooLarge, NotStorable, NoActiveCase (422 and 413 on the wire).
    """
    if (known := Alert.objects.filter(key=alert.key).first()) is not None:
        return steps.view(known.alarm_id), False
    if (ahead := (alert.at - received_at).total_seconds()) > FUTURE_S:
        raise FromTheFuture(seconds=round(ahead))
    body = storable(alert.model_dump_json(by_alias=True))
    shown = _checked(snapshot, alert.snapshot_sha256, WrongHash)
    earlier = _checked(before, alert.before_sha256, BeforeRefused)
    with journal.unit(), pictures.undone() as keep:
        # The camera's row puts the alerts of one camera in order: one alarm, and one row a key.
        camera = Camera.objects.select_for_update(of=("self",)).select_related("area").filter(code=alert.camera)
        row = camera.first()
        if row is None:
            raise UnknownCamera(code=alert.camera)
        if (known := Alert.objects.filter(key=alert.key).first()) is not None:
            return steps.view(known.alarm_id), False
        case = matches.admit(row, alert)
        shown, earlier = (
            replace(one, name=keep("alerts", "jpg", one.data)) if one.data is not None else one
            for one in (shown, earlier)
        )
        alarm = _take_in(row, alert, body, (shown, earlier), received_at, engine, case)
        if case is not None:
            matches.attach(case, alarm)
        return steps.view(alarm.pk), True


def storable(text: str) -> dict[str, Any]:
    """A checked message as the table keeps it. Raises NotStorable for NUL, which PostgreSQL's texts cannot hold."""
    if "\\u0000" in text:
        raise NotStorable
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _checked(data: bytes | None, told: str | None, refusal: type[AlertRefused]) -> _Picture:
    sha256 = pictures.check_snapshot(data) if data is not None else ""
    if (told or sha256) != sha256:
        raise refusal
    return _Picture(data=data, sha256=sha256)


def _take_in(
    camera: Camera,
    alert: PostedAlert,
    body: dict[str, Any],
    shots: tuple[_Picture, _Picture],
    received_at: datetime,
    engine: str,
    case: UUID | None,
) -> Alarm:
    rows = Alarm.objects.select_for_update(of=("self",)).filter(
        camera=camera, zone_name=alert.rule, zone_kind=alert.kind, what__in=family(alert.what), state__in=[*GATHERS]
    )
    if case is not None:
        rows = rows.filter(watch_match__case_id=case)  # each case has alarms of its own
    alarm = rows.order_by("-raised_at").first()
    timers = policy_of(alert.kind, alert.what).timers
    again = alarm is not None and joins(
        state=AlarmState(alarm.state), last_at=alarm.last_at, taken_at=alert.at, timers=timers
    )
    if alarm is None or not again:
        alarm = _new_alarm(camera, alert, received_at)
    alarm.camera = camera
    shown, earlier = shots
    row = Alert.objects.create(
        key=alert.key,
        camera=camera,
        alarm=alarm,
        engine=engine,
        at=alert.at,
        received_at=received_at,
        body=body,
        picture=shown.name,
        picture_sha256=shown.sha256,
        before=earlier.name,
        before_sha256=earlier.sha256,
    )
    alarm.count += 1
    if alarm.newest_id is None or alert.at >= alarm.last_at:
        alarm.newest, alarm.what, alarm.people = row, alert.what, alert.people
    alarm.first_at, alarm.last_at = min(alarm.first_at, alert.at), max(alarm.last_at, alert.at)
    if again:
        _join(alarm, row, received_at)
    else:
        _raise(alarm, row, received_at)
    departures.attach(alarm, row)
    alarm.save()
    return alarm


def _new_alarm(camera: Camera, alert: PostedAlert, received_at: datetime) -> Alarm:
    card = policy_of(alert.kind, alert.what).card
    return Alarm.objects.create(
        camera=camera,
        state=AlarmState.RAISED if card else AlarmState.NOTED,
        zone=Zone.objects.filter(camera=camera, name=alert.rule, retired_at__isnull=True).first(),
        zone_name=alert.rule,
        zone_kind=alert.kind,
        what=alert.what,
        people=alert.people,
        first_at=alert.at,
        last_at=alert.at,
        raised_at=received_at,
        late=is_late(taken_at=alert.at, received_at=received_at),
    )


def _raise(alarm: Alarm, row: Alert, at: datetime) -> None:
    if alarm.state == AlarmState.NOTED:
        steps.note(alarm, Step.NOTE, before="", at=at, alert=str(row.pk), **_said(row))
        journal.record(alarm_event(AlarmEvent.NOTED, alarm, late=alarm.late))
    else:
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
    said = {"class": body["class"], "score": body["score"], "model": body["model"]["name"], "taken": body["at"]}
    return said | {"what": body["what"], "people": body["people"]}


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
            if row.body.get("kind") in WATCHED:
                raise ClipUnwanted
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
