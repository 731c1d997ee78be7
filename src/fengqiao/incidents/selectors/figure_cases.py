"""The cases that each indicator counts, as queries: what is below the line, and which of it is above as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, Least, Now
from django.db.models.functions.comparison import Cast

from fengqiao.incidents.domain import indicators
from fengqiao.incidents.domain.facts import CategoryKind, State, Step
from fengqiao.incidents.domain.side import HandOverKind
from fengqiao.incidents.domain.table import HELD
from fengqiao.incidents.domain.units import ClockKind
from fengqiao.incidents.models import ClockPause, ClockSegment, HandOver, Incident, IncidentStep, Rating

ENDINGS = (Step.CLOSE, Step.SOLVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """``rows`` below the line, those that fulfil ``hit`` above it too. ``event`` and ``organisation`` are paths from a
    row; ``moment`` is the field that puts it into a period, ``amount`` what is summed instead of counted."""

    rows: QuerySet[Any]
    hit: Q
    event: str
    organisation: str
    moment: str
    amount: str = ""

    def path(self, name: str) -> str:
        """A field of the event, seen from a row."""
        return f"{self.event}__{name}" if self.event else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Where and when: events whose area fulfils ``where`` (a condition on the event, with ``{}`` for the path to it),
    moments from ``start`` up to ``end``, looked at ``now``. All aware."""

    where: Callable[[str], Q]
    start: datetime
    end: datetime
    now: datetime

    def within(self, moment: str) -> Q:
        """The condition "in the window"."""
        return Q(**{f"{moment}__gte": self.start, f"{moment}__lt": self.end})


def cases(formula: str, window: Window) -> Cases:
    """The cases of an indicator in a window."""
    return MAKERS[formula](window)


def solver() -> Subquery:
    """Who reported the work of a hand-over's round done, as far as somebody did."""
    done = IncidentStep.objects.filter(
        incident=OuterRef("incident"), round=OuterRef("round"), step=Step.FEEDBACK
    ).order_by("-number")
    return Subquery(done.values("organisation_id")[:1])


def first_dispatches(window: Window) -> QuerySet[HandOver]:
    """The first dispatch of each round, by its moment."""
    earlier = HandOver.objects.filter(
        incident=OuterRef("incident"),
        round=OuterRef("round"),
        kind=HandOverKind.DISPATCH,
        step__number__lt=OuterRef("step__number"),
    )
    rows = HandOver.objects.filter(window.where("incident__"), window.within("at"), kind=HandOverKind.DISPATCH)
    return rows.filter(~Exists(earlier))


def _reports(window: Window) -> QuerySet[Incident]:
    rows = Incident.objects.filter(window.where(""), window.within("created_at"))
    return rows.exclude(state__in=[*indicators.UNDECIDED, State.MERGED])


def _of_reports(rows: QuerySet[Incident], hit: Q) -> Cases:
    return Cases(rows=rows, hit=hit, event="", organisation="lead", moment="created_at")


def _effective(window: Window) -> Cases:
    return _of_reports(_reports(window), ~Q(state__in=indicators.REFUSED))


def _real(window: Window) -> QuerySet[Incident]:
    return _reports(window).exclude(state__in=indicators.REFUSED)


def _missed(window: Window) -> Cases:
    rows = _real(window).filter(source__in=indicators.FOUND | indicators.TOLD)
    return _of_reports(rows.exclude(category__kind=CategoryKind.DISPUTE), Q(source__in=indicators.TOLD))


def _closing(window: Window) -> Cases:
    return _of_reports(_real(window), Q(state__in=indicators.CLOSED))


def _on_time(kind: ClockKind) -> Callable[[Window], Cases]:
    def make(window: Window) -> Cases:
        rows = ClockSegment.objects.filter(window.where("incident__"), kind=kind, due_at__isnull=False)
        rows = rows.annotate(moment=Least("ended_at", "due_at", output_field=DateTimeField()))
        rows = rows.filter(window.within("moment"), moment__lte=window.now)
        hit = Q(ended_at__lte=F("due_at"))
        if kind is ClockKind.HANDLE:
            handled = ClockSegment.objects.filter(
                incident=OuterRef("incident"), task=None, started_at=OuterRef("ended_at"), state=State.HANDLED
            )
            rows = rows.filter(~hit | Q(ended_at__isnull=True) | Exists(handled))
        return Cases(rows=rows, hit=hit, event="incident", organisation="organisation", moment="moment")

    return make


def closings(window: Window) -> QuerySet[IncidentStep]:
    """Every closing of an event, by its moment."""
    return IncidentStep.objects.filter(window.where("incident__"), window.within("at"), step__in=ENDINGS)


def _of_closings(rows: QuerySet[IncidentStep], hit: Q, amount: str = "") -> Cases:
    return Cases(rows=rows, hit=hit, event="incident", organisation="organisation", moment="at", amount=amount)


def _rework(window: Window) -> Cases:
    failed = IncidentStep.objects.filter(
        incident=OuterRef("incident"), round=OuterRef("round"), step=Step.SEND_BACK, number__lt=OuterRef("number")
    )
    rows = closings(window).annotate(failed=Exists(failed))
    return _of_closings(rows, Q(failed=True) | Q(round__gt=1))


def _closed(window: Window) -> Cases:
    return _of_closings(closings(window), Q())


def _use(window: Window) -> Cases:
    rows = IncidentStep.objects.filter(window.where("incident__"), window.within("at"), actor__isnull=False)
    return Cases(rows=rows, hit=Q(), event="incident", organisation="organisation", moment="at")


def _right_first(window: Window) -> Cases:
    taken = HandOver.objects.filter(
        incident=OuterRef("incident"),
        round=OuterRef("round"),
        kind=HandOverKind.RECALLED,
        giver=OuterRef("receiver"),
    )
    rows = first_dispatches(window).annotate(solver=solver(), taken=Exists(taken)).filter(solver__isnull=False)
    hit = Q(receiver_id=F("solver"))
    return Cases(
        rows=rows.filter(hit | Q(taken=False)), hit=hit, event="incident", organisation="receiver", moment="at"
    )


def _satisfaction(window: Window) -> Cases:
    rows = Rating.objects.filter(window.where("incident__"), window.within("at"))
    hit = Q(stars__gte=indicators.SATISFIED_FROM)
    return Cases(rows=rows, hit=hit, event="incident", organisation="incident__lead", moment="at")


def _handling_time(window: Window) -> Cases:
    held = ClockSegment.objects.filter(
        incident=OuterRef("incident"), round=OuterRef("round"), task=None, state__in=HELD, ended_at__isnull=False
    ).order_by()
    stood = (
        ClockPause.objects.filter(
            segment__incident=OuterRef("incident"),
            segment__round=OuterRef("round"),
            segment__task=None,
            segment__state__in=HELD,
            resumed_at__isnull=False,
        )
        .order_by()
        .values("segment__incident")
    )
    worked = held.values("incident").annotate(all=Sum(F("ended_at") - F("started_at"))).values("all")
    paused = stood.annotate(all=Sum(F("resumed_at") - F("paused_at"))).values("all")
    nothing = Cast(Now() - Now(), DurationField())
    spent = ExpressionWrapper(
        Subquery(worked, output_field=DurationField())
        - Coalesce(Subquery(paused, output_field=DurationField()), nothing),
        output_field=DurationField(),
    )
    return _of_closings(closings(window).annotate(spent=spent).filter(spent__isnull=False), Q(), amount="spent")


MAKERS: dict[str, Callable[[Window], Cases]] = {
    "effective_reports": _effective,
    "missed": _missed,
    "on_time_verification": _on_time(ClockKind.VERIFY),
    "on_time_check": _on_time(ClockKind.CHECK),
    "on_time_handling": _on_time(ClockKind.HANDLE),
    "closing": _closing,
    "rework": _rework,
    "right_first": _right_first,
    "satisfaction": _satisfaction,
    "handling_time": _handling_time,
    "closed_events": _closed,
    "platform_use": _use,
}
