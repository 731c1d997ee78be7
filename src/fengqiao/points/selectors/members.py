"""Whose points a town keeps: who works there now, and who ever had points from it."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from fengqiao.areas.selectors import SYSTEM, Role, people
from fengqiao.points.domain.ledger import Kind
from fengqiao.points.domain.spending import lapsing
from fengqiao.points.models import Account, AccountKind, Transfer
from fengqiao.points.selectors.ledger import entry

EARN = frozenset({Role.GRID_WORKER, Role.GRID_LEAD, Role.VOLUNTEER, Role.VILLAGE_SECRETARY, Role.COUNCIL_MEMBER})


def workers(town_id: UUID) -> dict[UUID, str]:
    """Who has a duty in the town that earns points, by name; leads first. One query."""
    return {one.person_id: one.name for one in people(SYSTEM, below=town_id) if one.role in EARN}


def members(town_id: UUID) -> set[UUID]:
    """Who works in the town, or has points from it."""
    there = Account.objects.filter(area_id=town_id)
    kept = Transfer.objects.filter(debit__in=there) | Transfer.objects.filter(credit__in=there)
    books = Account.objects.filter(kind=AccountKind.PERSON, pk__in=kept.values("book_id"))
    had = books.values_list("person_id", flat=True)
    return set(workers(town_id)) | {one for one in had if one is not None}


def lapsing_of(person_id: UUID, earned_before: datetime) -> int:
    """How many points of the time before a moment (aware) are left to expire."""
    return _lapsing(list(Transfer.objects.filter(book__person_id=person_id).order_by("number")), earned_before)


def lapsing_in(town_id: UUID, earned_before: datetime) -> dict[UUID, int]:
    """Of whom in a town how many points of the time before a moment would expire. Only those who lose some."""
    here = members(town_id)
    rows = Transfer.objects.filter(book__person__in=here).order_by("book_id", "number")
    person = dict(Account.objects.filter(person__in=here).values_list("pk", "person_id"))
    found = {
        person[book]: _lapsing(list(own), earned_before)
        for book, own in groupby(rows.iterator(chunk_size=5_000), key=attrgetter("book_id"))
    }
    return {one: points for one, points in found.items() if one is not None and points}


def _lapsing(rows: list[Transfer], earned_before: datetime) -> int:
    old = [row.pk for row in rows if row.kind != Kind.PENDING and row.effective_at < earned_before]
    return lapsing(map(entry, rows), rows[0].book_id, old) if old else 0
