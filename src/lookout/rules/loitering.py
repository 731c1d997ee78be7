"""Somebody who hangs about: time in and near a zone, coming and going included. Pure.

A track ends when nobody sees it for some seconds; who comes back has another number. A stay goes on under the new one
when it appears near where the old one was lost, about as tall, and soon enough to have walked there. That is a guess,
made only here, where it lengthens a time and silences nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from lookout import geometry
from lookout.contract import Zone
from lookout.rules.hours import armed
from lookout.rules.presence import GRACE_S, HITS_INSIDE, stands_in, sure
from lookout.tracking import Track

LEAST_SHARE = 1 / 3
"""Of the time that somebody is about, this much must be inside."""
LEAST_AWAY_S, MOST_AWAY_S = 15.0, 120.0
HEIGHTS_AT_ONCE, HEIGHTS_A_SECOND, MOST_HEIGHTS = 1.0, 0.9, 8.0
ALIKE = 0.7
"""Heights that differ by more than this ratio are of two people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """``first_s``: first inside; ``inside_s``: time inside in all; ``last_s``: last inside; ``seen_s`` and the rest:
    when and where last seen anywhere. ``comings``: how often it came in."""

    first_s: float
    last_s: float
    seen_s: float
    x: float
    y: float
    height: float
    inside_s: float = 0.0
    hits: int = 0
    comings: int = 1
    alerted_s: float | None = None
    number: int = 0
    window: int = -1


Stays = Mapping[int, Stay]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lingering:
    stays: Stays
    raised: tuple[tuple[Track, Stay], ...] = ()
    left: tuple[Stay, ...] = ()


def away_s(zone: Zone) -> float:
    """How long somebody may be out of the zone and still be about."""
    return min(MOST_AWAY_S, max(LEAST_AWAY_S, (zone.loiter_s or 0.0) / 2))


def lingered(
    zone: Zone,
    stays: Stays,
    tracks: Iterable[Track],
    *,
    time_s: float,
    at: float,
    aspect: float,
    concerns: Callable[[Track], bool] = lambda track: True,
) -> Lingering:
    """Judges one picture; arguments as in ``presence.judge``."""
    after = dict(stays)
    raised: list[tuple[Track, Stay]] = []
    awake = armed(zone, at)
    seen = [track for track in tracks if track.cls in zone.classes and track.seen_s >= time_s]
    for track in sorted(seen, key=lambda track: track.id) if awake else ():
        x, y = geometry.foot(track.box)
        height = track.box.y2 - track.box.y1
        stay = after.get(track.id) or _handed_over(after, x, y, height, {other.id for other in seen}, time_s, aspect)
        if stands_in(zone, track.box):
            stay = _inside(stay, x, y, height, time_s)
        elif stay is None:
            continue
        stay = replace(stay, seen_s=time_s, x=x, y=y, height=height)
        if _due(zone, stay, track, time_s) and concerns(track):
            window = max(int(at // zone.window_s), stay.window + 1)
            stay = replace(stay, alerted_s=time_s, number=track.id, window=window)
            raised.append((track, stay))
        after[track.id] = stay
    gone = [number for number, stay in after.items() if not awake or time_s - stay.last_s > away_s(zone)]
    left = tuple(after[number] for number in gone if after[number].alerted_s is not None)
    for number in gone:
        del after[number]
    return Lingering(stays=after, raised=tuple(raised), left=left)


def _inside(stay: Stay | None, x: float, y: float, height: float, time_s: float) -> Stay:
    if stay is None:
        return Stay(first_s=time_s, last_s=time_s, seen_s=time_s, x=x, y=y, height=height, hits=1)
    gap = time_s - stay.last_s
    stayed = gap <= max(GRACE_S, 1.5)
    return replace(
        stay,
        last_s=time_s,
        hits=stay.hits + 1,
        inside_s=stay.inside_s + (gap if stayed else 0.0),
        comings=stay.comings + (0 if stayed else 1),
    )


def _due(zone: Zone, stay: Stay, track: Track, time_s: float) -> bool:
    about = time_s - stay.first_s
    return (
        zone.loiter_s is not None
        and stay.last_s == time_s
        and stay.hits >= HITS_INSIDE
        and sure(zone, track)
        and about >= zone.loiter_s
        and stay.inside_s >= LEAST_SHARE * about
        and (stay.alerted_s is None or time_s - stay.alerted_s >= zone.window_s)
    )


def _handed_over(
    stays: dict[int, Stay], x: float, y: float, height: float, present: set[int], time_s: float, aspect: float
) -> Stay | None:
    """Takes over the stay of somebody who was lost near here."""
    best: tuple[float, int] | None = None
    for number, stay in stays.items():
        gap = time_s - stay.seen_s
        if number in present or gap <= 0 or not ALIKE <= height / max(1e-6, stay.height) <= 1 / ALIKE:
            continue
        distance = math.hypot((x - stay.x) * aspect, y - stay.y) / stay.height
        reach = min(MOST_HEIGHTS, HEIGHTS_AT_ONCE + HEIGHTS_A_SECOND * gap)
        if distance <= reach and (best is None or (distance, number) < best):
            best = distance, number
    return None if best is None else stays.pop(best[1])
