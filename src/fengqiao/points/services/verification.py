"""Recomputing the whole ledger: chains, links, balances, caps, and the journal that anchors every row.

The database recomputes the hashes; everything else is read book by book and looked at by the same arithmetic that made
it, so a county's quarter of a million rows needs little memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from fengqiao.core import journal
from fengqiao.points.domain import ledger, rules, spending
from fengqiao.points.domain.ledger import Balance, Entry, Kind, Phase
from fengqiao.points.domain.rules import CapPeriod
from fengqiao.points.domain.spending import Purpose
from fengqiao.points.models import Account, RuleVersion
from fengqiao.points.services.writing import ANNOUNCED

GENESIS = "0" * 64

_CHAIN = """
SELECT book_id, number, before, prev_hash IS DISTINCT FROM coalesce(before_hash, %(genesis)s),
       stored IS DISTINCT FROM computed, reason_ok
FROM (SELECT c.*, coalesce(lag(number) OVER chain, 0) AS before, lag(stored) OVER chain AS before_hash
      FROM points_chain() c WINDOW chain AS (PARTITION BY book_id ORDER BY number)) rows
WHERE number <> before + 1 OR prev_hash IS DISTINCT FROM coalesce(before_hash, %(genesis)s)
      OR stored IS DISTINCT FROM computed OR reason_ok IS NOT TRUE
ORDER BY book_id, number"""
_ENDS = """
SELECT a.id FROM points_account a
LEFT JOIN (SELECT DISTINCT ON (book_id) book_id, number, hash FROM points_transfer ORDER BY book_id, number DESC) t
    ON t.book_id = a.id
WHERE a.rows <> coalesce(t.number, 0) OR a.head <> coalesce(t.hash, %(genesis)s) ORDER BY a.id"""
_ALONE = """
SELECT t.book_id, t.number, c.id IS NULL FROM points_transfer t
LEFT JOIN points_correctioncase c ON c.transfer_id = t.id AND c.state = 'granted' AND c.decided_by_id <> c.asked_by_id
WHERE t.rule_id IS NOT NULL AND (t.kind = 'correction' OR t.kind = 'post' AND t.debit_id = t.book_id)
  AND (c.id IS NULL OR t.debit_id = t.book_id AND c.hearing = '')
ORDER BY t.book_id, t.number"""
_UNHEARD = """
SELECT t.book_id, t.number FROM points_transfer t JOIN points_account a ON a.id = t.book_id
WHERE t.purpose = 'fraud' AND t.kind = 'post' AND NOT EXISTS
    (SELECT FROM points_closing c
     WHERE c.person_id = a.person_id AND c.purpose = 'fraud' AND c.granted AND c.hearing <> '' AND c.points = t.amount
       AND t.evidence = 'closing:' || c.id)
ORDER BY t.book_id, t.number"""
_ROWS = """
SELECT book_id::text, number, id::text, kind, debit_id::text, credit_id::text, amount, award_id::text, rule_id::text,
       purpose, evidence, to_char(effective_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD'), hash
FROM points_transfer ORDER BY book_id, number"""
_SUMS = """
SELECT account::text, sum(CASE WHEN kind IN ('post', 'correction') THEN points ELSE 0 END),
                sum(CASE kind WHEN 'pending' THEN points WHEN 'correction' THEN 0 ELSE -points END)
FROM (SELECT credit_id AS account, kind, amount AS points FROM points_transfer
      UNION ALL SELECT debit_id, kind, -amount FROM points_transfer) sides
GROUP BY account"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong. ``where``: an account, or ``account/number`` for a row in an account's chain."""

    where: str
    problem: str


@dataclass(slots=True)
class _Row:
    """A stored row with its ids as text, which a million rows hash and compare much faster than as ids."""

    book: str
    number: int
    id: str
    kind: str
    debit: str
    credit: str
    amount: int
    award: str | None
    rule: str | None
    purpose: str | None
    evidence: str
    day: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cap:
    points: int
    period: CapPeriod
    group: str


def verify() -> list[Fault]:
    """Recompute every chain, balance and cap from the rows, and compare with the journal. Empty: all is well.

    Finds an edit, a deletion, a reordering, a truncation, an added row, a second settlement and a burst cap, also
    when done with the database's own password. The journal's own chain is verified by ``journal.verify``. What is
    written meanwhile is not looked at, so work need not stop for it.
    """
    with _one_moment():
        accounts = {str(pk) for pk in Account.objects.values_list("pk", flat=True)}
        faults = _opened(accounts) + _chains()
        caps = {
            str(row.pk): _Cap(points=row.cap, period=CapPeriod(row.cap_period), group=row.cap_group)
            for row in RuleVersion.objects.filter(cap__isnull=False)
            if row.cap is not None
        }
        kinds = {str(pk): kind for pk, kind in RuleVersion.objects.values_list("pk", "kind")}
        told = _Told()
        balances: defaultdict[Hashable, Balance] = defaultdict(Balance)
        for book, rows in groupby(_rows(), key=attrgetter("book")):
            own = list(rows)
            faults += _book(book, own, caps, told, balances) + _twice(own, kinds)
        return faults + told.left_over() + _sums(balances)


@contextmanager
def _one_moment() -> Iterator[None]:
    """One view of the data for all queries, unless the caller's transaction has one already."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL work_mem = '64MB'")
        yield


def _opened(accounts: set[str]) -> list[Fault]:
    opened = {
        str(UUID(entry.payload["account"]))
        for entry in journal.history("points:ledger")
        if entry.kind == "points.account_opened"
    }
    gone = [Fault(where=pk, problem="the account is missing") for pk in sorted(opened - accounts)]
    strange = [Fault(where=pk, problem="nobody opened the account") for pk in sorted(accounts - opened)]
    return gone + strange


def _chains() -> list[Fault]:
    faults: list[Fault] = []
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, {"genesis": GENESIS})
        for book, number, before, unlinked, changed, reason_ok in cursor:
            where = f"{book}/{number}"
            if number != before + 1:
                faults.append(Fault(where=where, problem=f"rows {before + 1} to {number - 1} are missing"))
            elif unlinked:
                faults.append(Fault(where=where, problem="does not continue the row before it"))
            if changed:
                faults.append(Fault(where=where, problem="was changed after it was written"))
            if not reason_ok:
                faults.append(Fault(where=where, problem="its reason was changed (redacting empties it instead)"))
        cursor.execute(_ENDS, {"genesis": GENESIS})
        faults += [
            Fault(where=str(pk), problem="the end of the chain was cut off or added to") for (pk,) in cursor.fetchall()
        ]
        cursor.execute(_ALONE)
        faults += [
            Fault(
                where=f"{book}/{number}",
                problem="puts points right without a second person" if alone else "takes points away without a hearing",
            )
            for book, number, alone in cursor.fetchall()
        ]
        cursor.execute(_UNHEARD)
        faults += [
            Fault(where=f"{book}/{number}", problem="takes points away without a hearing")
            for book, number in cursor.fetchall()
        ]
    return faults


def _rows() -> Iterator[_Row]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ROWS, {"zone": settings.TIME_ZONE})
        while rows := cursor.fetchmany(5_000):
            for row in rows:
                yield _Row(*row)


class _Told:
    """What the journal announced, account by account. The books come in the same order."""

    def __init__(self) -> None:
        self._facts = groupby(
            journal.announced(ANNOUNCED, "transfer", "hash"), key=lambda fact: fact[0].removeprefix("account:")
        )
        self._next = self._group()
        self._faults: list[Fault] = []

    def about(self, book: str) -> dict[str, str]:
        """Transfers and their hashes. Accounts before this one, of which no row is left, are noted as faults."""
        while self._next is not None and self._next[0] < book:
            self._miss(self._next)
            self._next = self._group()
        if self._next is None or self._next[0] != book:
            return {}
        found, self._next = self._next[1], self._group()
        return found

    def left_over(self) -> list[Fault]:
        """Rows of accounts of which nothing is left."""
        while self._next is not None:
            self._miss(self._next)
            self._next = self._group()
        return self._faults

    def _group(self) -> tuple[str, dict[str, str]] | None:
        found = next(self._facts, None)
        return None if found is None else (found[0], {transfer: mark for _, transfer, mark in found[1]})

    def _miss(self, group: tuple[str, dict[str, str]]) -> None:
        self._faults += _missing(*group)


def _missing(book: str, transfers: dict[str, str]) -> list[Fault]:
    return [Fault(where=book, problem=f"row {gone} of the journal is missing") for gone in transfers]


def _book(
    book: str, rows: list[_Row], caps: dict[str, _Cap], told: _Told, balances: defaultdict[Hashable, Balance]
) -> list[Fault]:
    """One account's chain against the journal and the arithmetic; its balances are added to ``balances``."""
    faults: list[Fault] = []
    announced = told.about(book)
    good: list[_Row] = []
    for row in rows:
        if announced.pop(row.id, None) != row.hash:
            faults.append(Fault(where=f"{book}/{row.number}", problem="differs from what the journal announced"))
        if row.amount <= 0 or row.debit == row.credit:
            faults.append(Fault(where=f"{book}/{row.number}", problem="moves nothing"))
        elif (row.award is None) != (row.kind == Kind.PENDING):
            faults.append(Fault(where=f"{book}/{row.number}", problem="is linked as its kind never is"))
        else:
            good.append(row)
    faults += _missing(book, announced)
    entries = [
        Entry(id=row.id, kind=Kind(row.kind), debit=row.debit, credit=row.credit, amount=row.amount, link=row.award)
        for row in good
    ]
    names: dict[Hashable, str] = {row.id: f"{book}/{row.number}" for row in good}
    faults += [Fault(where=names[at], problem=text) for at, text in ledger.faults(entries)]
    for account, sums in ledger.balances(entries).items():
        had = balances[account]
        balances[account] = Balance(posted=had.posted + sums.posted, pending=had.pending + sums.pending)
    return faults + _caps(book, good, entries, caps) + _spendings(good, entries, names)


def _twice(rows: list[_Row], kinds: dict[str, str]) -> list[Fault]:
    """An evidence counts once for a kind of work, whatever version of the rule was in force."""
    seen: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        if row.kind != Kind.PENDING or row.rule is None:
            continue
        mark = (kinds.get(row.rule, row.rule), row.evidence)
        if mark in seen:
            found.append(Fault(where=f"{row.book}/{row.number}", problem="counts an evidence a second time"))
        seen.add(mark)
    return found


def _caps(book: str, rows: list[_Row], entries: list[Entry], caps: dict[str, _Cap]) -> list[Fault]:
    linked: defaultdict[Hashable, list[Entry]] = defaultdict(list)
    awards = {}
    for entry in entries:
        if entry.kind is Kind.PENDING:
            awards[entry.id] = entry
        else:
            linked[entry.link].append(entry)
    used: defaultdict[tuple[str, str], int] = defaultdict(int)
    most: dict[tuple[str, str], int] = {}
    for row in rows:
        cap = caps.get(row.rule or "")
        if cap is None or row.kind != Kind.PENDING or row.credit != book:
            continue
        entry, later = awards[row.id], linked[row.id]
        if ledger.phase(entry, later) is Phase.VOIDED:
            continue
        key = (cap.group, f"{cap.period} from {_start(row.day, cap.period)}")
        used[key] += ledger.standing(entry, later)
        most[key] = max(cap.points, most.get(key, 0))
    return [
        Fault(where=book, problem=f"{key[0]}: {total} points in the {key[1]}, the cap is {most[key]}")
        for key, total in used.items()
        if total > most[key]
    ]


@lru_cache(maxsize=4096)
def _start(day: str, period: CapPeriod) -> str:
    """The first day of the period in which a local day lies."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return f"{rules.period(datetime.fromisoformat(day).replace(hour=12, tzinfo=zone), period, zone)[0]:%Y-%m-%d}"


def _sums(computed: dict[Hashable, Balance]) -> list[Fault]:
    """The database's own sums against those of the arithmetic, account by account."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS)
        return [
            Fault(where=account, problem="its balance does not come out the same twice")
            for account, posted, pending in cursor.fetchall()
            if computed.get(account, Balance()) != Balance(posted=int(posted), pending=int(pending))
        ]


def _spendings(rows: list[_Row], entries: list[Entry], names: dict[Hashable, str]) -> list[Fault]:
    """Nothing was spent that was not there at that moment, and nothing came from another town that did not go there."""
    spends: dict[Hashable, Hashable] = {
        row.id: row.book for row in rows if row.purpose and row.kind == Kind.PENDING and row.debit == row.book
    }
    found = [Fault(where=names[at], problem=text) for at, text in spending.overspent(entries, spends)] if spends else []
    left = {(row.evidence, row.amount) for row in rows if row.purpose == Purpose.MOVE_OUT}
    found += [
        Fault(where=names[row.id], problem="brings points from another town that did not leave it")
        for row in rows
        if row.purpose == Purpose.MOVE_IN and (row.evidence, row.amount) not in left
    ]
    return found
