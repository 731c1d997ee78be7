"""Reading absences: who is away, who stands in, and on which days nobody does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils import timezone

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.absence import Days, Reason, uncovered
from fengqiao.fieldwork.models import Absence
from fengqiao.fieldwork.selectors import scope

SHOWN_DAYS = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceView:
    """Somebody's absence. ``nobody``: the days on which nobody stands in."""

    id: UUID
    person_id: UUID
    person: str
    area: str
    days: Days
    reason: Reason
    stand_in_id: UUID | None
    stand_in: str
    nobody: tuple[Days, ...]

    @property
    def now(self) -> bool:
        """True while it lasts."""
        return self.days.has(timezone.localdate(clock.now()))

    @property
    def over(self) -> bool:
        """True when its last day has passed."""
        return self.days.last is not None and self.days.last < timezone.localdate(clock.now())


def absences(actor: Actor) -> list[AbsenceView]:
    """Those of the actor's places that last, come, or ended within a month: by beginning."""
    since = timezone.localdate(clock.now()) - timedelta(days=SHOWN_DAYS)
    rows = Absence.objects.filter(scope.under(actor, *scope.DESK), during__endswith__gt=since)
    return _views(rows)


def absence(actor: Actor, absence_id: UUID) -> AbsenceView:
    """One of them, also an older one. Raises NotYours."""
    found = _views(Absence.objects.filter(scope.under(actor, *scope.DESK), pk=absence_id))
    if not found:
        raise NotYours
    return found[0]


def own_absence(person_id: UUID, day: date) -> AbsenceView | None:
    """The person's absence on a local day."""
    return next(iter(_views(Absence.objects.filter(person=person_id, during__contains=day))), None)


def stands_in_for(person_id: UUID, day: date) -> frozenset[UUID]:
    """For whom this person stands in on a local day."""
    rows = Absence.objects.filter(stand_in=person_id, during__contains=day, cancelled_at__isnull=True)
    return frozenset(rows.values_list("person_id", flat=True))


def away_on(day: date) -> dict[UUID, tuple[UUID | None, str]]:
    """Who is away on a local day: their stand-in and its name. Not scoped."""
    rows = Absence.objects.filter(during__contains=day, cancelled_at__isnull=True).select_related("stand_in")
    return {row.person_id: (row.stand_in_id, row.stand_in.name if row.stand_in else "") for row in rows}


def away_throughout(person_ids: Iterable[UUID], days: Days) -> set[UUID]:
    """Who of them is away on all these days without anybody who stands in."""
    assert days.last is not None
    rows = Absence.objects.filter(
        person__in=set(person_ids),
        stand_in__isnull=True,
        cancelled_at__isnull=True,
        during__contains=DateRange(days.first, days.last + timedelta(days=1)),
    )
    return set(rows.values_list("person_id", flat=True))


def days_of(row: Absence) -> Days:
    """The days of a stored absence."""
    return Days(row.during.lower, row.during.upper - timedelta(days=1))


def absent_days(person_id: UUID, within: Days) -> list[Days]:
    """The person's own absences that share a day with ``within``."""
    assert within.last is not None
    rows = Absence.objects.filter(
        person=person_id,
        cancelled_at__isnull=True,
        during__overlap=DateRange(within.first, within.last + timedelta(days=1)),
    )
    return [days_of(row) for row in rows.order_by("during")]


def _views(rows: QuerySet[Absence]) -> list[AbsenceView]:
    found = list(rows.filter(cancelled_at__isnull=True).select_related("person", "stand_in").order_by("during"))
    names = areas.area_names({row.area_id for row in found})
    return [_view(row, names) for row in found]


def _view(row: Absence, names: dict[UUID, str]) -> AbsenceView:
    days = days_of(row)
    others = absent_days(row.stand_in_id, days) if row.stand_in_id is not None else []
    return AbsenceView(
        id=row.pk,
        person_id=row.person_id,
        person=row.person.name,
        area=names.get(row.area_id, ""),
        days=days,
        reason=Reason(row.reason),
        stand_in_id=row.stand_in_id,
        stand_in=row.stand_in.name if row.stand_in else "",
        nobody=tuple(uncovered(days, others, has_stand_in=row.stand_in_id is not None)),
    )
