"""What the analysis of a picture tells: who is followed, who raised an alarm and its proof, who left, who passed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import numpy as np

from lookout import rules
from lookout.contract import Alert, Box, CameraConfig, Departure, ModelStamp, Tally, Zone, alert_key
from lookout.functions import Count, Finding, Gone
from lookout.ports import Detector, Frame, Picture
from lookout.tracking import Track


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
    """An alert and its JPEG with the boxes drawn in; ``before`` is the JPEG of the same place earlier."""

    alert: Alert
    snapshot: bytes
    before: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    tracks: tuple[TrackView, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    departures: tuple[Departure, ...] = ()
    tallies: tuple[Tally, ...] = ()


class Painter(Protocol):
    """Makes the picture that proves an alert; ``alarmed`` is the box it is about."""

    def paint(
        self, picture: Picture, *, boxes: Sequence[Box] = (), alarmed: Box | None, zone: Zone, text: str
    ) -> bytes: ...


class Reporter:
    """Turns what one camera's functions found into what is sent: with names, times, pictures and their checksums."""

    def __init__(self, config: CameraConfig, *, detector: Detector, painter: Painter) -> None:
        self._config = config
        self._detector = detector
        self._painter = painter

    def view(self, track: Track) -> TrackView:
        """The track with the names of the zones in which it stands."""
        zones = tuple(zone.name for zone in self._config.zones if rules.stands_in(zone, track.box))
        return TrackView(id=track.id, cls=track.cls, score=track.score, box=track.box, zones=zones, seen_s=track.seen_s)

    def sighting(self, frame: Frame, zone: Zone, finding: Finding, shown: tuple[TrackView, ...]) -> Sighting:
        """The alert and its pictures. ``shown``: who else is drawn in; nobody where the proof is an older picture."""
        proof = finding.frame or frame
        at = datetime.fromtimestamp(proof.at, UTC)
        local = at.astimezone(rules.timezone(zone.timezone)).isoformat(sep=" ", timespec="seconds")
        others = () if finding.frame else tuple(view.box for view in shown if view.id != finding.number)
        text = f"{local}  {finding.cls} {finding.score:.2f}"
        snapshot = self._painter.paint(proof.picture, boxes=others, alarmed=finding.box, zone=zone, text=text)
        before = None
        if finding.before is not None:
            before = self._painter.paint(finding.before, alarmed=None, zone=zone, text="before")
        alert = Alert(
            key=alert_key(self._config.camera, zone.name, finding.number, finding.window),
            camera=self._config.camera,
            rule=zone.name,
            kind=zone.kind,
            track=finding.number,
            cls=finding.cls,
            score=finding.score,
            at=at,
            started_s=finding.started_s,
            ended_s=max(finding.started_s, proof.time_s),
            box=finding.box,
            model=ModelStamp(
                name=self._detector.name,
                version=self._detector.version,
                threshold=zone.min_score,
                frame_sha256=hashlib.sha256(np.ascontiguousarray(proof.picture).data).hexdigest(),
            ),
            snapshot_sha256=hashlib.sha256(snapshot).hexdigest(),
            what=finding.what,
            people=finding.people,
            facts=finding.facts or {},
            watch=finding.watch,
            before_sha256=None if before is None else hashlib.sha256(before).hexdigest(),
        )
        return Sighting(alert=alert, snapshot=snapshot, before=before)

    def departure(self, frame: Frame, zone: Zone, gone: Gone) -> Departure:
        """Who had raised an alarm has left the zone."""
        return Departure(
            key=alert_key(self._config.camera, zone.name, gone.number, gone.window),
            camera=self._config.camera,
            rule=zone.name,
            at=datetime.fromtimestamp(frame.at - max(0.0, frame.time_s - gone.left_s), UTC),
            stayed_s=max(0.0, gone.left_s - gone.since_s),
        )

    def tally(self, zone: Zone, count: Count) -> Tally:
        """How many passed a counting line in one span of time."""
        camera = self._config.camera
        return Tally(
            key=f"{alert_key(camera, zone.name, 0, int(count.begin.timestamp()))}:{count.cls}",
            camera=camera,
            rule=zone.name,
            begin=count.begin,
            end=count.end,
            cls=count.cls,
            forward=count.forward,
            backward=count.backward,
        )
