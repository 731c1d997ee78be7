"""Sums that the nightly count has put down for months that are over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fengqiao.incidents.domain.indicators import Formula
from fengqiao.incidents.models import MonthCount, MonthSum


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What stands above and below the line."""

    top: float
    base: int

    def __add__(self, other: Sums) -> Sums:
        return Sums(top=self.top + other.top, base=self.base + other.base)


NOTHING = Sums(top=0, base=0)


def of_months(
    formula: Formula, *, area_id: UUID, organisation_id: UUID | None, first: date, last: date
) -> Mapping[date, Sums]:
    """The counted months that begin between two days, for an area with all below it; None: all organisations."""
    counts = MonthCount.objects.filter(
        formula=formula.id, version=formula.version, month__gte=first, month__lte=last
    ).values_list("pk", "month")
    months = dict(counts)
    found = dict.fromkeys(months.values(), NOTHING)
    sums = MonthSum.objects.filter(count__in=months, area=area_id, organisation=organisation_id)
    for count, top, base in sums.values_list("count", "top", "base"):
        found[months[count]] = Sums(top=top, base=base)
    return found


def counted_at() -> datetime | None:
    """When the months that are shown now were counted: the oldest of the last count's moments, None before any."""
    newest = MonthCount.objects.order_by("-month").values_list("month", flat=True).first()
    if newest is None:
        return None
    moments = MonthCount.objects.filter(month=newest).order_by("counted_at").values_list("counted_at", flat=True)
    return moments.first()
