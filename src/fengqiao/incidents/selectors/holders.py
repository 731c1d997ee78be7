"""Who has what, and since when: all open events by whoever holds them, with how long they have been there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, FilteredRelation, Min, OuterRef, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.joint import SETTLED, JointState
from fengqiao.incidents.models import ClockPause, Incident, JointTask
from fengqiao.incidents.selectors.board import open_events
from fengqiao.incidents.selectors.events import visible_to

# The ages, in days: up to one, three, seven, thirty, and more.
AGES = (1, 3, 7, 30)


@dataclass(slots=True, kw_only=True)
class HolderLine:
    """What one holder has. ``organisation_id`` None: the centre itself.

    ``leads``: events; ``parts``: joint tasks that wait for it. ``ages``: the events by how long they have stood where
    they are, one number more than AGES. ``suspended``: of the events, those whose clock stands still. ``since``: of the
    oldest one, ``oldest`` its code.
    """

    organisation_id: UUID | None
    name: str
    leads: int = 0
    overdue: int = 0
    suspended: int = 0
    parts: int = 0
    parts_overdue: int = 0
    ages: list[int] = field(default_factory=lambda: [0] * (len(AGES) + 1))
    since: datetime | None = None
    oldest: str = ""

    @property
    def key(self) -> str:
        """The holder as the board's filter names it."""
        return str(self.organisation_id) if self.organisation_id else "centre"


def holders(actor: Actor, *, area_id: UUID | None = None, category: str = "") -> list[HolderLine]:
    """All who have open events that the actor sees, the centre first, then who has most that is overdue.

    A few queries, however many events there are.
    """
    now = clock.now()
    found: dict[UUID | None, HolderLine] = {}

    def line(holder: UUID | None) -> HolderLine:
        return found.setdefault(holder, HolderLine(organisation_id=holder, name=""))

    line(None)
    events: QuerySet[Any, Any] = open_events(actor, area_id=area_id, category=category).annotate(
        holder=Case(When(state__in=table.HELD, then=F("lead")))  # null: the centre
    )
    for row in _with_clock(events).values("holder").annotate(**_sums(now)):
        one = line(row["holder"])
        one.leads, one.overdue, one.suspended = row["leads"], row["overdue"], row["suspended"]
        one.ages, one.since = [row[f"age_{number}"] for number in range(len(AGES) + 1)], row["oldest_since"]
    for row in _parts(actor, area_id, category, now):
        one = line(row["organisation_id"])
        one.parts, one.parts_overdue = row["parts"], row["overdue"]
    rank = Window(RowNumber(), partition_by=F("holder"), order_by=(F("state_since").asc(), F("pk").asc()))
    for holder, code in events.annotate(rank=rank).filter(rank=1).values_list("holder", "code"):
        line(holder).oldest = code
    names = areas.organisation_names({key for key in found if key is not None})
    for key, one in found.items():
        one.name = names.get(key, "") if key else ""
    return sorted(
        found.values(),
        key=lambda one: (
            one.organisation_id is not None,
            -(one.overdue + one.parts_overdue),
            -(one.leads + one.parts),
            one.name,
        ),
    )


def _with_clock(rows: QuerySet[Incident]) -> QuerySet[Any, Any]:
    """The events with their running clock, and whether it stands still."""
    running = Q(segments__task__isnull=True, segments__ended_at__isnull=True)
    paused = ClockPause.objects.filter(segment=OuterRef("running__pk"), resumed_at__isnull=True)
    return rows.annotate(running=FilteredRelation("segments", condition=running)).annotate(stands=Exists(paused))


def _sums(now: datetime) -> dict[str, Count | Min]:
    marks = [now - timedelta(days=days) for days in AGES]
    spans = [
        Q(state_since__gt=marks[0]),
        *(Q(state_since__gt=older, state_since__lte=newer) for newer, older in pairwise(marks)),
        Q(state_since__lte=marks[-1]),
    ]
    return {
        "leads": Count("pk"),
        "overdue": Count("pk", filter=Q(running__due_at__lt=now)),
        "suspended": Count("pk", filter=Q(stands=True)),
        "oldest_since": Min("state_since"),
        **{f"age_{number}": Count("pk", filter=span) for number, span in enumerate(spans)},
    }


def _parts(actor: Actor, area_id: UUID | None, category: str, now: datetime) -> QuerySet[Any, Any]:
    """Open joint tasks of open events by organisation; a refused one is with the lead again."""
    seen = Incident.objects.filter(visible_to(actor), pk=OuterRef("incident_id"))
    rows = JointTask.objects.filter(Exists(seen), round=F("incident__round"))
    rows = rows.exclude(state__in=[*SETTLED, JointState.REFUSED]).exclude(incident__state__in=table.ENDED)
    if area_id is not None:
        rows = rows.filter(incident__area__lineage__contains=[area_id])
    if category:
        rows = rows.filter(Q(incident__category__code=category) | Q(incident__category__parent__code=category))
    late = Q(segments__ended_at__isnull=True, segments__due_at__lt=now)
    return rows.values("organisation_id").annotate(
        parts=Count("pk", distinct=True), overdue=Count("pk", distinct=True, filter=late)
    )
