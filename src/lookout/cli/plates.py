"""How well plates are read: still pictures, and clips in which listed vehicles pass.

A still is right when the plate's whole text was read in it. A clip is played with the plates of its truth as the list;
an alarm is right when it names the plate that is in the picture then. In a slide show each picture is a camera of its
own. The texts are the truth's; what was read besides is counted, never shown.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from lookout.adapters.painter import JpegPainter
from lookout.adapters.stream import Stream
from lookout.cli.scoring import Alarm, Event, Score, score_alarms
from lookout.contract import CameraConfig, Kind, WatchedPlate, Zone
from lookout.functions import Tools
from lookout.functions.vehicles import ROOM, VEHICLES
from lookout.functions.veil import pixels
from lookout.pipeline import Analyser
from lookout.ports import Detector, LookoutError, Picture, PlateReader
from lookout.rules.plates import form_of, plain

PLACE = "plates"
CLOSE_UP = 0.35
"""Vehicles of stills and slides are followed from this score: they fill the picture, which the detector dislikes."""
LONG_AFTER = datetime(2099, 1, 1, tzinfo=UTC)
WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
SMALL = 320
"""A narrower still is a vehicle or a plate that was cut out already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateClip:
    """``shown``: from, to (seconds) and the plate of each vehicle."""

    name: str
    path: Path
    shown: tuple[tuple[float, float, str], ...]
    slides: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateTruth:
    """``stills``: name, file and texts. ``foreign``: how many texts are no plates of mainland China, and left out."""

    clips: tuple[PlateClip, ...] = ()
    stills: tuple[tuple[str, Path, tuple[str, ...]], ...] = ()
    foreign: int = 0


@dataclass(slots=True)
class PlateScores:
    """``others``: readings in the form of a plate that are not the still's, which a list would have dropped."""

    alarms: Score = field(default_factory=Score)
    texts: int = 0
    read: int = 0
    others: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    foreign: int = 0


def read_plates(folder: Path) -> PlateTruth:
    """What truth.json says of plates; files that are not there are left out. Raises ``LookoutError``."""
    path = folder / "truth.json"
    foreign = 0
    stills: list[tuple[str, Path, tuple[str, ...]]] = []
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        for name, entry in sorted(dict(data.get("images", {})).items()):
            listed = entry.get("plates", []) if isinstance(entry, dict) else []
            given = [plain(str(plate["text"])) for plate in listed]
            texts = tuple(text for text in given if form_of(text) is not None)
            foreign += len(given) - len(texts)
            if texts and (folder / name).is_file():
                stills.append((name, folder / name, texts))
        clips = [_clip(folder, name, entry) for name, entry in sorted(dict(data.get("videos", {})).items())]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise LookoutError(f"{path}: what it says of plates cannot be read: {problem}") from problem
    return PlateTruth(clips=tuple(clip for clip in clips if clip is not None), stills=tuple(stills), foreign=foreign)


def _clip(folder: Path, name: str, entry: dict[str, Any]) -> PlateClip | None:
    shown = tuple(
        (float(item["appears_s"][0]), float(item["appears_s"][1]), plain(str(item["plate"])))
        for item in entry.get("objects", [])
        if "plate" in item
    )
    if not shown or not (folder / name).is_file():
        return None
    slides = "slide show" in f"{entry.get('changes', '')} {entry.get('truth_quality', '')}".lower()
    return PlateClip(name=name, path=folder / name, shown=shown, slides=slides)


def score_plates(truth: PlateTruth, detector: Detector, reader: PlateReader) -> PlateScores:
    """Reads the stills and plays the clips. Raises ``LookoutError`` for one that cannot be opened."""
    scores = PlateScores(foreign=truth.foreign)
    for name, path, texts in truth.stills:
        # imread cannot open names outside ASCII on every system
        picture = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            raise LookoutError(f"{path} is no picture that can be read")
        _still(name, picture.astype(np.uint8, copy=False), texts, detector, reader, scores)
    for clip in truth.clips:
        scores.alarms = scores.alarms.plus(_play(clip, detector, reader))
    return scores


def _still(
    name: str, picture: Picture, texts: Sequence[str], detector: Detector, reader: PlateReader, scores: PlateScores
) -> None:
    found: set[str] = set()
    for crop in vehicles(picture, detector):
        began = time.perf_counter()
        found |= {reading.text for reading in reader.read(crop)}
        scores.seconds.append(time.perf_counter() - began)
    scores.texts += len(texts)
    scores.read += len(found & set(texts))
    scores.others += len(found - set(texts))
    scores.wrong += [f"{name}: {text}" for text in texts if text not in found]


def vehicles(picture: Picture, detector: Detector) -> list[Picture]:
    """The vehicles of a still, cut out; a small still is one already."""
    height, width = picture.shape[:2]
    if width < SMALL:
        return [picture]
    crops = []
    for item in detector.detect(picture):
        if item.cls in VEHICLES:
            left, top, right, bottom = pixels(item.box, width, height, room=ROOM)
            crops.append(picture[top:bottom, left:right])
    return crops


def _play(clip: PlateClip, detector: Detector, reader: PlateReader) -> Score:
    zone = Zone(name=PLACE, kind=Kind.VEHICLE, polygon=WHOLE, classes=tuple(VEHICLES), min_score=CLOSE_UP)
    plates = tuple(
        WatchedPlate(id=f"plate-{number}", plate=text, until=LONG_AFTER)
        for number, text in enumerate(dict.fromkeys(text for _, _, text in clip.shown))
    )
    ids = {entry.plate: entry.id for entry in plates}
    config = CameraConfig(camera="plates", source=str(clip.path), zones=(zone,), plates=plates)
    make = Tools(plates=reader).make
    parts = [(start, end) for start, end, _ in clip.shown] if clip.slides else [(0.0, float("inf"))]
    alarms: list[Alarm] = []
    for start, end in parts:
        analyser = Analyser(config, detector=detector, painter=JpegPainter(), make=make, first_track=1)
        stream = Stream(str(clip.path.resolve()))
        try:
            for frame in stream.frames():
                if not start <= frame.time_s < end:
                    continue
                interest = analyser.look(frame)
                analysis = None if interest is None else analyser.analyse(frame, interest)
                alarms += [
                    Alarm(
                        clip=clip.name, place=one.alert.watch, cls="", time_s=one.alert.ended_s, track=one.alert.track
                    )
                    for one in (analysis.sightings if analysis else ())
                ]
        except LookoutError as problem:
            raise LookoutError(f"{clip.name}: {problem}") from problem
        finally:
            stream.close()
    events = [
        Event(clip=clip.name, place=ids[text], cls="", start_s=start, end_s=end, note=text)
        for start, end, text in clip.shown
    ]
    return score_alarms(events, alarms)


def as_json(scores: PlateScores) -> dict[str, Any]:
    """What ``--json`` prints of it, beside the alarms' table."""
    return {
        "stills": scores.texts,
        "stills_read_exactly": scores.read,
        "stills_missed": scores.wrong,
        "other_readings": scores.others,
        "ms_per_vehicle_p50": round(1000 * float(np.median(scores.seconds)), 1) if scores.seconds else None,
        "texts_of_other_countries": scores.foreign,
    }


def lines(scores: PlateScores) -> list[str]:
    """What is said of plates under the table."""
    if not scores.texts:
        return []
    told = as_json(scores)
    return [
        f"plates of still pictures: {scores.read} of {scores.texts} read exactly, {scores.others} other readings in "
        f"the form of a plate, {told['ms_per_vehicle_p50']} ms a vehicle",
        *(f"plate missed: {one}" for one in scores.wrong),
    ]
