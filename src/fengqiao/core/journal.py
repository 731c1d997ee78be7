"""The journal: one append-only table that is audit, outbox and live feed in one.

A service wraps its work in ``with unit():`` and calls ``record(event)``. The entries are written together at
the very end of the outermost unit, so the chain's lock is held only for the moment before the commit and two
services cannot lock each other out. Outside a unit ``record`` fails.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from fengqiao.core import clock
from fengqiao.core.models import JournalEntry, JournalHead

CHANNEL = "fengqiao_journal"
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What an app announces. ``kind`` is ``app.what_happened``, ``subject`` is ``thing:uuid``.

    ``payload`` holds no personal data; that goes into ``private``, which can be redacted later while its hash
    stays in the chain. ``area`` decides who may see the entry in live feeds.
    """

    kind: str
    subject: str
    area: UUID | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pending:
    event: Event
    actor: UUID | None
    at: datetime


class OutsideUnit(RuntimeError):
    """record() was called without a surrounding unit(); the entry would not share its facts' fate."""


_pending: ContextVar[list[_Pending] | None] = ContextVar("journal_pending", default=None)


@contextmanager
def unit() -> Iterator[None]:
    """One transaction whose journal entries are written at its end. Units nest; a failed inner one takes its
    entries with it."""
    outer = _pending.get()
    if outer is not None:
        mark = len(outer)
        try:
            with transaction.atomic():
                yield
        except BaseException:
            del outer[mark:]
            raise
        return
    entries: list[_Pending] = []
    token = _pending.set(entries)
    try:
        with transaction.atomic():
            yield
            _write(entries)
    finally:
        _pending.reset(token)


def record(event: Event, *, actor: UUID | None = None) -> None:
    """Announce that ``event`` happened, by the person ``actor`` (None: the system itself)."""
    entries = _pending.get()
    if entries is None:
        raise OutsideUnit(f"{event.kind} was recorded outside journal.unit()")
    entries.append(_Pending(event=event, actor=actor, at=clock.now()))


# One value for all rows: ten thousand entries are one statement, and the triggers number and chain them in its order.
_INSERT = """
INSERT INTO core_journalentry (seq, at, kind, subject, actor, area, payload, private, private_hash, prev_hash, hash)
SELECT -1, e.at, e.kind, e.subject, e.actor, e.area, e.payload, e.private, '', '', ''
FROM jsonb_to_recordset(%s::jsonb) AS e
    (at timestamptz, kind text, subject text, actor uuid, area uuid, payload jsonb, private jsonb)"""


def _write(entries: list[_Pending]) -> None:
    if not entries:
        return
    rows = [
        {
            "at": entry.at.isoformat(),
            "kind": entry.event.kind,
            "subject": entry.event.subject,
            "actor": None if entry.actor is None else str(entry.actor),
            "area": None if entry.event.area is None else str(entry.event.area),
            "payload": dict(entry.event.payload),
            "private": None if entry.event.private is None else dict(entry.event.private),
        }
        for entry in entries
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [json.dumps(rows)])


def head() -> int:
    """The number of the newest entry, where a live page starts to listen; 0 while there is none."""
    row = JournalHead.objects.values_list("seq", flat=True).first()
    return 0 if row is None else row


def history(subject: str) -> list[JournalEntry]:
    """All entries about one thing, oldest first."""
    return list(JournalEntry.objects.filter(subject=subject).order_by("seq"))


def announced(kinds: Collection[str], *fields: str) -> Iterator[tuple[str, ...]]:
    """The subject and some payload fields (as text) of all entries of some kinds, subject by subject in the order of
    their bytes, then oldest first. For a whole ledger: rows come in parts. Inside a transaction only."""
    chosen = sql.SQL(", ").join(sql.SQL("payload ->> {}").format(sql.Literal(field)) for field in fields)
    query = sql.SQL('SELECT subject, {} FROM core_journalentry WHERE kind = ANY(%s) ORDER BY subject COLLATE "C", seq')
    with connection.chunked_cursor() as cursor:
        cursor.execute(query.format(chosen), [list(kinds)])
        while rows := cursor.fetchmany(5_000):
            yield from rows


def redact(*, subject: str) -> int:
    """Erase the personal data of all entries about one thing; the chain still verifies. Returns how many."""
    return JournalEntry.objects.filter(subject=subject, private__isnull=False).update(private=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong in the chain, at ``seq``."""

    seq: int
    problem: str


def verify(anchors: Mapping[int, str] | None = None) -> list[Fault]:
    """Recompute the chain and compare it with its head and with ``anchors`` (seq → hash kept elsewhere).

    Finds an edit, a deletion, a reordering and a truncation; a truncation that also rewrote the head is found
    by the anchors. An empty list means that all is well.
    """
    faults: list[Fault] = []
    expected_seq, expected_prev = 1, GENESIS
    known = dict(anchors or {})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM core_journal_chain()")
        for seq, prev_hash, stored, computed, private_ok in cursor:
            if seq != expected_seq:
                faults.append(Fault(seq=expected_seq, problem=f"entries {expected_seq} to {seq - 1} are missing"))
            elif prev_hash != expected_prev:
                faults.append(Fault(seq=seq, problem="does not continue the entry before it"))
            if stored != computed:
                faults.append(Fault(seq=seq, problem="was changed after it was written"))
            if not private_ok:
                faults.append(Fault(seq=seq, problem="its personal data was changed (redacting empties it instead)"))
            if known.pop(seq, stored) != stored:
                faults.append(Fault(seq=seq, problem="differs from the anchor kept outside the database"))
            expected_seq, expected_prev = seq + 1, stored
        cursor.execute("SELECT seq, hash FROM core_journalhead")
        head = cursor.fetchone()
    if head is None or head[0] != expected_seq - 1 or head[1] != expected_prev:
        faults.append(Fault(seq=expected_seq, problem="the end of the journal was cut off or added to"))
    faults.extend(Fault(seq=seq, problem="an anchored entry is missing") for seq in sorted(known))
    return faults
