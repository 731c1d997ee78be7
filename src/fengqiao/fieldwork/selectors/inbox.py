"""The clerk's inbox: all that somebody at the desk has to decide, by due time, and what is found in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock
from fengqiao.fieldwork.selectors.inbox_rows import ACTIONS, SORTS, Row, Sort
from fengqiao.fieldwork.selectors.inbox_sources import SOURCES

__all__ = ["ACTIONS", "SORTS", "Row", "Sort", "found", "inbox"]


def inbox(actor: Actor) -> list[Row]:
    """All rows for this reader, the most urgent first."""
    rows = [row for source in SOURCES for row in source(actor)]
    far = datetime.max.replace(tzinfo=clock.now().tzinfo)
    return sorted(rows, key=lambda row: (row.due_at or far, row.since))


def found(actor: Actor, rows: Iterable[Row], text: str) -> list[Row]:
    """The rows in whose words ``text`` stands, or that are about somebody found by it (name, pinyin, initials)."""
    wanted = text.strip().lower()
    if not wanted:
        return list(rows)
    people = {one.person_id for one in areas.people(actor, text=wanted)}
    return [
        row for row in rows if wanted in f"{row.what} {row.who} {row.where} {row.said}".lower() or people & row.about
    ]
