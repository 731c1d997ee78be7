"""A year of a calendar as people look at it: months of weeks, and stretches of days that are not what weekdays say."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fengqiao.incidents.domain.calendars import ONE_DAY, SATURDAY, WorkCalendar

FIRST_YEAR, LAST_YEAR = 2004, 2100


class DayKind(StrEnum):
    """What a day is: as its weekday says, or free though it is a weekday (休), or worked though it is none (班)."""

    WORK = "work"
    WEEKEND = "weekend"
    OFF = "off"
    ON = "on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of a month."""

    date: date
    kind: DayKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month: its weeks from Monday on, with None for the days of other months, and how many days are worked."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    worked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days in a row that are all worked, or all free."""

    first: date
    last: date
    works: bool

    @property
    def days(self) -> int:
        """How many days it is."""
        return (self.last - self.first).days + 1


def kind_of(calendar: WorkCalendar, day: date) -> DayKind:
    """What a day is on the calendar."""
    works, weekday = calendar.works(day), day.weekday() < SATURDAY
    if works:
        return DayKind.WORK if weekday else DayKind.ON
    return DayKind.OFF if weekday else DayKind.WEEKEND


def months(calendar: WorkCalendar, year: int) -> list[Month]:
    """The twelve months of a year."""
    return [_month(calendar, year, number) for number in range(1, 13)]


def spans(days: Mapping[date, bool]) -> list[Span]:
    """Days as stretches, in order."""
    found: list[Span] = []
    for day, works in sorted(days.items()):
        last = found[-1] if found else None
        if last is not None and last.works is works and last.last + ONE_DAY == day:
            found[-1] = Span(first=last.first, last=day, works=works)
        else:
            found.append(Span(first=day, last=day, works=works))
    return found


def special(calendar: WorkCalendar, year: int) -> list[Span]:
    """The stretches of a year that are not what their weekdays say; days of rest with the weekends between them."""
    days = {day: works for day, works in calendar.days.items() if day.year == year}
    odd = {day for day, works in days.items() if works is not (day.weekday() < SATURDAY)}
    return [span for span in spans(days) if any(day in odd for day in each(span))]


def changed(before: WorkCalendar, after: WorkCalendar) -> list[Span]:
    """What is not the same on the two calendars, as it is after."""
    days = {*before.days, *after.days}
    return spans({day: after.works(day) for day in days if before.works(day) is not after.works(day)})


def each(span: Span) -> Iterable[date]:
    """The days of a stretch."""
    day = span.first
    while day <= span.last:
        yield day
        day += ONE_DAY


def _month(calendar: WorkCalendar, year: int, number: int) -> Month:
    weeks = tuple(
        tuple(Day(date=day, kind=kind_of(calendar, day)) if day.month == number else None for day in week)
        for week in Calendar().monthdatescalendar(year, number)
    )
    worked = sum(day is not None and calendar.works(day.date) for week in weeks for day in week)
    return Month(first=date(year, number, 1), weeks=weeks, worked=worked)
