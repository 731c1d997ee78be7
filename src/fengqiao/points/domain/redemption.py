"""Arithmetic of a redemption day: its slots, the places left in them, and the clock of a tablet. No input or output."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta


def slots(starts_at: datetime, ends_at: datetime, minutes: int) -> list[datetime]:
    """The beginnings of the slots of a day, in order; the last one may be shorter."""
    found: list[datetime] = []
    at = starts_at
    while at < ends_at:
        found.append(at)
        at += timedelta(minutes=minutes)
    return found


def places_left(all_slots: list[datetime], taken: Mapping[datetime, int], per_slot: int) -> dict[datetime, int]:
    """How many more people fit into each slot."""
    return {slot: max(0, per_slot - taken.get(slot, 0)) for slot in all_slots}


def believed(claimed: datetime | None, *, not_before: datetime, now: datetime) -> datetime:
    """When something happened, by a tablet's clock as far as it can be: never before the tablet had the key, never
    after the server heard of it. A clock that was set wrong moves nothing into another day."""
    if claimed is None or claimed > now:
        return now
    return max(claimed, not_before)
