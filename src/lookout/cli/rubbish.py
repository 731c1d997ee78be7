"""How well rubbish is told: things left behind and reminders in clips, and still pictures of bin stations.

Of a clip the truth says when a bag lay on the ground: ``left_behind`` with ``lies_s``, or else the time in which an
object of the class ``trash_bag`` appears. Persons in the zone's events are those to be reminded. A clip without a zone
is watched in its lower half. Of a still it says ``label``: clean or rubbish.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from lookout.adapters.painter import JpegPainter
from lookout.adapters.stream import Stream
from lookout.cli.playing import Player
from lookout.cli.scoring import Alarm, Event, Score, score_alarms
from lookout.contract import CameraConfig, Kind, RubbishRule, What, Zone
from lookout.functions import Tools
from lookout.functions.rubbish.station import SURE
from lookout.pipeline import Analyser
from lookout.ports import Detector, LookoutError, StationJudge

BAG = "trash_bag"
LOWER_HALF = ((0.0, 0.5), (1.0, 0.5), (1.0, 1.0), (0.0, 1.0))
LEFT_AFTER_S = 4.0
"""Test clips are short; a camera waits half a minute."""
LABELS = {"clean": False, "rubbish": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class RubbishClip:
    """``left``: from, to (seconds) for everything that lies; ``visits``: persons in the zone."""

    name: str
    path: Path
    zone: Zone
    left: tuple[tuple[float, float], ...]
    visits: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RubbishTruth:
    """``stills``: name, file, and whether rubbish lies there."""

    clips: tuple[RubbishClip, ...] = ()
    stills: tuple[tuple[str, Path, bool], ...] = ()


@dataclass(slots=True)
class RubbishScores:
    """``said``: of each still its name, the truth and the probability."""

    left: Score = field(default_factory=Score)
    reminders: Score = field(default_factory=Score)
    said: list[tuple[str, bool, float]] = field(default_factory=list)


def read_rubbish(folder: Path) -> RubbishTruth:
    """What truth.json says of rubbish; files that are not there, and what a judge was trained on, are left out.

    Raises ``LookoutError``.
    """
    path = folder / "truth.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        stills = tuple(
            (name, folder / name, LABELS[entry["label"]])
            for name, entry in sorted(dict(data.get("images") or {}).items())
            if isinstance(entry, dict) and entry.get("label") in LABELS and entry.get("split") != "train"
        )
        clips = [_clip(folder, name, entry) for name, entry in sorted(dict(data.get("videos", {})).items())]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as problem:
        raise LookoutError(f"{path}: what it says of rubbish cannot be read: {problem}") from problem
    return RubbishTruth(
        clips=tuple(clip for clip in clips if clip is not None),
        stills=tuple(still for still in stills if still[1].is_file()),
    )


def _clip(folder: Path, name: str, entry: dict[str, Any]) -> RubbishClip | None:
    lies = [item["lies_s"] for item in entry.get("left_behind", [])] or [
        item["appears_s"] for item in entry.get("objects", []) if item["class"] == BAG
    ]
    if not lies or not (folder / name).is_file():
        return None
    drawn = next(iter(entry.get("zones", [])), None)
    zone = Zone(
        name="station" if drawn is None else drawn["name"],
        kind=Kind.RUBBISH,
        polygon=LOWER_HALF if drawn is None else drawn["polygon_norm"],
        rubbish=RubbishRule(left_after_s=LEFT_AFTER_S, overfull=False),
    )
    visits = [
        event["inside_s"]
        for event in entry.get("zone_events", [])
        if event["zone"] == zone.name and event.get("class", "person") == "person"
    ]
    return RubbishClip(
        name=name,
        path=folder / name,
        zone=zone,
        left=tuple((float(start), float(end)) for start, end in lies),
        visits=tuple((float(start), float(end)) for start, end in visits),
    )


def score_rubbish(truth: RubbishTruth, detector: Detector, judge: StationJudge) -> RubbishScores:
    """Plays the clips and judges the stills. Raises ``LookoutError`` for one that cannot be opened."""
    scores = RubbishScores()
    for clip in truth.clips:
        left, reminders = _play(clip, detector)
        scores.left, scores.reminders = scores.left.plus(left), scores.reminders.plus(reminders)
    for name, path, dirty in truth.stills:
        # imread cannot open names outside ASCII on every system
        picture = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            raise LookoutError(f"{path} is no picture that can be read")
        scores.said.append((name, dirty, judge.judge(picture.astype(np.uint8, copy=False))))
    return scores


def _play(clip: RubbishClip, detector: Detector) -> tuple[Score, Score]:
    config = CameraConfig(camera="rubbish", source=str(clip.path), zones=(clip.zone,))
    analyser = Analyser(config, detector=detector, painter=JpegPainter(), make=Tools().make, first_track=1)
    stream = Stream(str(clip.path.resolve()))
    alarms: dict[What, list[Alarm]] = {What.LEFT_BEHIND: [], What.REMINDER: []}
    try:
        for _, analysis in Player(stream, analyser).play():
            for sighting in analysis.sightings if analysis else ():
                one = sighting.alert
                if one.what in alarms:
                    alarms[one.what].append(
                        Alarm(clip=clip.name, place=one.rule, cls="", time_s=one.ended_s, track=one.track)
                    )
    except LookoutError as problem:
        raise LookoutError(f"{clip.name}: {problem}") from problem
    finally:
        stream.close()
    return (
        score_alarms(_events(clip, clip.left, "a thing lies"), alarms[What.LEFT_BEHIND]),
        # without visits in the truth nothing is known of who came
        score_alarms(_events(clip, clip.visits, "visit"), alarms[What.REMINDER]) if clip.visits else Score(),
    )


def _events(clip: RubbishClip, spans: Sequence[tuple[float, float]], note: str) -> list[Event]:
    return [
        Event(clip=clip.name, place=clip.zone.name, cls="", start_s=start, end_s=end, note=note) for start, end in spans
    ]


def as_json(scores: RubbishScores) -> dict[str, Any]:
    """What ``--json`` prints of the stills, beside the table."""
    dirty = np.array([score for _, truth, score in scores.said if truth])
    clean = np.array([score for _, truth, score in scores.said if not truth])
    told: dict[str, Any] = {"stills": len(scores.said), "sure_at": SURE}
    if len(dirty) and len(clean):
        above = dirty[:, None] - clean[None]
        told |= {
            "auc": round(float((above > 0).mean() + (above == 0).mean() / 2), 3),
            "rubbish_found": [int((dirty >= SURE).sum()), len(dirty)],
            "clean_left_alone": [int((clean < SURE).sum()), len(clean)],
            "missed": [name for name, truth, score in scores.said if truth and score < SURE],
            "false": [name for name, truth, score in scores.said if not truth and score >= SURE],
        }
    return told


def lines(scores: RubbishScores) -> list[str]:
    """What is said of the stills under the table."""
    told = as_json(scores)
    if "auc" not in told:
        return []
    found, dirty = told["rubbish_found"]
    quiet, clean = told["clean_left_alone"]
    return [
        f"stations in still pictures, at {SURE}: {found} of {dirty} with rubbish found, {quiet} of {clean} clean ones "
        f"left alone; a pair is in the right order with {told['auc']:.3f}",
        *(f"rubbish not told: {name}" for name in told["missed"]),
        *(f"clean and told: {name}" for name in told["false"]),
    ]
