"""Recomputing the whole ledger: chains, links, balances, caps, and the journal that anchors every row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from fengqiao.core import journal
from fengqiao.points import selectors
from fengqiao.points.domain import ledger, rules, spending
from fengqiao.points.domain.ledger import Balance, Entry, Kind, Phase
from fengqiao.points.domain.rules import CapPeriod
from fengqiao.points.domain.spending import Purpose
from fengqiao.points.models import Account, AccountKind, Transfer

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong. ``where``: an account, or ``account/number`` for a row in an account's chain."""

    where: str
    problem: str


def verify() -> list[Fault]:
    """Recompute every chain, balance and cap from the rows, and compare with the journal. Empty: all is well.

    Finds an edit, a deletion, a reordering, a truncation, an added row, a second settlement and a burst cap, also
    when done with the database's own password. The journal's own chain is verified by ``journal.verify``.
    """
    with transaction.atomic():
        accounts = {account.pk: account for account in Account.objects.order_by("pk")}
        stored = list(Transfer.objects.select_related("rule", "book").order_by("book_id", "number"))
        rows = [row for row in stored if row.amount > 0 and row.debit_id != row.credit_id]
        names = {row.pk: f"{row.book_id}/{row.number}" for row in rows}
        faults = _opened(accounts) + _chains(accounts) + _anchors(accounts)
        faults += [
            Fault(where=f"{row.book_id}/{row.number}", problem="moves nothing")
            for row in stored
            if not (row.amount > 0 and row.debit_id != row.credit_id)
        ]
        entries = [selectors.entry(row) for row in rows]
        faults += [Fault(where=names[UUID(str(at))], problem=text) for at, text in ledger.faults(entries)]
        return faults + _sums(entries) + _caps(rows, entries) + _spendings(rows, entries, names)


def _opened(accounts: dict[UUID, Account]) -> list[Fault]:
    opened = {
        UUID(entry.payload["account"])
        for entry in journal.history("points:ledger")
        if entry.kind == "points.account_opened"
    }
    gone = [Fault(where=str(pk), problem="the account is missing") for pk in sorted(opened - accounts.keys())]
    strange = [Fault(where=str(pk), problem="nobody opened the account") for pk in sorted(accounts.keys() - opened)]
    return gone + strange


def _chains(accounts: dict[UUID, Account]) -> list[Fault]:
    faults: list[Fault] = []
    ends: dict[UUID, tuple[int, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT book_id, number, prev_hash, stored, computed, reason_ok FROM points_chain()")
        for book, number, prev_hash, stored, computed, reason_ok in cursor:
            last, head = ends.get(book, (0, GENESIS))
            where = f"{book}/{number}"
            if number != last + 1:
                faults.append(Fault(where=where, problem=f"rows {last + 1} to {number - 1} are missing"))
            elif prev_hash != head:
                faults.append(Fault(where=where, problem="does not continue the row before it"))
            if stored != computed:
                faults.append(Fault(where=where, problem="was changed after it was written"))
            if not reason_ok:
                faults.append(Fault(where=where, problem="its reason was changed (redacting empties it instead)"))
            ends[book] = (number, stored)
    for pk, account in accounts.items():
        if (account.rows, account.head) != ends.get(pk, (0, GENESIS)):
            faults.append(Fault(where=str(pk), problem="the end of the chain was cut off or added to"))
    return faults


def _anchors(accounts: dict[UUID, Account]) -> list[Fault]:
    faults: list[Fault] = []
    for pk, account in accounts.items():
        if account.kind != AccountKind.PERSON:
            continue
        announced = {entry.payload["transfer"]: entry.payload["hash"] for entry in journal.history(f"account:{pk}")}
        faults.extend(
            Fault(where=f"{pk}/{row.number}", problem="differs from what the journal announced")
            for row in Transfer.objects.filter(book_id=pk).order_by("number")
            if announced.pop(str(row.pk), None) != row.hash
        )
        faults.extend(Fault(where=f"{pk}", problem=f"row {gone} of the journal is missing") for gone in announced)
    return faults


def _sums(entries: list[Entry]) -> list[Fault]:
    """The database's own sums against those of the arithmetic, account by account, and all of them against zero."""
    computed = ledger.balances(entries)
    faults: list[Fault] = []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT account, sum(CASE WHEN kind IN ('post', 'correction') THEN points ELSE 0 END),
                            sum(CASE kind WHEN 'pending' THEN points WHEN 'correction' THEN 0 ELSE -points END)
            FROM (SELECT credit_id AS account, kind, amount AS points FROM points_transfer
                  UNION ALL SELECT debit_id, kind, -amount FROM points_transfer) sides
            GROUP BY account"""
        )
        for account, posted, pending in cursor:
            if computed.pop(account, Balance()) != Balance(posted=int(posted), pending=int(pending)):
                faults.append(Fault(where=str(account), problem="its balance does not come out the same twice"))
    return faults


def _caps(rows: list[Transfer], entries: list[Entry]) -> list[Fault]:
    linked: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for row, entry in zip(rows, entries, strict=True):
        if row.award_id is not None:
            linked[row.award_id].append(entry)
    used: defaultdict[tuple[UUID, str, str], int] = defaultdict(int)
    caps: dict[tuple[UUID, str, str], int] = {}
    for row, entry in zip(rows, entries, strict=True):
        if row.kind != Kind.PENDING or row.credit_id != row.book_id or row.rule is None or row.rule.cap is None:
            continue
        if ledger.phase(entry, linked[row.pk]) is Phase.VOIDED:
            continue
        start, _ = rules.period(row.effective_at, CapPeriod(row.rule.cap_period), ZoneInfo(settings.TIME_ZONE))
        key = (row.book_id, row.rule.cap_group, f"{row.rule.cap_period} from {start:%Y-%m-%d}")
        used[key] += ledger.standing(entry, linked[row.pk])
        caps[key] = max(row.rule.cap, caps.get(key, 0))
    return [
        Fault(where=str(key[0]), problem=f"{key[1]}: {total} points in the {key[2]}, the cap is {caps[key]}")
        for key, total in used.items()
        if total > caps[key]
    ]


def _spendings(rows: list[Transfer], entries: list[Entry], names: dict[UUID, str]) -> list[Fault]:
    """Nothing was spent that was not there at that moment, and nothing came from another town that did not go there."""
    spends: dict[Hashable, Hashable] = {
        row.pk: row.book_id for row in rows if row.kind == Kind.PENDING and row.purpose and row.debit_id == row.book_id
    }
    found = [Fault(where=names[UUID(str(at))], problem=text) for at, text in spending.overspent(entries, spends)]
    left = {(row.book_id, row.evidence, row.amount) for row in rows if row.purpose == Purpose.MOVE_OUT}
    found += [
        Fault(where=names[row.pk], problem="brings points from another town that did not leave it")
        for row in rows
        if row.purpose == Purpose.MOVE_IN and (row.book_id, row.evidence, row.amount) not in left
    ]
    return found
