"""Evidence files for those who may see them. They are never reachable by an address of their own."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.models import Alarm, Alert, Camera
from fengqiao.cameras.selectors.cameras import KNOW
from fengqiao.cameras.selectors.scope import alarms_in_reach, cameras_in_reach
from fengqiao.core.errors import NotYours


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A stored file: its name in the default storage, its type, and its SHA-256 when it came in ('' if re-encoded)."""

    name: str
    content_type: str
    sha256: str = ""


def alarm_picture(actor: Actor, alarm_id: UUID, alert_id: UUID | None = None) -> Served:
    """The newest picture of an alarm, or the one of the alert named. Raises NotYours, also when there is none."""
    rows = _alerts(actor, alarm_id).exclude(picture="")
    row = rows.filter(pk=alert_id).first() if alert_id else rows.order_by("-at").first()
    if row is None:
        raise NotYours
    return Served(name=str(row.picture), content_type="image/jpeg", sha256=row.picture_sha256)


def alarm_before(actor: Actor, alarm_id: UUID) -> Served:
    """The same place before, of the newest alert that has one. Raises NotYours, also when there is none."""
    row = _alerts(actor, alarm_id).exclude(before="").order_by("-at").first()
    if row is None:
        raise NotYours
    return Served(name=str(row.before), content_type="image/jpeg", sha256=row.before_sha256)


def alarm_clip(actor: Actor, alarm_id: UUID, alert_id: UUID | None = None) -> Served:
    """The first clip of an alarm (it begins before the entry), or the one of the alert named. Raises NotYours."""
    rows = _alerts(actor, alarm_id).exclude(clip="")
    row = rows.filter(pk=alert_id).first() if alert_id else rows.order_by("at").first()
    if row is None:
        raise NotYours
    return Served(name=str(row.clip), content_type="video/mp4", sha256=row.clip_sha256)


def alarm_photo(actor: Actor, alarm_id: UUID) -> Served:
    """The photo with which safety was confirmed, re-encoded without its metadata. Raises NotYours."""
    row = Alarm.objects.filter(alarms_in_reach(actor), pk=alarm_id).exclude(photo_shown="").first()
    if row is None:
        raise NotYours
    return Served(name=str(row.photo_shown), content_type="image/jpeg")


def sign_photo(actor: Actor, camera_id: UUID) -> Served:
    """The photo of the sign beside a camera. Raises NotYours."""
    row = Camera.objects.filter(cameras_in_reach(actor, KNOW), pk=camera_id).exclude(sign_photo="").first()
    if row is None:
        raise NotYours
    return Served(name=str(row.sign_photo), content_type="image/jpeg")


def _alerts(actor: Actor, alarm_id: UUID) -> QuerySet[Alert]:
    return Alert.objects.filter(alarm__in=Alarm.objects.filter(alarms_in_reach(actor), pk=alarm_id))
