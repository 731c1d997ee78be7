"""A year's holidays as an Excel file: given out, looked through cell by cell, and taken in as a new calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fengqiao.areas.selectors import Actor
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain import years
from fengqiao.incidents.domain.calendars import WorkCalendar
from fengqiao.incidents.domain.years import FIRST_YEAR, LAST_YEAR, Span
from fengqiao.incidents.selectors import catalogue
from fengqiao.incidents.selectors.clocks import CalendarView, calendar_in_force
from fengqiao.incidents.services import workbooks
from fengqiao.incidents.services.calendars import publish_calendar
from fengqiao.incidents.services.errors import InputRefused
from fengqiao.incidents.services.workbooks import Problem, Table, Unreadable

COLUMNS: Mapping[str, Promise] = {
    "first": gettext_lazy("First day"),
    "last": gettext_lazy("Last day"),
    "works": gettext_lazy("Rest or work"),
}
WIDTHS = (16, 16, 16)
NEEDED = frozenset({"first", "works"})
WORDS = {False: pgettext_lazy("days", "rest"), True: pgettext_lazy("days", "work")}
DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?")
LONGEST = 31  # days in one row


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSheet:
    """A sheet that was looked through; nothing of it counts yet. ``changes``: the days that would not be as now."""

    table: Table
    days: Mapping[date, bool]
    changes: tuple[Span, ...]
    problems: tuple[Problem, ...]

    @property
    def wrong_rows(self) -> int:
        """How many rows cannot be used."""
        return len({problem.row for problem in self.problems})

    @property
    def years(self) -> list[int]:
        """The years of which it has days."""
        return sorted({day.year for day in self.days})

    def annotated(self) -> bytes:
        """The sheet again, saying in each wrong row which cells have to be mended and how."""
        return workbooks.write_cells(self.table.head, self.table.rows, problems=self.problems)


def export_calendar(*, year: int) -> bytes:
    """A year's holidays and make-up workdays as an Excel file that ``import_calendar`` takes."""
    found = years.special(calendar_in_force().calendar, year)
    rows = {
        number: [span.first.isoformat(), span.last.isoformat(), str(WORDS[span.works])]
        for number, span in enumerate(found, start=2)
    }
    return workbooks.write_cells([str(word) for word in COLUMNS.values()], rows, widths=WIDTHS, guide=_guide(year))


def look_through_calendar(content: bytes) -> CalendarSheet:
    """What an Excel file would change, and every cell that cannot be used. Raises InputRefused (no such table)."""
    try:
        table = workbooks.table(content)
    except Unreadable as error:
        raise InputRefused(_("This file cannot be used: %(why)s.") % {"why": error.why}) from error
    places = workbooks.places(table.head, COLUMNS)
    if lacking := NEEDED - set(places):
        words = ", ".join(str(COLUMNS[name]) for name in COLUMNS if name in lacking)
        raise InputRefused(_("These columns are missing: %(columns)s.") % {"columns": words})
    meanings = _meanings()
    days: dict[date, bool] = {}
    rows: dict[date, int] = {}
    problems: list[Problem] = []
    for number, cells in table.rows.items():
        line = {name: workbooks.text(cells[place]) if place < len(cells) else "" for name, place in places.items()}
        found = [Problem(row=number, column=places[name], words=words) for name, words in _complaints(line, meanings)]
        if not found:
            span = _span(line, meanings)
            known = next((day for day in years.each(span) if days.get(day, span.works) is not span.works), None)
            if known is not None:
                words = _("%(day)s stands in row %(row)d as the opposite. Mend one of the two.") % {
                    "day": known.isoformat(),
                    "row": rows[known],
                }
                found = [Problem(row=number, column=places["first"], words=words)]
            else:
                for day in years.each(span):
                    days[day], rows[day] = span.works, rows.get(day, number)
        problems += found
    now = calendar_in_force().calendar
    after = WorkCalendar(number=now.number, hours=now.hours, days={**now.days, **days})
    return CalendarSheet(table=table, days=days, changes=tuple(years.changed(now, after)), problems=tuple(problems))


def import_calendar(*, content: bytes, settled: bool, note: str = "", actor: Actor) -> CalendarView:
    """Publish a calendar with the days of an Excel file (xlsx, xls, ods), all or none. Days that it does not name
    stay as they are. ``settled``: its last year is now known to the end.

    Raises SheetRefused with an annotated copy when some row cannot be used, InputRefused, NotYours.
    """
    if not catalogue.keeps(actor):
        raise NotYours
    sheet = look_through_calendar(content)
    if sheet.problems:
        raise workbooks.refusal(sheet.annotated(), sheet.wrong_rows)
    known = calendar_in_force().calendar.known_until
    if settled and sheet.days:
        known = max(known, date(sheet.years[-1], 12, 31))
    return publish_calendar(days=sheet.days, known_until=known, note=note, actor=actor)


def _complaints(line: Mapping[str, str], meanings: Mapping[str, bool]) -> Iterator[tuple[str, str]]:
    """What is wrong in a line, by column, and how to mend it."""
    first, last = _day(line["first"]), _day(line.get("last", ""))
    if first is None:
        yield "first", _("This is no date; write it as %(example)s.") % {"example": "2027-10-01"}
    if line.get("last") and last is None:
        yield "last", _("This is no date; write it as %(example)s.") % {"example": "2027-10-07"}
    if first is not None and last is not None and not 0 <= (last - first).days < LONGEST:
        yield (
            "last",
            _("The last day is not before the first one, and a row has at most %(most)d days.") % {"most": LONGEST},
        )
    if line["works"].lower() not in meanings:
        words = ", ".join(str(word) for word in WORDS.values())
        yield "works", _("Write one of these: %(kinds)s.") % {"kinds": words}


def _span(line: Mapping[str, str], meanings: Mapping[str, bool]) -> Span:
    first = _day(line["first"])
    assert first is not None
    return Span(first=first, last=_day(line.get("last", "")) or first, works=meanings[line["works"].lower()])


def _day(text: str) -> date | None:
    """2027-10-01, 2027/10/1, 2027.10.1 and 2027年10月1日."""
    found = DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _meanings() -> dict[str, bool]:
    found = workbooks.spellings(lambda: {str(word).lower(): works for works, word in WORDS.items()})
    return found | {"rest": False, "work": True, "休": False, "放假": False, "班": True, "上班": True, "调休上班": True}


def _guide(year: int) -> list[tuple[Any, ...]]:
    """What to write into each column, as lines of a sheet."""
    words = {
        "first": (_("The first day of a holiday, or a make-up workday."), f"{year}-10-01"),
        "last": (_("The last day of it; empty for a single day."), f"{year}-10-07"),
        "works": (
            _("One of these: %(kinds)s.") % {"kinds": ", ".join(str(word) for word in WORDS.values())},
            str(WORDS[False]),
        ),
    }
    head = (_("Column"), _("What to write"), _("Example"))
    return [head, *((str(COLUMNS[name]), *words[name]) for name in COLUMNS)]
