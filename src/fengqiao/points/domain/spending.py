"""Where points go when they leave a person: gifts, expiry, leaving, another town, death, fraud. No input or output.

A spending is a transfer like an award, in the other direction: *pending* while it is reserved, then posted at
hand-over or voided. What can be spent is what was posted less what is reserved; points still pending never count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fengqiao.points.domain.ledger import Entry, Kind


class Purpose(StrEnum):
    """Why points leave a person's account, or come along from another town."""

    REDEEM = "redeem"
    PURSE = "purse"
    EXPIRY = "expiry"
    LEAVING = "leaving"
    MOVE_OUT = "move_out"
    MOVE_IN = "move_in"
    DEATH = "death"
    FRAUD = "fraud"


# How long points may be held before the hearing; then they are free again by themselves.
HEARING_DAYS = 30
# The account on the other side.
SPENT, LAPSED, MOVED = "spent", "lapsed", "moved"
OTHER_SIDE: Mapping[Purpose, str] = {
    Purpose.REDEEM: SPENT,
    Purpose.PURSE: SPENT,
    Purpose.EXPIRY: LAPSED,
    Purpose.LEAVING: LAPSED,
    Purpose.DEATH: LAPSED,
    Purpose.FRAUD: LAPSED,
    Purpose.MOVE_OUT: MOVED,
    Purpose.MOVE_IN: MOVED,
}
TITLES: Mapping[Purpose, Mapping[str, str]] = {
    Purpose.REDEEM: {"zh-hans": "兑换礼品", "zh-hant": "兌換禮品", "en": "Gift redeemed"},
    Purpose.PURSE: {"zh-hans": "兑换台预留", "zh-hant": "兌換臺預留", "en": "Kept for the counter"},
    Purpose.EXPIRY: {"zh-hans": "积分到期", "zh-hant": "積分到期", "en": "Points expired"},
    Purpose.LEAVING: {"zh-hans": "离岗结清", "zh-hant": "離崗結清", "en": "Closed on leaving"},
    Purpose.MOVE_OUT: {"zh-hans": "转往其他镇", "zh-hant": "轉往其他鎮", "en": "Moved to another town"},
    Purpose.MOVE_IN: {"zh-hans": "由其他镇转来", "zh-hant": "由其他鎮轉來", "en": "Came from another town"},
    Purpose.DEATH: {"zh-hans": "因去世结清", "zh-hant": "因去世結清", "en": "Closed after death"},
    Purpose.FRAUD: {"zh-hans": "弄虚作假扣回", "zh-hant": "弄虛作假扣回", "en": "Taken back for fraud"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """What somebody has in hand. ``coming`` is pending and cannot be spent; ``debt`` is what later awards pay off
    first, when points were put right after they had been spent."""

    posted: int = 0
    coming: int = 0
    reserved: int = 0

    @property
    def available(self) -> int:
        """What can be spent now; never less than 0."""
        return max(0, self.posted - self.reserved)

    @property
    def debt(self) -> int:
        """By how much the account is short."""
        return max(0, self.reserved - self.posted)


def purse(entries: Iterable[Entry], account: Hashable) -> Purse:
    """What ``account`` has, from nothing but the rows."""
    posted = coming = reserved = 0
    for entry in entries:
        if account not in (entry.debit, entry.credit):
            continue
        into = entry.credit == account
        if entry.kind in (Kind.POST, Kind.CORRECTION):
            posted += entry.amount if into else -entry.amount
        if entry.kind is not Kind.CORRECTION:
            change = entry.amount if entry.kind is Kind.PENDING else -entry.amount
            coming, reserved = (coming + change, reserved) if into else (coming, reserved + change)
    return Purse(posted=posted, coming=coming, reserved=reserved)


def overspent(entries: Sequence[Entry], spendings: Mapping[Hashable, Hashable]) -> list[tuple[Hashable, str]]:
    """Rows that reserve more than there was: (id of the row, what is wrong). ``entries`` of one or more books, each
    in the order of its chain; ``spendings`` names the rows that spend, with the account that they spend from."""
    found: list[tuple[Hashable, str]] = []
    posted: defaultdict[Hashable, int] = defaultdict(int)
    reserved: defaultdict[Hashable, int] = defaultdict(int)
    for entry in entries:
        if (account := spendings.get(entry.id)) is not None and entry.amount > posted[account] - reserved[account]:
            found.append((entry.id, "spends points that were not there"))
        if entry.kind in (Kind.POST, Kind.CORRECTION):
            posted[entry.credit] += entry.amount
            posted[entry.debit] -= entry.amount
        if entry.kind is not Kind.CORRECTION:
            reserved[entry.debit] += entry.amount if entry.kind is Kind.PENDING else -entry.amount
    return found


def lapsing(entries: Iterable[Entry], account: Hashable, earned_before: Iterable[Hashable]) -> int:
    """How many of the points earned before some moment are left to expire, the oldest spent first.

    ``earned_before``: the ids of the rows whose points belong to the time before it. Reserved points do not expire.
    """
    old = set(earned_before)
    earned = gone = 0
    for entry in entries:
        into = entry.credit == account
        if entry.kind in (Kind.POST, Kind.CORRECTION):
            if into and entry.id in old:
                earned += entry.amount
            elif not into:
                gone += entry.amount
        if not into and entry.kind is not Kind.CORRECTION:
            gone += entry.amount if entry.kind is Kind.PENDING else -entry.amount
    return max(0, earned - gone)
