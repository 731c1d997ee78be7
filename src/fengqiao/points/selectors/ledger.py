"""Reading the ledger: a person's statement, balances, and one award with what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet, Sum

from fengqiao.areas.selectors import Actor, Role, holds, people
from fengqiao.core.errors import NotYours
from fengqiao.points.domain import ledger
from fengqiao.points.domain.ledger import Balance, Entry, Kind, Phase
from fengqiao.points.domain.spending import TITLES, Purpose, Purse, purse
from fengqiao.points.models import Account, Transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferView:
    """One line of a statement: an award, a spending, or a correction of one (then ``corrects`` is its id).

    A spending has a ``purpose`` instead of a rule, which is then "". ``points`` are signed: negative ones were taken
    away. ``titles`` name the rule by language. ``reason`` is None
    when it was redacted. Times are aware: ``effective_at`` says to which period the points belong, ``recorded_at``
    when the row was written. ``voided`` says why an award was taken back or a spending released, if it was.
    """

    id: UUID
    person_id: UUID
    phase: Phase
    rule: str
    rule_version: int
    titles: Mapping[str, str]
    points: int
    evidence: str
    link: str
    reason: str | None
    effective_at: datetime
    recorded_at: datetime
    corrects: UUID | None = None
    purpose: Purpose | None = None
    voided: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """All lines of a person, the newest first, and what they add up to."""

    person_id: UUID
    balance: Balance
    purse: Purse
    lines: tuple[TransferView, ...]


def balance(person_id: UUID) -> Balance:
    """What the person has, and what is pending; zero for whoever never earned anything."""
    book = Account.objects.filter(person_id=person_id).first()
    if book is None:
        return Balance()
    return ledger.balances(entry(row) for row in Transfer.objects.filter(book=book)).get(book.pk, Balance())


def purse_of(person_id: UUID) -> Purse:
    """What the person can spend, what is reserved, and what is still coming."""
    book_id = Account.objects.filter(person_id=person_id).values_list("pk", flat=True).first()
    return Purse() if book_id is None else purse_in(book_id)


def purse_in(book_id: UUID) -> Purse:
    """What a person's account holds, added up by the database: one query, however many years it has."""
    settled, over = Q(kind__in=[Kind.POST, Kind.CORRECTION]), Q(kind__in=[Kind.POST, Kind.VOID])
    into, out = Q(credit=book_id), Q(debit=book_id)
    sums = Transfer.objects.filter(book=book_id).aggregate(
        gained=Sum("amount", filter=settled & into, default=0),
        gone=Sum("amount", filter=settled & out, default=0),
        promised=Sum("amount", filter=Q(kind=Kind.PENDING) & into, default=0),
        kept=Sum("amount", filter=over & into, default=0),
        held=Sum("amount", filter=Q(kind=Kind.PENDING) & out, default=0),
        freed=Sum("amount", filter=over & out, default=0),
    )
    return Purse(
        posted=sums["gained"] - sums["gone"],
        coming=sums["promised"] - sums["kept"],
        reserved=sums["held"] - sums["freed"],
    )


def statement(person_id: UUID) -> Statement:
    """The person's statement, computed from the rows of the ledger alone. Three queries."""
    rows = list(_awards(Transfer.objects.filter(book__person_id=person_id)))
    lines: list[TransferView] = []
    entries: list[Entry] = []
    for row in rows:
        linked = list(row.linked.all())
        entries += [entry(row), *map(entry, linked)]
        lines.append(view(row, linked, person_id))
        lines += [view(late, [], person_id) for late in linked if late.kind == Kind.CORRECTION]
    book = rows[0].book_id if rows else None
    return Statement(
        person_id=person_id,
        balance=ledger.balances(entries).get(book, Balance()),
        purse=purse(entries, book),
        lines=tuple(sorted(lines, key=lambda line: (line.recorded_at, line.id), reverse=True)),
    )


def statement_for(actor: Actor, person_id: UUID) -> Statement:
    """The statement, if it is the actor's own or the actor is a studio clerk over the person. Raises NotYours."""
    if person_id != actor.person_id and not may_read(actor, person_id):
        raise NotYours
    return statement(person_id)


def lines_for(actor: Actor, person_id: UUID) -> QuerySet[Transfer]:
    """The rows behind a person's statement, the newest first, for a page to take a part of; the same people may read
    them. Raises NotYours."""
    if person_id != actor.person_id and not may_read(actor, person_id):
        raise NotYours
    linked = Transfer.objects.select_related("rule").order_by("number")
    rows = Transfer.objects.filter(book__person_id=person_id, kind__in=(Kind.PENDING, Kind.CORRECTION))
    rows = rows.select_related("rule", "book").prefetch_related(Prefetch("linked", linked))
    return rows.order_by("-recorded_at", "-number")


def may_read(actor: Actor, person_id: UUID) -> bool:
    """True for the grid studio's clerk of a place where the person has a duty, and for the system."""
    if actor.system:
        return True
    return any(holds(actor, one.area_id, Role.STUDIO_CLERK) for one in people(actor, person_id=person_id))


def awards(*, evidence: str) -> list[TransferView]:
    """All awards for one evidence, each with its phase, in the order in which they were recorded."""
    rows = _awards(Transfer.objects.filter(evidence=evidence)).order_by("recorded_at", "id")
    return [view(row, row.linked.all(), row.book.person_id) for row in rows]


def awards_of(person_id: UUID, start: datetime | None = None, end: datetime | None = None) -> list[TransferView]:
    """A person's awards whose time lies in [start, end), the oldest first."""
    rows = Transfer.objects.filter(book__person_id=person_id, rule__isnull=False)
    if start is not None:
        rows = rows.filter(effective_at__gte=start)
    if end is not None:
        rows = rows.filter(effective_at__lt=end)
    return [view(row, row.linked.all(), person_id) for row in _awards(rows).order_by("effective_at", "number")]


def standing_of(award: Transfer) -> int:
    """At how many points, without sign, an award stands after its corrections."""
    return ledger.standing(entry(award), [entry(one) for one in award.linked.all()])


def entry(row: Transfer) -> Entry:
    """A stored row as the arithmetic sees it."""
    return Entry(
        id=row.pk,
        kind=Kind(row.kind),
        debit=row.debit_id,
        credit=row.credit_id,
        amount=row.amount,
        link=row.award_id,
    )


def view(row: Transfer, linked: Iterable[Transfer], person_id: UUID | None) -> TransferView:
    """A stored row with its rule loaded, as a line of the statement."""
    assert person_id is not None
    award = row.kind == Kind.PENDING
    later = list(linked)
    return TransferView(
        id=row.pk,
        person_id=person_id,
        phase=ledger.phase(entry(row), map(entry, later)) if award else Phase.POSTED,
        rule=row.rule.kind if row.rule else "",
        rule_version=row.rule.version if row.rule else 0,
        titles=row.rule.titles if row.rule else TITLES[Purpose(row.purpose or "")],
        points=row.amount if row.credit_id == row.book_id else -row.amount,
        evidence=row.evidence,
        link=row.link,
        reason=row.reason,
        effective_at=row.effective_at,
        recorded_at=row.recorded_at,
        corrects=row.award_id,
        purpose=Purpose(row.purpose) if row.purpose else None,
        voided=next((one.reason or "" for one in later if one.kind == Kind.VOID), ""),
    )


def _awards(rows: QuerySet[Transfer]) -> QuerySet[Transfer]:
    linked = Transfer.objects.select_related("rule").order_by("number")
    return rows.filter(kind=Kind.PENDING).select_related("rule", "book").prefetch_related(Prefetch("linked", linked))
