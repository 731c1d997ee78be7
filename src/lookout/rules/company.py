"""Who is with whom: groups in a zone, and whether a grown person is near. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from lookout import geometry
from lookout.contract import Box, Size
from lookout.rules.stature import Statures
from lookout.tracking import Track

NEAR_HEIGHTS = 3.0
"""A grown person within so many heights (about five metres) is company."""
DEPTH = 2.0
"""A step towards the camera is this much shorter in the picture than one across, seen from above."""
GRACE_S = 2.0
"""A group that is one short for less than this is still a group: people hide one another."""


def accompanied(track: Track, others: Iterable[Track], statures: Statures, *, aspect: float) -> bool:
    """Whether a grown person is near the track, or it is one. Whose size is not known is nobody's guardian."""
    if statures.size(track.id) is Size.ADULT:
        return True
    return any(
        other.id != track.id
        and other.cls == "person"
        and statures.size(other.id) is Size.ADULT
        and near(track.box, other.box, aspect=aspect)
        for other in others
    )


def near(a: Box, b: Box, *, aspect: float) -> bool:
    """Whether two stand within ``NEAR_HEIGHTS`` of the taller one."""
    (ax, ay), (bx, by) = geometry.foot(a), geometry.foot(b)
    tall = max(a.y2 - a.y1, b.y2 - b.y1)
    return math.hypot((ax - bx) * aspect, (ay - by) * DEPTH) <= NEAR_HEIGHTS * tall


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """So many were inside at once since ``since_s``; ``number`` is the track that the alert was raised for."""

    since_s: float | None = None
    last_s: float = 0.0
    alerted_s: float | None = None
    number: int = 0
    window: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """What one picture made of a group. ``left_s``: it was last complete then, and an alert had been raised."""

    group: Group
    raised: bool = False
    left: Group | None = None


def gathered(
    group: Group, inside: Iterable[Track], *, least: int, dwell_s: float, window_s: float, time_s: float, at: float
) -> Gathering:
    """``inside``: who is in the zone now, each seen often and well enough."""
    there = sorted(inside, key=lambda track: track.id)
    left: Group | None = None
    if len(there) >= least:
        group = replace(group, since_s=time_s if group.since_s is None else group.since_s, last_s=time_s)
    elif group.since_s is not None and time_s - group.last_s > GRACE_S:
        left = group if group.alerted_s is not None and group.alerted_s >= group.since_s else None
        group = replace(group, since_s=None)
    due = (
        len(there) >= least
        and group.since_s is not None
        and time_s - group.since_s >= dwell_s
        and (group.alerted_s is None or time_s - group.alerted_s >= window_s)
    )
    if not due:
        return Gathering(group=group, left=left)
    window = max(int(at // window_s), group.window + 1)
    raised = replace(group, alerted_s=time_s, number=there[-1].id, window=window)
    return Gathering(group=raised, raised=True)


def around(boxes: Iterable[Box]) -> Box:
    """The least box that holds them all."""
    every = list(boxes)
    return Box(
        x1=min(box.x1 for box in every),
        y1=min(box.y1 for box in every),
        x2=max(box.x2 for box in every),
        y2=max(box.y2 for box in every),
    )
