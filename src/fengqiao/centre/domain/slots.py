"""Times in which a room is taken: from a day and two clock times to moments, within the hours, repeated or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from fengqiao.centre.domain import hours as opening

# Longest row of repeats that one act makes.
MOST_REPEATS = 60


class Wrong(StrEnum):
    """Why a time cannot be had."""

    BACKWARDS = "backwards"
    CLOSED = "closed"
    PAST = "past"
    TOO_LONG = "too_long"
    TOO_FAR = "too_far"
    NO_SUCH_TIME = "no_such_time"


class SlotRefused(ValueError):
    """This time cannot be had; ``reason`` says why."""

    def __init__(self, reason: Wrong) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Every(StrEnum):
    """How a booking repeats. ``MONTH``: on the same weekday of the month, such as the second Tuesday."""

    ONCE = "once"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From ``start`` up to but without ``end``, aware, in UTC."""

    start: datetime
    end: datetime

    def meets(self, other: Span) -> bool:
        """True when both have a moment in common; one that ends when the other begins does not."""
        return self.start < other.end and other.start < self.end

    def without(self, other: Span) -> list[Span]:
        """What is left of this time beside the other: nothing, one piece or two."""
        if not self.meets(other):
            return [self]
        ends = [(self.start, other.start), (other.end, self.end)]
        return [Span(start=start, end=end) for start, end in ends if start < end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long one booking may be, and how many days ahead."""

    longest: timedelta = timedelta(hours=4)
    ahead: int = 60


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The moment at which the clocks of ``zone`` show this, in UTC.

    Raises SlotRefused for a time that the clocks leave out or show twice when they are changed.
    """
    local = datetime.combine(day, clock.replace(tzinfo=None, fold=0), tzinfo=zone)
    there = local.astimezone(UTC)
    if there.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise SlotRefused(Wrong.NO_SUCH_TIME)
    if local.replace(fold=1).astimezone(UTC) != there:
        raise SlotRefused(Wrong.NO_SUCH_TIME)
    return there


def span(week: opening.Week, day: date, start: time, end: time, zone: ZoneInfo) -> Span:
    """The time from ``start`` to ``end`` on one local day, within one stretch of the opening hours.

    Past midnight is backwards here: a neighbourhood house closes at night. Raises SlotRefused.
    """
    if start >= end:
        raise SlotRefused(Wrong.BACKWARDS)
    if not opening.is_open(week, day, start, end):
        raise SlotRefused(Wrong.CLOSED)
    return Span(start=moment(day, start, zone), end=moment(day, end, zone))


def check(wanted: Span, limits: Limits, now: datetime) -> None:
    """Pass when it lies ahead, is not too long and not too far off. Raises SlotRefused."""
    if wanted.start < now:
        raise SlotRefused(Wrong.PAST)
    if wanted.end - wanted.start > limits.longest:
        raise SlotRefused(Wrong.TOO_LONG)
    if wanted.start > now + timedelta(days=limits.ahead):
        raise SlotRefused(Wrong.TOO_FAR)


def repeats(first: date, every: Every, until: date) -> list[date]:
    """The days of a repeating booking, from ``first`` to ``until``, at most MOST_REPEATS."""
    return list(_repeats(first, every, until))


def _repeats(first: date, every: Every, until: date) -> Iterator[date]:
    nth, day, number = (first.day - 1) // 7, first, 0
    yield first
    if every is Every.ONCE:
        return
    step = timedelta(days=14 if every is Every.FORTNIGHT else 7)
    while (day := day + step) <= until and number < MOST_REPEATS - 1:
        if every is Every.MONTH and (day.day - 1) // 7 != nth:
            continue
        number += 1
        yield day


def free(week: opening.Week, day: date, taken: Sequence[tuple[time, time]]) -> list[tuple[time, time]]:
    """What is left of a day's opening hours beside what is taken (local times)."""
    left: list[tuple[time, time]] = []
    for opens, closes in opening.on(week, day):
        at = opens
        for start, end in sorted(taken):
            if end <= at or start >= closes:
                continue
            if start > at:
                left.append((at, start))
            at = max(at, end)
        if at < closes:
            left.append((at, closes))
    return left
