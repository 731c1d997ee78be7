"""A quarter of a year as people count it, and the time in which they may object. No input or output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from fengqiao.points.domain.rules import CapPeriod, period

# Whole days in which a worker may object, after the day on which the draft was laid open.
OBJECTION_DAYS = 7
# How many points one column of the distribution holds.
COLUMN = 5


class QuarterState(StrEnum):
    """How far a quarter is."""

    FROZEN = "frozen"
    DRAFT = "draft"
    PUBLISHED = "published"
    RECONCILED = "reconciled"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Quarter:
    """A quarter by year and number (1 to 4)."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise ValueError("a year has four quarters")

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """[start, end) in ``zone``; a day on which clocks change belongs to it with all its hours."""
        return period(datetime(self.year, self.number * 3 - 2, 15, tzinfo=zone), CapPeriod.QUARTER, zone)

    @property
    def before(self) -> Quarter:
        """The quarter before this one."""
        return Quarter(year=self.year - (self.number == 1), number=(self.number - 2) % 4 + 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


def quarter_of(at: datetime, zone: tzinfo) -> Quarter:
    """The quarter in which ``at`` (aware) lies, by the clocks of ``zone``."""
    local = at.astimezone(zone)
    return Quarter(year=local.year, number=(local.month - 1) // 3 + 1)


def objections_until(opened: datetime, zone: tzinfo) -> datetime:
    """Until when one may object to what was laid open at ``opened``: seven whole days after that day.

    Reckoned on the calendar of ``zone``, not in hours, so that a change of clocks neither gives nor takes an hour.
    """
    day = opened.astimezone(zone).date() + timedelta(days=OBJECTION_DAYS + 1)
    return datetime(day.year, day.month, day.day, tzinfo=zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a list of totals looks like. ``median`` is text, "61" or "61.5"; ``distribution``: (from, how many) for
    each column of ``COLUMN`` points, without gaps."""

    workers: int
    total: int
    minimum: int
    maximum: int
    median: str
    distribution: tuple[tuple[int, int], ...]


def summarise(totals: Sequence[int]) -> Summary:
    """The summary of the workers' totals; all zero for an empty list."""
    if not totals:
        return Summary(workers=0, total=0, minimum=0, maximum=0, median="0", distribution=())
    ordered = sorted(totals)
    columns = Counter(value // COLUMN for value in ordered)
    first, last = min(columns), max(columns)
    return Summary(
        workers=len(ordered),
        total=sum(ordered),
        minimum=ordered[0],
        maximum=ordered[-1],
        median=median_words(ordered),
        distribution=tuple((column * COLUMN, columns[column]) for column in range(first, last + 1)),
    )


def median_words(ordered: Sequence[int]) -> str:
    """The median of a sorted list as text; between two numbers it may end in ".5"."""
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return str(ordered[middle])
    twice = ordered[middle - 1] + ordered[middle]
    return str(twice // 2) if twice % 2 == 0 else f"{'-' if twice < 0 else ''}{abs(twice) // 2}.5"
