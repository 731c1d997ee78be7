"""Events, their steps and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain import code as codes
from fengqiao.incidents.domain.facts import Outcome, Source, State, Step
from fengqiao.incidents.domain.table import DESK, ENDED, FIELD
from fengqiao.incidents.models import Evidence, EvidenceKind, Incident, IncidentStep
from fengqiao.incidents.selectors.words import in_words, local_title

# Who sees all events of their places. Handlers see those of their organisation, everybody what they reported.
WATCHERS = FIELD | DESK | {Role.STUDIO_CLERK, Role.ANALYST}
NEAR_IN_TIME = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """An event as it stands. Positions in WGS84, times aware."""

    id: UUID
    code: str
    key: str
    source: Source
    category: str
    category_titles: Mapping[str, str]
    after_evidence: bool
    area_id: UUID
    lon: float | None
    lat: float | None
    place: str
    no_place_reason: str
    title: str
    state: State
    state_since: datetime
    round: int
    happened_at: datetime
    reporter_id: UUID | None
    lead_id: UUID | None
    handler_id: UUID | None
    outcome: Outcome | None
    merged_into: str | None
    closed_at: datetime | None

    @property
    def spoken(self) -> str:
        """The code in two groups, as it is shown."""
        return codes.spoken(self.code)

    @property
    def state_words(self) -> str:
        """The state in the language of the moment."""
        return in_words(self.state)

    @property
    def source_words(self) -> str:
        """The source in the language of the moment."""
        return in_words(self.source)

    @property
    def category_title(self) -> str:
        """The category in the language of the moment."""
        return local_title(self.category_titles)

    @property
    def ended(self) -> bool:
        """True when nobody has it in hand any more."""
        return self.state in ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One line of an event's history; ``person`` is empty for the system itself."""

    number: int
    round: int
    step: Step
    from_state: State | None
    to_state: State
    at: datetime
    person_id: UUID | None
    person: str
    organisation: str
    note: str
    why: str

    @property
    def words(self) -> str:
        """The step in the language of the moment."""
        return in_words(self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """A picture of an event."""

    id: UUID
    kind: EvidenceKind
    round: int
    sha256: str
    width: int
    height: int
    taken_at: datetime
    lon: float | None
    lat: float | None
    person_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPage:
    """One page of a list of events."""

    events: list[IncidentView]
    page: Page[Incident]


def visible_to(actor: Actor) -> Q:
    """The condition "this actor may see the event"."""
    if actor.system:
        return Q()
    places = [duty.area_id for duty in actor.duties if duty.role in WATCHERS]
    seen = Q(area__lineage__overlap=places) if places else Q(pk__in=[])
    if actor.organisation_ids:
        seen |= Q(lead_id__in=actor.organisation_ids)
    if actor.person_id is not None:
        seen |= Q(reporter_id=actor.person_id)
    return seen


def incidents(actor: Actor, *, ended: bool | None = None, text: str = "", limit: int = 100) -> list[IncidentView]:
    """The newest events that the actor may see: open (``ended`` False), over (True) or all, perhaps those whose
    code, title or place contains ``text``."""
    return [view(row) for row in _found(actor, ended, text)[:limit]]


def incident_page(actor: Actor, *, ended: bool | None, text: str, number: str | int) -> IncidentPage:
    """The same, thirty a page; a wrong page number gives the nearest page."""
    page = Paginator(_found(actor, ended, text), 30).get_page(number)
    return IncidentPage(events=[view(row) for row in page.object_list], page=page)


def _found(actor: Actor, ended: bool | None, text: str) -> QuerySet[Incident]:
    rows = _loaded(Incident.objects.filter(visible_to(actor)))
    if ended is not None:
        over = Q(state__in=ENDED)
        rows = rows.filter(over if ended else ~over)
    if wanted := text.strip():
        found = Q(title__icontains=wanted) | Q(place__icontains=wanted)
        rows = rows.filter(found | Q(code=codes.parse(wanted) or ""))
    return rows.order_by("-created_at", "-pk")


def incident(actor: Actor, incident_id: UUID) -> IncidentView:
    """One event by id. Raises NotYours."""
    return _one(_loaded(Incident.objects.filter(visible_to(actor), pk=incident_id)))


def incident_of_code(actor: Actor, code: str) -> IncidentView:
    """One event by its code, however it is written. Raises NotYours."""
    return _one(_loaded(Incident.objects.filter(visible_to(actor), code=codes.parse(code) or "")))


def by_key(key: str) -> IncidentView | None:
    """The event that was opened under the caller's own key. Not scoped: for services."""
    row = _loaded(Incident.objects.filter(key=key)).first()
    return view(row) if row else None


def similar(event: IncidentView) -> list[IncidentView]:
    """Open events of the same category in the same area at about the same time: may it be one of these?"""
    around = (event.happened_at - NEAR_IN_TIME, event.happened_at + NEAR_IN_TIME)
    rows = Incident.objects.filter(area_id=event.area_id, category__code=event.category, happened_at__range=around)
    rows = rows.exclude(pk=event.id).exclude(state__in=ENDED)
    return [view(row) for row in _loaded(rows).order_by("-happened_at")[:10]]


def steps(incident_id: UUID) -> list[StepView]:
    """The event's whole history, oldest first."""
    rows = IncidentStep.objects.filter(incident_id=incident_id).select_related("actor", "organisation")
    return [
        StepView(
            number=row.number,
            round=row.round,
            step=Step(row.step),
            from_state=State(row.from_state) if row.from_state else None,
            to_state=State(row.to_state),
            at=row.at,
            person_id=row.actor_id,
            person=row.actor.name if row.actor else "",
            organisation=row.organisation.name if row.organisation else "",
            note=row.note,
            why=row.why,
        )
        for row in rows.order_by("number")
    ]


def evidence_of(incident_id: UUID) -> list[EvidenceView]:
    """The event's pictures, in the order in which they were taken."""
    rows = Evidence.objects.filter(incident_id=incident_id).order_by("taken_at", "id")
    return [evidence_view(row) for row in rows]


def evidence_content(actor: Actor, incident_id: UUID, evidence_id: UUID) -> bytes:
    """The JPEG of a picture, for whoever may see its event. Raises NotYours."""
    incident(actor, incident_id)
    row = Evidence.objects.filter(pk=evidence_id, incident_id=incident_id).first()
    if row is None or not default_storage.exists(row.file):
        raise NotYours
    with default_storage.open(row.file) as file:
        return bytes(file.read())


def evidence_view(row: Evidence) -> EvidenceView:
    """A stored picture's facts."""
    return EvidenceView(
        id=row.pk,
        kind=EvidenceKind(row.kind),
        round=row.round,
        sha256=row.sha256,
        width=row.width,
        height=row.height,
        taken_at=row.taken_at,
        lon=row.lon,
        lat=row.lat,
        person_id=row.person_id,
    )


def view(row: Incident) -> IncidentView:
    """A stored event with its category loaded."""
    return IncidentView(
        id=row.pk,
        code=row.code,
        key=row.key,
        source=Source(row.source),
        category=row.category.code,
        category_titles=row.category.titles,
        after_evidence=row.category.after_evidence,
        area_id=row.area_id,
        lon=row.lon,
        lat=row.lat,
        place=row.place,
        no_place_reason=row.no_place_reason,
        title=row.title,
        state=State(row.state),
        state_since=row.state_since,
        round=row.round,
        happened_at=row.happened_at,
        reporter_id=row.reporter_id,
        lead_id=row.lead_id,
        handler_id=row.handler_id,
        outcome=Outcome(row.outcome) if row.outcome else None,
        merged_into=row.merged_into.code if row.merged_into else None,
        closed_at=row.closed_at,
    )


def names(events: list[IncidentView]) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """The names of the areas and of the handlers of many events, in two queries."""
    people = {event.handler_id for event in events if event.handler_id is not None}
    return areas.area_names({event.area_id for event in events}), areas.person_names(people)


def _loaded(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    return rows.select_related("category", "merged_into")


def _one(rows: QuerySet[Incident]) -> IncidentView:
    row = rows.first()
    if row is None:
        raise NotYours
    return view(row)
