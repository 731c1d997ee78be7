"""The tray of an agency: what it leads and what it was asked to join in, by what is awaited of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.aggregates import Count
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, OrganisationView, Role
from fengqiao.core import clock
from fengqiao.incidents.domain import code as codes
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.deadlines import OF_TASK
from fengqiao.incidents.domain.facts import State
from fengqiao.incidents.domain.joint import SETTLED, JointState
from fengqiao.incidents.models import Category, ClockSegment, Incident, JointTask
from fengqiao.incidents.selectors import story
from fengqiao.incidents.selectors.court import Holding, holdings
from fengqiao.incidents.selectors.events import IncidentView, visible_to
from fengqiao.incidents.selectors.events import view as event_view
from fengqiao.incidents.selectors.words import in_words

HANDLERS = table.HANDLERS
PAGE = 30
ANSWERED_FOR = timedelta(days=90)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Tab(StrEnum):
    """What the rows of a tray have in common."""

    NEW = "new"
    ACCEPTED = "accepted"
    DUE_SOON = "due"
    OVERDUE = "overdue"
    WAITING = "waiting"
    ANSWERED = "answered"


class RowKind(StrEnum):
    """An event that the agency leads, or a joint task of it."""

    LEAD = "lead"
    TASK = "task"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayFilter:
    """What of the tray is wanted; everything empty: all. ``category``: with everything below it."""

    text: str = ""
    area_id: UUID | None = None
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayRow:
    """One line of the tray. ``name`` is what a form calls it. ``left``: the clock in words, ``tone`` its colour.
    ``reminded``: a reminder waits for an answer. ``supervision``: its level, 0 for none."""

    name: str
    kind: RowKind
    event: IncidentView
    area: str
    asked: str
    asked_by: str
    state: str
    holder: str
    waits_for: str
    due_at: datetime | None
    left: str
    tone: str
    running: bool
    reminded: bool
    supervision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayPage:
    """Rows, the most urgent first. ``counts`` by tab; ``older`` leads to the next page, "" on the last."""

    rows: list[TrayRow]
    counts: Mapping[Tab, int]
    older: str


def tray_organisations(actor: Actor) -> frozenset[UUID]:
    """The organisations for which the actor works: their own, and for field workers those of their places."""
    field = tuple(duty for duty in actor.duties if duty.role in table.FIELD | {Role.VOLUNTEER})
    found = set(actor.organisation_ids)
    if field:
        places = replace(actor, duties=field, area_ids=tuple({duty.area_id for duty in field}))
        found |= {one.id for one in areas.organisations(places)}
    return frozenset(found)


def partners(actor: Actor) -> list[OrganisationView]:
    """The organisations that can be asked to join or to take over: those of the actor's places and above them."""
    found = {one.id: one for one in areas.organisations(actor) if one.dissolved_at is None}
    for area_id in sorted({duty.area_id for duty in actor.duties}):
        found.update({one.id: one for one in areas.organisations_for(area_id)})
    return list(found.values())


def tray(actor: Actor, tab: Tab, wanted: TrayFilter, *, after: str = "") -> TrayPage:
    """One page of the tray. ``after`` as a page before gave it; one that cannot be read gives the first page."""
    mine = tray_organisations(actor)
    now = clock.now()
    led, asked = _led(actor, mine, wanted), _asked(actor, mine, wanted)
    of_led, of_asked = _tabs(now)
    counts = _counts(led, of_led)
    for one, number in _counts(asked, of_asked).items():
        counts[one] += number
    found = [
        *_some(led.filter(of_led[tab]), after, RowKind.LEAD),
        *_some(asked.filter(of_asked[tab]), after, RowKind.TASK),
    ]
    found.sort(key=lambda item: (item[0], item[1]))
    page, more = found[:PAGE], len(found) > PAGE
    older = f"{page[-1][0].isoformat()}~{page[-1][1]}" if more and page else ""
    return TrayPage(rows=_rows([(kind, row) for _at, _id, kind, row in page], now), counts=counts, older=older)


def codes_of(actor: Actor, rows: Sequence[str]) -> list[str]:
    """The codes of the events of those rows (as ``TrayRow.name`` has them), each once, in the order of the rows.
    What is no row, or no longer the actor's to see, is left out."""
    keys: list[tuple[RowKind, UUID]] = []
    for row in rows:
        kind, _mark, key = row.partition(":")
        with suppress(ValueError):
            keys.append((RowKind(kind), UUID(key)))
    joined = dict(
        JointTask.objects.filter(pk__in=[key for kind, key in keys if kind is RowKind.TASK]).values_list(
            "pk", "incident_id"
        )
    )
    events = [joined.get(key, key) if kind is RowKind.TASK else key for kind, key in keys]
    seen = dict(Incident.objects.filter(visible_to(actor), pk__in=events).values_list("pk", "code"))
    return [seen[key] for key in dict.fromkeys(events) if key in seen]


def left_words(due_at: datetime | None, now: datetime, *, suspended: bool = False) -> str:
    """How much time is left until ``due_at``, or since when it is over, in the language of the moment."""
    if suspended:
        return _("the clock stands still")
    if due_at is None:
        return _("no deadline")
    gap = abs(due_at - now)
    if gap >= timedelta(days=2):
        span = ngettext("%(count)d day", "%(count)d days", gap.days) % {"count": gap.days}
    elif gap >= timedelta(hours=1):
        hours = int(gap.total_seconds() // 3600)
        span = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    else:
        minutes = max(1, int(gap.total_seconds() // 60))
        span = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return (_("overdue for %(span)s") if due_at < now else _("%(span)s left")) % {"span": span}


def _led(actor: Actor, mine: Collection[UUID], wanted: TrayFilter) -> QuerySet[Incident]:
    own = ClockSegment.objects.filter(incident=OuterRef("pk"), task__isnull=True, ended_at__isnull=True)
    others = JointTask.objects.filter(incident=OuterRef("pk"), round=OuterRef("round")).exclude(state__in=SETTLED)
    rows = Incident.objects.filter(lead_id__in=mine, state__in=[*table.HELD, State.HANDLED, State.CHECKED])
    return rows.filter(visible_to(actor), _narrowed(wanted, "")).annotate(
        due=Subquery(own.values("due_at")[:1]), warn=Subquery(own.values("warn_at")[:1]), joined=Exists(others)
    )


def _asked(actor: Actor, mine: Collection[UUID], wanted: TrayFilter) -> QuerySet[JointTask]:
    own = ClockSegment.objects.filter(task=OuterRef("pk"), ended_at__isnull=True)
    rows = JointTask.objects.filter(organisation_id__in=mine, round=F("incident__round"))
    rows = rows.exclude(state=JointState.WAIVED).exclude(incident__state__in=table.ENDED)
    rows = rows.filter(~Q(state=JointState.DONE) | Q(state_since__gte=clock.now() - ANSWERED_FOR))
    seen = Incident.objects.filter(visible_to(actor), pk=OuterRef("incident_id"))
    return rows.filter(Exists(seen), _narrowed(wanted, "incident__")).annotate(
        due=Subquery(own.values("due_at")[:1]), warn=Subquery(own.values("warn_at")[:1])
    )


def _tabs(now: datetime) -> tuple[dict[Tab, Q], dict[Tab, Q]]:
    """The conditions of the tabs, for events and for joint tasks."""
    held = Q(state__in=table.HELD)
    running = Q(state__in=(JointState.ASKED, JointState.ACCEPTED))
    soon, over = Q(warn__lte=now, due__gte=now), Q(due__lt=now)
    led = {
        Tab.NEW: Q(state=State.DISPATCHED),
        Tab.ACCEPTED: Q(state__in=(State.HANDLING, State.SENT_BACK)),
        Tab.DUE_SOON: held & soon,
        Tab.OVERDUE: held & over,
        Tab.WAITING: held & Q(joined=True),
        Tab.ANSWERED: Q(state__in=(State.HANDLED, State.CHECKED)),
    }
    asked = {
        Tab.NEW: Q(state=JointState.ASKED),
        Tab.ACCEPTED: Q(state=JointState.ACCEPTED),
        Tab.DUE_SOON: running & soon,
        Tab.OVERDUE: running & over,
        Tab.WAITING: Q(state=JointState.REFUSED),
        Tab.ANSWERED: Q(state=JointState.DONE),
    }
    return led, asked


def _counts(rows: QuerySet[Any], tabs: Mapping[Tab, Q]) -> dict[Tab, int]:
    found = rows.aggregate(**{f"tab_{one.value}": Count("pk", filter=condition) for one, condition in tabs.items()})
    return {one: found[f"tab_{one.value}"] for one in tabs}


def _some(rows: QuerySet[Any], after: str, kind: RowKind) -> list[tuple[datetime, UUID, RowKind, Model]]:
    """One page and one more, from behind ``after`` on; without a deadline last."""
    late = Value(_NEVER, output_field=DateTimeField())
    rows = rows.annotate(rank=Coalesce("due", late, output_field=DateTimeField()))
    if (place := _place(after)) is not None:
        rows = rows.filter(Q(rank__gt=place[0]) | Q(rank=place[0], pk__gt=place[1]))
    joined = "incident__" if kind is RowKind.TASK else ""
    loaded = [f"{joined}{name}" for name in ("category", "category_version", "merged_into")]
    rows = rows.select_related(*loaded)
    return [(row.rank, row.pk, kind, row) for row in rows.order_by("rank", "pk")[: PAGE + 1]]


def _place(after: str) -> tuple[datetime, UUID] | None:
    at, _mark, key = after.partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(key)) if moment.tzinfo is not None else None
    except ValueError:
        return None


def _narrowed(wanted: TrayFilter, path: str) -> Q:
    found = Q()
    if wanted.text:
        words = wanted.text.strip()
        found &= (
            Q(**{f"{path}title__icontains": words})
            | Q(**{f"{path}place__icontains": words})
            | Q(**{f"{path}code": codes.parse(words) or ""})
        )
    if wanted.area_id is not None:
        found &= Q(**{f"{path}area__lineage__contains": [wanted.area_id]})
    if wanted.category:
        found &= Q(**{f"{path}category_id__in": _below(wanted.category)})
    return found


def _below(code: str) -> list[UUID]:
    """The category and all below it. One query; there are a few hundred."""
    rows = list(Category.objects.values_list("pk", "code", "parent_id"))
    found = {pk for pk, own, _parent in rows if own == code}
    while more := {pk for pk, _own, parent in rows if parent in found and pk not in found}:
        found |= more
    return sorted(found)


def _rows(found: Iterable[tuple[RowKind, Any]], now: datetime) -> list[TrayRow]:
    pairs = [(kind, row, row if kind is RowKind.LEAD else row.incident) for kind, row in found]
    held = holdings({event.pk for _kind, _row, event in pairs})
    places = areas.area_names({event.area_id for _kind, _row, event in pairs})
    leads = areas.organisation_names({event.lead_id for _kind, _row, event in pairs if event.lead_id})
    return [
        _row(kind, row, event_view(event), held[event.pk], places, leads, now)
        for kind, row, event in pairs
        if event.pk in held
    ]


def _row(
    kind: RowKind,
    row: Any,
    event: IncidentView,
    held: Holding,
    places: Mapping[UUID, str],
    leads: Mapping[UUID, str],
    now: datetime,
) -> TrayRow:
    if kind is RowKind.LEAD:
        running = event.state in table.HELD
        suspended, due = held.suspended, held.due_at
        reminded = held.reminders > 0
        asked, state = in_words(held.awaited), event.state_words
        by = _("the command centre")
    else:
        mine = JointState(row.state)
        running = mine in (JointState.ASKED, JointState.ACCEPTED)
        suspended, due = False, row.due
        reminded = any(share.reminders for share in held.shares if share.task_id == row.pk)
        asked = row.what or in_words(OF_TASK.get(mine, OF_TASK[JointState.ACCEPTED]))
        state, by = in_words(mine), leads.get(event.lead_id, "") if event.lead_id else _("the command centre")
    waits = [share.organisation for share in held.shares if share.task_id != row.pk]
    return TrayRow(
        name=f"{kind.value}:{row.pk}",
        kind=kind,
        event=event,
        area=places.get(event.area_id, ""),
        asked=asked,
        asked_by=by,
        state=state,
        holder=story.holder(held),
        waits_for=_("; ").join(waits),
        due_at=due if running else None,
        left=left_words(due, now, suspended=suspended) if running else "",
        tone=_tone(row, due, now) if running and not suspended else "",
        running=running,
        reminded=reminded,
        supervision=held.supervision if kind is RowKind.LEAD else 0,
    )


def _tone(row: Any, due: datetime | None, now: datetime) -> str:
    if due is None:
        return ""
    if due < now:
        return "danger"
    return "due" if row.warn is not None and row.warn <= now else "info"
