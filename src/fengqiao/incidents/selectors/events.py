"""Events, their steps and pictures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain import code as codes
from fengqiao.incidents.domain.facts import CategoryKind, Outcome, Scale, Severity, Source, State, Step
from fengqiao.incidents.domain.table import DESK, ENDED, FIELD
from fengqiao.incidents.models import Evidence, EvidenceKind, Follower, Incident, IncidentStep, JointTask
from fengqiao.incidents.models.events import OVER
from fengqiao.incidents.selectors.words import in_words, local_title

# Who sees all events of their places. Handlers see those of their organisation, everybody what they reported.
WATCHERS = FIELD | DESK | {Role.STUDIO_CLERK, Role.ANALYST}


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """An event as it stands. Positions in WGS84, times aware.

    ``category_titles``, ``fields``, ``after_evidence`` and ``sensitive`` are those of the category's version under
    which it was reported. ``details`` are the answers to ``fields``.
    """

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
    category_kind: CategoryKind
    category_number: int
    fields: tuple[Mapping[str, Any], ...]
    description: str
    details: Mapping[str, Any]
    scale: Scale | None
    severity: Severity | None
    sensitive: bool
    on_spot: bool
    lives: int
    grid_version_id: UUID | None

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
    reason: Mapping[str, Any] | None = None

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
    task_id: UUID | None = None


def visible_to(actor: Actor) -> Q:
    """The condition "this actor may see the event".

    The desk sees all of its places, other watchers what is not sensitive or is led by an organisation of their very
    place, organisations what they lead or join, everybody what they reported, follow or signed for.
    """
    if actor.system:
        return Q()
    desks = [duty.area_id for duty in actor.duties if duty.role in DESK]
    places = [duty.area_id for duty in actor.duties if duty.role in WATCHERS - DESK]
    seen = Q(area__lineage__overlap=desks) if desks else Q(pk__in=[])
    if places:
        seen |= Q(area__lineage__overlap=places, category_version__sensitive=False)
        seen |= Q(lead__area__lineage__overlap=places, area__lineage__overlap=places)
    if actor.organisation_ids:
        joined = JointTask.objects.filter(organisation_id__in=actor.organisation_ids).values("incident_id")
        seen |= Q(lead_id__in=actor.organisation_ids) | Q(pk__in=joined)
    if actor.person_id is not None:
        followed = Follower.objects.filter(person_id=actor.person_id, left_at__isnull=True).values("incident_id")
        seen |= Q(reporter_id=actor.person_id) | Q(handler_id=actor.person_id) | Q(pk__in=followed)
    return seen


def incidents(actor: Actor, *, ended: bool | None = None, limit: int = 100) -> list[IncidentView]:
    """The newest events that the actor may see: open (``ended`` False), over (True) or all."""
    rows = Incident.objects.filter(visible_to(actor), standing(ended))
    return [view(row) for row in _loaded(rows).order_by("-created_at", "-pk")[:limit]]


def incidents_in_grid(actor: Actor, grid_id: UUID, *, start: datetime, end: datetime) -> list[IncidentView]:
    """The events that happened in a grid in [start, end) and that the actor may see, the newest first."""
    rows = Incident.objects.filter(
        visible_to(actor), grid_version__grid_id=grid_id, happened_at__gte=start, happened_at__lt=end
    )
    return [view(row) for row in _loaded(rows).order_by("-happened_at", "-pk")]


def standing(ended: bool | None) -> Q:
    """The condition "open" (``ended`` False), "over" (True) or none, as the indexes of the events know it."""
    over = Q(state__in=OVER)
    return Q() if ended is None else over if ended else ~over


def incident(actor: Actor, incident_id: UUID) -> IncidentView:
    """One event by id. Raises NotYours."""
    return _one(_loaded(Incident.objects.filter(visible_to(actor), pk=incident_id)))


def of_ids(actor: Actor, ids: Collection[UUID]) -> dict[UUID, IncidentView]:
    """Those of the events that the actor may see, by id."""
    rows = _loaded(Incident.objects.filter(visible_to(actor), pk__in=ids))
    return {row.pk: view(row) for row in rows}


def incident_of_code(actor: Actor, code: str) -> IncidentView:
    """One event by its code, however it is written. Raises NotYours."""
    return _one(_loaded(Incident.objects.filter(visible_to(actor), code=codes.parse(code) or "")))


def by_key(key: str) -> IncidentView | None:
    """The event that was opened under the caller's own key. Not scoped: for services."""
    row = _loaded(Incident.objects.filter(key=key)).first()
    return view(row) if row else None


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
            reason=row.reason,
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
        task_id=row.task_id,
    )


def view(row: Incident) -> IncidentView:
    """A stored event with its category loaded."""
    return IncidentView(
        id=row.pk,
        code=row.code,
        key=row.key,
        source=Source(row.source),
        category=row.category.code,
        category_titles=row.category_version.titles,
        after_evidence=row.category_version.after_pictures > 0,
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
        category_kind=CategoryKind(row.category.kind),
        category_number=row.category_version.number,
        fields=tuple(row.category_version.fields),
        description=row.description,
        details=row.details,
        scale=Scale(row.scale) if row.scale else None,
        severity=Severity(row.severity) if row.severity else None,
        sensitive=row.category_version.sensitive,
        on_spot=row.on_spot,
        lives=row.lives,
        grid_version_id=row.grid_version_id,
    )


def names(events: list[IncidentView]) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """The names of the areas and of the handlers of many events, in two queries."""
    people = {event.handler_id for event in events if event.handler_id is not None}
    return areas.area_names({event.area_id for event in events}), areas.person_names(people)


def _loaded(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    return rows.select_related("category", "category_version", "merged_into")


def _one(rows: QuerySet[Incident]) -> IncidentView:
    row = rows.first()
    if row is None:
        raise NotYours
    return view(row)
