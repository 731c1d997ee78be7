"""From a picture to alerts: motion, detector, tracker and rules of one camera, without codecs, files or sockets.

The runner asks ``look`` for every frame, which is cheap, and spends its detection budget by calling ``analyse`` for
the most urgent of those that were interesting.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Protocol

import numpy as np

from lookout import geometry, rules
from lookout.contract import Alert, Box, CameraConfig, Kind, ModelStamp, Zone, alert_key
from lookout.motion import Motion, Movement, Region
from lookout.ports import Detection, Detector, Frame, Picture
from lookout.tracking import Track, Tracker

EVERYDAY = ("person", "bicycle", "car", "motorcycle", "bus", "truck")
"""What is followed beside the classes that the zones ask for; the live picture shows it."""

SPACING_S = 0.08
"""Frames closer together than this bring the tracker nothing."""
UNCONFIRMED_S = 0.3
WATER_S = 0.5
"""An armed water zone is looked at this often, motion or not."""
RECHECK_S = 5.0
WEAK_SHARE = 0.002
NEAR = 0.15
CROPS = 2
SMALL = 0.3
"""Motion lower than this share of the picture is looked at in a crop as well: people there are under 70 pixels of
the detector's input."""
LEAST_VIEW = 1 / 3
MOST_VIEW = 0.7
SAME = 0.6
CONTAINED = 0.75
FAMILIES = (frozenset({"car", "bus", "truck"}), frozenset({"bicycle", "motorcycle"}))


class Priority(IntEnum):
    """Who gets the detector first; a larger number goes first."""

    RECHECK = 1
    MOTION = 2
    UNCONFIRMED = 3
    WATER = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """Why a frame deserves the detector. ``regions``: left, top, right, bottom of what moves."""

    priority: Priority
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackView:
    """A followed object as the live picture shows it; ``zones`` are the names of those it stands in."""

    id: int
    cls: str
    score: float
    box: Box
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An alert and its JPEG with the boxes drawn in."""

    alert: Alert
    snapshot: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A track that had raised an alert in the zone is out of it since ``left_s`` (seconds of the source)."""

    key: str
    rule: str
    track: int
    left_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    tracks: tuple[TrackView, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    departures: tuple[Departure, ...] = ()


class Painter(Protocol):
    """Makes the picture that proves an alert."""

    def paint(self, picture: Picture, *, tracks: Sequence[TrackView], alarmed: int, zone: Zone, text: str) -> bytes: ...
