"""Days: absences, who stands in, and the days on which a grid has nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_DAYS = 366
EARLIEST_DAYS = 31


class Reason(StrEnum):
    """Why somebody is away, no more exactly than the desk needs: leave 请假, other duty 公差, training 培训, other."""

    LEAVE = "leave"
    DUTY = "duty"
    TRAINING = "training"
    OTHER = "other"


class RequestState(StrEnum):
    """A worker's own request 请假申请: asked 待批, granted 已准, refused 未准, taken back by who asked 已撤回."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class AbsenceRefused(Exception):
    """An absence that cannot be kept like this; the message says why."""

    message = "This absence cannot be kept."


class NotInOrder(AbsenceRefused):
    """It ends before it begins, or is longer than a year."""

    message = "The last day must not lie before the first, nor more than a year after it."


class LongAgo(AbsenceRefused):
    """It began too long ago to be written down now."""

    message = "It began more than 31 days ago; what was done then stays as it was."


class OneselfStandsIn(AbsenceRefused):
    """Nobody stands in for oneself."""

    message = "Somebody else must stand in."


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """From the first to the last day, both included; ``last`` None: without an end."""

    first: date
    last: date | None = None

    def meets(self, other: Days) -> bool:
        """True when they have a day in common."""
        return (other.last is None or self.first <= other.last) and (self.last is None or other.first <= self.last)

    def has(self, day: date) -> bool:
        """True when the day is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)

    def shared(self, other: Days) -> Days | None:
        """The days in common."""
        if not self.meets(other):
            return None
        ends = [one for one in (self.last, other.last) if one is not None]
        return Days(max(self.first, other.first), min(ends) if ends else None)


def check(days: Days, *, today: date, oneself: bool) -> None:
    """Pass, or raise AbsenceRefused. ``oneself``: the person was named as their own stand-in."""
    if days.last is None or not days.first <= days.last <= days.first + timedelta(days=LONGEST_DAYS):
        raise NotInOrder
    if days.first < today - timedelta(days=EARLIEST_DAYS):
        raise LongAgo
    if oneself:
        raise OneselfStandsIn


def without(taken: Iterable[Days], within: Days) -> list[Days]:
    """The days of ``within`` (which has an end) on which none of ``taken`` is: the gaps, in order."""
    assert within.last is not None
    gaps: list[Days] = []
    free = within.first
    for one in sorted(taken, key=lambda each: each.first):
        if not one.meets(within):
            continue
        if one.first > free:
            gaps.append(Days(free, one.first - timedelta(days=1)))
        if one.last is None or one.last >= within.last:
            return gaps
        free = max(free, one.last + timedelta(days=1))
    if free <= within.last:
        gaps.append(Days(free, within.last))
    return gaps


def uncovered(days: Days, others: Sequence[Days], *, has_stand_in: bool) -> list[Days]:
    """The days of an absence on which nobody stands in: all without a stand-in, else those on which the stand-in is
    absent too (``others``)."""
    if not has_stand_in:
        return [days]
    return [shared for one in others if (shared := days.shared(one)) is not None]
