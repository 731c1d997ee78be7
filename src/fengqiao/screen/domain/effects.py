"""Arithmetic of the effect figures: stretches of whole months with their twins, growth, and groups that are too small.

Nothing here knows where the numbers come from.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median
from typing import TypeVar

# A figure about fewer people than this would tell about each of them.
SMALLEST_GROUP = 5
MOST_MONTHS = 36
Key = TypeVar("Key")


class Span(StrEnum):
    """The stretches that a picker offers. ``own``: from one month to another."""

    QUARTER = "quarter"
    LAST_QUARTER = "last_quarter"
    HALF = "half"
    LAST_HALF = "last_half"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Whole months, local days from ``first`` (the 1st of a month) to ``last``. A running one ends before its last
    month does; its twins then end on the same day of the month, so that like is compared with like."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Raises ValueError when it does not begin on a 1st, ends before it begins, or is longer than three years."""
        if self.first.day != 1:
            raise ValueError("a stretch begins on the first of a month")
        if self.last < self.first:
            raise ValueError("a stretch ends after it begins")
        if self.months > MOST_MONTHS:
            raise ValueError("a stretch is at most three years long")

    @property
    def months(self) -> int:
        """How many months it touches."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def whole(self) -> bool:
        """True when it ends with a month."""
        return self.last.day == monthrange(self.last.year, self.last.month)[1]

    def before(self) -> Stretch:
        """As many months, right before."""
        return self.shifted(-self.months)

    def year_before(self) -> Stretch:
        """The same months of the year before."""
        return self.shifted(-12)

    def shifted(self, months: int) -> Stretch:
        """So many months later. The end of a month stays the end of a month."""
        year, month = _months_on(self.last, months)
        longest = monthrange(year, month)[1]
        start = date(*_months_on(self.first, months), 1)
        return Stretch(first=start, last=date(year, month, longest if self.whole else min(self.last.day, longest)))


def span(which: Span, today: date) -> Stretch:
    """The stretch of that name around ``today``; running ones end today. ``own`` is none of them: ValueError."""
    size = 3 if which in (Span.QUARTER, Span.LAST_QUARTER) else 6
    if which is Span.OWN:
        raise ValueError(which)
    first = date(today.year, (today.month - 1) // size * size + 1, 1)
    if which in (Span.QUARTER, Span.HALF):
        return Stretch(first=first, last=today)
    return Stretch(first=date(*_months_on(first, -size), 1), last=first - timedelta(days=1))


def own(first: date, last: date, today: date) -> Stretch:
    """From the month of ``first`` to that of ``last``, at most up to ``today``. Raises ValueError."""
    end = date(last.year, last.month, monthrange(last.year, last.month)[1])
    return Stretch(first=first.replace(day=1), last=min(end, today) if last <= today else end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A count, or with ``base`` a rate of it: sign-in days of duty days. ``known`` is False where nothing was kept."""

    top: int
    base: int | None = None
    known: bool = True

    @property
    def value(self) -> Fraction | None:
        """The number to compare; None: there is none."""
        if not self.known:
            return None
        if self.base is None:
            return Fraction(self.top)
        return Fraction(self.top, self.base) if self.base else None


def growth(now: Amount, then: Amount) -> Decimal | None:
    """By how many per cent ``now`` is above ``then``, to two digits, halves away from zero. None: ``then`` is zero
    or unknown, so that there is no base; growth from nothing is not infinite, it is not defined."""
    if now.value is None or not then.value:
        return None
    return percent(now.value / then.value - 1)


def percent(share: Fraction) -> Decimal:
    """A share of 1 in per cent to two digits, halves away from zero."""
    exact = share * 100
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How points lie: of how many people, the lowest, the middle, the highest, and how many have none."""

    people: int
    lowest: int
    middle: float
    highest: int
    none: int


def spread(points: Mapping[Key, int]) -> Spread | None:
    """The spread of everybody's points; None without anybody."""
    if not points:
        return None
    values = sorted(points.values())
    return Spread(
        people=len(values),
        lowest=values[0],
        middle=float(median(values)),
        highest=values[-1],
        none=sum(value == 0 for value in values),
    )


def fold_small(groups: Mapping[Key, int], smallest: int = SMALLEST_GROUP) -> tuple[list[Key], list[Key]]:
    """Groups by their number of people: those that may be shown by themselves, and those that are shown as one.

    The folded ones have together at least ``smallest`` people, else the smallest of the others is folded too:
    whoever knows the total must not be able to reckon a small group out.
    """
    shown = [key for key, size in groups.items() if size >= smallest]
    folded = [key for key, size in groups.items() if 0 < size < smallest]
    while folded and shown and sum(groups[key] for key in folded) < smallest:
        least = min(shown, key=lambda key: groups[key])
        shown.remove(least)
        folded.append(least)
    return shown, folded


def _months_on(day: date, months: int) -> tuple[int, int]:
    number = day.year * 12 + day.month - 1 + months
    return number // 12, number % 12 + 1
