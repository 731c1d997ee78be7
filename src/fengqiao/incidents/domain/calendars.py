"""A calendar as a value: which days are worked, and in which hours. Known days first, weekdays for the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
ONE_DAY = timedelta(days=1)


class BadCalendar(ValueError):
    """These hours or days are no calendar; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """``hours``: local spans of a working day, in order. ``days``: those that are not what their weekday says.

    ``known_until``: the last day that was officially settled. Times come and go aware; local ones are of ``zone``.
    """

    number: int
    hours: tuple[tuple[time, time], ...]
    days: Mapping[date, bool] = field(default_factory=dict)
    known_until: date = date.max
    zone: ZoneInfo = ZONE

    def __post_init__(self) -> None:
        """Raises BadCalendar for hours that are none, overlap, or run backwards."""
        if not self.hours:
            raise BadCalendar("a working day has working hours")
        flat = [moment for span in self.hours for moment in span]
        if flat != sorted(set(flat)):
            raise BadCalendar("working hours follow each other and do not overlap")

    def works(self, day: date) -> bool:
        """True for a day on which work is done."""
        return self.days.get(day, day.weekday() < SATURDAY)

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """The working hours of a day, as moments in UTC; none on a day of rest."""
        if not self.works(day):
            return []
        return [(self.moment(day, start), self.moment(day, end)) for start, end in self.hours]

    def opens(self, day: date) -> datetime:
        """When a day's first working hour begins, or would begin."""
        return self.moment(day, self.hours[0][0])

    def closes(self, day: date) -> datetime:
        """When a day's last working hour ends, or would end."""
        return self.moment(day, self.hours[-1][1])

    def moment(self, day: date, at: time) -> datetime:
        """A local time of a day, as a moment in UTC."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def local_day(self, moment: datetime) -> date:
        """The local day of an aware moment."""
        return moment.astimezone(self.zone).date()

    def days_from(self, day: date) -> Iterator[date]:
        """The days from ``day`` on, without end."""
        while True:
            yield day
            day += ONE_DAY
