"""How well a camera was to be seen, day by day: from spans of conditions to bars. Times are aware."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

LIVE = "live"
# Nothing is wrong with a camera that nobody connected.
UNJUDGED = frozenset({"unconnected"})
BRIEF_S = 120.0


class Shade(StrEnum):
    """How a day looked: no word about it, whole, with short gaps, with long gaps, hardly any picture."""

    NONE = "none"
    WHOLE = "whole"
    GAPS = "gaps"
    PARTS = "parts"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A camera was in ``condition`` from ``since`` until ``until`` (None: still is)."""

    condition: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A local day: seconds with a picture, and without one, as far as anybody reported."""

    on: date
    live_s: float
    out_s: float

    @property
    def shade(self) -> Shade:
        known = self.live_s + self.out_s
        if known < 1:
            return Shade.NONE
        share = self.out_s / known
        if self.out_s <= BRIEF_S and share < 0.5:
            return Shade.WHOLE
        if share < 0.05:
            return Shade.GAPS
        return Shade.PARTS if share < 0.8 else Shade.OUT


def days(spans: Sequence[Span], *, count: int, now: datetime, zone: tzinfo) -> list[Day]:
    """The last ``count`` local days, oldest first, today's up to ``now``."""
    today = now.astimezone(zone).date()
    found = []
    for back in range(count - 1, -1, -1):
        on = today - timedelta(days=back)
        begin = datetime.combine(on, time(), zone)
        end = min(datetime.combine(on + timedelta(days=1), time(), zone), now)
        live = out = 0.0
        for span in spans:
            seconds = (min(span.until or now, end) - max(span.since, begin)).total_seconds()
            if seconds <= 0 or span.condition in UNJUDGED:
                continue
            if span.condition == LIVE:
                live += seconds
            else:
                out += seconds
        found.append(Day(on=on, live_s=live, out_s=out))
    return found


def outages(spans: Sequence[Span], *, now: datetime) -> list[Span]:
    """The times without a picture, newest first; what follows at once is one, short ones (two minutes) are left out."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda one: one.since):
        if span.condition == LIVE or span.condition in UNJUDGED:
            continue
        last = joined[-1] if joined else None
        if last is not None and last.until is not None and (span.since - last.until).total_seconds() < BRIEF_S:
            joined[-1] = Span(condition=span.condition, since=last.since, until=span.until)
        else:
            joined.append(span)
    long = [one for one in joined if ((one.until or now) - one.since).total_seconds() >= BRIEF_S]
    return long[::-1]
