"""A day's counts by the hour as bars, drawn by the server: no library, prints well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from fengqiao.cameras.selectors import HourCount

WIDTH, HEIGHT, BASE, TOP = 720, 220, 190, 16
HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One hour: two bars side by side, in units of the drawing."""

    hour: int
    forward: int
    backward: int
    x: float
    width: float
    forward_y: float
    forward_height: float
    backward_y: float
    backward_height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChart:
    """One line's day. ``scale``: values of the grid lines with their height in the drawing."""

    rule: str
    cls: str
    bars: tuple[Bar, ...]
    scale: tuple[tuple[int, float], ...]
    forward: int
    backward: int


def day_charts(counts: Iterable[HourCount]) -> list[DayChart]:
    """A chart for each line and class of things, in their order."""
    grouped: dict[tuple[str, str], list[HourCount]] = {}
    for one in counts:
        grouped.setdefault((one.rule, one.cls), []).append(one)
    return [_chart(rule, cls, found) for (rule, cls), found in grouped.items()]


def _chart(rule: str, cls: str, counts: Sequence[HourCount]) -> DayChart:
    by_hour = {timezone.localtime(one.hour).hour: one for one in counts}
    top = _round_up(max(max(one.forward, one.backward) for one in counts))
    step = WIDTH / HOURS
    return DayChart(
        rule=rule,
        cls=cls,
        bars=tuple(_bar(hour, by_hour.get(hour), step, top) for hour in range(HOURS)),
        scale=tuple((value, _y(value, top)) for value in (0, top // 2, top)),
        forward=sum(one.forward for one in counts),
        backward=sum(one.backward for one in counts),
    )


def _bar(hour: int, count: HourCount | None, step: float, top: int) -> Bar:
    forward, backward = (count.forward, count.backward) if count else (0, 0)
    return Bar(
        hour=hour,
        forward=forward,
        backward=backward,
        x=round(hour * step + 3, 1),
        width=round(step / 2 - 4, 1),
        forward_y=_y(forward, top),
        forward_height=round(BASE - _y(forward, top), 1),
        backward_y=_y(backward, top),
        backward_height=round(BASE - _y(backward, top), 1),
    )


def _y(value: int, top: int) -> float:
    return round(BASE - (BASE - TOP) * value / top, 1)


def _round_up(value: int) -> int:
    """The next even number that reads well: 2, 4, 10, 20, 40, 100 …"""
    base = 1
    while True:
        for factor in (2, 4, 10):
            if value <= factor * base:
                return factor * base
        base *= 10
