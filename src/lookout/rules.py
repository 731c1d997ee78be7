"""When a track in a zone is an alarm: pure functions, time is an argument, what must be remembered goes in and out.

One alert per track and window: who stays longer than a zone's window is announced again when the window has passed
since the last alert, never because a clock struck.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lookout import geometry
from lookout.contract import Box, Kind, Zone
from lookout.tracking import Track

HITS_INSIDE = 2
"""Detections inside the zone before an alarm: no single slip of the detector ever alarms."""
GRACE_S = 0.8
"""Outside or unseen for less than this, one is still inside: boxes tremble at the border."""
CUT_OFF = 0.975
"""Boxes that end below this line touch the lower edge, as exactly as the detector can tell."""
STILL = 0.01
"""Slower than this share of the picture a second, a movement has no direction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What is remembered of one track and one zone. ``since_s`` is ``None`` when it is not inside now."""

    since_s: float | None = None
    last_s: float = 0.0
    hits: int = 0
    alerted_s: float | None = None
    window: int = -1


Visits = Mapping[int, Visit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An alarm: ``window`` goes into the alert's key, ``started_s`` is when the track entered the zone."""

    track: Track
    started_s: float
    window: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A track that had raised an alarm was last inside at ``left_s``."""

    track: int
    window: int
    left_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    visits: Visits
    raised: tuple[Raised, ...] = ()
    left: tuple[Left, ...] = ()


def judge(
    zone: Zone, visits: Visits, tracks: Iterable[Track], *, time_s: float, at: float, aspect: float = 1.0
) -> Verdict:
    """Judges one picture. ``time_s``: seconds of the source, never backwards; ``at``: seconds since the epoch;
    ``aspect``: width over height of the picture, for directions."""
    after = dict(visits)
    raised: list[Raised] = []
    left: list[Left] = []
    awake = armed(zone, at)
    for track in sorted(tracks, key=lambda track: track.id):
        before = after.get(track.id, Visit())
        if track.cls not in zone.classes or track.seen_s < time_s or not awake:
            continue
        if not stands_in(zone, track.box):
            continue
        visit = replace(
            before,
            since_s=time_s if before.since_s is None else before.since_s,
            last_s=time_s,
            hits=before.hits + 1 if before.since_s is not None else 1,
        )
        if _alarms(zone, visit, track, time_s, aspect):
            # a clock that was set back must not bring a key that was used
            visit = replace(visit, alerted_s=time_s, window=max(int(at // zone.window_s), visit.window + 1))
            raised.append(Raised(track=track, started_s=visit.since_s or 0.0, window=visit.window))
        after[track.id] = visit
    for number, visit in list(after.items()):
        if visit.since_s is not None and (not awake or time_s - visit.last_s > GRACE_S):
            if visit.alerted_s is not None:
                left.append(Left(track=number, window=visit.window, left_s=visit.last_s))
            after[number] = visit = replace(visit, since_s=None, hits=0)
        if visit.since_s is None and (visit.alerted_s is None or time_s - visit.alerted_s >= zone.window_s):
            del after[number]
    return Verdict(visits=after, raised=tuple(raised), left=tuple(left))


def _alarms(zone: Zone, visit: Visit, track: Track, time_s: float, aspect: float) -> bool:
    assert visit.since_s is not None
    return (
        visit.hits >= HITS_INSIDE
        and track.sustained >= zone.min_score
        and time_s - visit.since_s >= zone.dwell_s
        and (visit.alerted_s is None or time_s - visit.alerted_s >= zone.window_s)
        and heads(zone, track, aspect)
    )


def stands_in(zone: Zone, box: Box) -> bool:
    """Whether who has this box stands in the zone; the foot point decides.

    A box that touches the lower edge of the picture is cut off, its feet are nearer than the picture shows: it
    counts as standing on the edge, so only a zone that reaches the edge holds it. Water takes both readings, because
    a child missed is worse than one announced early.
    """
    x, y = geometry.foot(box)
    if y < CUT_OFF:
        return geometry.inside(zone.polygon, (x, y))
    at_edge = geometry.inside(zone.polygon, (x, 1.0))
    return at_edge or (zone.kind is Kind.WATER and geometry.inside(zone.polygon, (x, y)))


def heads(zone: Zone, track: Track, aspect: float = 1.0) -> bool:
    """Whether the track moves as the zone asks: within 90° of its bearing, or the zone asks for none."""
    if zone.direction_deg is None:
        return True
    dx, dy = track.velocity
    if max(abs(dx), abs(dy)) < STILL:
        return False
    return geometry.angle_between(geometry.bearing(dx, dy, aspect=aspect), zone.direction_deg) < 90.0


def armed(zone: Zone, at: float) -> bool:
    """Whether the zone's schedule covers this moment; without a schedule it always does.

    A span whose end is not after its start goes over midnight: ("22:00", "06:00").
    """
    if not zone.schedule:
        return True
    local = datetime.fromtimestamp(at, UTC).astimezone(timezone(zone.timezone))
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
