"""Rows into the ledger: one statement for any number of them. The database numbers, chains and guards each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.journal import Event
from fengqiao.points.domain.ledger import Kind
from fengqiao.points.models import Transfer

_JOURNAL_KIND = {
    Kind.PENDING: "points.pending",
    Kind.POST: "points.posted",
    Kind.VOID: "points.voided",
    Kind.CORRECTION: "points.corrected",
}
# The kinds of journal entries that anchor a row: subject ``account:…``, payload with ``transfer`` and ``hash``.
ANNOUNCED = frozenset(_JOURNAL_KIND.values())
# All rows travel as one value; the triggers see them in their order, each with those before it.
_INSERT = """
INSERT INTO points_transfer (id, kind, debit_id, credit_id, book_id, amount, award_id, rule_id, purpose, evidence, link,
                             reason, reason_hash, effective_at, recorded_at, actor, number, prev_hash, hash)
SELECT r.id, r.kind, r.debit, r.credit, r.book, r.amount, r.award, r.rule, r.purpose, r.evidence, r.link,
       r.reason, '', r.effective_at, r.recorded_at, r.actor, 0, '', ''
FROM jsonb_to_recordset(%s::jsonb) AS r
    (id uuid, kind text, debit uuid, credit uuid, book uuid, amount integer, award uuid, rule uuid, purpose text,
     evidence text, link text, reason text, effective_at timestamptz, recorded_at timestamptz, actor uuid)
RETURNING id, number, prev_hash, hash, reason_hash, recorded_at"""


def append(row: Transfer, place: UUID | None, actor: Actor) -> Transfer:
    """Write one row and announce it with its hash, which anchors it in the journal."""
    append_all([row], place, actor)
    return row


def append_all(rows: Sequence[Transfer], place: UUID | None, actor: Actor) -> None:
    """Write rows in their order and announce each. Their books must be locked, in the order of their ids."""
    if not rows:
        return
    now = clock.now()
    for row in rows:
        row.recorded_at, row.actor = now, actor.person_id
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [json.dumps([_values(row) for row in rows])])
        chained = {found[0]: found[1:] for found in cursor.fetchall()}
    for row in rows:
        row.number, row.prev_hash, row.hash, row.reason_hash, row.recorded_at = chained[row.pk]
        row._state.adding, row._state.db = False, connection.alias
        _announce(row, place, actor)


def _values(row: Transfer) -> dict[str, object]:
    return {
        "id": str(row.pk),
        "kind": str(row.kind),
        "debit": str(row.debit_id),
        "credit": str(row.credit_id),
        "book": str(row.book_id),
        "amount": row.amount,
        "award": _text(row.award_id),
        "rule": _text(row.rule_id),
        "purpose": row.purpose,
        "evidence": row.evidence,
        "link": row.link,
        "reason": row.reason,
        "effective_at": row.effective_at.isoformat(),
        "recorded_at": row.recorded_at.isoformat(),
        "actor": _text(row.actor),
    }


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _announce(row: Transfer, place: UUID | None, actor: Actor) -> None:
    journal.record(
        Event(
            kind=_JOURNAL_KIND[Kind(row.kind)],
            subject=f"account:{row.book_id}",
            area=place,
            payload={
                "person": str(row.book.person_id),
                "rule": row.rule.kind if row.rule else None,
                "amount": row.amount if row.credit_id == row.book_id else -row.amount,
                "evidence": row.evidence,
                "transfer": str(row.pk),
                "hash": row.hash,
                **({"purpose": row.purpose} if row.purpose else {}),
            },
        ),
        actor=actor.person_id,
    )
