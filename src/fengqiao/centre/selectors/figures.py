"""The centre's figures, computed from its records and nothing else; each has the list that it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from fengqiao.centre.domain import matters as table
from fengqiao.centre.domain.matters import Sort
from fengqiao.centre.models import Visit
from fengqiao.centre.selectors.matters import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Visits; matters that are problems (neither answered at once nor the same as another); those of them solved;
    the median time to solve them; and what the neighbours said. Of all time, or of the days asked for."""

    visits: int
    problems: int
    solved: int
    answered: int
    median_time: timedelta | None
    content: int
    not_content: int

    @property
    def satisfaction(self) -> int | None:
        """Those who said yes among those who said anything, in percent."""
        asked = self.content + self.not_content
        return round(100 * self.content / asked) if asked else None

    @property
    def hours(self) -> int | None:
        """The median time in whole hours."""
        return None if self.median_time is None else round(self.median_time.total_seconds() / 3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month: its first day, visits and solved problems."""

    first: date
    visits: int
    solved: int

    @property
    def last(self) -> date:
        """The month's last day."""
        return (self.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def figures(centre_id: UUID, *, since: date | None = None, until: date | None = None) -> Figures:
    """The figures of a centre; ``since`` and ``until`` are local days of the visit. Three queries."""
    came = Visit.objects.filter(centre_id=centre_id)
    if since is not None:
        came = came.filter(day__gte=since)
    if until is not None:
        came = came.filter(day__lte=until)
    rows = listed(centre_id, since=since, until=until).order_by()
    counted = rows.aggregate(
        problems=Count("id", filter=~Q(state__in=sorted(table.NO_PROBLEM))),
        solved=Count("id", filter=Q(state__in=sorted(table.DONE))),
        answered=Count("id", filter=Q(state="answered")),
        yes=Count("id", filter=Q(content=True)),
        no=Count("id", filter=Q(content=False)),
    )
    times = [
        (solved - opened).total_seconds()
        for opened, solved in rows.filter(state__in=sorted(table.DONE)).values_list("opened_at", "solved_at")
        if solved is not None
    ]
    return Figures(
        visits=came.count(),
        problems=counted["problems"],
        solved=counted["solved"],
        answered=counted["answered"],
        median_time=timedelta(seconds=median(times)) if times else None,
        content=counted["yes"],
        not_content=counted["no"],
    )


def months(centre_id: UUID, *, count: int = 12) -> list[Month]:
    """The last months, the oldest first. Two queries."""
    zone = timezone.get_current_timezone()
    visits = dict(
        Visit.objects.filter(centre_id=centre_id)
        .annotate(month=TruncMonth("day"))
        .values_list("month")
        .annotate(number=Count("id"))
    )
    solved = {
        month.date(): number
        for month, number in listed(centre_id, show="solved")
        .order_by()
        .annotate(month=TruncMonth("solved_at", tzinfo=zone))
        .values_list("month")
        .annotate(number=Count("id"))
        if month is not None
    }
    firsts = sorted({*visits, *solved})[-count:]
    return [Month(first=one, visits=visits.get(one, 0), solved=solved.get(one, 0)) for one in firsts]


def by_sort(centre_id: UUID) -> list[tuple[Sort, int]]:
    """How many problems of each sort, the most frequent first."""
    rows = listed(centre_id, show="problems").exclude(sort="").order_by().values_list("sort")
    return [(Sort(sort), number) for sort, number in rows.annotate(number=Count("id")).order_by("-number", "sort")]


def rounded(number: int) -> str:
    """As the door says it, rounded down: 1034 → 1000+, 347 → 300+, 42 → 40+, 300 → 300, 7 → 7."""
    step = 10 ** (len(str(number)) - 1)
    whole = number // step * step
    return f"{whole}+" if number > whole and number > 10 else str(number)
