"""Counting the months that are over, by night: a county's year of figures is then a matter of milliseconds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Min, Q
from django.db.models.functions import TruncDay
from django.utils import timezone

from fengqiao.core import clock
from fengqiao.incidents.domain.indicators import FORMULAS, Formula
from fengqiao.incidents.domain.periods import Period, next_month
from fengqiao.incidents.models import Incident, MonthCount, MonthSum
from fengqiao.incidents.selectors.figure_cases import Cases, Window, cases
from fengqiao.incidents.selectors.figures import HOUR, sums_of
from fengqiao.incidents.selectors.month_sums import NOTHING, Sums

# A case may be decided, sent back or reopened long after its month; the last year is counted again every night,
# what is older once in a while.
EVERY_NIGHT_MONTHS = 12
OLDER_AGAIN = timedelta(days=30)
OLDEST_MONTHS = 60

Key = tuple[UUID, UUID | None]


def count_months() -> int:
    """Count the months that are over and due for it; how many counts that were, one for each indicator and month.

    Each is a transaction of its own, so that it may be stopped at any time. Until it is done, the pages use the
    counts before, and where there are none they count for themselves.
    """
    done = 0
    for formula in FORMULAS:
        for month in _due(formula):
            _count(formula, month)
            done += 1
        MonthCount.objects.filter(formula=formula.id).exclude(version=formula.version).delete()
    return done


def _due(formula: Formula) -> Iterator[date]:
    """The months to count, the newest first."""
    now = clock.now()
    first = Incident.objects.aggregate(first=Min("created_at"))["first"]
    if first is None:
        return
    counted = dict(
        MonthCount.objects.filter(formula=formula.id, version=formula.version).values_list("month", "counted_at")
    )
    today = timezone.localtime(now).date()
    over = Period(first=today, last=today).months(OLDEST_MONTHS + 1)[:-1]
    for place, month in enumerate(reversed(over)):
        if next_month(month) <= timezone.localtime(first).date():
            return
        old = place >= EVERY_NIGHT_MONTHS
        if month not in counted or not old or counted[month] < now - OLDER_AGAIN:
            yield month


def _count(formula: Formula, month: date) -> None:
    window = Window(where=lambda _path: Q(), start=_midnight(month), end=_midnight(next_month(month)), now=clock.now())
    found = cases(formula.id, window)
    sums = _person_days(found) if formula.id == "platform_use" else _rolled_up(found)
    with transaction.atomic():
        MonthCount.objects.filter(formula=formula.id, month=month).delete()
        count = MonthCount.objects.create(
            formula=formula.id, version=formula.version, month=month, counted_at=window.now
        )
        MonthSum.objects.bulk_create(
            MonthSum(count=count, area_id=area, organisation_id=organisation, top=one.top, base=one.base)
            for (area, organisation), one in sums.items()
        )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _rolled_up(found: Cases) -> dict[Key, Sums]:
    """A case lies in one area and counts in all above it."""
    sums: dict[Key, Sums] = {}
    rows = found.rows.order_by().values(lineage=F(found.path("area__lineage")), of=F(found.organisation))
    for line in rows.annotate(**sums_of(found)):
        top = line["top"] or 0
        one = Sums(top=top / HOUR if isinstance(top, timedelta) else float(top), base=line["base"])
        for area in line["lineage"]:
            for organisation in {None, line["of"]}:
                key = (area, organisation)
                sums[key] = sums.get(key, NOTHING) + one
    return sums


def _person_days(found: Cases) -> dict[Key, Sums]:
    """Somebody who worked for two villages on one day counts once in their town: nothing can be added up."""
    rows = found.rows.order_by().annotate(day=TruncDay(found.moment))
    seen: dict[Key, set[Any]] = {}
    lines = rows.values_list(F(found.path("area__lineage")), F(found.organisation), "actor_id", "day").distinct()
    for lineage, of, actor, day in lines.iterator():
        for area in lineage:
            for organisation in {None, of}:
                seen.setdefault((area, organisation), set()).add((actor, day))
    return {key: Sums(top=len(days), base=len(days)) for key, days in seen.items()}
