"""How much a grid worker has to do already, and whether more is too much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a week may bring of pushed tasks: minutes, and how many may be open at once."""

    minutes: int
    open: int


# Patrols, visits and reports are a worker's main work; pushed tasks take at most half of a full-time week.
FULL_TIME = Limit(minutes=20 * 60, open=15)
PART_TIME = Limit(minutes=6 * 60, open=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """A task that somebody still has to do: its day and its effort."""

    due_on: date
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What lies on somebody in the week of a day: open tasks in all, tasks and minutes of that week."""

    open: int
    week: int
    minutes: int
    limit: Limit

    def too_much(self, more: int = 0) -> bool:
        """True when one more task of ``more`` minutes (0: none) goes over the limit."""
        extra = 1 if more else 0
        return self.minutes + more > self.limit.minutes or self.open + extra > self.limit.open


def limit_of(full_time: bool) -> Limit:
    """The limit for full-time and for part-time workers."""
    return FULL_TIME if full_time else PART_TIME


def load_of(tasks: Iterable[OpenTask], day: date, limit: Limit) -> Load:
    """What these tasks lay on one person in the week (Monday to Sunday) of ``day``."""
    monday = day - timedelta(days=day.weekday())
    there = list(tasks)
    week = [one for one in there if monday <= one.due_on < monday + timedelta(days=7)]
    return Load(open=len(there), week=len(week), minutes=sum(one.minutes for one in week), limit=limit)
