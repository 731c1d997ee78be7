"""The governance centre's board: what the centre has to do with every open event, in the order of its day's work.

Register 登记受理, mediate first 先行调解, judge risk 风险研判, sort and pass on 分类流转, follow 跟踪督办,
close 案结事了.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock
from fengqiao.incidents.domain import code as codes
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import CategoryKind, State
from fengqiao.incidents.domain.joint import SETTLED
from fengqiao.incidents.models import Incident, JointTask
from fengqiao.incidents.selectors.court import Court, Holding, holdings
from fengqiao.incidents.selectors.events import IncidentView, standing, view, visible_to

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
    actor: Actor,
    *,
    area_id: UUID | None = None,
    category: str = "",
    holder: UUID | Court | None = None,
    text: str = "",
    limit: int = PER_COLUMN,
) -> list[Lane]:
    """All columns for the events that the actor sees; filters narrow them. ``limit``: cards in each column.

    ``holder``: the centre, or the organisation that leads the event or has an open part in it.
    """
    base = open_events(actor, area_id=area_id, category=category)
    if holder is Court.CENTRE:
        base = base.exclude(state__in=table.HELD)
    elif isinstance(holder, UUID):
        part = JointTask.objects.filter(incident=OuterRef("pk"), organisation=holder).exclude(state__in=SETTLED)
        base = base.filter(Q(state__in=table.HELD, lead=holder) | Exists(part))
    if wanted := text.strip():
        found = Q(title__icontains=wanted) | Q(place__icontains=wanted) | Q(code=codes.parse(wanted) or "")
        base = base.filter(found)
    return _lanes(base, limit)


def open_events(actor: Actor, *, area_id: UUID | None = None, category: str = "") -> QuerySet[Incident]:
    """The open events that the actor sees, under an area, of a category or those right below it."""
    rows = Incident.objects.filter(visible_to(actor), standing(ended=False)).exclude(state=State.DRAFT)
    if area_id is not None:
        rows = rows.filter(area__lineage__contains=[area_id])
    if category:
        rows = rows.filter(Q(category__code=category) | Q(category__parent__code=category))
    return rows


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


def _lanes(base: QuerySet[Incident], limit: int) -> list[Lane]:
    """All columns in one reading of the open events, then what is shown of their cards all at once."""
    now = clock.now()
    running = Q(segments__task__isnull=True, segments__ended_at__isnull=True)
    lane = Case(*(When(_of(column), then=Value(column.value)) for column in Column), output_field=CharField())
    of_lane = F("lane")
    placed = (
        base.annotate(lane=lane, running=FilteredRelation("segments", condition=running))
        .filter(lane__isnull=False)
        .annotate(
            rank=Window(
                RowNumber(),
                partition_by=of_lane,
                order_by=(F("running__due_at").asc(nulls_last=True), F("state_since").asc(), F("pk").asc()),
            ),
            count=Window(Count("pk"), partition_by=of_lane),
            late=Window(Count("pk", filter=Q(running__due_at__lt=now)), partition_by=of_lane),
        )
        .filter(rank__lte=limit)
        .order_by("lane", "rank")
    )
    keys: dict[Column, list[UUID]] = {column: [] for column in Column}
    counts: dict[Column, tuple[int, int]] = {}
    for name, key, count, late in placed.values_list("lane", "pk", "count", "late"):
        keys[Column(name)].append(key)
        counts[Column(name)] = (count, late)
    cards = _cards([key for column in Column for key in keys[column]], now)
    return [
        Lane(
            column=column,
            count=min(count, COUNTED),
            more=count > COUNTED,
            overdue=min(late, COUNTED),
            cards=[cards[key] for key in keys[column] if key in cards],
        )
        for column in Column
        for count, late in [counts.get(column, (0, 0))]
    ]


def _cards(keys: Collection[UUID], now: datetime) -> dict[UUID, Card]:
    rows = Incident.objects.filter(pk__in=keys).select_related("category", "category_version", "merged_into")
    events = [view(row) for row in rows]
    held = holdings(event.id for event in events)
    places = areas.area_names({event.area_id for event in events})
    return {
        event.id: Card(
            event=event,
            area=places.get(event.area_id, ""),
            held=held[event.id],
            age=_age(held[event.id], now),
            days=(now - held[event.id].since).days,
        )
        for event in events
    }


def _age(held: Holding, now: datetime) -> Age:
    if held.suspended:
        return Age.STANDS
    if held.overdue:
        return Age.OVERDUE
    if held.due_at is not None and held.due_at < now + timedelta(hours=24):
        return Age.TODAY
    return Age.OLD if now - held.since > timedelta(days=7) else Age.FRESH
