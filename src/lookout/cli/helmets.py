"""How well helmets are told from bare heads: alarms of clips, every rider in them, and still pictures.

The truth says of each motorcycle, or of a whole picture, whether all of its riders wear a helmet, none, or some
(``riders_wearing_helmet``: all, none, mixed). An alarm is right for none and for mixed, false for all. A slide show is
played picture by picture, each as a camera of its own, and its vehicles need not move.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from lookout.adapters.painter import JpegPainter
from lookout.adapters.stream import Stream
from lookout.cli.ridertruth import WORDS, RiderClip, RiderTruth
from lookout.cli.scoring import Alarm, Event, Score, score_alarms
from lookout.contract import CameraConfig, HelmetRule, Kind, Zone
from lookout.functions import Function
from lookout.functions.headlook import large_enough, look
from lookout.functions.riders import RIDDEN, Riders
from lookout.pipeline import Analyser
from lookout.ports import Detector, Frame, HelmetClassifier, LookoutError
from lookout.rules import helmet as rule
from lookout.rules.helmet import Answer, Decision
from lookout.tracking import STRONG, Track

PLACE = "riders"
RIDER_SCORE = 0.3
"""In a still picture nobody is followed: a rider counts from this score, a vehicle from the tracker's."""


@dataclass(slots=True)
class HelmetScores:
    """``riders`` and ``stills``: how often (truth, answer) came; ``alarms`` of the clips as for any zone."""

    alarms: Score = field(default_factory=Score)
    riders: Counter[tuple[str, str]] = field(default_factory=Counter)
    stills: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def score_helmets(truth: RiderTruth, detector: Detector, helmets: HelmetClassifier) -> HelmetScores:
    """Plays the clips and judges the pictures. Raises ``LookoutError`` for a clip that cannot be played."""
    scores = HelmetScores()
    for clip in truth.clips:
        _play(clip, detector, helmets, scores)
    for name, path, word in truth.stills:
        picture = cv2.imread(str(path))
        if picture is None:
            raise LookoutError(f"{path} is no picture that can be read")
        answer = judge_still(Frame(time_s=0.0, at=0.0, picture=picture.astype(np.uint8)), detector, helmets)
        scores.stills[word, answer.value] += 1
        if answer is not Answer.UNKNOWN and (answer is Answer.HELMET) != (word == "all"):
            scores.wrong.append(f"{name}: {word} wear one, said {answer.value}")
    return scores


def judge_still(
    frame: Frame, detector: Detector, helmets: HelmetClassifier, *, settings: HelmetRule | None = None
) -> Answer:
    """One picture: no helmet when a rider's head is surely bare; helmet when every rider's is surely covered; else it
    cannot be told. A camera never decides on one picture; this measures the look itself."""
    settings = settings or HelmetRule()
    found = [_track(number, item) for number, item in enumerate(detector.detect(frame.picture), 1)]
    vehicles = [item for item in found if item.cls == RIDDEN and item.score >= STRONG]
    people = [item for item in found if item.cls == "person" and item.score >= RIDER_SCORE]
    aboard = rule.pairs(people, vehicles)
    least = settings.least_head_px
    bare: list[float] = []
    riders = 0
    for vehicle in vehicles:
        riders += sum(large_enough(person.box, frame.picture, least) for person in aboard[vehicle.id])
        seen = look(helmets, frame.picture, vehicle, aboard[vehicle.id], time_s=0.0, least_px=least)
        bare += [1.0 - item.look.helmet for item in seen]
    if any(share >= settings.sure for share in bare):
        return Answer.NO_HELMET
    if bare and len(bare) == riders and all(share <= 1 - rule.HELMET_SURE for share in bare):
        return Answer.HELMET
    return Answer.UNKNOWN


def _track(number: int, item: Any) -> Track:
    return Track(
        id=number,
        cls=item.cls,
        score=item.score,
        sustained=item.score,
        box=item.box,
        velocity=(0.0, 0.0),
        hits=1,
        first_s=0.0,
        seen_s=0.0,
    )


def _play(clip: RiderClip, detector: Detector, helmets: HelmetClassifier, scores: HelmetScores) -> None:
    whole = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    zone = Zone(name=PLACE, kind=Kind.HELMET, polygon=whole)
    config = CameraConfig(camera="riders", source=str(clip.path), zones=(zone,))
    made: list[Riders] = []

    def make(zone: Zone, config: CameraConfig) -> Function:
        made.append(Riders(zone, config, helmets, moving=not clip.slides))
        return made[-1]

    def fresh() -> Analyser:
        return Analyser(config, detector=detector, painter=JpegPainter(), make=make, first_track=1)

    analyser = fresh()
    alarms: list[Alarm] = []
    said: dict[tuple[int, int], tuple[float, Decision]] = {}
    stream = Stream(str(clip.path.resolve()))
    slide = 0
    try:
        for frame in stream.frames():
            now = next((n for n, (start, end, _) in enumerate(clip.rides) if start <= frame.time_s < end), slide)
            if clip.slides and now != slide:
                slide, analyser = now, fresh()
            interest = analyser.look(frame)
            if interest is None:
                continue
            alarms += [
                Alarm(clip=clip.name, place=PLACE, cls="", time_s=frame.time_s, track=sighting.alert.track)
                for sighting in analyser.analyse(frame, interest).sightings
            ]
            for number, (_, decision) in made[-1].decisions().items():
                key = (len(made), number)
                if decision.looks > (said[key][1].looks if key in said else 0):
                    said[key] = (frame.time_s, decision)
    finally:
        stream.close()
    events = [
        Event(clip=clip.name, place=PLACE, cls="", start_s=start, end_s=end, note=f"{word} wear one")
        for start, end, word in clip.rides
        if word != "all"
    ]
    scores.alarms = scores.alarms.plus(score_alarms(events, alarms))
    for at, decision in said.values():
        word = next((word for start, end, word in clip.rides if start <= at <= end + 0.5), None)
        if word is not None:
            scores.riders[word, decision.answer.value] += 1


def lines(scores: HelmetScores) -> list[str]:
    """The two tables as text."""
    text: list[str] = []
    for title, counts in (("riders in clips", scores.riders), ("still pictures", scores.stills)):
        if counts:
            answers = [answer.value for answer in Answer]
            text.append(f"helmets, {title:<22}" + "".join(f"{answer:>12}" for answer in answers))
            text += [
                f"  {word} wear one".ljust(31) + "".join(f"{counts[word, answer]:>12}" for answer in answers)
                for word in WORDS
                if any(counts[word, answer] for answer in answers)
            ]
    return text + [f"wrong:  helmets: {line}" for line in scores.wrong]


def as_json(scores: HelmetScores) -> dict[str, Any]:
    """The same for ``--json``."""

    def nested(counts: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
        return {
            word: {answer.value: counts[word, answer.value] for answer in Answer}
            for word in WORDS
            if any(key[0] == word for key in counts)
        }

    return {"riders": nested(scores.riders), "stills": nested(scores.stills), "wrong": list(scores.wrong)}
