"""What cameras announce in the journal. Payloads hold no personal data; names of people stay in their tables."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from fengqiao.core.journal import Event

if TYPE_CHECKING:
    from uuid import UUID

    from fengqiao.cameras.models import Alarm, Camera, WatchCase


class AlarmEvent(StrEnum):
    """Kinds about an alarm, in the order in which they usually come."""

    RAISED = "cameras.alarm_raised"
    AGAIN = "cameras.alarm_again"
    VOICE_WANTED = "cameras.voice_wanted"
    VOICED = "cameras.alarm_voiced"
    VOICE_FAILED = "cameras.voice_failed"
    ESCALATED = "cameras.alarm_escalated"
    ACCEPTED = "cameras.alarm_accepted"
    ASSIGNED = "cameras.alarm_assigned"
    ON_SITE = "cameras.alarm_on_site"
    SAFE = "cameras.alarm_safe"
    FALSE = "cameras.alarm_false"
    CLOSED = "cameras.alarm_closed"
    CLIP = "cameras.clip_arrived"
    NOTED = "cameras.alarm_noted"
    LEFT = "cameras.alarm_left"


class WatchEvent(StrEnum):
    """Kinds about a case of the narrow door."""

    DRAFTED = "cameras.watch_drafted"
    CHANGED = "cameras.watch_changed"
    ASKED = "cameras.watch_asked"
    APPROVED = "cameras.watch_approved"
    ACTIVE = "cameras.watch_active"
    REFUSED = "cameras.watch_refused"
    WITHDRAWN = "cameras.watch_withdrawn"
    CLOSED = "cameras.watch_closed"
    EXPIRED = "cameras.watch_expired"
    ERASED = "cameras.watch_erased"
    MATCH = "cameras.watch_match"
    CONFIRMED = "cameras.watch_confirmed"
    REJECTED = "cameras.watch_rejected"
    READ = "cameras.watch_read"


WATCH_LIST_CHANGED = (WatchEvent.ACTIVE, WatchEvent.CLOSED, WatchEvent.EXPIRED)
"""After these the engine's lists are others."""


def watch_event(kind: WatchEvent, case: WatchCase, **more: Any) -> Event:
    """An entry about a case. It holds nothing that identifies who or what is looked for."""
    payload = {"case": str(case.pk), "code": case.code, "case_kind": str(case.kind), "state": str(case.state), **more}
    return Event(kind=kind, subject=f"watch:{case.pk}", area=case.area_id, payload=payload)


CAMERA_CHANGED = "cameras.camera_changed"
CAMERA_STATE = "cameras.camera_state"
ENGINE_STATE = "cameras.engine_state"


def alarm_event(kind: AlarmEvent, alarm: Alarm, **more: Any) -> Event:
    """An entry about an alarm with what a card needs; ``more`` adds to the payload (JSON values)."""
    camera = alarm.camera
    payload = {
        "alarm": str(alarm.pk),
        "code": alarm.code,
        "camera": str(camera.pk),
        "camera_name": camera.name,
        "zone": alarm.zone_name,
        "zone_kind": alarm.zone_kind,
        "what": alarm.what,
        "state": alarm.state,
        "level": alarm.level,
        "count": alarm.count,
        "lon": camera.lon,
        "lat": camera.lat,
        "area_name": camera.area.name,
        "at": alarm.last_at.isoformat(),
        "voice": alarm.voice_state,
        **more,
    }
    return Event(kind=kind, subject=f"alarm:{alarm.pk}", area=camera.area_id, payload=payload)


def camera_changed(camera: Camera, *, what: str) -> Event:
    """A camera's register entry, zones or operation changed; the engine's settings follow."""
    return Event(
        kind=CAMERA_CHANGED,
        subject=f"camera:{camera.pk}",
        area=camera.area_id,
        payload={"camera": str(camera.pk), "code": camera.code, "camera_name": camera.name, "what": what},
    )


def camera_state(camera: Camera, *, before: str) -> Event:
    """A camera's condition changed from ``before``."""
    return Event(
        kind=CAMERA_STATE,
        subject=f"camera:{camera.pk}",
        area=camera.area_id,
        payload={
            "camera": str(camera.pk),
            "code": camera.code,
            "camera_name": camera.name,
            "condition": camera.condition,
            "before": before,
            "since": camera.condition_since.isoformat(),
        },
    )


def engine_state(*, engine: str, silent: bool, since: str, area: UUID | None = None) -> Event:
    """An engine stopped reporting, or reports again. ``since`` is an ISO time in UTC."""
    return Event(
        kind=ENGINE_STATE,
        subject=f"engine:{engine}",
        area=area,
        payload={"engine": engine, "silent": silent, "since": since},
    )
