"""Tables as Excel files. Every cell is written as what it is: text never becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

import xlsxwriter
from django.utils import timezone

Cell = str | int | float | datetime | None


def sheet(*, title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int] = ()) -> bytes:
    """One sheet with a fixed head and filters; times as local times. ``widths`` in characters."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"})
    page = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top"})
    for column, name in enumerate(head):
        page.write_string(0, column, name, bold)
        page.set_column(column, column, widths[column] if column < len(widths) else 14)
    line = 0
    for line, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(line, column, cell, wrapped)
            elif isinstance(cell, datetime):
                page.write_datetime(line, column, timezone.localtime(cell).replace(tzinfo=None), moment)
            elif cell is not None:
                page.write_number(line, column, cell)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(1, line), len(head) - 1)
    page.fit_to_pages(1, 0)
    page.set_landscape()
    book.close()
    return out.getvalue()


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
