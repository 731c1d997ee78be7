"""The refusal of an Excel file that people filled in, with its copy that says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import ngettext

from fengqiao.incidents.services.errors import SheetRefused
from fengqiao.ui.workbooks import (
    FALSE,
    LARGEST,
    TRUE,
    Problem,
    Table,
    Unreadable,
    places,
    read,
    spellings,
    table,
    text,
    write,
    write_cells,
)

__all__ = [
    "FALSE",
    "LARGEST",
    "TRUE",
    "Problem",
    "Table",
    "Unreadable",
    "places",
    "read",
    "refusal",
    "refused",
    "spellings",
    "table",
    "text",
    "write",
    "write_cells",
]


def refused(head: Sequence[str], rows: Sequence[Sequence[Any]], problems: Mapping[int, str]) -> SheetRefused:
    """The refusal of a sheet, with its annotated copy; ``problems`` by the row's number from 0."""
    return refusal(write(head, rows, problems), len(problems))


def refusal(annotated: bytes, wrong: int) -> SheetRefused:
    """The refusal of a sheet of which so many rows are wrong, with its annotated copy."""
    words = ngettext(
        "Nothing was brought in: %(count)d row is wrong. The copy of your file says why, in its last column.",
        "Nothing was brought in: %(count)d rows are wrong. The copy of your file says why, in its last column.",
        wrong,
    ) % {"count": wrong}
    return SheetRefused(words, annotated, wrong)
