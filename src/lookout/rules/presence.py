"""When a track in a zone is an alarm: pure functions, time is an argument, what must be remembered goes in and out.

One alert per track and window: who stays longer than a zone's window is announced again when the window has passed
since the last alert, never because a clock struck.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from lookout import geometry
from lookout.contract import Box, Kind, Zone
from lookout.rules.hours import armed
from lookout.tracking import Track

HITS_INSIDE = 2
"""Detections inside the zone before an alarm: no single slip of the detector ever alarms."""
GRACE_S = 0.8
"""Outside for less than this, one is still inside: boxes tremble at the border."""
UNSEEN_S = 6.0
"""Not seen for less than this, one is still inside: people hide, and detectors miss them."""
CUT_OFF = 0.975
"""Boxes that end below this line touch the lower edge, as exactly as the detector can tell."""
STILL_SCORE = 0.6
"""Posts and bags that are taken for people reach 0.5; somebody who stands there from the beginning more than this."""
CAME_SCORE = 0.45
"""Who was not seen to move but stands where just now nothing stood."""
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
    """A track that had raised an alarm came in at ``since_s`` and was last inside at ``left_s``."""

    track: int
    window: int
    since_s: float
    left_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    visits: Visits
    raised: tuple[Raised, ...] = ()
    left: tuple[Left, ...] = ()


def judge(
    zone: Zone,
    visits: Visits,
    tracks: Iterable[Track],
    *,
    time_s: float,
    at: float,
    aspect: float = 1.0,
    concerns: Callable[[Track], bool] = lambda track: True,
) -> Verdict:
    """Judges one picture. ``time_s``: seconds of the source, never backwards; ``at``: seconds since the epoch;
    ``aspect``: width over height of the picture, for directions; ``concerns``: asked last, of who would be alarmed
    about."""
    after = dict(visits)
    raised: list[Raised] = []
    left: list[Left] = []
    awake = armed(zone, at)
    elsewhere: set[int] = set()
    for track in sorted(tracks, key=lambda track: track.id):
        before = after.get(track.id, Visit())
        if track.cls not in zone.classes or track.seen_s < time_s or not awake:
            continue
        if not stands_in(zone, track.box):
            elsewhere.add(track.id)
            if before.since_s is not None and before.alerted_s is None:
                # a box that ends at the knees stands in the zone beside the path: what is seen outside takes it back
                after[track.id] = replace(before, hits=max(0, before.hits - 1))
            continue
        visit = replace(
            before,
            since_s=time_s if before.since_s is None else before.since_s,
            last_s=time_s,
            hits=before.hits + 1 if before.since_s is not None else 1,
        )
        if _alarms(zone, visit, track, time_s, aspect) and concerns(track):
            # a clock that was set back must not bring a key that was used
            visit = replace(visit, alerted_s=time_s, window=max(int(at // zone.window_s), visit.window + 1))
            raised.append(Raised(track=track, started_s=visit.since_s or 0.0, window=visit.window))
        after[track.id] = visit
    for number, visit in list(after.items()):
        grace = GRACE_S if number in elsewhere else UNSEEN_S
        if visit.since_s is not None and (not awake or time_s - visit.last_s > grace):
            if visit.alerted_s is not None:
                left.append(Left(track=number, window=visit.window, since_s=visit.since_s, left_s=visit.last_s))
            after[number] = visit = replace(visit, since_s=None, hits=0)
        if visit.since_s is None and (visit.alerted_s is None or time_s - visit.alerted_s >= zone.window_s):
            del after[number]
    return Verdict(visits=after, raised=tuple(raised), left=tuple(left))


def _alarms(zone: Zone, visit: Visit, track: Track, time_s: float, aspect: float) -> bool:
    assert visit.since_s is not None
    return (
        visit.hits >= HITS_INSIDE
        and sure(zone, track)
        and time_s - visit.since_s >= zone.dwell_s
        and (visit.alerted_s is None or time_s - visit.alerted_s >= zone.window_s)
        and heads(zone, track, aspect)
    )


def sure(zone: Zone, track: Track) -> bool:
    """Whether it is what it seems to be: seen well enough, and better than that when it was never seen to move."""
    if track.moved:
        return track.sustained >= zone.min_score
    return track.sustained >= max(zone.min_score, CAME_SCORE if track.came else STILL_SCORE)


def inside(zone: Zone, visits: Visits, tracks: Iterable[Track], *, time_s: float) -> list[Track]:
    """Who is in the zone beyond doubt: seen there often and well enough, and just now. By number."""
    return [
        track
        for track in sorted(tracks, key=lambda track: track.id)
        if (visit := visits.get(track.id)) is not None
        and visit.since_s is not None
        and visit.hits >= HITS_INSIDE
        and time_s - visit.last_s <= GRACE_S
        and sure(zone, track)
    ]


def stands_in(zone: Zone, box: Box) -> bool:
    """Whether who has this box stands in the zone; the foot point decides.

    A box that touches the lower edge of the picture is cut off, its feet are nearer than the picture shows: it
    counts as standing on the edge, so only a zone that reaches the edge holds it. Water takes both readings, because
    a child missed is worse than one announced early.
    """
    if not zone.polygon:
        return False
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
