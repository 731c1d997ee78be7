"""Adding up crossings over spans of the clock, each told once. Pure.

A span is known by its beginning, and no two overlap: after a start in the middle the first one begins late, and when
the clock is set back the present one lasts until the old time is reached again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

Crossings = Counter[tuple[str, str]]
"""How many of (class, way)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Seconds since the epoch, and what crossed between them."""

    begin: float
    end: float
    crossings: Crossings = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The span that runs, if one does, and where the last one ended."""

    open: Span | None = None
    ended: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Summed:
    sums: Sums
    over: tuple[Span, ...] = ()


def summed(before: Sums, crossings: Crossings, *, span_s: float, at: float, counting: bool) -> Summed:
    """What one picture at ``at`` adds. ``over``: spans that are complete and hold something, to be told."""
    span, ended = before.open, before.ended
    over: list[Span] = []
    if span is not None and (at >= span.end or not counting):
        finished = Span(begin=span.begin, end=min(span.end, max(at, span.begin + 1)), crossings=span.crossings)
        over += [finished] if finished.crossings else []
        span, ended = None, finished.end
    if counting:
        if span is None:
            begin = max(float(int(at)), ended)
            span = Span(begin=begin, end=_next(begin, span_s))
        if crossings:
            span = Span(begin=span.begin, end=span.end, crossings=span.crossings + crossings)
    return Summed(sums=Sums(open=span, ended=ended), over=tuple(over))


def _next(begin: float, span_s: float) -> float:
    """The next whole multiple of the span after ``begin``."""
    return (begin // span_s + 1) * span_s
