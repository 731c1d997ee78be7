"""Whose points a town keeps: who works there now, and who ever had points from it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fengqiao.areas.selectors import SYSTEM, Role, area_lineages, people
from fengqiao.points.domain.ledger import Kind
from fengqiao.points.domain.spending import lapsing
from fengqiao.points.models import Account, AccountKind, Transfer
from fengqiao.points.selectors.ledger import entry

EARN = frozenset({Role.GRID_WORKER, Role.GRID_LEAD, Role.VOLUNTEER, Role.VILLAGE_SECRETARY, Role.COUNCIL_MEMBER})


def workers(town_id: UUID) -> dict[UUID, str]:
    """Who has a duty in the town that earns points, by name; leads first. Two queries."""
    found = [one for one in people(SYSTEM) if one.role in EARN]
    ways = area_lineages({one.area_id for one in found})
    return {one.person_id: one.name for one in found if town_id in ways[one.area_id]}


def members(town_id: UUID) -> set[UUID]:
    """Who works in the town, or has points from it."""
    there = Account.objects.filter(area_id=town_id)
    kept = Transfer.objects.filter(debit__in=there) | Transfer.objects.filter(credit__in=there)
    books = Account.objects.filter(kind=AccountKind.PERSON, pk__in=kept.values("book_id"))
    had = books.values_list("person_id", flat=True)
    return set(workers(town_id)) | {one for one in had if one is not None}


def lapsing_of(person_id: UUID, earned_before: datetime) -> int:
    """How many points of the time before a moment (aware) are left to expire."""
    rows = list(Transfer.objects.filter(book__person_id=person_id).order_by("number"))
    old = [row.pk for row in rows if row.kind != Kind.PENDING and row.effective_at < earned_before]
    return lapsing(map(entry, rows), rows[0].book_id, old) if rows else 0
