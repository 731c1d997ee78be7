"""The governance centre's board: what the centre has to do with every open event, in the order of its day's work.

Register 登记受理, mediate first 先行调解, judge risk 风险研判, sort and pass on 分类流转, follow 跟踪督办,
close 案结事了.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock
from fengqiao.incidents.domain import code as codes
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import CategoryKind, State
from fengqiao.incidents.models import ClockSegment, Incident
from fengqiao.incidents.selectors.court import Holding, holdings
from fengqiao.incidents.selectors.events import IncidentView, view, visible_to

PER_COLUMN = 30
COUNTED = 1000


class Column(StrEnum):
    """What the centre has to do with an event."""

    REGISTER = "register"
    MEDIATE = "mediate"
    JUDGE = "judge"
    SORT = "sort"
    FOLLOW = "follow"
    CLOSE = "close"


class Age(StrEnum):
    """How an event stands with its time."""

    OVERDUE = "overdue"
    TODAY = "today"
    STANDS = "stands"
    OLD = "old"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An event on the board. ``days``: how long it has been with whoever has it, in whole days."""

    event: IncidentView
    area: str
    held: Holding
    age: Age
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One column with its most urgent cards. ``count`` stops at COUNTED, and ``more`` says that there are more."""

    column: Column
    count: int
    more: bool
    overdue: int
    cards: list[Card]


def board(
    actor: Actor, *, area_id: UUID | None = None, category: str = "", text: str = "", limit: int = PER_COLUMN
) -> list[Lane]:
    """All columns for the events that the actor sees; filters narrow them. ``limit``: cards in each column."""
    base = Incident.objects.filter(visible_to(actor)).exclude(state__in=(*table.ENDED, State.DRAFT))
    if area_id is not None:
        base = base.filter(area__lineage__contains=[area_id])
    if category:
        base = base.filter(Q(category__code=category) | Q(category__parent__code=category))
    if wanted := text.strip():
        found = Q(title__icontains=wanted) | Q(place__icontains=wanted) | Q(code=codes.parse(wanted) or "")
        base = base.filter(found)
    return [_lane(column, base.filter(_of(column)), limit) for column in Column]


def _of(column: Column) -> Q:
    dispute = Q(category__kind=CategoryKind.DISPUTE)
    to_sort = Q(state__in=(State.ACCEPTED, State.REOPENED))
    judged = ~Q(severity="")
    return {
        Column.REGISTER: Q(state__in=(State.REPORTED, State.VERIFYING)),
        Column.MEDIATE: to_sort & dispute & ~judged,
        Column.JUDGE: to_sort & ~dispute & ~judged,
        Column.SORT: to_sort & judged,
        Column.FOLLOW: Q(state__in=table.HELD),
        Column.CLOSE: Q(state__in=(State.HANDLED, State.CHECKED)),
    }[column]


def _lane(column: Column, rows: QuerySet[Incident], limit: int) -> Lane:
    now = clock.now()
    running = ClockSegment.objects.filter(incident=OuterRef("pk"), task__isnull=True, ended_at__isnull=True)
    timed = rows.annotate(due_at=Subquery(running.order_by("-started_at").values("due_at")[:1]))
    count = rows.values("pk")[: COUNTED + 1].count()
    overdue = timed.filter(due_at__lt=now).values("pk")[:COUNTED].count()
    loaded = timed.select_related("category", "category_version", "merged_into")
    urgent = loaded.order_by(F("due_at").asc(nulls_last=True), "state_since", "pk")[:limit]
    return Lane(
        column=column,
        count=min(count, COUNTED),
        more=count > COUNTED,
        overdue=overdue,
        cards=_cards([view(row) for row in urgent], now),
    )


def _cards(events: Sequence[IncidentView], now: datetime) -> list[Card]:
    held = holdings(event.id for event in events)
    places = areas.area_names({event.area_id for event in events})
    return [
        Card(
            event=event,
            area=places.get(event.area_id, ""),
            held=held[event.id],
            age=_age(held[event.id], now),
            days=(now - held[event.id].since).days,
        )
        for event in events
    ]


def _age(held: Holding, now: datetime) -> Age:
    if held.suspended:
        return Age.STANDS
    if held.overdue:
        return Age.OVERDUE
    if held.due_at is not None and held.due_at < now + timedelta(hours=24):
        return Age.TODAY
    return Age.OLD if now - held.since > timedelta(days=7) else Age.FRESH
