"""Calendars as those see them who keep them: their versions, and how far the open clocks follow the newest one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain import years
from fengqiao.incidents.domain.calendars import WorkCalendar
from fengqiao.incidents.domain.units import ClockKind
from fengqiao.incidents.domain.years import Span
from fengqiao.incidents.models import CalendarVersion, ClockSegment
from fengqiao.incidents.selectors import clocks
from fengqiao.incidents.selectors.events import IncidentView, of_ids
from fengqiao.incidents.selectors.words import in_words

SHOWN_MOVES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionOfCalendar:
    """A published calendar. ``by`` is "" for the program; ``changes``: against the one before, ``hours`` as well
    when they are not the same; ``clocks``: how many clocks ran or run on it."""

    id: UUID
    number: int
    at: datetime
    by: str
    note: str
    changes: tuple[Span, ...]
    hours: str
    first: bool
    clocks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the open clocks are counted on the newest calendar."""

    total: int
    done: int

    @property
    def running(self) -> bool:
        """True while some are left."""
        return self.done < self.total

    @property
    def percent(self) -> int:
        """The share that is done."""
        return self.done * 100 // self.total if self.total else 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A due time that moved, of an event that the reader sees."""

    event: IncidentView
    clock: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What counting anew came to: how many clocks, how many were then due later or earlier, and those that the
    reader sees, the first hundred."""

    counted: int
    later: int
    earlier: int
    lines: tuple[Move, ...]

    @property
    def moved(self) -> int:
        """How many due times moved."""
        return self.later + self.earlier


def calendar_versions() -> list[VersionOfCalendar]:
    """All published calendars, the newest first, each with what it changed."""
    rows = list(CalendarVersion.objects.order_by("number"))
    names = areas.person_names({row.by_id for row in rows if row.by_id})
    counts = dict(
        ClockSegment.objects.filter(calendar__isnull=False)
        .values_list("calendar")
        .order_by()
        .annotate(count=Count("pk"))
    )
    made: list[VersionOfCalendar] = []
    before: WorkCalendar = clocks.shipped_calendar()
    for row in rows:
        calendar = clocks.as_calendar(row)
        made.append(
            VersionOfCalendar(
                id=row.pk,
                number=row.number,
                at=row.created_at,
                by=names.get(row.by_id, "") if row.by_id else "",
                note=row.note,
                changes=tuple(years.changed(before, calendar)),
                hours=hours_words(calendar) if calendar.hours != before.hours else "",
                first=not made,
                clocks=counts.get(row.pk, 0),
            )
        )
        before = calendar
    return made[::-1]


def calendar_version(version_id: UUID) -> VersionOfCalendar:
    """One published calendar. Raises NotYours when there is none."""
    found = next((one for one in calendar_versions() if one.id == version_id), None)
    if found is None:
        raise NotYours
    return found


def progress() -> Progress:
    """How far the open clocks follow the calendar in force; one that comes with the program needs no counting."""
    newest = clocks.calendar_in_force()
    counted = ClockSegment.objects.filter(ended_at__isnull=True, amount__isnull=False).aggregate(
        total=Count("pk"), done=Count("pk", filter=Q(calendar_id=newest.id))
    )
    return Progress(total=counted["total"], done=counted["done"] if newest.id else counted["total"])


def moves_of(actor: Actor, version_id: UUID) -> Moves:
    """What counting the open clocks anew on a calendar came to."""
    entries = [one for one in journal.history(f"calendar:{version_id}") if one.kind == "incidents.clocks_recounted"]
    moves = [move for entry in entries for move in entry.payload["moves"]]
    ways = Counter(_later(move["before"], move["after"]) for move in moves)
    seen = of_ids(actor, {UUID(move["incident"]) for move in moves})
    lines = [
        Move(
            event=seen[UUID(move["incident"])],
            clock=in_words(ClockKind(move["clock"])),
            before=datetime.fromisoformat(move["before"]) if move["before"] else None,
            after=datetime.fromisoformat(move["after"]) if move["after"] else None,
        )
        for move in moves
        if UUID(move["incident"]) in seen
    ]
    return Moves(
        counted=sum(entry.payload["count"] for entry in entries),
        later=ways[True],
        earlier=ways[False],
        lines=tuple(lines[:SHOWN_MOVES]),
    )


def hours_words(calendar: WorkCalendar) -> str:
    """Working hours as people write them: 08:30–12:00, 14:30–17:30."""
    return ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in calendar.hours)


def _later(before: str | None, after: str | None) -> bool:
    if before is None or after is None:
        return after is None
    return datetime.fromisoformat(after) > datetime.fromisoformat(before)
