"""Positions as a phone sends them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fengqiao.fieldwork.domain.doubts import Fix


def fixes_of(items: Iterable[Any]) -> tuple[list[Fix], int]:
    """The positions in a list of JSON objects {at, lon, lat, accuracy?, mock?}, and how many items are none."""
    found: list[Fix] = []
    broken = 0
    for item in items:
        fix = fix_of(item)
        if fix is None:
            broken += 1
        else:
            found.append(fix)
    return found, broken


def fix_of(item: Any) -> Fix | None:
    """One position; None for what is none. ``at`` needs its time zone."""
    try:
        at = datetime.fromisoformat(item["at"])
        fix = Fix(
            at=at,
            lon=float(item["lon"]),
            lat=float(item["lat"]),
            accuracy=float(item.get("accuracy") or 0),
            mock=item.get("mock") is True,
        )
        at.utctimetuple()  # the year 9999 with an offset is a date that cannot be reckoned with
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
        return None
    return fix if at.tzinfo is not None and fix.possible else None
