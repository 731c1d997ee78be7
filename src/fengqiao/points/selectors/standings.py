"""What people earned from a town in a stretch of time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, Sum, When

from fengqiao.points.domain.ledger import Kind
from fengqiao.points.models import Transfer


def earned(town_id: UUID, people: Collection[UUID], *, start: datetime, end: datetime) -> dict[UUID, int]:
    """Posted points and corrections whose time lies in [start, end), for each of ``people``; 0 for who has none.

    Spent, expired and moved points do not lessen what was earned. One query. Not scoped.
    """
    rows = Transfer.objects.filter(
        Q(debit__area=town_id) | Q(credit__area=town_id),
        kind__in=[Kind.POST, Kind.CORRECTION],
        rule__isnull=False,
        effective_at__gte=start,
        effective_at__lt=end,
        book__person__in=people,
    )
    signed = Case(When(credit=F("book"), then=F("amount")), default=-F("amount"), output_field=IntegerField())
    sums = rows.order_by().values("book__person").annotate(points=Sum(signed)).values_list("book__person", "points")
    return {**dict.fromkeys(people, 0), **dict(sums)}
