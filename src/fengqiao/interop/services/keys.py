"""Keys of Open311 clients: made once and shown once, checked, limited, revoked."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from fengqiao.areas.selectors import Actor, Role, holds
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.interop import events
from fengqiao.interop.domain.georeport import Wrong
from fengqiao.interop.models import ApiKey, Jurisdiction
from fengqiao.interop.selectors.jurisdictions import JurisdictionView, view


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshKey:
    """A new key; ``secret`` is told this once and kept nowhere."""

    id: UUID
    label: str
    secret: str


def hash_of(secret: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_jurisdiction(*, name: str, area_id: UUID, actor: Actor) -> JurisdictionView:
    """Let the area answer to Open311 clients under this name; again is the same. Raises NotYours."""
    _may(actor, area_id)
    with journal.unit():
        row, made = Jurisdiction.objects.get_or_create(name=name, defaults={"area_id": area_id})
        if not made and row.area_id != area_id:
            raise NotYours
        if not row.open:
            row.open = True
            row.save(update_fields=["open"])
        return view(row)


def make_key(*, jurisdiction: str, label: str, hourly: int = 600, actor: Actor) -> FreshKey:
    """A key for one client. Raises NotYours."""
    place = Jurisdiction.objects.filter(name=jurisdiction).first()
    if place is None:
        raise NotYours
    _may(actor, place.area_id)
    secret = secrets.token_urlsafe(24)
    with journal.unit():
        row = ApiKey.objects.create(
            jurisdiction=place,
            label=label.strip()[:80],
            hint=secret[-4:],
            key_hash=hash_of(secret),
            hourly=hourly,
            made_by_id=actor.person_id,
        )
        journal.record(
            Event(kind=events.KEY_MADE, subject=f"api-key:{row.pk}", area=place.area_id, payload={"label": row.label}),
            actor=actor.person_id,
        )
    return FreshKey(id=row.pk, label=row.label, secret=secret)


def revoke_key(*, key_id: UUID, actor: Actor) -> None:
    """From now on the key opens nothing; what came with it stays. Raises NotYours."""
    with journal.unit():
        row = ApiKey.objects.select_related("jurisdiction").select_for_update(of=("self",)).filter(pk=key_id).first()
        if row is None:
            raise NotYours
        _may(actor, row.jurisdiction.area_id)
        if row.revoked_at is None:
            row.revoked_at = clock.now()
            row.save(update_fields=["revoked_at"])
            event = Event(kind=events.KEY_REVOKED, subject=f"api-key:{row.pk}", area=row.jurisdiction.area_id)
            journal.record(event, actor=actor.person_id)


def checked(place: JurisdictionView, secret: str) -> ApiKey:
    """The key, counted as used once more. Raises Wrong: 403 for a key that is not one, 429 for too many messages."""
    row = ApiKey.objects.filter(key_hash=hash_of(secret), jurisdiction_id=place.id, revoked_at=None).first()
    if row is None:
        raise Wrong(403, "api_key is not known here or was revoked")
    if _used(row.pk, clock.now()) > row.hourly:
        raise Wrong(429, f"more than {row.hourly} messages within an hour; send the rest later")
    return row


def _used(key_id: UUID, now: datetime) -> int:
    """One more message in this hour; returns how many. One statement, so that parallel calls are all counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO interop_apiuse (key_id, hour, count) VALUES (%s, %s, 1) "
            "ON CONFLICT (key_id, hour) DO UPDATE SET count = interop_apiuse.count + 1 RETURNING count",
            [key_id, now.replace(minute=0, second=0, microsecond=0)],
        )
        found = cursor.fetchone()
    return int(found[0])


def _may(actor: Actor, area_id: UUID) -> None:
    if not (actor.system or holds(actor, area_id, Role.SYSTEM_ADMIN)):
        raise NotYours
