"""When a zone is armed: hours of the day and days of the year, in the zone's own time."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lookout.contract import Zone


def armed(zone: Zone, at: float) -> bool:
    """Whether the zone's season and schedule cover this moment (seconds since the epoch); without them they do.

    A span whose end is not after its start goes over midnight: ("22:00", "06:00"). A season may go over the new year.
    """
    if not zone.schedule and zone.season is None:
        return True
    local = datetime.fromtimestamp(at, UTC).astimezone(timezone(zone.timezone))
    if zone.season is not None:
        first_day, last_day = zone.season
        day = f"{local.month:02}-{local.day:02}"
        if not (first_day <= day <= last_day if first_day <= last_day else day >= first_day or day <= last_day):
            return False
    if not zone.schedule:
        return True
    minute = local.hour * 60 + local.minute
    for start, end in zone.schedule:
        first, last = _minutes(start), _minutes(end)
        if first <= minute < last or (last <= first and (minute >= first or minute < last)):
            return True
    return False


def timezone(name: str) -> ZoneInfo:
    """The time zone of that name. Raises ``ValueError`` for an unknown one."""
    try:
        return _zone_info(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise ValueError(f"there is no time zone '{name}'") from problem


@lru_cache(maxsize=64)
def _zone_info(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])
