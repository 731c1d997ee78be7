"""When something is due: counting working hours, working days, calendar days and hours on a given calendar.

Hours are counted to the second. Days are counted by their ends: the day on which a clock starts does not count, and
a deadline of N days is due when the Nth day after it ends (a working day with its last working hour, a calendar day
at midnight). A pause takes out what would have counted within it: hours, or the ends of days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

from fengqiao.incidents.domain.calendars import ONE_DAY, WorkCalendar
from fengqiao.incidents.domain.units import Unit

LONGEST = timedelta(days=366 * 20)
DAYS = frozenset({Unit.WORKING_DAYS, Unit.CALENDAR_DAYS})
SECONDS_AN_HOUR = 3600


class BadDeadline(ValueError):
    """An amount that cannot be counted; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A time in which a clock stood still; ``end`` None: it still does."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A clock: when it started, how much of what it has, and when it stood still."""

    started_at: datetime
    amount: Decimal
    unit: Unit
    pauses: tuple[Pause, ...] = ()

    def __post_init__(self) -> None:
        """Raises BadDeadline for an amount that is not positive, or a broken number of days."""
        if self.amount <= 0:
            raise BadDeadline("a deadline is longer than nothing")
        if self.unit in DAYS and self.amount != self.amount.to_integral_value():
            raise BadDeadline("days are whole")

    @property
    def stands(self) -> bool:
        """True while it is paused."""
        return any(pause.end is None for pause in self.pauses)


def due(clock: Clock, calendar: WorkCalendar) -> datetime | None:
    """When the clock runs out; None while it stands still, because nobody knows yet."""
    if clock.stands:
        return None
    if clock.unit in DAYS:
        return _nth_end(clock, calendar, int(clock.amount))
    return _after(clock, calendar, timedelta(seconds=int(clock.amount * SECONDS_AN_HOUR)))


def warn(clock: Clock, calendar: WorkCalendar, percent: int) -> datetime | None:
    """When to warn that ``percent`` of the time is used; with days, in the morning of the day that reaches it."""
    if clock.stands:
        return None
    if clock.unit in DAYS:
        reached = min(int(clock.amount * percent / 100) + 1, int(clock.amount))
        day = calendar.local_day(_nth_end(clock, calendar, reached) - timedelta(microseconds=1))
        return max(calendar.opens(day), clock.started_at)
    return _after(clock, calendar, timedelta(seconds=int(clock.amount * SECONDS_AN_HOUR * percent / 100)))


def used(clock: Clock, calendar: WorkCalendar, until: datetime) -> Decimal:
    """How much has been counted up to ``until``, in the clock's unit; pauses do not count."""
    if clock.unit in DAYS:
        count = 0
        for end in _ends(clock, calendar):
            if end > until:
                break
            count += 1
        return Decimal(count)
    total = timedelta()
    for start, end in _runs(clock, calendar, until):
        total += max(min(end, until) - start, timedelta())
    return Decimal(int(total.total_seconds())) / SECONDS_AN_HOUR


def _nth_end(clock: Clock, calendar: WorkCalendar, number: int) -> datetime:
    for count, end in enumerate(_ends(clock, calendar), start=1):
        if count >= number:
            return end
    raise BadDeadline("this deadline lies beyond all calendars")


def _ends(clock: Clock, calendar: WorkCalendar) -> Iterator[datetime]:
    """The ends of the days that count, after the day on which the clock started."""
    for day in calendar.days_from(calendar.local_day(clock.started_at) + ONE_DAY):
        if clock.unit is Unit.WORKING_DAYS:
            if not calendar.works(day):
                continue
            end = calendar.closes(day)
        else:
            end = calendar.moment(day + ONE_DAY, time())
        if end - clock.started_at > LONGEST:
            return
        if not any(pause.start <= end and (pause.end is None or end < pause.end) for pause in clock.pauses):
            yield end


def _after(clock: Clock, calendar: WorkCalendar, length: timedelta) -> datetime:
    left = length
    for start, end in _runs(clock, calendar, clock.started_at + LONGEST):
        if end - start >= left:
            return start + left
        left -= end - start
    raise BadDeadline("this deadline lies beyond all calendars")


def _runs(clock: Clock, calendar: WorkCalendar, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The stretches in which an hour counts, from the clock's start, without its pauses."""
    for start, end in _hours(clock, calendar, until):
        if end > clock.started_at:
            yield from _without(max(start, clock.started_at), end, clock.pauses)


def _hours(clock: Clock, calendar: WorkCalendar, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    if clock.unit is Unit.HOURS:
        yield clock.started_at, until
        return
    for day in calendar.days_from(calendar.local_day(clock.started_at)):
        spans = calendar.spans(day)
        yield from spans
        if calendar.opens(day) > until:
            return


def _without(start: datetime, end: datetime, pauses: Sequence[Pause]) -> Iterator[tuple[datetime, datetime]]:
    """A stretch cut at the pauses; what lies within one is left out."""
    cuts = {start, end}
    for pause in pauses:
        cuts |= {moment for moment in (pause.start, pause.end) if moment is not None and start < moment < end}
    for one, two in pairwise(sorted(cuts)):
        if not any(pause.start <= one and (pause.end is None or two <= pause.end) for pause in pauses):
            yield one, two
