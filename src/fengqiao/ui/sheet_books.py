"""Figures as Excel files: the values, what they were made from, and how."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter

Cell = str | int | float | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of a workbook. ``shares``: the columns whose numbers are shares of 1; ``widths`` in characters."""

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()
    shares: frozenset[int] = frozenset()


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The pages as one file. Text stays text: nothing becomes a formula or a link."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    share = book.add_format({"num_format": "0.0%", "valign": "top"})
    plain = book.add_format({"valign": "top"})
    for one in sheets:
        page = book.add_worksheet(one.title[:31])
        for column, name in enumerate(one.head):
            page.write_string(0, column, name, bold)
            page.set_column(column, column, one.widths[column] if column < len(one.widths) else 14)
        for line, cells in enumerate(one.rows, start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    page.write_string(line, column, cell, wrapped)
                elif cell is not None:
                    page.write_number(line, column, cell, share if column in one.shares else plain)
        page.freeze_panes(1, 0)
        page.fit_to_pages(1, 0)
        page.set_landscape()
    book.close()
    return out.getvalue()
