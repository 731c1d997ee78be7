"""What every list has in common: its columns, the check of its rows, the copy that says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.areas.selectors import Actor
from fengqiao.fieldwork.services.errors import InputRefused, SheetRefused
from fengqiao.ui import workbooks
from fengqiao.ui.workbooks import Problem, Table

MOST_SHOWN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How a file looks before anything is done with it: rows that can be brought in, and what is wrong with the
    others."""

    right: int
    problems: tuple[Problem, ...]
    table: Table

    @property
    def wrong(self) -> int:
        """How many rows cannot be used."""
        return len({one.row for one in self.problems})

    def annotated(self) -> bytes:
        """The file again; wrong rows are coloured and say what to mend."""
        return workbooks.write_cells(self.table.head, self.table.rows, problems=self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sort of list. ``check`` does nothing but look; ``bring_in`` brings the right rows in, of a file with wrong ones
    only when ``only_right`` says so, and returns how many; ``out`` is what is there now."""

    columns: Mapping[str, Promise]
    needed: Sequence[str]
    guide: Sequence[tuple[str, Promise]]
    check: Callable[[bytes, Actor], Checked]
    bring_in: Callable[[bytes, bool, Actor], int]
    out: Callable[[Actor], bytes]

    def template(self) -> bytes:
        """An empty file with the columns and how to fill them in."""
        head = [f"{word}" for word in self.columns.values()]
        lines = [
            [_("Column"), _("What belongs there")],
            *([str(self.columns[name]), str(how)] for name, how in self.guide),
        ]
        return workbooks.write_cells(head, {}, widths=[20] * len(head), guide=lines)


@dataclass(frozen=True, slots=True)
class Cells:
    """One row by the names of its columns."""

    number: int
    row: Sequence[Any]
    at: Mapping[str, int]

    def raw(self, name: str) -> Any:
        """What stands there, as Excel has it."""
        place = self.at.get(name)
        return self.row[place] if place is not None and place < len(self.row) else ""

    def text(self, name: str) -> str:
        """What stands there, as text."""
        return workbooks.text(self.raw(name))

    def wrong(self, name: str | None, words: str) -> Problem:
        """What is wrong with a cell, or with the row as a whole."""
        return Problem(row=self.number, column=self.at.get(name) if name else None, words=words)

    def lacking(self, names: Sequence[str], columns: Mapping[str, Promise]) -> list[Problem]:
        """The cells that must not be empty and are."""
        return [
            self.wrong(name, _("%(column)s is empty") % {"column": columns[name]})
            for name in names
            if not self.text(name)
        ]


def rows_of(content: bytes, columns: Mapping[str, Promise], needed: Sequence[str]) -> tuple[Table, list[Cells]]:
    """The rows of a file. Raises InputRefused when it cannot be read or lacks a column."""
    try:
        table = workbooks.table(content)
    except workbooks.Unreadable as error:
        raise InputRefused(_("This file cannot be used: %(why)s.") % {"why": error.why}) from error
    at = workbooks.places(table.head, columns)
    if lacking := [str(columns[name]) for name in needed if name not in at]:
        raise InputRefused(_("These columns are missing: %(columns)s.") % {"columns": ", ".join(lacking)})
    return table, [Cells(number, row, at) for number, row in table.rows.items()]


def refuse_wrong(checked: Checked, only_right: bool) -> None:
    """Raise SheetRefused for a file with wrong rows, unless only the right ones are wanted; and for one without any."""
    if checked.problems and not (only_right and checked.right):
        words = ngettext(
            "Nothing was brought in: %(count)d row is wrong. The copy of your file says why.",
            "Nothing was brought in: %(count)d rows are wrong. The copy of your file says why.",
            checked.wrong,
        ) % {"count": checked.wrong}
        raise SheetRefused(words, checked.annotated(), wrong=checked.wrong, right=checked.right)


def day_of(value: Any) -> date:
    """A day that somebody wrote or that Excel knows as one. Raises ValueError."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return date.fromisoformat(workbooks.text(value).replace("/", "-").replace(".", "-")[:10])


def moment_of(value: Any, usual: time) -> datetime:
    """A moment in local time; a day alone means that day at ``usual``. Raises ValueError."""
    if isinstance(value, datetime):
        found = value
    elif isinstance(value, date):
        found = datetime.combine(value, usual)
    else:
        text = workbooks.text(value).replace("/", "-")
        found = datetime.fromisoformat(text)
        if len(text) <= 10:
            found = datetime.combine(found.date(), usual)
    if found.time() == time() and isinstance(value, datetime):
        found = datetime.combine(found.date(), usual)  # Excel writes a day as its midnight
    return timezone.make_aware(found) if found.tzinfo is None else found
