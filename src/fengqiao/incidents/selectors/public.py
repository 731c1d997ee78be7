"""What everybody may know of events: what kind of matter, where about, and how it stands. Never who, never notes.

Sensitive categories and disputes are not in it at all. Pictures are in it once somebody has looked at them: those
from before when the event was accepted or given to somebody, those from after when the check was passed; never a
camera's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Q, QuerySet

from fengqiao.incidents.domain import code as codes
from fengqiao.incidents.domain.facts import CategoryKind, Source, State, Step
from fengqiao.incidents.domain.table import ENDED
from fengqiao.incidents.models import Evidence, EvidenceKind, Incident, IncidentStep
from fengqiao.incidents.selectors.events import EvidenceView, evidence_view
from fengqiao.incidents.selectors.words import in_words, local_title

HIDDEN = (State.DRAFT,)
# A person has looked at a picture when one of these steps was taken by somebody after it came in.
LOOKED = (Step.ACCEPT, Step.DISPATCH, Step.SIGN, Step.PASS)
ENDED_BADLY = (State.REJECTED, State.VOID, State.MERGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEvent:
    """An event as the public sees it; position in WGS84. ``text`` and ``place`` are the reporter's own words: who
    shows them must know that they were meant for the public."""

    id: UUID
    code: str
    category: str
    category_titles: Mapping[str, str]
    state: State
    opened_at: datetime
    changed_at: datetime
    lead: str
    area_id: UUID
    lon: float | None
    lat: float | None
    place: str
    text: str

    @property
    def ended(self) -> bool:
        """True when nobody has it in hand any more."""
        return self.state in ENDED

    @property
    def category_title(self) -> str:
        """The category in the language of the moment."""
        return local_title(self.category_titles)

    @property
    def state_words(self) -> str:
        """The state in the language of the moment."""
        return in_words(self.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicStep:
    """That an event came into a state."""

    code: str
    number: int
    state: State
    at: datetime

    @property
    def words(self) -> str:
        """The state in the language of the moment."""
        return in_words(self.state)


def public_events(
    *,
    area_id: UUID,
    between: tuple[datetime, datetime] | None = None,
    codes_wanted: Collection[str] = (),
    categories: Collection[str] = (),
    ended: bool | None = None,
    limit: int = 1000,
) -> list[PublicEvent]:
    """Events under an area, opened between two moments (aware) or of these codes, the newest first."""
    rows = _public(Incident.objects.filter(area__lineage__contains=[area_id]))
    if codes_wanted:
        rows = rows.filter(code__in=[code for text in codes_wanted if (code := codes.parse(text))])
    if between is not None:
        rows = rows.filter(created_at__range=between)
    if categories:
        rows = rows.filter(category__code__in=categories)
    if ended is not None:
        rows = rows.filter(state__in=ENDED) if ended else rows.exclude(state__in=ENDED)
    found = rows.select_related("category", "lead").order_by("-created_at", "-pk")[:limit]
    return [_view(row) for row in found]


def public_steps(*, area_id: UUID, between: tuple[datetime, datetime], limit: int = 1000) -> list[PublicStep]:
    """When events under an area came into which state, the oldest first."""
    events = _public(Incident.objects.filter(area__lineage__contains=[area_id]))
    rows = IncidentStep.objects.filter(at__range=between, incident__in=events).exclude(to_state__in=HIDDEN)
    found = rows.select_related("incident").order_by("at", "pk")[:limit]
    return [
        PublicStep(code=row.incident.code, number=row.number, state=State(row.to_state), at=row.at) for row in found
    ]


def of_everybody(ids: Collection[UUID]) -> dict[UUID, PublicEvent]:
    """Those of the events that are public, by id."""
    rows = _public(Incident.objects.filter(pk__in=ids)).select_related("category", "lead")
    return {row.pk: _view(row) for row in rows}


def of_code(code: str) -> PublicEvent | None:
    """The public event with this code, however it is written."""
    row = _public(Incident.objects.filter(code=codes.parse(code) or "")).select_related("category", "lead").first()
    return _view(row) if row else None


def public_pictures(ids: Collection[UUID]) -> dict[UUID, list[EvidenceView]]:
    """The pictures of these events that everybody may see, by event, in the order in which they were taken."""
    found: dict[UUID, list[EvidenceView]] = {}
    for row in _shown(Evidence.objects.filter(incident_id__in=ids)).order_by("taken_at", "pk"):
        found.setdefault(row.incident_id, []).append(evidence_view(row))
    return found


def public_picture(evidence_id: UUID) -> bytes | None:
    """The JPEG of a picture that everybody may see."""
    row = _shown(Evidence.objects.filter(pk=evidence_id)).first()
    return stored_picture(row) if row else None


def stored_picture(row: Evidence) -> bytes | None:
    """The JPEG itself, while it is there."""
    if not default_storage.exists(row.file):
        return None
    with default_storage.open(row.file) as file:
        return bytes(file.read())


def _shown(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    people = IncidentStep.objects.filter(
        incident=OuterRef("incident"), at__gte=OuterRef("created_at"), actor__isnull=False
    )
    before = Q(kind=EvidenceKind.BEFORE) & Exists(people.filter(step__in=LOOKED))
    after = Q(kind=EvidenceKind.AFTER) & Exists(people.filter(step=Step.PASS))
    rows = rows.filter(incident__in=_public(Incident.objects.exclude(state__in=ENDED_BADLY)), task__isnull=True)
    return rows.exclude(incident__source=Source.CAMERA).filter(before | after)


def _public(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    return rows.exclude(category__kind=CategoryKind.DISPUTE).exclude(category__sensitive=True).exclude(state__in=HIDDEN)


def _view(row: Incident) -> PublicEvent:
    return PublicEvent(
        id=row.pk,
        code=row.code,
        category=row.category.code,
        category_titles=row.category.titles,
        state=State(row.state),
        opened_at=row.created_at,
        changed_at=row.state_since,
        lead=row.lead.name if row.lead else "",
        area_id=row.area_id,
        lon=row.lon,
        lat=row.lat,
        place=row.place,
        text=row.description or row.title,
    )
