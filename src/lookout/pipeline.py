"""From a picture to alerts: motion, detector, tracker and rules of one camera, without codecs, files or sockets.

The runner asks ``look`` for every frame, which is cheap, and spends its detection budget by calling ``analyse`` for
the most urgent of those that were interesting.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from lookout import geometry, regions, rules, tracking
from lookout.contract import CameraConfig, Departure, Kind, Tally
from lookout.fixtures import Fixtures
from lookout.functions import Function, Maker, Scene, Tools
from lookout.geometry import Rectangle
from lookout.motion import Motion, Movement
from lookout.ports import Detection, Detector, Frame, LookoutError, ModelUnusable
from lookout.regions import Views
from lookout.reporting import Analysis, Painter, Reporter, Sighting, TrackView
from lookout.tracking import Track, Tracker
from lookout.waking import Mode, Signs, Waking

EVERYDAY = ("person", "bicycle", "car", "motorcycle", "bus", "truck")
"""What is followed beside the classes that the zones ask for; the live picture shows it."""

SPACING_S = 0.08
"""Frames closer together than this bring the tracker nothing."""
UNCONFIRMED_S = 0.25
WATER_S = 0.5
"""An armed water zone is looked at this often, motion or not."""
VISIBLE_S = 1.0
"""What is followed is looked at this often when nothing moves, so that its track does not die."""
INSIDE_S = 0.7
"""Who stands in a zone is looked at this often, so that he is neither lost nor thought to have left."""
RECHECK_S = 5.0
IDLE_RECHECK_S = 30.0
"""A camera whose picture stands still is looked at this often; who comes in wakes it."""
RECALL_S = 0.4
RECALLED = 3
"""Most pictures from before the waking that are given to the detector, and how far apart they are."""
PARKED_S = 60.0
SLOW = 0.01
WEAK_SHARE = 0.002
NEAR = 0.1
NUMBERS_FROM = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
NUMBERS_A_SECOND = 2
"""Numbers of tracks follow the clock at this pace and stay below 2^31 until 2060."""
FRESH_S = 1.0
"""A track not seen for this long is no longer shown."""


def moving(track: Track) -> bool:
    return max(abs(track.velocity[0]), abs(track.velocity[1])) > SLOW


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


DEFAULT: Maker = Tools().make


class Analyser:
    """One camera. ``look`` and ``analyse`` may be called from different threads, each from one.

    ``first_track``: tracks are numbered from here; without it their numbers follow the clock, so that an engine that
    was started again does not give a number of a minute ago to somebody else.
    Raises ``LookoutError`` for a time zone that does not exist, and for a zone whose function cannot be done here;
    a zone whose model is damaged is left out and told in ``unwatched``.
    """

    def __init__(
        self,
        config: CameraConfig,
        *,
        detector: Detector,
        painter: Painter,
        make: Maker = DEFAULT,
        first_track: int | None = None,
    ) -> None:
        self._config = config
        self._detector = detector
        self._reporter = Reporter(config, detector=detector, painter=painter)
        self._first_track = first_track
        self._motion = Motion(config.masks)
        least = min((zone.min_score for zone in config.zones), default=tracking.STRONG)
        self._tracker = Tracker(strong=max(detector.threshold, min(tracking.STRONG, least)))
        self._fixtures = Fixtures()
        self._views = Views(config.zones)
        self._analysed_s: float | None = None
        self._shown: tuple[TrackView, ...] = ()
        self._pending = False
        self._inside = False
        self._closed = True
        self._waking = Waking()
        try:
            for zone in config.zones:
                rules.timezone(zone.timezone)
        except ValueError as problem:
            raise LookoutError(f"zone '{zone.name}': {problem}") from problem
        self._functions: list[Function] = []
        unwatched: list[str] = []
        for zone in config.zones:
            try:
                self._functions.append(make(zone, config))
            except ModelUnusable as problem:
                # a damaged helmet model must not silence the water beside it
                unwatched.append(str(problem))
        self.unwatched = tuple(unwatched)
        """Why zones of this camera are left out, a sentence for each; empty when all are watched."""
        self._wanted = frozenset(EVERYDAY).union(*(function.classes for function in self._functions))

    @property
    def mode(self) -> Mode:
        """How much of the stream this camera needs decoded now."""
        if self._waking.mode is Mode.IDLE and (self._pending or self._inside):
            return Mode.AWAKE
        return self._waking.mode

    @property
    def urgent(self) -> bool:
        """Whether somebody stands in a zone or waits to be seen a second time, or a water zone is armed now."""
        return self._pending or self._inside or self._waking.mode is Mode.CRITICAL

    def look(self, frame: Frame) -> Interest | None:
        """Learns the background and says whether, and how urgently, the detector should see this frame."""
        config = self._config
        if not config.analyse:
            return None
        movement = self._motion.update(frame.luma, frame.time_s)
        armed = [zone for zone in config.zones if rules.armed(zone, frame.at)]
        water = [geometry.bounds(zone.outline) for zone in armed if zone.kind is Kind.WATER]
        self._waking = self._waking.after(
            Signs(
                time_s=frame.time_s,
                moved=bool(movement.regions) or movement.scene_changed,
                held=self._pending or self._inside,
                critical=bool(water),
                armed=bool(armed) or not config.zones,
            )
        )
        if config.zones and not armed:
            # once more after the last hour: who is still inside has left for the rules, and counts are told
            return None if self._closed else Interest(priority=Priority.RECHECK)
        if self._analysed_s is None:
            return Interest(priority=Priority.RECHECK)
        since = frame.time_s - self._analysed_s
        if since < SPACING_S:
            return None
        priority = self._priority(movement, water, since)
        return None if priority is None else Interest(priority=priority, regions=movement.regions)

    def recall(self, frames: Iterable[Frame]) -> list[tuple[Frame, Interest]]:
        """Those of the pictures before the waking that the detector should see, in the order of their time."""
        chosen: deque[tuple[Frame, Interest]] = deque(maxlen=RECALLED)
        for frame in frames:
            if chosen and frame.time_s - chosen[-1][0].time_s < RECALL_S:
                continue
            movement = self._motion.compare(frame.luma)
            if movement.regions:
                chosen.append((frame, Interest(priority=Priority.MOTION, regions=movement.regions)))
        return list(chosen)

    def _priority(self, movement: Movement, water: Sequence[Rectangle], since: float) -> Priority | None:
        stirred = movement.weak > WEAK_SHARE or any(
            geometry.touch(region, bounds, margin=NEAR) for region in movement.regions for bounds in water
        )
        if water and (stirred or since >= WATER_S):
            return Priority.WATER
        if self._pending and (movement.regions or since >= UNCONFIRMED_S):
            return Priority.UNCONFIRMED
        if movement.regions or (self._inside and since >= INSIDE_S):
            return Priority.MOTION
        if self._waking.mode is Mode.IDLE:
            return Priority.RECHECK if since >= IDLE_RECHECK_S or movement.scene_changed else None
        if since >= RECHECK_S or (self._shown and since >= VISIBLE_S) or movement.scene_changed:
            return Priority.RECHECK
        return None

    def analyse(self, frame: Frame, interest: Interest, *, crops: int = regions.CROPS) -> Analysis:
        """Runs detector, tracker and rules on the frame. Frames come in the order of their time. ``crops``: how many
        closer looks the detector has time for."""
        self._analysed_s = frame.time_s
        self._closed = not any(rules.armed(zone, frame.at) for zone in self._config.zones)
        found = self._detect(frame, interest, crops)
        floor = self._first_track
        if floor is None:
            floor = max(1, int((frame.at - NUMBERS_FROM) * NUMBERS_A_SECOND))
        found = self._fixtures.without(found, frame.time_s)
        tracks = self._tracker.update(found, time_s=frame.time_s, least_id=floor, stirred=interest.regions)
        self._fixtures.learn(tracks, frame.time_s)
        report = self._reporter
        shown = tuple(report.view(track) for track in tracks if frame.time_s - track.seen_s <= FRESH_S)
        scene = Scene(frame=frame, tracks=tracks, stirred=interest.regions)
        sightings: list[Sighting] = []
        departures: list[Departure] = []
        tallies: list[Tally] = []
        for function in self._functions:
            outcome = function.judge(scene)
            sightings += [report.sighting(frame, function.zone, finding, shown) for finding in outcome.findings]
            departures += [report.departure(frame, function.zone, gone) for gone in outcome.gone]
            tallies += [report.tally(function.zone, count) for count in outcome.counts]
        self._shown = shown
        self._inside = any(self._stays(track, frame.time_s) for track in tracks)
        self._pending = self._tracker.unconfirmed or any(function.pending for function in self._functions)
        return Analysis(tracks=shown, sightings=tuple(sightings), departures=tuple(departures), tallies=tuple(tallies))

    def _detect(self, frame: Frame, interest: Interest, crops: int) -> list[Detection]:
        whole = [item for item in self._detector.detect(frame.picture) if item.cls in self._wanted]
        height, width = frame.picture.shape[:2]
        armed = [zone for zone in self._config.zones if rules.armed(zone, frame.at)]
        held = self._tracker.held(frame.time_s)
        views = self._views.choose(
            interest.regions, whole, armed, held=held, width=width, time_s=frame.time_s, most=crops
        )
        closer: list[Detection] = []
        for view in views:
            left, top = round(view[0] * width), round(view[1] * height)
            right, bottom = round(view[2] * width), round(view[3] * height)
            crop = frame.picture[top:bottom, left:right]
            seen = [item for item in self._detector.detect(crop) if item.cls in self._wanted]
            exact = (left / width, top / height, right / width, bottom / height)
            closer += regions.lifted(seen, exact)
        return regions.whole_bodies(regions.merged(whole, closer) if closer else whole)

    def _stays(self, track: Track, time_s: float) -> bool:
        """Whether it stands in a zone that is about its class; what was parked there long ago is part of the scene."""
        if time_s - track.seen_s > FRESH_S:
            return False
        if track.cls != "person" and time_s - track.first_s > PARKED_S and not moving(track):
            return False
        return any(
            track.cls in function.classes and rules.stands_in(function.zone, track.box) for function in self._functions
        )
