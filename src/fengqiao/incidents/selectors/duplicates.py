"""Has it been reported already? Open events of the same category, near in place, time and words."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from fengqiao.areas.selectors import Actor
from fengqiao.incidents.domain.duplicates import EARTH_M, LIKELY, NEAR_IN_TIME, Report, likeness, metres
from fengqiao.incidents.domain.table import ENDED
from fengqiao.incidents.models import CategoryVersion, Incident
from fengqiao.incidents.selectors.events import IncidentView, view, visible_to

MOST_COMPARED = 300
RADIUS_M = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """An event that may be the same matter. ``metres`` None: one of the two has no position.

    ``reported_by``: how many people have reported or joined it.
    """

    event: IncidentView
    likeness: float
    metres: float | None
    reported_by: int


def near_duplicates(
    *,
    category: str,
    area_id: UUID,
    lon: float | None,
    lat: float | None,
    happened_at: datetime,
    text: str,
    but: UUID | None = None,
    also: Collection[str] = (),
) -> list[Likely]:
    """Open events that may be the same matter, the likeliest first; position in WGS84, time aware. Two queries.

    With a position those within the category's radius, in whatever area; without one those of the area whose words
    are alike. ``also``: other categories that may mean the same (the class above, those below). Not scoped: what is
    shown of them to a stranger is the page's affair.
    """
    radius = (
        CategoryVersion.objects.filter(category__code=category)
        .order_by("-number")
        .values_list("duplicate_m", flat=True)
    ).first() or RADIUS_M
    rows = Incident.objects.filter(
        category__code__in=[category, *also],
        happened_at__range=(happened_at - NEAR_IN_TIME, happened_at + NEAR_IN_TIME),
    )
    rows = rows.exclude(state__in=ENDED)
    if but is not None:
        rows = rows.exclude(pk=but)
    here = Q(area_id=area_id)
    if lon is not None and lat is not None:
        high = math.degrees(radius / EARTH_M)
        wide = high / max(0.01, math.cos(math.radians(lat)))
        near = Q(lat__range=(lat - high, lat + high), lon__range=(lon - wide, lon + wide))
        here = near | Q(area_id=area_id, lon__isnull=True)
    rows = rows.filter(here).select_related("category", "category_version", "merged_into")
    counted = rows.annotate(reported=Count("followers", filter=Q(followers__left_at__isnull=True)))
    mine = Report(lon=lon, lat=lat, happened_at=happened_at, text=text)
    found: list[Likely] = []
    for row in counted.order_by("-happened_at")[:MOST_COMPARED]:
        other = Report(lon=row.lon, lat=row.lat, happened_at=row.happened_at, text=f"{row.title} {row.description}")
        share = likeness(mine, other, radius_m=radius)
        if share < LIKELY:
            continue
        away = None
        if lon is not None and lat is not None and row.lon is not None and row.lat is not None:
            away = metres(lon, lat, row.lon, row.lat)
        found.append(Likely(event=view(row), likeness=share, metres=away, reported_by=row.reported))
    return sorted(found, key=lambda one: -one.likeness)[:10]


def similar(event: IncidentView) -> list[IncidentView]:
    """Open events that may be the same matter as this one: is it one of these?"""
    likely = near_duplicates(
        category=event.category,
        area_id=event.area_id,
        lon=event.lon,
        lat=event.lat,
        happened_at=event.happened_at,
        text=f"{event.title} {event.description}",
        but=event.id,
    )
    return [one.event for one in likely]


def of_those_seen(actor: Actor, events: list[IncidentView]) -> list[IncidentView]:
    """Those of the events that the actor may see, in the same order."""
    keys = [event.id for event in events]
    seen = set(Incident.objects.filter(visible_to(actor), pk__in=keys).values_list("pk", flat=True))
    return [event for event in events if event.id in seen]
