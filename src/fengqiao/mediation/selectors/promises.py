"""Promises that are still to be kept, for those who watch them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock
from fengqiao.mediation.domain.agreements import AgreementState, PromiseState
from fengqiao.mediation.domain.disputes import Sensitive
from fengqiao.mediation.models import Dispute, Promise
from fengqiao.mediation.selectors.agreements import PromiseView, promise_view
from fengqiao.mediation.selectors.disputes import visible_to

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A promise with the dispute it belongs to. Of a protected one the list names neither subject nor people."""

    promise: PromiseView
    code: str
    subject: str
    protected: bool


def watched(actor: Actor, *, days: int | None = None) -> list[Watched]:
    """Open promises of agreements in force in disputes that the actor keeps, the most urgent first; with ``days``
    only those due until then."""
    seen = Dispute.objects.filter(visible_to(actor)).values("pk")
    rows = Promise.objects.filter(
        agreement__dispute__in=seen, agreement__state=AgreementState.IN_FORCE, state=PromiseState.OPEN
    )
    if not actor.has(Role.STUDIO_CLERK):
        rows = rows.filter(agreement__dispute__mediator_id=actor.person_id)
    if days is not None:
        rows = rows.filter(due_on__lte=timezone.localdate(clock.now()) + timedelta(days=days))
    rows = rows.select_related("by", "agreement__dispute").prefetch_related("chases")
    found = list(rows.order_by(F("due_on").asc(), "id")[:MOST])
    people = areas.person_names(
        chase.actor_id for one in found for chase in one.chases.all() if chase.actor_id is not None
    )
    return [
        Watched(
            promise=promise_view(one, people),
            code=one.agreement.dispute.code,
            subject=one.agreement.dispute.subject,
            protected=one.agreement.dispute.sensitive != Sensitive.NO,
        )
        for one in found
    ]
