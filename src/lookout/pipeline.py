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

from lookout import geometry, regions, rules, tracking
from lookout.contract import Alert, Box, CameraConfig, Kind, ModelStamp, Zone, alert_key
from lookout.geometry import Rectangle
from lookout.motion import Motion, Movement
from lookout.ports import Detection, Detector, Frame, LookoutError, Picture
from lookout.regions import Views
from lookout.tracking import Track, Tracker

EVERYDAY = ("person", "bicycle", "car", "motorcycle", "bus", "truck")
"""What is followed beside the classes that the zones ask for; the live picture shows it."""

SPACING_S = 0.08
"""Frames closer together than this bring the tracker nothing."""
UNCONFIRMED_S = 0.25
WATER_S = 0.5
"""An armed water zone is looked at this often, motion or not."""
VISIBLE_S = 1.0
"""What is followed is looked at this often when nothing moves, so that its track does not die."""
RECHECK_S = 5.0
WEAK_SHARE = 0.002
NEAR = 0.1
NUMBERS_FROM = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
NUMBERS_A_SECOND = 2
"""Numbers of tracks follow the clock at this pace and stay below 2^31 until 2060."""
FRESH_S = 1.0
"""A track not seen for this long is no longer shown."""


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
    regions: tuple[Rectangle, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackView:
    """A followed object as the live picture shows it; ``zones`` are the names of those it stands in. ``seen_s`` is
    when it was last detected; before the picture's own time, ``box`` is where it is expected."""

    id: int
    cls: str
    score: float
    box: Box
    zones: tuple[str, ...] = ()
    seen_s: float = 0.0


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


class Analyser:
    """One camera. ``look`` and ``analyse`` may be called from different threads, each from one.

    ``first_track``: tracks are numbered from here; without it their numbers follow the clock, so that an engine that
    was started again does not give a number of a minute ago to somebody else.
    Raises ``LookoutError`` for a time zone that does not exist.
    """

    def __init__(
        self, config: CameraConfig, *, detector: Detector, painter: Painter, first_track: int | None = None
    ) -> None:
        self._config = config
        self._detector = detector
        self._painter = painter
        self._first_track = first_track
        self._motion = Motion(config.masks)
        least = min((zone.min_score for zone in config.zones), default=tracking.STRONG)
        self._tracker = Tracker(strong=max(detector.threshold, min(tracking.STRONG, least)))
        self._visits: dict[str, rules.Visits] = {zone.name: {} for zone in config.zones}
        self._wanted = frozenset(EVERYDAY).union(*(zone.classes for zone in config.zones))
        self._views = Views(config.zones)
        self._analysed_s: float | None = None
        self._shown: tuple[TrackView, ...] = ()
        self._pending = False
        try:
            for zone in config.zones:
                rules.timezone(zone.timezone)
        except ValueError as problem:
            raise LookoutError(f"zone '{zone.name}': {problem}") from problem

    def look(self, frame: Frame) -> Interest | None:
        """Learns the background and says whether, and how urgently, the detector should see this frame."""
        config = self._config
        if not config.analyse:
            return None
        movement = self._motion.update(frame.picture, frame.time_s)
        armed = [zone for zone in config.zones if rules.armed(zone, frame.at)]
        if config.zones and not armed:
            return None
        if self._analysed_s is None:
            return Interest(priority=Priority.RECHECK)
        since = frame.time_s - self._analysed_s
        if since < SPACING_S:
            return None
        priority = self._priority(movement, armed, since)
        return None if priority is None else Interest(priority=priority, regions=movement.regions)

    def _priority(self, movement: Movement, armed: Sequence[Zone], since: float) -> Priority | None:
        water = [geometry.bounds(zone.polygon) for zone in armed if zone.kind is Kind.WATER]
        stirred = movement.weak > WEAK_SHARE or any(
            geometry.touch(region, bounds, margin=NEAR) for region in movement.regions for bounds in water
        )
        if water and (stirred or since >= WATER_S):
            return Priority.WATER
        if self._pending and (movement.regions or since >= UNCONFIRMED_S):
            return Priority.UNCONFIRMED
        if movement.regions:
            return Priority.MOTION
        if since >= RECHECK_S or (self._shown and since >= VISIBLE_S) or movement.scene_changed:
            return Priority.RECHECK
        return None

    def analyse(self, frame: Frame, interest: Interest) -> Analysis:
        """Runs detector, tracker and rules on the frame. Frames come in the order of their time."""
        self._analysed_s = frame.time_s
        found = self._detect(frame, interest)
        floor = self._first_track
        if floor is None:
            floor = max(1, int((frame.at - NUMBERS_FROM) * NUMBERS_A_SECOND))
        tracks = self._tracker.update(found, time_s=frame.time_s, least_id=floor)
        shown = tuple(self._view(track) for track in tracks if frame.time_s - track.seen_s <= FRESH_S)
        sightings: list[Sighting] = []
        departures: list[Departure] = []
        for zone in self._config.zones:
            verdict = rules.judge(
                zone,
                self._visits[zone.name],
                tracks,
                time_s=frame.time_s,
                at=frame.at,
                aspect=frame.picture.shape[1] / frame.picture.shape[0],
            )
            self._visits[zone.name] = verdict.visits
            sightings += [self._sighting(frame, zone, raised, shown) for raised in verdict.raised]
            departures += [self._departure(zone, left) for left in verdict.left]
        self._shown = shown
        self._pending = self._tracker.unconfirmed or any(
            visit.since_s is not None and visit.alerted_s is None
            for visits in self._visits.values()
            for visit in visits.values()
        )
        return Analysis(tracks=shown, sightings=tuple(sightings), departures=tuple(departures))

    def _detect(self, frame: Frame, interest: Interest) -> list[Detection]:
        whole = [item for item in self._detector.detect(frame.picture) if item.cls in self._wanted]
        height, width = frame.picture.shape[:2]
        armed = [zone for zone in self._config.zones if rules.armed(zone, frame.at)]
        views = self._views.choose(interest.regions, whole, armed, width=width, time_s=frame.time_s)
        closer: list[Detection] = []
        for view in views:
            left, top = round(view[0] * width), round(view[1] * height)
            right, bottom = round(view[2] * width), round(view[3] * height)
            crop = frame.picture[top:bottom, left:right]
            seen = [item for item in self._detector.detect(crop) if item.cls in self._wanted]
            exact = (left / width, top / height, right / width, bottom / height)
            closer += regions.lifted(seen, exact)
        return regions.merged(whole, closer) if closer else whole

    def _view(self, track: Track) -> TrackView:
        zones = tuple(zone.name for zone in self._config.zones if rules.stands_in(zone, track.box))
        return TrackView(id=track.id, cls=track.cls, score=track.score, box=track.box, zones=zones, seen_s=track.seen_s)

    def _sighting(self, frame: Frame, zone: Zone, raised: rules.Raised, shown: tuple[TrackView, ...]) -> Sighting:
        track = raised.track
        at = datetime.fromtimestamp(frame.at, UTC)
        local = at.astimezone(rules.timezone(zone.timezone)).isoformat(sep=" ", timespec="seconds")
        snapshot = self._painter.paint(
            frame.picture, tracks=shown, alarmed=track.id, zone=zone, text=f"{local}  {track.cls} {track.score:.2f}"
        )
        key = alert_key(self._config.camera, zone.name, track.id, raised.window)
        alert = Alert(
            key=key,
            camera=self._config.camera,
            rule=zone.name,
            kind=zone.kind,
            track=track.id,
            cls=track.cls,
            score=track.score,
            at=at,
            started_s=raised.started_s,
            ended_s=frame.time_s,
            box=track.box,
            model=ModelStamp(
                name=self._detector.name,
                version=self._detector.version,
                threshold=zone.min_score,
                frame_sha256=hashlib.sha256(np.ascontiguousarray(frame.picture).data).hexdigest(),
            ),
            snapshot_sha256=hashlib.sha256(snapshot).hexdigest(),
        )
        return Sighting(alert=alert, snapshot=snapshot)

    def _departure(self, zone: Zone, left: rules.Left) -> Departure:
        key = alert_key(self._config.camera, zone.name, left.track, left.window)
        return Departure(key=key, rule=zone.name, track=left.track, left_s=left.left_s)
