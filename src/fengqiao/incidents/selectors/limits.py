"""Deadlines as those see them who keep them: a table by step, and an example counted by the clocks themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from fengqiao.incidents.domain import clocks as counting
from fengqiao.incidents.domain.calendars import WorkCalendar
from fengqiao.incidents.domain.clocks import Clock
from fengqiao.incidents.domain.deadlines import level_after, next_escalation
from fengqiao.incidents.domain.units import ClockKind, Unit
from fengqiao.incidents.models import DeadlineRule
from fengqiao.incidents.selectors.words import in_words, local_title


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitView:
    """A deadline in force. ``category`` and ``organisation`` are "" where it counts for all."""

    id: UUID
    kind: ClockKind
    step: str
    category: str
    title: str
    organisation: str
    organisation_id: UUID | None
    amount: Decimal
    unit: Unit
    words: str
    warn_percent: int

    @property
    def general(self) -> bool:
        """True when it counts for all categories and organisations."""
        return not self.category and not self.organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLimits:
    """The deadlines of a step: the general one first, then the exceptions."""

    kind: ClockKind
    step: str
    limits: tuple[LimitView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A deadline counted from a moment: when it warns, when it is due, and when supervision rises, by level."""

    limit: LimitView
    start: datetime
    warns: datetime | None
    due: datetime | None
    levels: tuple[tuple[str, datetime], ...]
    calendar: int


def limits() -> list[StepLimits]:
    """All steps of the way with the deadlines in force; a step without any has none."""
    rows = _in_force()
    found: dict[ClockKind, list[LimitView]] = {kind: [] for kind in ClockKind}
    for row in rows.order_by("category__code", "organisation__name", "created_at"):
        view = _view(row)
        found[view.kind].append(view)
    return [
        StepLimits(
            kind=kind,
            step=in_words(kind),
            limits=tuple(sorted(views, key=lambda one: (not one.general, one.category, one.organisation))),
        )
        for kind, views in found.items()
    ]


def limit(pk: UUID) -> LimitView | None:
    """One deadline in force; None when there is none such, or it has ended."""
    row = _in_force().filter(pk=pk).first()
    return _view(row) if row else None


def example(limit: LimitView, start: datetime, calendar: WorkCalendar) -> Example:
    """What the deadline comes to for something that begins at ``start`` (aware)."""
    clock = Clock(started_at=start, amount=limit.amount, unit=limit.unit)
    levels: list[tuple[str, datetime]] = []
    used = Decimal(0)
    while (further := next_escalation(used, limit.amount, limit.unit)) is not None:
        moment, level = counting.due(replace(clock, amount=further), calendar), level_after(further, limit.amount)
        if moment is not None and level is not None:
            levels.append((in_words(level), moment))
        used = further
    return Example(
        limit=limit,
        start=start,
        warns=counting.warn(clock, calendar, limit.warn_percent),
        due=counting.due(clock, calendar),
        levels=tuple(levels),
        calendar=calendar.number,
    )


def amount_words(amount: Decimal, unit: Unit) -> str:
    """Two working hours as people write it, without needless zeros."""
    number = f"{amount.normalize():f}"
    return f"{number} {in_words(unit)}"


def all_of(steps: Sequence[StepLimits]) -> list[LimitView]:
    """The deadlines of a table in its order."""
    return [one for step in steps for one in step.limits]


def _in_force() -> QuerySet[DeadlineRule]:
    return DeadlineRule.objects.filter(ended_at__isnull=True).select_related("category", "organisation")


def _view(row: DeadlineRule) -> LimitView:
    unit = Unit(row.unit)
    return LimitView(
        id=row.pk,
        kind=ClockKind(row.kind),
        step=in_words(ClockKind(row.kind)),
        category=row.category.code if row.category else "",
        title=local_title(row.category.titles) if row.category else "",
        organisation=row.organisation.name if row.organisation else "",
        organisation_id=row.organisation_id,
        amount=row.amount,
        unit=unit,
        words=amount_words(row.amount, unit),
        warn_percent=row.warn_percent,
    )
