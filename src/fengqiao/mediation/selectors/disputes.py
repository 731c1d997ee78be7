"""Disputes and who may see them.

A dispute of a place is seen by its mediators, its secretary, the studio and the centre's desk. A sensitive one is seen
by the mediator in charge and by the studio's clerk, and every reading of it is written down.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, PersonInRole, Role
from fengqiao.core.errors import NotYours
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents.domain import code as codes
from fengqiao.mediation.domain import disputes as way
from fengqiao.mediation.domain.agreements import AgreementState
from fengqiao.mediation.domain.disputes import (
    Consent,
    Facts,
    Means,
    Outcome,
    PartyKind,
    Sensitive,
    Side,
    Stand,
    State,
    Step,
)
from fengqiao.mediation.models import Dispute, Party

DESK = frozenset({Role.OPERATOR, Role.DISPATCHER})
REGISTRARS = frozenset({Role.MEDIATOR, Role.STUDIO_CLERK, Role.VILLAGE_SECRETARY})
READERS = REGISTRARS | DESK
# Who may come to a session for us; the mediator in charge names them.
HELPERS = (Role.MEDIATOR, Role.GRID_LEAD, Role.GRID_WORKER, Role.VILLAGE_SECRETARY, Role.VOLUNTEER)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyView:
    """A party as the page shows it to somebody who may read the dispute."""

    id: UUID
    number: int
    kind: PartyKind
    stand: Stand
    name: str
    phone: str
    address: str
    minor: bool
    representative: str
    relation: str
    representative_phone: str
    consent: Consent
    consent_at: datetime | None

    @property
    def masked(self) -> str:
        """The name for lists and exports."""
        return masked(self.name, self.kind)

    @property
    def signs_as(self) -> str:
        """Who signs for them: the representative where there is one."""
        return self.representative or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeView:
    """A dispute as it stands. Times aware. ``facts`` and ``asked`` may name people."""

    id: UUID
    code: str
    incident_id: UUID
    area_id: UUID
    category: str
    category_title: str
    subject: str
    place: str
    facts: str
    asked: str
    source: str
    scale: str
    severity: str
    means: Means
    sensitive: Sensitive
    state: State
    state_since: datetime
    happened_on: date
    registered_at: datetime
    registrar_id: UUID | None
    mediator_id: UUID
    organisation_id: UUID | None
    outcome: Outcome | None
    ending: str
    signed_off_by_id: UUID | None
    signed_off_at: datetime | None
    closed_at: datetime | None
    adopted: bool

    @property
    def spoken(self) -> str:
        """The code in two groups, as it is shown."""
        return codes.spoken(self.code)

    @property
    def ended(self) -> bool:
        """True when nothing more is done with it."""
        return self.state in way.ENDED


def masked(name: str, kind: PartyKind) -> str:
    """A party's name for lists and exports: 陈**; an organisation keeps its name."""
    return name if kind is PartyKind.ORGANISATION else areas.mask_name(name)


def visible_to(actor: Actor) -> Q:
    """The condition "this actor may read the dispute"."""
    if actor.system:
        return Q()
    places = [duty.area_id for duty in actor.duties if duty.role in READERS]
    studio = [duty.area_id for duty in actor.duties if duty.role is Role.STUDIO_CLERK]
    seen = Q(pk__in=[])
    if places:
        seen |= Q(area__lineage__overlap=places, sensitive=Sensitive.NO)
    if studio:
        seen |= Q(area__lineage__overlap=studio)
    if actor.person_id is not None and actor.has(Role.MEDIATOR):
        seen |= Q(mediator_id=actor.person_id)
    return seen


def dispute_of_code(actor: Actor, code: str) -> DisputeView:
    """One dispute by its code, however it is written. Raises NotYours."""
    row = Dispute.objects.filter(visible_to(actor), code=codes.parse(code) or "").first()
    if row is None:
        raise NotYours
    return view(row)


def dispute(actor: Actor, dispute_id: UUID) -> DisputeView:
    """One dispute by its id. Raises NotYours."""
    row = Dispute.objects.filter(visible_to(actor), pk=dispute_id).first()
    if row is None:
        raise NotYours
    return view(row)


def parties_of(dispute_id: UUID) -> list[PartyView]:
    """Its parties, in the order in which they were written down."""
    return [party_view(row) for row in Party.objects.filter(dispute_id=dispute_id).order_by("number")]


def party_names(dispute_ids: Collection[UUID]) -> dict[UUID, str]:
    """The masked names of the parties of many disputes, for lists; of a sensitive one none. One query."""
    found: dict[UUID, list[str]] = {}
    rows = Party.objects.filter(dispute_id__in=dispute_ids, dispute__sensitive=Sensitive.NO).order_by("number")
    for pk, name, kind in rows.values_list("dispute_id", "name", "kind"):
        found.setdefault(pk, []).append(masked(name, PartyKind(kind)))
    return {pk: "、".join(names) for pk, names in found.items()}


def mediators_for(area_id: UUID) -> list[PersonInRole]:
    """Who can mediate in the area: its mediators and those of the areas above, each once, the nearest first."""
    found: dict[UUID, PersonInRole] = {}
    for one in areas.people_in_role(Role.MEDIATOR, area_id, include_above=True):
        found.setdefault(one.person_id, one)
    return list(found.values())


def helpers_for(area_id: UUID) -> list[PersonInRole]:
    """Who of ours can sit in at a session in the area, each once: mediators, grid workers, secretary, volunteers."""
    found: dict[UUID, PersonInRole] = {}
    for role in HELPERS:
        for one in areas.people_in_role(role, area_id, include_above=True):
            found.setdefault(one.person_id, one)
    return list(found.values())


def sides(actor: Actor, row: Dispute | DisputeView) -> frozenset[Side]:
    """As whom the actor comes to the dispute."""
    if actor.system:
        return frozenset({Side.PROGRAM})
    found = set()
    if actor.person_id == row.mediator_id and actor.has(Role.MEDIATOR):
        found.add(Side.MEDIATOR)
    if areas.holds(actor, row.area_id, Role.STUDIO_CLERK):
        found.add(Side.STUDIO)
    if areas.holds(actor, row.area_id, *DESK):
        found.add(Side.CHECKER)
    if areas.holds(actor, row.area_id, *REGISTRARS):
        found.add(Side.REGISTRAR)
    return frozenset(found)


def offered(actor: Actor, one: DisputeView) -> frozenset[Step]:
    """The steps that the actor may take now, apart from what is still missing for them."""
    return way.steps(one.state, sides(actor, one))


def facts_of(actor: Actor, row: Dispute) -> Facts:
    """What the table looks at, as far as the dispute itself says it."""
    parties = list(row.parties.values_list("consent", "stand"))
    return Facts(
        sides=sides(actor, row),
        is_mediator=actor.person_id is not None and actor.person_id == row.mediator_id,
        sensitive=row.sensitive != Sensitive.NO,
        consents=tuple(Consent(consent) for consent, _stand in parties),
        stands=frozenset(Stand(stand) for _consent, stand in parties),
        agreement_stands=row.agreements.filter(state=AgreementState.IN_FORCE).exists(),
    )


def view(row: Dispute) -> DisputeView:
    """A stored dispute."""
    about = incidents.category(row.category)
    return _view(row, about.title if about else row.category)


def views(rows: QuerySet[Dispute]) -> list[DisputeView]:
    """Many stored disputes, with their categories in one query."""
    titles = {one.code: one.title for one in incidents.categories(withdrawn=True)}
    return [_view(row, titles.get(row.category, row.category)) for row in rows]


def _view(row: Dispute, title: str) -> DisputeView:
    return DisputeView(
        id=row.pk,
        code=row.code,
        incident_id=row.incident,
        area_id=row.area_id,
        category=row.category,
        category_title=title,
        subject=row.subject,
        place=row.place,
        facts=row.facts,
        asked=row.asked,
        source=row.source,
        scale=row.scale,
        severity=row.severity,
        means=Means(row.means),
        sensitive=Sensitive(row.sensitive),
        state=State(row.state),
        state_since=row.state_since,
        happened_on=row.happened_on,
        registered_at=row.registered_at,
        registrar_id=row.registrar_id,
        mediator_id=row.mediator_id,
        organisation_id=row.organisation_id,
        outcome=Outcome(row.outcome) if row.outcome else None,
        ending=row.ending,
        signed_off_by_id=row.signed_off_by_id,
        signed_off_at=row.signed_off_at,
        closed_at=row.closed_at,
        adopted=row.adopted,
    )


def party_view(row: Party) -> PartyView:
    """A stored party."""
    return PartyView(
        id=row.pk,
        number=row.number,
        kind=PartyKind(row.kind),
        stand=Stand(row.stand),
        name=row.name,
        phone=row.phone,
        address=row.address,
        minor=row.minor,
        representative=row.representative,
        relation=row.relation,
        representative_phone=row.representative_phone,
        consent=Consent(row.consent),
        consent_at=row.consent_at,
    )
