"""Pictures as evidence: cleaned, hashed, kept under a random name."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, ids, journal, pictures
from fengqiao.core.errors import NotYours
from fengqiao.core.pictures import Picture
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import NotYourStep, State
from fengqiao.incidents.domain.machine import Side
from fengqiao.incidents.models import Evidence, EvidenceKind, Incident
from fengqiao.incidents.selectors.events import EvidenceView, evidence_view
from fengqiao.incidents.selectors.standing import gather, sides
from fengqiao.incidents.services.errors import EventOver, PictureNotKept, StepNotTaken
from fengqiao.incidents.services.taking import announce, follower_of, lock
from fengqiao.incidents.services.texts import moment

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
    task_id: UUID | None = None,
    ticket: str = "",
    actor: Actor,
) -> EvidenceView:
    """Add a picture taken before or after the work. The same file sent twice is kept once.

    ``taken_at`` aware (default, and for clocks that run ahead: now), position in WGS84 (one that is none is left
    out). ``task_id``: it belongs to that joint task's answer. ``ticket``: of a follower without an account. Raises
    PictureNotKept, EventOver, StepNotTaken, NotYours.
    """
    picture = clean_picture(content)
    stored: list[str] = []
    try:
        with journal.unit():
            row = lock(incident_id, actor, ticket=ticket)
            _may_add(row, task_id, ticket, actor)
            same = row.evidence.filter(
                round=row.round, kind=EvidenceKind(kind), original_sha256=picture.original_sha256
            )
            if known := same.first():
                return evidence_view(known)
            made = Evidence(
                incident=row,
                task_id=task_id,
                round=row.round,
                kind=EvidenceKind(kind),
                sha256=picture.sha256,
                original_sha256=picture.original_sha256,
                width=picture.width,
                height=picture.height,
                taken_at=moment(taken_at),
                person_id=actor.person_id,
            )
            if lon is not None and lat is not None and -180 <= lon <= 180 and -90 <= lat <= 90:
                made.lon, made.lat = lon, lat
            return evidence_view(_keep(made, picture, stored, actor))
    except BaseException:
        for name in stored:  # the row was rolled back; nothing points to the file any more
            default_storage.delete(name)
        raise


def _may_add(row: Incident, task_id: UUID | None, ticket: str, actor: Actor) -> None:
    if State(row.state) in table.ENDED:
        raise EventOver
    if task_id is not None:
        task = row.tasks.filter(pk=task_id, round=row.round).first()
        if task is None:
            raise NotYours
        may = bool(sides(actor, row, organisation_id=task.organisation_id) & {Side.PROGRAM, Side.ORGANISATION})
    else:
        facts = gather(row, actor)
        may = facts.system or facts.is_reporter or bool(facts.roles & WHO) or follower_of(row.pk, ticket) is not None
    if not may:
        raise StepNotTaken(NotYourStep())


def _keep(made: Evidence, picture: Picture, stored: list[str], actor: Actor) -> Evidence:
    name = f"incidents/{clock.now():%Y/%m}/{ids.new_id().hex}.jpg"
    made.file = default_storage.save(name, ContentFile(picture.content))
    stored.append(made.file)
    made.save(force_insert=True)
    payload = {"evidence": str(made.pk), "kind": str(made.kind), "sha256": made.sha256}
    announce(made.incident, "incidents.evidence", payload, actor=actor)
    return made
