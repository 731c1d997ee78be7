"""An alarm's event on the spine: opened when somebody goes, handled when it is safe, voided when it was nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.cameras.domain.spine import CATEGORY

if TYPE_CHECKING:
    from fengqiao.cameras.models import Alarm


def open_event(alarm: Alarm, actor: Actor) -> None:
    """Open the alarm's event (once: its key is the alarm) and take it in; sets the row's incident fields."""
    from fengqiao.incidents import services as incidents

    camera = alarm.camera
    opened = incidents.open_incident(
        key=f"alarm:{alarm.pk}",
        source="camera",
        category=CATEGORY[alarm.zone_kind],
        area_id=camera.area_id,
        lon=camera.lon,
        lat=camera.lat,
        place=camera.place or camera.name,
        title=_("Camera alarm: %(camera)s") % {"camera": camera.name},
        reporter_id=None,
        actor=SYSTEM,
    )
    alarm.incident_id, alarm.incident_code = opened.id, opened.code


def somebody_arrived(alarm: Alarm, actor: Actor) -> None:
    """Somebody of the field is at work on it: the event is in hand."""


def confirmed_safe(alarm: Alarm, actor: Actor, *, photo: bytes, at: datetime) -> None:
    """The photo goes to the event as evidence, and the work is reported as done."""


def was_nothing(alarm: Alarm, actor: Actor, *, why: str) -> None:
    """An event that was opened for the alarm is voided, with its pending points."""
