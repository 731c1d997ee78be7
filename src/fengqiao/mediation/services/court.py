"""Judicial confirmation: handed in for both sides, accepted, asked about, confirmed or refused by the court.

It is a tray of its own and no joint task of the event: the event is closed when the dispute is settled, while the court
may take its time afterwards.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.mediation.domain import confirmation as way
from fengqiao.mediation.domain.agreements import AgreementForm, AgreementState
from fengqiao.mediation.domain.confirmation import CourtFacts, CourtRefused, CourtSide, CourtState, CourtStep
from fengqiao.mediation.domain.disputes import Side
from fengqiao.mediation.models import Agreement, Application, ApplicationStep
from fengqiao.mediation.selectors.agreements import AgreementView
from fengqiao.mediation.selectors.court import (
    ApplicationView,
    application_view,
    case,
    court_sides,
    courts_for,
)
from fengqiao.mediation.selectors.disputes import sides
from fengqiao.mediation.services.errors import MediationRefused, StepNotTaken
from fengqiao.mediation.services.stepping import announce, lock
from fengqiao.mediation.services.texts import plain


def file_application(
    *, dispute_id: UUID, court_id: UUID, asking: Collection[UUID], words: str = "", actor: Actor
) -> ApplicationView:
    """As the mediator, hand the agreement in at the court for all parties (``asking``: who of them wants it).

    Raises StepNotTaken (too late, not everybody, not in force), MediationRefused (handed in before), NotYours.
    """
    with journal.unit():
        row = lock(dispute_id, actor)
        mine = Side.MEDIATOR in sides(actor, row) or actor.system
        made = row.agreements.filter(state=AgreementState.IN_FORCE).first()
        parties = set(row.parties.values_list("pk", flat=True))
        facts = CourtFacts(
            sides=frozenset({CourtSide.MEDIATOR}) if mine else frozenset(),
            together=parties <= set(asking),
            in_force_on=_day(made),
            form=AgreementForm(made.form) if made else AgreementForm.WRITTEN,
            today=timezone.localdate(clock.now()),
        )
        _take(None, CourtStep.FILE, facts)
        assert made is not None
        if court_id not in {one.id for one in courts_for(row.area_id)}:
            raise MediationRefused(_("Choose the court of this place."))
        kept = [*_running(), CourtState.CONFIRMED]
        if made.applications.filter(state__in=kept).exists():
            raise MediationRefused(_("This agreement lies at the court already."))
        now = clock.now()
        application = Application.objects.create(
            agreement=made,
            court_id=court_id,
            state=CourtState.FILED,
            state_since=now,
            filed_at=now,
            filed_by_id=actor.person_id,
        )
        _write(application, CourtStep.FILE, words, actor)
        return application_view(Application.objects.select_related("court").get(pk=application.pk))


def court_step(
    *, application_id: UUID, step: CourtStep, words: str = "", number: str = "", actor: Actor
) -> ApplicationView:
    """Take a step with an application, on either side of the counter. ``number``: of the court's decision.

    Raises StepNotTaken, NotYours.
    """
    with journal.unit():
        seen = case(actor, application_id)
        row = Application.objects.select_for_update(of=("self",)).select_related("court").get(pk=application_id)
        if step is CourtStep.FILE:
            raise NotYours
        facts = CourtFacts(sides=court_sides(actor, seen), words=words, number=number)
        row.state = _take(CourtState(row.state), step, facts)
        row.state_since = clock.now()
        if step is CourtStep.CONFIRM:
            row.decision = plain(number, 60)
        row.save()
        _write(row, step, words, actor)
        return application_view(row)


def confirmable(made: AgreementView) -> bool:
    """True while the court can still be asked about this agreement."""
    facts = CourtFacts(
        sides=frozenset(CourtSide),
        together=True,
        in_force_on=timezone.localdate(made.in_force_at) if made.in_force and made.in_force_at else None,
        form=made.form,
        today=timezone.localdate(clock.now()),
    )
    try:
        way.take(None, CourtStep.FILE, facts)
    except CourtRefused:
        return False
    return True


def _running() -> list[CourtState]:
    """The states in which an application is still with the court or the mediators."""
    return [one for one in CourtState if one not in way.ENDED]


def _take(state: CourtState | None, step: CourtStep, facts: CourtFacts) -> CourtState:
    try:
        return way.take(state, step, facts)
    except CourtRefused as refusal:
        raise StepNotTaken(refusal) from refusal


def _day(made: Agreement | None) -> date | None:
    return timezone.localdate(made.in_force_at) if made and made.in_force_at else None


def _write(row: Application, step: CourtStep, words: str, actor: Actor) -> None:
    said = plain(words, 1000)
    ApplicationStep.objects.create(
        application=row,
        number=row.steps.count() + 1,
        step=step,
        at=clock.now(),
        actor_id=actor.person_id,
        words=said,
    )
    payload = {"application": str(row.pk), "step": step.value, "to": str(row.state)}
    private = {"words": said} if said else None
    announce(row.agreement.dispute, "mediation.court", payload, private=private, actor=actor)
