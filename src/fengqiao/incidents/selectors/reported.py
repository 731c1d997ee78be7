"""What grid workers reported, as facts for whoever asks whether reports are padded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery

from fengqiao.incidents.domain import code as codes
from fengqiao.incidents.domain.facts import Source, State, Step
from fengqiao.incidents.models import Evidence, EvidenceKind, Incident, IncidentStep

# Ends of reports in which there was nothing to do.
UNFOUNDED = (State.REJECTED, State.VOID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A patrol's report. ``photos``: digests of the files from before the work, as they came; ``closer``: who closed it
    last. Position in WGS84."""

    id: UUID
    code: str
    spoken: str
    title: str
    reporter_id: UUID
    seen_at: datetime
    lon: float | None
    lat: float | None
    photos: frozenset[str]
    closer_id: UUID | None


def reported(area_id: UUID, *, start: datetime, end: datetime) -> list[Reported]:
    """All patrols' reports of an area that were seen in [start, end), by time. Two queries. Not scoped."""
    closing = IncidentStep.objects.filter(incident=OuterRef("pk"), step=Step.CLOSE).order_by("-number")
    rows = Incident.objects.filter(
        area__lineage__contains=[area_id],
        source=Source.PATROL,
        reporter__isnull=False,
        happened_at__gte=start,
        happened_at__lt=end,
    )
    photos: defaultdict[UUID, set[str]] = defaultdict(set)
    pictures = Evidence.objects.filter(incident__in=rows.values("pk"), kind=EvidenceKind.BEFORE)
    for incident, digest in pictures.values_list("incident_id", "original_sha256"):
        photos[incident].add(digest)
    found = rows.annotate(closer=Subquery(closing.values("actor")[:1])).order_by("happened_at", "pk")
    return [
        Reported(
            id=pk,
            code=code,
            spoken=codes.spoken(code),
            title=title,
            reporter_id=reporter,
            seen_at=at,
            lon=lon,
            lat=lat,
            photos=frozenset(photos[pk]),
            closer_id=closer,
        )
        for pk, code, title, reporter, at, lon, lat, closer in found.values_list(
            "pk", "code", "title", "reporter_id", "happened_at", "lon", "lat", "closer"
        )
        if reporter is not None
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolReport:
    """A patrol's report with what became of it. ``written_at``: when it came in; ``valid``: None while it is open."""

    id: UUID
    code: str
    reporter_id: UUID
    seen_at: datetime
    written_at: datetime
    title: str
    description: str
    valid: bool | None
    photo: bool


def reports_of(person_ids: Collection[UUID], *, start: datetime, end: datetime) -> list[PatrolReport]:
    """What these people reported on patrol in [start, end), by time. One query. Not scoped."""
    picture = Evidence.objects.filter(incident=OuterRef("pk"), kind=EvidenceKind.BEFORE)
    rows = Incident.objects.filter(
        source=Source.PATROL, reporter_id__in=person_ids, happened_at__gte=start, happened_at__lt=end
    ).annotate(photo=Exists(picture))
    return [
        PatrolReport(
            id=row.pk,
            code=row.code,
            reporter_id=row.reporter_id,
            seen_at=row.happened_at,
            written_at=row.created_at,
            title=row.title,
            description=row.description,
            valid=False if row.state in UNFOUNDED else True if row.closed_at else None,
            photo=bool(getattr(row, "photo", False)),
        )
        for row in rows.order_by("happened_at", "pk")
        if row.reporter_id is not None
    ]
