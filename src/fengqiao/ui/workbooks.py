"""Excel files that people fill in: read as rows, refused when they are bombs or carry macros, given back annotated."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import python_calamine
import xlsxwriter
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter.utility import xl_rowcol_to_cell

LARGEST = 10 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
Meaning = TypeVar("Meaning")
TRUE = frozenset({"1", "1.0", "true", "yes", "是", "y"})
FALSE = frozenset({"0", "0.0", "false", "no", "否", "n"})


class Unreadable(Exception):
    """No workbook that can be used; ``why`` in words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The first sheet of a workbook. ``rows`` are those with something in them, by their number in Excel (the head
    is row 1)."""

    head: tuple[str, ...]
    rows: Mapping[int, Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A cell that cannot be used: ``row`` as Excel counts, ``column`` from 0 (None: the row as a whole), and how to
    mend it."""

    row: int
    column: int | None
    words: str

    @property
    def cell(self) -> str:
        """Its address, as Excel shows it: C12; a row's is its number."""
        if self.column is None:
            return str(self.row)
        return str(xl_rowcol_to_cell(self.row - 1, self.column))


def table(content: bytes) -> Table:
    """The first sheet of an Excel file (xlsx, xls, ods). Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable(_("the file is larger than 10 MB"))
    _look_inside(content)
    try:
        sheet = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
        height, width = sheet.total_height, sheet.total_width
        cells = sheet.to_python(skip_empty_area=False) if height <= MOST_ROWS * 2 and width <= MOST_COLUMNS else None
    except Exception as error:  # whatever a decoder says of a file that is no workbook
        raise Unreadable(_("this is no Excel file that can be read")) from error
    rows = {number: row for number, row in enumerate(cells or [], start=1) if any(text(cell) for cell in row)}
    if cells is None or len(rows) > MOST_ROWS + 1:
        raise Unreadable(_("the file has more than %(most)d rows") % {"most": MOST_ROWS})
    head = tuple(text(cell).lower() for cell in rows.pop(1, ()))
    return Table(head=head, rows=rows)


def read(content: bytes, needed: Set[str]) -> tuple[list[str], list[Sequence[Any]]]:
    """The heads in small letters and the rows that are not empty. Raises Unreadable."""
    found = table(content)
    if lacking := needed - set(found.head):
        raise Unreadable(_("these columns are missing: %(columns)s") % {"columns": ", ".join(sorted(lacking))})
    return list(found.head), list(found.rows.values())


def _look_inside(content: bytes) -> None:
    """A workbook is a zip archive; one that unpacks to a multiple, or brings a program along, is not opened."""
    if not content.startswith(b"PK"):
        return
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable(_("this is no Excel file that can be read")) from error
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise Unreadable(_("it unpacks to more than 200 MB"))
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise Unreadable(_("it carries macros; save it as .xlsx without them"))


def text(value: Any) -> str:
    """A cell as text. Excel keeps every number as a fraction: a code typed as 80 comes back as 80.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        value = value.date()
    return (value.isoformat() if isinstance(value, date) else str(value)).replace("\0", "").strip()


def places(head: Sequence[str], columns: Mapping[str, Promise]) -> dict[str, int]:
    """Where each column stands, by its name in any of the installation's languages; of two alike the first."""
    names = spellings(lambda: {str(word).lower(): name for name, word in columns.items()})
    names |= {name: name for name in columns}
    return {names[word]: place for place, word in reversed(list(enumerate(head))) if word in names}


def spellings(read: Callable[[], dict[str, Meaning]]) -> dict[str, Meaning]:
    """A table of words in all languages of the installation."""
    found: dict[str, Meaning] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= read()
    return found


def write(head: Sequence[str], rows: Sequence[Sequence[Any]], problems: Mapping[int, str]) -> bytes:
    """A workbook of the rows; with ``problems``, by the row's number from 0, those rows say what is wrong."""
    wrong = [Problem(row=number + 2, column=None, words=words) for number, words in problems.items()]
    return write_cells(head, dict(enumerate(rows, start=2)), problems=wrong)


def write_cells(
    head: Sequence[str],
    rows: Mapping[int, Sequence[Any]],
    *,
    problems: Sequence[Problem] = (),
    widths: Sequence[int] = (),
    guide: Sequence[Sequence[str]] = (),
) -> bytes:
    """A workbook with every row at its number. With ``problems`` those rows are coloured, the cells in question more
    strongly, and a last column says what to mend. ``guide``: lines of a second sheet that explains the columns."""
    out = io.BytesIO()
    # What people typed stays text: a cell that begins with = is no formula here, and a link is no link.
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    )
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bottom": 1})
    wrong, cell = book.add_format({"bg_color": "#FCE4D6"}), book.add_format({"bg_color": "#F4B183", "bold": True})
    by_row: dict[int, list[Problem]] = {}
    for problem in problems:
        by_row.setdefault(problem.row, []).append(problem)
    width = len(head)
    sheet.write_row(0, 0, [*head, *([_("What is wrong")] if problems else [])], bold)
    for number, row in rows.items():
        here = by_row.get(number, [])
        marked = {problem.column for problem in here}
        for column in range(width):
            value = row[column] if column < len(row) else ""
            value = value if isinstance(value, int | float | bool) else text(value)
            sheet.write(number - 1, column, value, cell if column in marked else wrong if here else None)
        if here:
            words = "\n".join(
                problem.words if problem.column is None else f"{problem.cell}: {problem.words}" for problem in here
            )
            sheet.write_string(number - 1, width, words, wrong)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, max(rows, default=1) - 1), max(0, width - (0 if problems else 1)))
    for column, size in enumerate(widths):
        sheet.set_column(column, column, size)
    if problems:
        sheet.set_column(width, width, 70)
    if guide:
        _explain(book, guide)
    book.close()
    return out.getvalue()


def _explain(book: xlsxwriter.Workbook, guide: Sequence[Sequence[str]]) -> None:
    page = book.add_worksheet(_("How to fill this in"))
    wrapped, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True, "bottom": 1})
    for number, line in enumerate(guide):
        page.write_row(number, 0, [text(cell) for cell in line], wrapped if number else bold)
    page.set_column(0, 0, 24)
    page.set_column(1, 2, 60)
