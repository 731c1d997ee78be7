"""The desk of a centre and the hotline: somebody says it, somebody else writes it down."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from fengqiao.areas.selectors import Actor
from fengqiao.core import ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain.facts import Source
from fengqiao.incidents.models import Draft, EvidenceKind
from fengqiao.incidents.selectors import events
from fengqiao.incidents.selectors.events import IncidentView
from fengqiao.incidents.services.drafts import discard_draft
from fengqiao.incidents.services.followers import Contact, join
from fengqiao.incidents.services.opening import Particulars, open_incident
from fengqiao.incidents.services.pictures import add_evidence
from fengqiao.incidents.services.texts import NOTE

TICKET = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What was written down. ``form_id`` is made with the form: the same form sent twice is one event.

    Position in WGS84, ``happened_at`` aware. An ``anonymous`` caller leaves neither name nor telephone number.
    ``answers`` to the category's own fields, not yet checked.
    """

    form_id: UUID
    source: Source
    category: str
    area_id: UUID
    title: str
    description: str = ""
    place: str = ""
    no_place_reason: str = ""
    lon: float | None = None
    lat: float | None = None
    happened_at: datetime | None = None
    name: str = ""
    phone: str = ""
    anonymous: bool = False
    answers: Mapping[str, Any] = field(default_factory=dict)


def desk_ticket(form_id: UUID, actor: Actor) -> str:
    """The secret of the follow-up link of what this person wrote into this form; the same whenever it is asked for.

    Nothing of it is stored but its hash; without the program's key it cannot be computed.
    """
    if actor.person_id is None:
        raise NotYours
    named = f"incidents.desk:{actor.person_id}:{form_id}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), named, hashlib.sha256).digest()
    return "".join(ids.ALPHABET[byte % len(ids.ALPHABET)] for byte in digest[:TICKET])


def take_down(*, sheet: Sheet, pictures: Sequence[bytes] = (), actor: Actor) -> IncidentView:
    """Open the event that was written down, with its pictures, all or nothing. The same form again returns the event
    that it opened. Raises what ``open_incident`` raises, and PictureNotKept."""
    if actor.person_id is None:
        raise NotYours
    key = f"desk:{actor.person_id}:{sheet.form_id}"
    if known := events.by_key(key):
        return known
    with journal.unit():
        draft = Draft.objects.filter(pk=sheet.form_id, person_id=actor.person_id, incident__isnull=True)
        ticket = desk_ticket(sheet.form_id, actor)
        more = Particulars(
            description=sheet.description,
            answers=dict(sheet.answers),
            contact=_contact(sheet, actor),
            draft_id=sheet.form_id if draft.exists() else None,
        )
        made = open_incident(
            key=key,
            source=sheet.source,
            category=sheet.category,
            area_id=sheet.area_id,
            title=sheet.title,
            lon=sheet.lon,
            lat=sheet.lat,
            place=sheet.place,
            no_place_reason=sheet.no_place_reason,
            happened_at=sheet.happened_at,
            particulars=more,
            actor=actor,
        )
        for content in pictures:
            add_evidence(incident_id=made.id, kind=EvidenceKind.BEFORE, content=content, ticket=ticket, actor=actor)
        return made


def join_down(*, sheet: Sheet, into: UUID, actor: Actor) -> IncidentView:
    """The matter is known already: the caller joins it instead. What they said is kept with their name."""
    if actor.person_id is None:
        raise NotYours
    with journal.unit():
        joined = join(incident_id=into, source=sheet.source, contact=_contact(sheet, actor), actor=actor)
        if Draft.objects.filter(
            pk=sheet.form_id, person_id=actor.person_id, incident__isnull=True, discarded_at__isnull=True
        ).exists():
            discard_draft(draft_id=sheet.form_id, actor=actor)
        return joined


def _contact(sheet: Sheet, actor: Actor) -> Contact:
    said = "\n".join(part for part in (sheet.title, sheet.description) if part)
    return Contact(
        ticket=desk_ticket(sheet.form_id, actor),
        name=sheet.name,
        phone=sheet.phone,
        anonymous=sheet.anonymous,
        note=said[:NOTE],
    )
