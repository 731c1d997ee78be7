"""Stretches of whole days that figures are made for: named ones, and their twins a year before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_DAYS = 366 * 5
DAY = timedelta(days=1)


class Named(StrEnum):
    """The periods that a picker offers. ``own``: two days that somebody chose."""

    MONTH = "month"
    LAST_MONTH = "last_month"
    QUARTER = "quarter"
    LAST_QUARTER = "last_quarter"
    YEAR = "year"
    LAST_YEAR = "last_year"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the beginning of ``first`` to the end of ``last``, local days."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Raises ValueError when it ends before it begins, or is longer than five years."""
        if self.last < self.first:
            raise ValueError("a period ends after it begins")
        if (self.last - self.first).days >= LONGEST_DAYS:
            raise ValueError("a period is at most five years long")

    def year_before(self) -> Period:
        """The same days of the year before; the 29th of February falls on the 28th."""
        return Period(first=_a_year_back(self.first), last=_a_year_back(self.last))

    def months(self, count: int) -> list[date]:
        """The first days of the ``count`` months up to that of the last day."""
        year, month = self.last.year, self.last.month
        back = [(year * 12 + month - 1 - step) for step in range(count)]
        return [date(number // 12, number % 12 + 1, 1) for number in reversed(back)]

    def apart(self, counted: Collection[date]) -> tuple[list[date], list[Period]]:
        """Its whole months whose first day is among ``counted``, and the stretches of days that are left."""
        whole: list[date] = []
        rest: list[Period] = []
        begin = self.first
        for month in self.months((self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1):
            after = next_month(month)
            if month in counted and month >= self.first and after - DAY <= self.last:
                if begin < month:
                    rest.append(Period(first=begin, last=month - DAY))
                whole.append(month)
                begin = after
        if begin <= self.last:
            rest.append(Period(first=begin, last=self.last))
        return whole, rest


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def named(which: Named, today: date) -> Period:
    """The period of that name around ``today``; running ones end today. ``own`` is none of them: ValueError."""
    if which is Named.MONTH:
        return Period(first=today.replace(day=1), last=today)
    if which is Named.LAST_MONTH:
        last = today.replace(day=1) - timedelta(days=1)
        return Period(first=last.replace(day=1), last=last)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    if which is Named.QUARTER:
        return Period(first=quarter, last=today)
    if which is Named.LAST_QUARTER:
        last = quarter - timedelta(days=1)
        return Period(first=date(last.year, last.month - 2, 1), last=last)
    if which is Named.YEAR:
        return Period(first=date(today.year, 1, 1), last=today)
    if which is Named.LAST_YEAR:
        return Period(first=date(today.year - 1, 1, 1), last=date(today.year - 1, 12, 31))
    raise ValueError(which)


def _a_year_back(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
