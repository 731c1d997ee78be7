"""Pictures as evidence: cleaned, hashed, kept under a random name."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, ids, journal
from fengqiao.core.journal import Event
from fengqiao.incidents.domain import pictures, table
from fengqiao.incidents.domain.facts import NotYourStep, State
from fengqiao.incidents.domain.pictures import Picture
from fengqiao.incidents.models import Evidence, EvidenceKind
from fengqiao.incidents.selectors.events import EvidenceView, evidence_view
from fengqiao.incidents.selectors.standing import gather
from fengqiao.incidents.services.errors import EventOver, PictureNotKept, StepNotTaken
from fengqiao.incidents.services.taking import lock

WHO = table.REPORTERS


def clean_picture(content: bytes) -> Picture:
    """Check and re-encode a photo as JPEG without EXIF. Raises PictureNotKept."""
    try:
        return pictures.clean(content)
    except pictures.PictureRefused as refusal:
        raise PictureNotKept(_(refusal.message)) from refusal


def add_evidence(
    *,
    incident_id: UUID,
    kind: EvidenceKind | str,
    content: bytes,
    taken_at: datetime | None = None,
    lon: float | None = None,
    lat: float | None = None,
    actor: Actor,
) -> EvidenceView:
    """Add a picture taken before or after the work. The same file sent twice is kept once.

    ``taken_at`` aware (default, and for clocks that run ahead: now), position in WGS84. Raises PictureNotKept,
    EventOver, StepNotTaken, NotYours.
    """
    picture = clean_picture(content)
    stored: str | None = None
    try:
        with journal.unit():
            row = lock(incident_id, actor)
            facts = gather(row, actor)
            if State(row.state) in table.ENDED:
                raise EventOver
            if not (facts.system or facts.is_reporter or facts.roles & WHO):
                raise StepNotTaken(NotYourStep())
            same = row.evidence.filter(
                round=row.round, kind=EvidenceKind(kind), original_sha256=picture.original_sha256
            )
            if known := same.first():
                return evidence_view(known)
            now = clock.now()
            name = f"incidents/{now:%Y/%m}/{ids.new_id().hex}.jpg"
            stored = default_storage.save(name, ContentFile(picture.content))
            made = Evidence.objects.create(
                incident=row,
                round=row.round,
                kind=EvidenceKind(kind),
                file=stored,
                sha256=picture.sha256,
                original_sha256=picture.original_sha256,
                width=picture.width,
                height=picture.height,
                taken_at=min(taken_at or now, now),
                lon=lon,
                lat=lat,
                person_id=actor.person_id,
            )
            payload = {
                "incident": str(row.pk),
                "code": row.code,
                "evidence": str(made.pk),
                "kind": str(made.kind),
                "sha256": made.sha256,
            }
            journal.record(
                Event(kind="incidents.evidence", subject=f"incident:{row.pk}", area=row.area_id, payload=payload),
                actor=actor.person_id,
            )
            return evidence_view(made)
    except BaseException:
        if stored is not None:  # the row was rolled back; nothing points to the file any more
            default_storage.delete(stored)
        raise
