"""Which days a page of the calendar shows: a month in whole weeks, or one week, from Monday on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEK = timedelta(days=7)


class Show(StrEnum):
    """Month or week."""

    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The days of a page; ``first`` and ``last`` are those it is about, ``before`` and ``after`` lead to its
    neighbours."""

    show: Show
    first: date
    last: date
    weeks: tuple[tuple[date, ...], ...]
    before: date
    after: date

    def within(self, day: date) -> bool:
        """True for a day of the month, false for those that only fill its weeks."""
        return self.first <= day <= self.last


def page(show: Show, day: date) -> Page:
    """The page on which ``day`` is."""
    if show is Show.WEEK:
        first = day - timedelta(days=day.weekday())
        last = first + WEEK - timedelta(days=1)
        return Page(show=show, first=first, last=last, weeks=(_week(first),), before=first - WEEK, after=first + WEEK)
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    last = after - timedelta(days=1)
    before = (first - timedelta(days=1)).replace(day=1)
    start, weeks = first - timedelta(days=first.weekday()), []
    while start <= last:
        weeks.append(_week(start))
        start += WEEK
    return Page(show=show, first=first, last=last, weeks=tuple(weeks), before=before, after=after)


def _week(monday: date) -> tuple[date, ...]:
    return tuple(monday + timedelta(days=number) for number in range(7))
