"""Applications to the court: the mediators' own, and the court's tray."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, OrganisationKind, OrganisationView, Role
from fengqiao.core.errors import NotYours
from fengqiao.mediation.domain import confirmation as way
from fengqiao.mediation.domain.confirmation import CourtSide, CourtState, CourtStep
from fengqiao.mediation.domain.disputes import Side
from fengqiao.mediation.models import Application, ApplicationStep
from fengqiao.mediation.selectors.agreements import AgreementView, agreement_view
from fengqiao.mediation.selectors.disputes import DisputeView, sides, view, visible_to


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView:
    """An application as it stands."""

    id: UUID
    agreement_id: UUID
    court_id: UUID
    court: str
    state: CourtState
    state_since: datetime
    filed_at: datetime
    decision: str

    @property
    def ended(self) -> bool:
        """True when the court has decided, or it was withdrawn."""
        return self.state in way.ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtStepView:
    """One step of an application."""

    step: CourtStep
    at: datetime
    who: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtCase:
    """What the court reads: the application, the dispute and its agreement; the minutes stay with the mediation."""

    application: ApplicationView
    dispute: DisputeView
    agreement: AgreementView


def courts_of(actor: Actor) -> frozenset[UUID]:
    """The courts for which the actor works."""
    ids = {duty.organisation_id for duty in actor.duties if duty.role is Role.HANDLER and duty.organisation_id}
    return frozenset(pk for pk in ids if areas.organisation(pk).kind is OrganisationKind.COURT)


def courts_for(area_id: UUID) -> list[OrganisationView]:
    """The courts that work for an area, the nearest first."""
    return areas.organisations_for(area_id, kind=OrganisationKind.COURT)


def applications_of(dispute_id: UUID) -> list[ApplicationView]:
    """All applications for a dispute's agreements, the newest first."""
    rows = Application.objects.filter(agreement__dispute_id=dispute_id).select_related("court").order_by("-filed_at")
    return [application_view(row) for row in rows]


def tray(actor: Actor, *, ended: bool) -> list[CourtCase]:
    """What lies at the actor's court: what waits, oldest first; or the newest hundred that are over."""
    rows = Application.objects.filter(court_id__in=courts_of(actor)).select_related("court", "agreement__dispute")
    over = [one.value for one in way.ENDED]
    if ended:
        rows = rows.filter(state__in=over).order_by("-state_since")[:100]
    else:
        rows = rows.exclude(state__in=over).order_by("filed_at")
    return [_case(row) for row in rows]


def case(actor: Actor, application_id: UUID) -> CourtCase:
    """One application, for its court and for who may read the dispute. Raises NotYours."""
    row = Application.objects.filter(pk=application_id).select_related("court", "agreement__dispute").first()
    if row is None:
        raise NotYours
    dispute = row.agreement.dispute
    seen = type(dispute).objects.filter(visible_to(actor), pk=dispute.pk).exists()
    if not seen and row.court_id not in courts_of(actor):
        raise NotYours
    return _case(row)


def court_sides(actor: Actor, one: CourtCase) -> frozenset[CourtSide]:
    """On which side of the counter the actor stands."""
    if actor.system:
        return frozenset(CourtSide)
    found = set()
    if one.application.court_id in courts_of(actor):
        found.add(CourtSide.COURT)
    if Side.MEDIATOR in sides(actor, one.dispute):
        found.add(CourtSide.MEDIATOR)
    return frozenset(found)


def court_steps(application_id: UUID) -> list[CourtStepView]:
    """What happened with an application, oldest first."""
    rows = list(ApplicationStep.objects.filter(application_id=application_id).order_by("number"))
    names = areas.person_names(row.actor_id for row in rows if row.actor_id is not None)
    return [
        CourtStepView(
            step=CourtStep(row.step),
            at=row.at,
            who=names.get(row.actor_id, "") if row.actor_id else "",
            words=row.words,
        )
        for row in rows
    ]


def application_view(row: Application) -> ApplicationView:
    """A stored application."""
    return ApplicationView(
        id=row.pk,
        agreement_id=row.agreement_id,
        court_id=row.court_id,
        court=row.court.name,
        state=CourtState(row.state),
        state_since=row.state_since,
        filed_at=row.filed_at,
        decision=row.decision,
    )


def _case(row: Application) -> CourtCase:
    return CourtCase(
        application=application_view(row),
        dispute=view(row.agreement.dispute),
        agreement=agreement_view(row.agreement),
    )
