"""Lines of a town that can be put right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch, Q
from django.utils.translation import get_language

from fengqiao.points.domain.ledger import Kind
from fengqiao.points.models import AccountKind, Transfer
from fengqiao.points.selectors.ledger import standing_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LineToCorrect:
    """A posted award with what it stands at today, without sign."""

    id: UUID
    worker: str
    day: str
    title: str
    stands: int


def lines_to_correct(town_id: UUID, start: datetime, end: datetime, most: int = 20_000) -> Iterator[LineToCorrect]:
    """The posted awards of a town whose time lies in [start, end), worker by worker. Not scoped."""
    issued = Q(debit__kind=AccountKind.ISSUED, debit__area=town_id) | Q(
        credit__kind=AccountKind.ISSUED, credit__area=town_id
    )
    rows = Transfer.objects.filter(
        issued, kind=Kind.PENDING, rule__isnull=False, linked__kind=Kind.POST, effective_at__gte=start,
        effective_at__lt=end,
    ).select_related("rule", "book__person").prefetch_related(
        Prefetch("linked", Transfer.objects.filter(kind=Kind.CORRECTION))
    )  # fmt: skip
    zone = ZoneInfo(settings.TIME_ZONE)
    for row in rows.order_by("book__person__name", "book_id", "effective_at", "number")[:most]:
        assert row.rule is not None
        assert row.book.person is not None
        yield LineToCorrect(
            id=row.pk,
            worker=row.book.person.name,
            day=f"{row.effective_at.astimezone(zone):%Y-%m-%d}",
            title=row.rule.titles.get(get_language() or "") or row.rule.titles.get("zh-hans", row.rule.kind),
            stands=standing_of(row),
        )
