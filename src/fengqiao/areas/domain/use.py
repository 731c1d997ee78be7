"""How much a place's people used the platform: days of duty, and days of sign-in among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

# A stretch of days, from the first up to the one after the last; None: without a beginning or an end.
Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """``active``: days with a sign-in; ``duty``: days on which the person had a duty. Active days lie in duty days."""

    active: int
    duty: int


def days_of_duty(stretches: Iterable[Days], first: date, last: date) -> int:
    """How many days from ``first`` to ``last`` lie in any of the stretches; a day in two of them counts once."""
    end = last + timedelta(days=1)
    cut = sorted((max(start or first, first), min(stop or end, end)) for start, stop in stretches)
    counted, reached = 0, first
    for start, stop in cut:
        start = max(start, reached)
        if stop > start:
            counted += (stop - start).days
            reached = stop
    return counted
