"""Opening hours: seven days from Monday on, each a list of spans such as ``["08:30", "11:30"]`` in local time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, time

Week = Sequence[Sequence[Sequence[str]]]
Span = tuple[time, time]

SUNDAY = 6
_PARTS = re.compile(r"[\s,;、]+")
# From eight until noon and from half past two until nine in the evening, every day.
USUAL: list[list[list[str]]] = [[["08:00", "12:00"], ["14:30", "21:00"]] for _ in range(7)]


class BadHours(ValueError):
    """These hours are none: days are missing, or a span runs backwards or over the one before it."""


def checked(week: Week) -> list[list[list[str]]]:
    """The week as it is stored. Raises BadHours."""
    if len(week) != SUNDAY + 1:
        raise BadHours("a week has seven days")
    kept = []
    for day in week:
        spans = [_span(one) for one in day]
        flat = [moment for span in spans for moment in span]
        if flat != sorted(set(flat)):
            raise BadHours("opening hours follow each other and do not overlap")
        kept.append([[start.strftime("%H:%M"), end.strftime("%H:%M")] for start, end in spans])
    return kept


def on(week: Week, day: date) -> list[Span]:
    """The spans in which it is open on ``day``."""
    return [_span(one) for one in week[day.weekday()]]


def is_open(week: Week, day: date, start: time, end: time) -> bool:
    """True when ``start`` to ``end`` of ``day`` lies within one span."""
    return start < end and any(opens <= start and end <= closes for opens, closes in on(week, day))


def read(days: Sequence[str]) -> list[list[list[str]]]:
    """The week out of seven lines as people write them: ``08:00-12:00 14:30-21:00``; an empty line is a closed day.

    Full-width signs, dots for colons and any kind of dash will do. Raises BadHours.
    """
    return checked([[_ends(part) for part in _PARTS.split(_plain(line)) if part] for line in days])


def written(week: Week) -> list[str]:
    """The seven lines that ``read`` reads."""
    return [" ".join(f"{start}-{end}" for start, end in day) for day in week]


def _plain(line: str) -> str:
    text = unicodedata.normalize("NFKC", line)
    return re.sub(r"\s*[-–—~至到]+\s*", "-", text).replace("。", ":").replace(".", ":").strip()


def _ends(part: str) -> list[str]:
    return [re.sub(r"^(\d):", r"0\1:", end) for end in part.split("-")]


def _span(raw: Sequence[str]) -> Span:
    try:
        start, end = (time.fromisoformat(one) for one in raw)
    except (TypeError, ValueError) as error:
        raise BadHours("a span is two times of day") from error
    return start, end
