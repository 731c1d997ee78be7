"""The figures of the spine: each indicator for a period, an area and an organisation, and the events behind it.

Computed from the records as they stand, in the database; whole months before this one as the night before counted them
(``services.month_sums``). Sensitive events count; who may not read them does not find
them among the events behind a figure, and is told how many are missing there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import BooleanField, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models import Case as Choice
from django.db.models.functions import TruncDay, TruncMonth
from django.utils import timezone

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, AreaView, Role
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain.indicators import BY_ID, FORMULAS, Figure, Formula, Measure
from fengqiao.incidents.domain.periods import Period
from fengqiao.incidents.domain.table import DESK
from fengqiao.incidents.models import Incident
from fengqiao.incidents.selectors.events import IncidentView, of_ids, visible_to
from fengqiao.incidents.selectors.figure_cases import Cases, Window, cases
from fengqiao.incidents.selectors.month_sums import NOTHING, Sums, of_months

# Who reads figures of whole places. They hold sums; the events behind them are each reader's own.
READERS = DESK | {Role.STUDIO_CLERK, Role.ANALYST, Role.VILLAGE_SECRETARY}
MONTHS = 12
PAGE = 30
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What figures are for: days, an area with all below it, perhaps one organisation."""

    period: Period
    area: AreaView
    organisation_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An indicator read for a scope, with its course over the months up to the period's end."""

    formula: Formula
    figure: Figure
    course: tuple[tuple[date, Figure], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A figure of a part of the scope: an area or an organisation. ``id`` None: the area itself, or nobody."""

    id: UUID | None
    name: str
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case behind a figure. ``hit``: it counts above the line. ``hours``: what it adds, for sums."""

    event: IncidentView
    at: datetime
    hit: bool
    organisation_id: UUID | None
    hours: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A page of the cases behind a figure. ``hidden``: how many more there are that the reader may not see."""

    cases: list[Case]
    page: Any
    hidden: int


def scope_of(actor: Actor, *, period: Period, area_id: UUID | None, organisation_id: UUID | None = None) -> Scope:
    """A scope within the actor's own places; without an area, the topmost of them. Raises NotYours."""
    if area_id is None:
        roots = actor.area_ids
        if not roots:
            raise NotYours
        area_id = roots[0]
    if not areas.may_see_area(actor, area_id):
        raise NotYours
    return Scope(period=period, area=areas.area(area_id), organisation_id=organisation_id)


def readings(scope: Scope) -> list[Reading]:
    """All indicators."""
    return [reading(formula.id, scope) for formula in FORMULAS]


def reading(formula_id: str, scope: Scope) -> Reading:
    """One indicator with its course."""
    formula = BY_ID[formula_id]
    return Reading(formula=formula, figure=figure(formula_id, scope), course=_course(formula, scope))


def figure(formula_id: str, scope: Scope) -> Figure:
    """One indicator. Its base is 0 where no case was found."""
    formula = BY_ID[formula_id]
    now = _summed(formula, scope, scope.period)
    if formula.measure is Measure.CHANGE:
        before = _summed(formula, scope, scope.period.year_before())
        return Figure(measure=formula.measure, top=now.base, base=before.base)
    return Figure(measure=formula.measure, top=now.top, base=now.base)


def by_area(formula_id: str, scope: Scope) -> list[Part]:
    """The indicator for each area right below, by code; last, for what lies in no area below."""
    formula = BY_ID[formula_id]
    below = areas.areas(areas.SYSTEM, parent_id=scope.area.id)
    found = _grouped(formula, scope, f"area__lineage__{len(scope.area.lineage)}", of_event=True)
    parts = [
        Part(id=one.id, name=one.name, figure=found.pop(one.id, _nothing(formula)))
        for one in below
        if one.id in found or len(below) <= 40
    ]
    if below and None in found:
        parts.append(Part(id=None, name=scope.area.name, figure=found[None]))
    return parts


def by_organisation(formula_id: str, scope: Scope) -> list[Part]:
    """The indicator for each organisation that had a case, by name; last, for cases that nobody had."""
    formula = BY_ID[formula_id]
    found = _grouped(formula, scope, "", of_event=False)
    names = areas.organisation_names({one for one in found if one is not None})
    parts = [Part(id=one, name=names.get(one, ""), figure=each) for one, each in found.items() if one is not None]
    parts.sort(key=lambda part: part.name)
    if None in found:
        parts.append(Part(id=None, name="", figure=found[None]))
    return parts


def behind(actor: Actor, formula_id: str, scope: Scope, *, hit: bool | None = None, number: str | int = 1) -> Behind:
    """The cases behind an indicator, newest first: all below the line, or those above it (``hit`` True) or not."""
    formula = BY_ID[formula_id]
    return opened(actor, _cases(formula, scope, scope.period), hit=hit, number=number)


def opened(actor: Actor, found: Cases, *, hit: bool | None = None, number: str | int = 1) -> Behind:
    """A page of cases, the newest first, without those whose event the actor may not see."""
    rows = found.rows
    if hit is not None and found.hit:
        rows = rows.filter(found.hit) if hit else rows.exclude(found.hit)
    key = f"{found.event}_id" if found.event else "pk"
    seen = rows.filter(**{f"{key}__in": Incident.objects.filter(visible_to(actor)).values("pk")})
    page = Paginator(_marked(found, seen).order_by(f"-{found.moment}", "-pk"), PAGE).get_page(number)
    lines = list(page.object_list)
    events = of_ids(actor, {line["event_id"] for line in lines})
    return Behind(
        cases=[
            Case(
                event=events[line["event_id"]],
                at=line["moment_at"],
                hit=bool(line["above"]),
                organisation_id=line["of"],
                hours=line["amount_of"] / HOUR if found.amount else None,
            )
            for line in lines
        ],
        page=page,
        hidden=rows.count() - page.paginator.count,
    )


def window(scope: Scope, period: Period) -> Window:
    """Days of a scope as moments."""

    def where(path: str) -> Q:
        return Q(**{f"{path}area__lineage__contains": [scope.area.id]})

    return Window(
        where=where, start=_midnight(period.first), end=_midnight(period.last + timedelta(days=1)), now=clock.now()
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _cases(formula: Formula, scope: Scope, period: Period) -> Cases:
    found = cases(formula.id, window(scope, period))
    if scope.organisation_id is None:
        return found
    rows = found.rows.filter(**{found.organisation: scope.organisation_id})
    return Cases(
        rows=rows,
        hit=found.hit,
        event=found.event,
        organisation=found.organisation,
        moment=found.moment,
        amount=found.amount,
    )


def sums_of(found: Cases) -> dict[str, Any]:
    """What to ask the database for: ``top`` above the line, ``base`` below it."""
    top = Sum(found.amount) if found.amount else Count("pk", filter=found.hit) if found.hit else Count("pk")
    return {"top": top, "base": Count("pk")}


def _figure(formula: Formula, line: Mapping[str, Any]) -> Figure:
    sums = _as_sums(line)
    return Figure(measure=formula.measure, top=sums.top, base=sums.base)


def _nothing(formula: Formula) -> Figure:
    return Figure(measure=formula.measure, top=0, base=0)


def _summed(formula: Formula, scope: Scope, period: Period) -> Sums:
    """A period's sums: its whole months as far as they were counted, the rest from the records."""
    counted = _counted(formula, scope, period.first, period.last)
    whole, rest = period.apart(counted)
    total = sum((counted[month] for month in whole), NOTHING)
    for stretch in rest:
        found = _cases(formula, scope, stretch)
        if formula.id == "platform_use":
            days = _person_days(found).count()
            total += Sums(top=days, base=days)
        else:
            total += _as_sums(found.rows.order_by().aggregate(**sums_of(found)))
    return total


def _counted(formula: Formula, scope: Scope, first: date, last: date) -> Mapping[date, Sums]:
    return of_months(formula, area_id=scope.area.id, organisation_id=scope.organisation_id, first=first, last=last)


def _as_sums(line: Mapping[str, Any]) -> Sums:
    top = line["top"] or 0
    return Sums(top=top / HOUR if isinstance(top, timedelta) else float(top), base=line["base"])


def _person_days(found: Cases) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = found.rows.order_by().annotate(day=TruncDay(found.moment))
    return rows.values("actor_id", "day").distinct()


def _grouped(formula: Formula, scope: Scope, path: str, *, of_event: bool) -> dict[UUID | None, Figure]:
    """The figures by a field of the event, or by the cases' organisation."""

    def sums(period: Period) -> dict[UUID | None, Mapping[str, Any]]:
        found = _cases(formula, scope, period)
        rows = found.rows.order_by().values(group=F(found.path(path) if of_event else found.organisation))
        if formula.id == "platform_use":
            counted: dict[UUID | None, int] = {}
            for line in rows.annotate(day=TruncDay(found.moment)).values("group", "actor_id", "day").distinct():
                counted[line["group"]] = counted.get(line["group"], 0) + 1
            return {one: {"top": count, "base": count} for one, count in counted.items()}
        return {line["group"]: line for line in rows.annotate(**sums_of(found))}

    now = sums(scope.period)
    if formula.measure is not Measure.CHANGE:
        return {one: _figure(formula, line) for one, line in now.items()}
    before = sums(scope.period.year_before())
    return {
        one: Figure(
            measure=formula.measure,
            top=now[one]["base"] if one in now else 0,
            base=before[one]["base"] if one in before else 0,
        )
        for one in {*now, *before}
    }


def _course(formula: Formula, scope: Scope) -> tuple[tuple[date, Figure], ...]:
    """Month by month, the last up to the period's last day; a change is shown as the plain counts."""
    months = scope.period.months(MONTHS)
    whole = Period(first=months[0], last=scope.period.last)
    sums = dict(_counted(formula, scope, months[0], scope.period.last))
    _found, rest = whole.apart(sums)
    for stretch in rest:
        sums.update(_by_month(formula, _cases(formula, scope, stretch)))
    course: list[tuple[date, Figure]] = []
    for month in months:
        one = sums.get(month, NOTHING)
        if formula.measure is Measure.CHANGE:
            one = Sums(top=one.base, base=0)
        course.append((month, Figure(measure=formula.measure, top=one.top, base=one.base)))
    return tuple(course)


def _by_month(formula: Formula, found: Cases) -> dict[date, Sums]:
    if formula.id == "platform_use":
        per_month: dict[date, int] = {}
        for _actor, day in _person_days(found).values_list("actor_id", "day"):
            month = day.date().replace(day=1)
            per_month[month] = per_month.get(month, 0) + 1
        return {month: Sums(top=count, base=count) for month, count in per_month.items()}
    rows = found.rows.order_by().annotate(month=TruncMonth(found.moment)).values("month").annotate(**sums_of(found))
    return {line["month"].date(): _as_sums(line) for line in rows}


def _marked(found: Cases, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """The rows with what a list of cases shows."""
    above: Any = Value(True)
    if found.hit:
        above = Choice(When(found.hit, then=Value(True)), default=Value(False), output_field=BooleanField())
    marked: QuerySet[Any] = rows.annotate(
        event_id=F(f"{found.event}_id" if found.event else "pk"),
        moment_at=F(found.moment),
        above=above,
        of=F(found.organisation),
        amount_of=F(found.amount) if found.amount else Value(None, output_field=BooleanField()),
    )
    return marked.values("event_id", "moment_at", "above", "of", "amount_of")
