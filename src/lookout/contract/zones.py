"""Zones and lines: where something matters, when, and to whom."""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from lookout.contract.base import Fraction, Frozen, MonthDay, Name, Point, Seconds
from lookout.contract.words import Kind, Size


class Line(Frozen):
    """A line whose crossing matters: an alarm, or with ``count`` only a number. ``forward`` is from its left to its
    right, seen from ``a`` to ``b``."""

    a: Point
    b: Point
    way: Literal["both", "forward", "backward"] = "both"
    count: bool = False

    @model_validator(mode="after")
    def _long(self) -> Self:
        if abs(self.a[0] - self.b[0]) + abs(self.a[1] - self.b[1]) < 0.01:
            raise ValueError("the line is too short; draw it across the way")
        return self


class HelmetRule(Frozen):
    """``sure``: how certain a bare head must be. ``least_head_px``: smaller heads are not judged."""

    sure: Fraction = 0.8
    least_head_px: int = Field(default=16, ge=8, le=400)


class RubbishRule(Frozen):
    """``bins``: outlines of the containers. Any of the three may be switched off."""

    bins: tuple[tuple[Point, ...], ...] = Field(default=(), max_length=12)
    remind: bool = True
    left_after_s: float = Field(default=30.0, ge=3.0, le=3600.0, description="how long a new thing lies, owner gone")
    left_behind: bool = True
    overfull: bool = True


class Zone(Frozen):
    """A named area, or line, with what it means. ``schedule`` holds armed hours in local time of ``timezone``,
    ``season`` the first and last day ("05-01", "10-31"; it may go over the new year).

    For people: ``people`` is the least number inside at once, ``only`` a size, ``alone`` asks that nobody of
    an adult's size is there, ``loiter_s`` how long somebody must be about, coming and going included.
    """

    name: Name
    kind: Kind
    polygon: tuple[Point, ...] = Field(default=(), max_length=200)
    line: Line | None = None
    classes: tuple[str, ...] = ("person",)
    dwell_s: Seconds = 0.0
    window_s: float = Field(default=60.0, gt=0, description="one alert per track and window of this length")
    min_score: Fraction = 0.4
    direction_deg: float | None = Field(
        default=None, ge=0, lt=360, description="alarm only on movement within 90° of this bearing; 0 is up"
    )
    schedule: tuple[tuple[str, str], ...] = Field(default=(), description='armed spans like ("06:00", "20:00")')
    timezone: str = "Asia/Shanghai"
    season: tuple[MonthDay, MonthDay] | None = None
    people: int = Field(default=1, ge=1, le=50)
    only: Size | None = None
    alone: bool = False
    loiter_s: float | None = Field(default=None, ge=5.0, le=7200.0)
    helmet: HelmetRule = HelmetRule()
    rubbish: RubbishRule = RubbishRule()

    @property
    def outline(self) -> tuple[Point, ...]:
        """The polygon, or the two ends of the line."""
        return self.polygon or ((self.line.a, self.line.b) if self.line else ())

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if not self.outline:
            raise ValueError("a zone needs an outline or a line")
        return self

    @field_validator("schedule")
    @classmethod
    def _hours(cls, spans: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        for span in spans:
            for text in span:
                if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", text):
                    raise ValueError(f"'{text}' is not a time of day like 06:00")
        return spans

    @field_validator("polygon")
    @classmethod
    def _simple(cls, polygon: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
        if len(polygon) in (1, 2):
            raise ValueError("an outline needs at least three points")
        if polygon and crossing(polygon):
            raise ValueError("the zone's outline crosses itself; draw it again without a knot")
        return polygon


def crossing(polygon: tuple[tuple[float, float], ...]) -> bool:
    """True when two sides that are not neighbours touch, or the outline has no area."""
    count = len(polygon)
    area = sum(
        polygon[i][0] * polygon[(i + 1) % count][1] - polygon[(i + 1) % count][0] * polygon[i][1] for i in range(count)
    )
    if abs(area) < 1e-9:
        return True

    def side(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    for i in range(count):
        a, b = polygon[i], polygon[(i + 1) % count]
        for j in range(i + 2, count):
            if i == 0 and j == count - 1:
                continue
            c, d = polygon[j], polygon[(j + 1) % count]
            if side(a, b, c) * side(a, b, d) <= 0 and side(c, d, a) * side(c, d, b) <= 0:
                return True
    return False
