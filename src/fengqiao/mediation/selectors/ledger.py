"""The ledger of disputes 台账: what somebody may read, by state, time and words, and its figures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from fengqiao.areas.selectors import Actor
from fengqiao.incidents.domain import code as codes
from fengqiao.mediation.domain import disputes as way
from fengqiao.mediation.domain.agreements import AgreementState, PromiseState
from fengqiao.mediation.domain.confirmation import CourtState
from fengqiao.mediation.domain.disputes import Outcome, Sensitive, State
from fengqiao.mediation.models import Application, Dispute, Promise
from fengqiao.mediation.selectors.disputes import DisputeView, views, visible_to

PAGE = 30
MOST_WORDS = 6


class Show(StrEnum):
    """Which disputes: those in hand, one's own, those that wait for a second person or a check, those with each
    outcome, all that are over, all."""

    OPEN = "open"
    MINE = "mine"
    WAITING = "waiting"
    SETTLED = "settled"
    NOT_SETTLED = "not_settled"
    TO_COURT = "to_court"
    OVER = "over"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for. ``since`` and ``until``: local days of registration, both included."""

    show: Show = Show.OPEN
    text: str = ""
    since: date | None = None
    until: date | None = None
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of a stretch of time. ``share``: settled of a hundred that ended, None without any."""

    registered: int
    open: int
    settled: int
    not_settled: int
    to_court: int

    @property
    def share(self) -> int | None:
        """Settled of a hundred that ended with an outcome."""
        ended = self.settled + self.not_settled + self.to_court
        return round(100 * self.settled / ended) if ended else None


def found(actor: Actor, wanted: Wanted) -> QuerySet[Dispute]:
    """The rows that the actor may read and that fit, the newest first."""
    rows = Dispute.objects.filter(visible_to(actor), _shown(actor, wanted.show), _days(wanted))
    if wanted.category:
        rows = rows.filter(category__startswith=wanted.category)
    if code := codes.parse(wanted.text):
        rows = rows.filter(code=code)
    else:
        for word in wanted.text.lower().split()[:MOST_WORDS]:
            rows = rows.filter(find__contains=word)
    return rows.order_by("-registered_at", "-pk")


def page(actor: Actor, wanted: Wanted, number: str | int) -> tuple[list[DisputeView], Page[UUID]]:
    """One page of it; a wrong number gives the nearest."""
    there = Paginator(found(actor, wanted).values_list("pk", flat=True), PAGE).get_page(number)
    keys = list(there.object_list)
    by_id = {one.id: one for one in views(Dispute.objects.filter(pk__in=keys))}
    return [by_id[key] for key in keys], there


def listed(actor: Actor, wanted: Wanted, most: int) -> list[DisputeView]:
    """The newest ``most`` of it at once, for a file."""
    return views(found(actor, wanted)[:most])


def promises_of(dispute_ids: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """How many promises of the agreement in force were kept, and of how many; by dispute. One query."""
    rows = Promise.objects.filter(agreement__dispute_id__in=dispute_ids, agreement__state=AgreementState.IN_FORCE)
    counted = rows.values_list("agreement__dispute_id").annotate(
        kept=Count("pk", filter=Q(state=PromiseState.KEPT)), every=Count("pk")
    )
    return {pk: (kept, every) for pk, kept, every in counted}


def courts_of(dispute_ids: Collection[UUID]) -> dict[UUID, CourtState]:
    """How far the newest application to the court is, by dispute. One query."""
    rows = Application.objects.filter(agreement__dispute_id__in=dispute_ids).order_by("filed_at")
    return {pk: CourtState(state) for pk, state in rows.values_list("agreement__dispute_id", "state")}


def figures(actor: Actor, wanted: Wanted) -> Figures:
    """Counted over the disputes that the actor may read, registered in the stretch. One query."""
    rows = Dispute.objects.filter(visible_to(actor), _days(wanted)).exclude(state=State.VOID)
    closed = Q(state=State.CLOSED)
    counted = rows.aggregate(
        registered=Count("pk"),
        open=Count("pk", filter=~Q(state__in=way.ENDED)),
        settled=Count("pk", filter=closed & Q(outcome=Outcome.SETTLED)),
        not_settled=Count("pk", filter=closed & Q(outcome=Outcome.NOT_SETTLED)),
        to_court=Count("pk", filter=closed & Q(outcome=Outcome.TO_COURT)),
    )
    return Figures(**counted)


def may_name(one: DisputeView) -> bool:
    """True when lists and exports may show who the parties are, masked."""
    return one.sensitive is Sensitive.NO


def _days(wanted: Wanted) -> Q:
    zone = timezone.get_current_timezone()
    days = Q()
    if wanted.since is not None:
        days &= Q(registered_at__gte=datetime.combine(wanted.since, time.min, zone))
    if wanted.until is not None:
        after = wanted.until + timedelta(days=1)
        days &= Q(registered_at__lt=datetime.combine(after, time.min, zone))
    return days


def _shown(actor: Actor, show: Show) -> Q:
    ended = Q(state__in=way.ENDED)
    if show in (Show.SETTLED, Show.NOT_SETTLED, Show.TO_COURT):
        return Q(state=State.CLOSED, outcome=show.value)
    return {
        Show.OPEN: ~ended,
        Show.MINE: ~ended & Q(mediator_id=actor.person_id),
        Show.WAITING: Q(state__in=(State.SIGNING_OFF, State.CONCLUDED)),
        Show.OVER: ended,
        Show.ALL: Q(),
    }[show]
