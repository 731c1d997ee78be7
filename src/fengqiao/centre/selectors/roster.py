"""The roster as people read it: week by week, with the gaps that nobody fills yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from fengqiao.centre.models import DeskDuty
from fengqiao.core import clock
from fengqiao.incidents.selectors import calendar_in_force

SATURDAY = 5
WEEKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyView:
    """Somebody's morning at the desk. ``asked``: they look for somebody to take it over."""

    id: UUID
    day: date
    person_id: UUID
    name: str
    asked: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterDay:
    """A working morning. ``make_up``: a weekend day that is worked. ``past``: before today."""

    day: date
    duties: tuple[DutyView, ...]
    make_up: bool
    past: bool
    today: bool

    @property
    def gap(self) -> bool:
        """True when nobody sits there and it is not over."""
        return not self.duties and not self.past


def works(day: date) -> bool:
    """True for a day on which the desk receives: the county's working days, with holidays and make-up days."""
    return calendar_in_force().calendar.works(day)


def roster(centre_id: UUID, *, since: date | None = None, weeks: int = WEEKS) -> list[RosterDay]:
    """The working mornings from the Monday of ``since`` (default today) on. One query."""
    today = timezone.localdate(clock.now())
    first = since or today
    first -= timedelta(days=first.weekday())
    last = first + timedelta(days=7 * weeks - 1)
    calendar = calendar_in_force().calendar
    on: dict[date, list[DutyView]] = {}
    for one in duties(centre_id, first, last):
        on.setdefault(one.day, []).append(one)
    days = (first + timedelta(days=number) for number in range(7 * weeks))
    return [
        RosterDay(
            day=day,
            duties=tuple(on.get(day, ())),
            make_up=day.weekday() >= SATURDAY,
            past=day < today,
            today=day == today,
        )
        for day in days
        if calendar.works(day) or day in on
    ]


def duties(centre_id: UUID, first: date, last: date) -> list[DutyView]:
    """Who sits at the desk from one day to another."""
    rows = DeskDuty.objects.filter(centre_id=centre_id, day__range=(first, last), swapped_at__isnull=True)
    return [_view(row) for row in rows.select_related("person").order_by("day", "created_at", "id")]


def asked_for(centre_id: UUID) -> list[DutyView]:
    """Mornings from today on for which somebody looks for somebody else."""
    today = timezone.localdate(clock.now())
    rows = DeskDuty.objects.filter(centre_id=centre_id, day__gte=today, swapped_at__isnull=True, asked_at__isnull=False)
    return [_view(row) for row in rows.select_related("person").order_by("day", "id")]


def next_duty(centre_id: UUID, person_id: UUID | None) -> DutyView | None:
    """The person's next morning, today's included."""
    if person_id is None:
        return None
    today = timezone.localdate(clock.now())
    rows = DeskDuty.objects.filter(centre_id=centre_id, person_id=person_id, day__gte=today, swapped_at__isnull=True)
    row = rows.select_related("person").order_by("day").first()
    return None if row is None else _view(row)


def _view(row: DeskDuty) -> DutyView:
    return DutyView(
        id=row.pk,
        day=row.day,
        person_id=row.person_id,
        name=row.person.name,
        asked=row.asked_at is not None,
        reason=row.asked_reason,
    )
