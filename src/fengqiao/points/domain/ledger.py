"""A double-entry ledger of immutable transfers in whole points.

A transfer moves points from its debit account to its credit account. An award is first *pending*; later exactly
one linked row *posts* or *voids* it. A *correction* is a new posted row linked to the award it puts right. Nothing
is ever edited, so all balances together are zero at every moment, posted and pending alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a row of the ledger is."""

    PENDING = "pending"
    POST = "post"
    VOID = "void"
    CORRECTION = "correction"


class Phase(StrEnum):
    """Where an award stands, read from the rows linked to it."""

    PENDING = "pending"
    POSTED = "posted"
    VOIDED = "voided"


class LedgerError(Exception):
    """The ledger's rules forbid this row."""


class NotPositive(LedgerError):
    """Points move in whole, positive amounts; the direction says who gains."""


class SameAccount(LedgerError):
    """Points move between two different accounts."""


class WrongLink(LedgerError):
    """A posting, voiding or correction names the row it belongs to; an award names none."""


class AlreadySettled(LedgerError):
    """These points were posted or voided before; to change posted points, make a correction."""


class NotPosted(LedgerError):
    """Only posted points can be corrected; pending ones are posted or voided first."""


class NothingToCorrect(LedgerError):
    """The award already stands at this amount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row: ``amount`` points from ``debit`` to ``credit``; ``link`` is the id of the award it belongs to."""

    id: Hashable
    kind: Kind
    debit: Hashable
    credit: Hashable
    amount: int
    link: Hashable | None = None

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int) or self.amount <= 0:
            raise NotPositive(str(self.amount))
        if self.debit == self.credit:
            raise SameAccount(str(self.debit))
        if (self.link is None) != (self.kind is Kind.PENDING):
            raise WrongLink(self.kind.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an account has for good, and what is still on its way to it."""

    posted: int = 0
    pending: int = 0


def phase(award: Entry, linked: Iterable[Entry]) -> Phase:
    """The phase of ``award``, given the rows linked to it."""
    kinds = {entry.kind for entry in linked if entry.link == award.id}
    if Kind.POST in kinds:
        return Phase.POSTED
    return Phase.VOIDED if Kind.VOID in kinds else Phase.PENDING


def settle(award: Entry, linked: Iterable[Entry], *, kind: Kind, row_id: Hashable) -> Entry:
    """The row that posts or voids ``award``. Raises AlreadySettled, WrongLink."""
    if kind not in (Kind.POST, Kind.VOID) or award.kind is not Kind.PENDING:
        raise WrongLink(kind.value)
    if phase(award, linked) is not Phase.PENDING:
        raise AlreadySettled(str(award.id))
    return Entry(id=row_id, kind=kind, debit=award.debit, credit=award.credit, amount=award.amount, link=award.id)


def standing(award: Entry, linked: Iterable[Entry]) -> int:
    """How many points ``award`` gives its credit account today: its amount and all corrections."""
    total = award.amount
    for entry in linked:
        if entry.link == award.id and entry.kind is Kind.CORRECTION:
            total += entry.amount if entry.credit == award.credit else -entry.amount
    return total


def correct(award: Entry, linked: Sequence[Entry], *, to: int, row_id: Hashable) -> Entry:
    """The row after which ``award`` stands at ``to`` points (0 or more). Raises NotPosted, NothingToCorrect."""
    if isinstance(to, bool) or not isinstance(to, int) or to < 0:
        raise NotPositive(str(to))
    if award.kind is not Kind.PENDING:
        raise WrongLink(award.kind.value)
    if phase(award, linked) is not Phase.POSTED:
        raise NotPosted(str(award.id))
    difference = to - standing(award, linked)
    if difference == 0:
        raise NothingToCorrect(str(award.id))
    debit, credit = (award.debit, award.credit) if difference > 0 else (award.credit, award.debit)
    return Entry(id=row_id, kind=Kind.CORRECTION, debit=debit, credit=credit, amount=abs(difference), link=award.id)


def balances(entries: Iterable[Entry]) -> dict[Hashable, Balance]:
    """Every account's balance, from nothing but the rows."""
    posted: defaultdict[Hashable, int] = defaultdict(int)
    pending: defaultdict[Hashable, int] = defaultdict(int)
    for entry in entries:
        if entry.kind in (Kind.POST, Kind.CORRECTION):
            posted[entry.credit] += entry.amount
            posted[entry.debit] -= entry.amount
        if entry.kind in (Kind.PENDING, Kind.POST, Kind.VOID):
            sign = 1 if entry.kind is Kind.PENDING else -1
            pending[entry.credit] += sign * entry.amount
            pending[entry.debit] -= sign * entry.amount
    return {
        account: Balance(posted=posted[account], pending=pending[account]) for account in posted.keys() | pending.keys()
    }


def faults(entries: Sequence[Entry]) -> list[tuple[Hashable, str]]:
    """Rows that no lawful sequence of steps can have made: (id of the row, what is wrong). Empty: all is well."""
    found: list[tuple[Hashable, str]] = []
    awards = {entry.id: entry for entry in entries if entry.kind is Kind.PENDING}
    settled: dict[Hashable, Kind] = {}
    for entry in entries:
        if entry.kind is Kind.PENDING:
            continue
        award = awards.get(entry.link)
        if award is None:
            found.append((entry.id, "belongs to an award that does not exist"))
            continue
        if {entry.debit, entry.credit} != {award.debit, award.credit}:
            found.append((entry.id, "moves points between other accounts than its award"))
        if entry.kind is Kind.CORRECTION:
            if settled.get(award.id) is not Kind.POST:
                found.append((entry.id, "corrects points that were not posted before"))
            continue
        if award.id in settled:
            found.append((entry.id, "settles an award a second time"))
        settled[award.id] = entry.kind
        if (entry.debit, entry.credit, entry.amount) != (award.debit, award.credit, award.amount):
            found.append((entry.id, "does not move what its award promised"))
    return found
