"""Many awards at once, for jobs: the same guards, caps and chain as one by one, with a few statements for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, F, Q, Sum, When
from django.db.models.functions import TruncMonth

from fengqiao.areas.selectors import Actor
from fengqiao.core import ids, journal
from fengqiao.points.domain import rules
from fengqiao.points.domain.ledger import Kind
from fengqiao.points.domain.rules import CapPeriod
from fengqiao.points.models import Account, AccountKind, RuleVersion, Transfer
from fengqiao.points.selectors.rules import as_rule
from fengqiao.points.services.ledger import book_of, place_account, settlement
from fengqiao.points.services.rules import nearest, place_of, versions_in
from fengqiao.points.services.writing import append_all

_Cap = tuple[UUID, str, datetime]
_Window = tuple[str, datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One award of a batch, as ``award`` takes it."""

    person_id: UUID
    rule: str
    evidence: str
    link: str
    effective_at: datetime
    reason: str = ""


def award_all(grants: Sequence[Grant], *, area_id: UUID | None, actor: Actor) -> int:
    """Award and post many at once, in the order of their times, in one transaction. What was awarded before, what no
    rule counts and what a cap refuses is left out. Returns how many were awarded."""
    with journal.unit():
        place = place_of(area_id)
        books = _books({one.person_id for one in grants})
        known = _known(books.values(), grants)
        versions = versions_in({one.rule for one in grants}, place)
        in_use = {
            asked: nearest(versions, *asked) for asked in dict.fromkeys((one.rule, one.effective_at) for one in grants)
        }
        used = _used(books.values(), _windows(in_use))
        issued = place_account(AccountKind.ISSUED, place.town)
        pending: list[Transfer] = []
        for one in sorted(grants, key=lambda one: one.effective_at):
            book = books[one.person_id]
            version = in_use[one.rule, one.effective_at]
            if version is None or (book.pk, one.rule, one.evidence) in known:
                continue
            points = _granted(book, version, one.effective_at, used)
            if points == 0:
                continue
            known.add((book.pk, one.rule, one.evidence))
            pending.append(_row(one, book, issued, version, points))
        pending.sort(key=lambda row: row.book_id)
        append_all(pending, place.town, actor)
        append_all([settlement(row, Kind.POST) for row in pending], place.town, actor)
    return len(pending)


def _books(person_ids: set[UUID]) -> dict[UUID, Account]:
    """The people's accounts, made if need be, and locked in the order of their ids."""
    there = set(Account.objects.filter(person_id__in=person_ids).values_list("person_id", flat=True))
    for person_id in sorted(person_ids - there):
        book_of(person_id)
    rows = Account.objects.select_for_update().filter(person_id__in=person_ids).order_by("pk")
    return {row.person_id: row for row in rows if row.person_id is not None}


def _known(books: Iterable[Account], grants: Sequence[Grant]) -> set[tuple[UUID, str, str]]:
    rows = Transfer.objects.filter(
        book__in=list(books), kind=Kind.PENDING, rule__isnull=False, evidence__in=[one.evidence for one in grants]
    )
    return {
        (book, str(rule), evidence) for book, rule, evidence in rows.values_list("book_id", "rule__kind", "evidence")
    }


def _windows(in_use: Mapping[tuple[str, datetime], RuleVersion | None]) -> set[_Window]:
    """For which groups and periods it has to be known what is used."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return {
        (version.cap_group, *rules.period(at, CapPeriod(version.cap_period), zone))
        for (_rule, at), version in in_use.items()
        if version is not None and version.cap is not None
    }


def _used(books: Iterable[Account], windows: Collection[_Window]) -> defaultdict[_Cap, int]:
    """How much of each cap is used: standing awards, pending ones included, by month and by quarter."""
    used: defaultdict[_Cap, int] = defaultdict(int)
    if not windows:
        return used
    zone = ZoneInfo(settings.TIME_ZONE)
    within = Q()
    for group, start, end in windows:
        within |= Q(rule__cap_group=group, effective_at__gte=start, effective_at__lt=end)
    awards = Transfer.objects.filter(
        within, book__in=list(books), kind=Kind.PENDING, credit=F("book"), rule__cap__isnull=False
    ).exclude(linked__kind=Kind.VOID)  # fmt: skip
    signed = Case(When(credit=F("book"), then=F("amount")), default=-F("amount"))
    late = Transfer.objects.filter(kind=Kind.CORRECTION, award__in=awards)
    month, of_award = (TruncMonth(at, tzinfo=zone) for at in ("effective_at", "award__effective_at"))
    given = awards.values("book_id", "rule__cap_group").annotate(month=month, points=Sum("amount"))
    put_right = late.values("book_id", "rule__cap_group").annotate(month=of_award, points=Sum(signed))
    for found in (given, put_right):
        for book, group, at, points in found.values_list("book_id", "rule__cap_group", "month", "points"):
            for kind in (CapPeriod.MONTH, CapPeriod.QUARTER):
                used[book, f"{kind} {group}", rules.period(at, kind, zone)[0]] += points
    return used


def _granted(book: Account, version: RuleVersion, at: datetime, used: defaultdict[_Cap, int]) -> int:
    """What the next award brings under its cap, which it uses up in every period that counts it."""
    zone = ZoneInfo(settings.TIME_ZONE)
    if version.cap is None:
        return version.points
    keys = {
        kind: (book.pk, f"{kind} {version.cap_group}", rules.period(at, kind, zone)[0])
        for kind in (CapPeriod.MONTH, CapPeriod.QUARTER)
    }
    points = rules.granted(as_rule(version), used[keys[CapPeriod(version.cap_period)]])
    for key in keys.values():
        used[key] += points
    return points


def _row(one: Grant, book: Account, issued: Account, version: RuleVersion, points: int) -> Transfer:
    return Transfer(
        id=ids.new_id(),
        kind=Kind.PENDING,
        debit=issued if points > 0 else book,
        credit=book if points > 0 else issued,
        book=book,
        amount=abs(points),
        rule=version,
        evidence=one.evidence,
        link=one.link,
        reason=one.reason,
        effective_at=one.effective_at,
    )
