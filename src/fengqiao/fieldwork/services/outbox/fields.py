"""Reading fields of what a telephone sent, none of which is believed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from fengqiao.fieldwork.domain.doubts import WORKING_DAY, Fix
from fengqiao.fieldwork.models import OutboxItem

MOST_BEFORE = 50


def words(payload: Mapping[str, Any], name: str) -> str:
    """A text; "" for anything else."""
    value = payload.get(name)
    return value.strip() if isinstance(value, str) else ""


def mapping(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A group of fields; empty for anything else."""
    value = payload.get(name)
    return value if isinstance(value, Mapping) else {}


def number(value: object) -> float | None:
    """A finite number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def fix(payload: Mapping[str, Any], at: datetime) -> Fix | None:
    """The position in WGS84, as of ``at``; None where there is none that lies on the earth."""
    given = mapping(payload, "position")
    lon, lat = number(given.get("lon")), number(given.get("lat"))
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    accuracy = max(0.0, number(given.get("accuracy")) or 0.0)
    return Fix(at=at, lon=lon, lat=lat, accuracy=accuracy, mock=given.get("mock") is True)


def recent_fixes(person_id: UUID, until: datetime) -> list[Fix]:
    """Where this person captured something in the working day before a moment, oldest first."""
    rows = OutboxItem.objects.filter(
        person_id=person_id, lon__isnull=False, captured_at__lte=until, captured_at__gt=until - WORKING_DAY
    )
    kept = rows.order_by("-captured_at").values_list("captured_at", "lon", "lat", "accuracy")[:MOST_BEFORE]
    return [
        Fix(at=at, lon=lon, lat=lat, accuracy=accuracy or 0.0)
        for at, lon, lat, accuracy in list(kept)[::-1]
        if lon is not None and lat is not None
    ]


def moment(value: object) -> datetime | None:
    """A moment that a telephone wrote; None for anything that is none."""
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
