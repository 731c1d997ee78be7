"""What the centre still does after an event was closed: call back 回访, look at samples of what was solved on the spot,
and see to those who were not content."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock
from fengqiao.incidents.domain.facts import Facts, State
from fengqiao.incidents.domain.indicators import SATISFIED_FROM
from fengqiao.incidents.domain.side import SampleState
from fengqiao.incidents.models import Follower, Incident, Rating, SampleCheck
from fengqiao.incidents.selectors.events import IncidentView, view, visible_to
from fengqiao.incidents.selectors.side import RatingView, SampleView, rating_view, sample_view

MOST = 50
COUNTED_FOR = timedelta(days=90)
REOPEN_WITHIN: timedelta = Facts(state=None).reopen_within


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCall:
    """A closed event of which nobody has said how well it was done, and who can be called about it.

    ``until``: from then on it is put away.
    """

    event: IncidentView
    area: str
    numbers: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """A sample check with its event; ``who``: who had solved it on the spot."""

    sample: SampleView
    event: IncidentView
    area: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discontent:
    """A closed event that somebody was not content with, and that can still be taken up again."""

    event: IncidentView
    area: str
    rating: RatingView
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Afterwards:
    """Everything that is still to be done. ``calls``: how many in all, of which at most MOST are listed, as of the
    samples that wait. ``checked`` and ``passed``: of the samples of the last 90 days."""

    to_call: list[ToCall]
    calls: int
    waiting: list[Sampled]
    samples: int
    looked_at: list[Sampled]
    checked: int
    passed: int
    discontent: list[Discontent]


def afterwards(actor: Actor) -> Afterwards:
    """For the events that the actor sees; what is most urgent first. The same few queries however many there are."""
    now = clock.now()
    calls = _to_call(actor)
    waiting = _samples(actor).filter(state=SampleState.DRAWN)
    lately = _samples(actor).exclude(state=SampleState.DRAWN).filter(checked_at__gte=now - COUNTED_FOR)
    sums = lately.aggregate(checked=Count("pk"), passed=Count("pk", filter=Q(state=SampleState.PASSED)))
    return Afterwards(
        to_call=_called(list(calls.order_by("closed_at")[:MOST])),
        calls=calls.count(),
        waiting=_sampled(list(waiting.order_by("drawn_at")[:MOST])),
        samples=waiting.count(),
        looked_at=_sampled(list(lately.order_by("-checked_at")[:10])),
        checked=sums["checked"],
        passed=sums["passed"],
        discontent=_discontent(actor),
    )


def _to_call(actor: Actor) -> QuerySet[Incident]:
    """Closed in the round that is not rated, with somebody outside the house who left a number."""
    reachable = Follower.objects.filter(
        incident=OuterRef("pk"), left_at__isnull=True, person__isnull=True, anonymous=False
    ).exclude(phone="")
    rows = Incident.objects.filter(visible_to(actor), state=State.CLOSED)
    return rows.filter(Exists(reachable), closed_at__gte=clock.now() - REOPEN_WITHIN)


def _called(rows: list[Incident]) -> list[ToCall]:
    events = _views([row.pk for row in rows])
    places = areas.area_names({event.area_id for event in events.values()})
    numbers = dict(
        Follower.objects.filter(incident__in=rows, left_at__isnull=True, person__isnull=True, anonymous=False)
        .exclude(phone="")
        .values_list("incident")
        .annotate(count=Count("pk"))
    )
    return [
        ToCall(
            event=events[row.pk],
            area=places.get(row.area_id, ""),
            numbers=numbers.get(row.pk, 0),
            until=row.closed_at + REOPEN_WITHIN,
        )
        for row in rows
        if row.closed_at is not None
    ]


def _samples(actor: Actor) -> QuerySet[SampleCheck]:
    seen = Incident.objects.filter(visible_to(actor), pk=OuterRef("incident_id"))
    return SampleCheck.objects.filter(Exists(seen)).select_related("incident")


def _sampled(rows: list[SampleCheck]) -> list[Sampled]:
    events = _views([row.incident_id for row in rows])
    places = areas.area_names({event.area_id for event in events.values()})
    people = areas.person_names({event.reporter_id for event in events.values() if event.reporter_id})
    return [
        Sampled(
            sample=sample_view(row),
            event=(event := events[row.incident_id]),
            area=places.get(event.area_id, ""),
            who=people.get(event.reporter_id, "") if event.reporter_id else "",
        )
        for row in rows
    ]


def _discontent(actor: Actor) -> list[Discontent]:
    """Ratings below content of the round that was closed last, while the event can be taken up again."""
    since = clock.now() - REOPEN_WITHIN
    rows = Incident.objects.filter(visible_to(actor), state__in=(State.CLOSED, State.RATED), closed_at__gte=since)
    low = Rating.objects.filter(incident__in=rows.values("pk"), round=F("incident__round"), stars__lt=SATISFIED_FROM)
    found = list(low.order_by("stars", "-at")[:MOST])
    events = _views([one.incident_id for one in found])
    places = areas.area_names({event.area_id for event in events.values()})
    return [
        Discontent(
            event=(event := events[one.incident_id]),
            area=places.get(event.area_id, ""),
            rating=rating_view(one),
            until=closed + REOPEN_WITHIN,
        )
        for one in found
        if (closed := events[one.incident_id].closed_at) is not None
    ]


def _views(ids: Collection[UUID]) -> dict[UUID, IncidentView]:
    rows = Incident.objects.filter(pk__in=ids).select_related("category", "category_version", "merged_into")
    return {row.pk: view(row) for row in rows}
