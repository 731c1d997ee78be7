"""``lookout evaluate FOLDER``: how well the engine does on clips whose truth is known."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lookout.adapters.helmet import load_helmets
from lookout.adapters.painter import JpegPainter
from lookout.adapters.plates import PlateNet
from lookout.adapters.station import load_station
from lookout.adapters.stream import Stream
from lookout.cli import helmets, plates, rubbish
from lookout.cli.equipment import add_detector_arguments, chosen_detector
from lookout.cli.playing import Player
from lookout.cli.ridertruth import read_riders
from lookout.cli.scoring import Alarm, Event, Presence, Score, score_alarms, score_presence, table
from lookout.cli.tagged import by_tag, late
from lookout.cli.truth import PRESENCE, Clip, Truth, read_truth
from lookout.contract import Kind
from lookout.pipeline import Analyser
from lookout.ports import Detector, LookoutError


@dataclass(slots=True)
class Seen:
    """What the engine said about the clips, and how fast."""

    alarms: list[tuple[Kind, Alarm]] = field(default_factory=list)
    tracks: list[Presence] = field(default_factory=list)
    frames: int = 0
    analysed: int = 0
    busy_s: float = 0.0
    wall_s: float = 0.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="folder with truth.json and the clips that it names")
    parser.add_argument("--json", action="store_true", help="the scores as one JSON object")
    add_detector_arguments(parser)
    parser.add_argument("--threads", type=int, default=1, help="processor threads of the detector")
    parser.add_argument(
        "--rate", type=float, default=0.0, help="look at no more pictures a second than this, as a busy engine would"
    )


def act(arguments: argparse.Namespace) -> int:
    truth = read_truth(arguments.folder)
    riders = read_riders(arguments.folder)
    detector = chosen_detector(arguments, threads=arguments.threads)
    seen = Seen()
    for number, clip in enumerate(truth.clips, 1):
        print(f"{number}/{len(truth.clips)} {clip.name}", file=sys.stderr)
        watch(clip, detector, seen, rate=arguments.rate)
    scores = judged(truth, seen)
    worn = helmets.score_helmets(riders, detector, load_helmets(threads=arguments.threads))
    if riders.clips:
        scores["zone helmet"] = worn.alarms
    listed = plates.read_plates(arguments.folder)
    read = plates.score_plates(listed, detector, PlateNet(threads=arguments.threads))
    if listed.clips:
        scores["zone vehicle"] = read.alarms
    lying = rubbish.read_rubbish(arguments.folder)
    littered = rubbish.score_rubbish(lying, detector, load_station(threads=arguments.threads))
    if lying.clips:
        scores["rubbish left behind"] = littered.left
        scores["rubbish reminders"] = littered.reminders
    print(
        json.dumps(
            report(truth, seen, scores)
            | {
                "helmets": helmets.as_json(worn),
                "plates": plates.as_json(read),
                "stations": rubbish.as_json(littered),
            },
            ensure_ascii=False,
            indent=1,
        )
        if arguments.json
        else "\n".join([text(truth, seen, scores), *helmets.lines(worn), *plates.lines(read), *rubbish.lines(littered)])
    )
    return 0


def watch(clip: Clip, detector: Detector, seen: Seen, *, rate: float = 0.0) -> None:
    """Plays one clip as fast as it goes and adds what was said to ``seen``. ``rate``: most analyses a second."""
    began = time.perf_counter()
    analyser = Analyser(clip.config, detector=detector, painter=JpegPainter(), first_track=1)
    stream = Stream(str(clip.path.resolve()))
    player = Player(stream, analyser, apart_s=1 / rate if rate > 0 else 0.0)
    times: dict[int, list[float]] = {}
    classes: dict[int, str] = {}
    try:
        for frame, analysis in player.play():
            if analysis is None:
                continue
            for sighting in analysis.sightings:
                alert = sighting.alert
                alarm = Alarm(clip=clip.name, place=alert.rule, cls=alert.cls, time_s=alert.ended_s, track=alert.track)
                seen.alarms.append((alert.kind, alarm))
            for track in analysis.tracks:
                if track.seen_s == frame.time_s:
                    times.setdefault(track.id, []).append(frame.time_s)
                    classes[track.id] = track.cls
    except LookoutError as problem:
        raise LookoutError(f"{clip.name}: {problem}") from problem
    finally:
        stream.close()
    seen.tracks += [
        Presence(clip=clip.name, cls=classes[number], track=number, times=tuple(at)) for number, at in times.items()
    ]
    seen.frames += player.frames
    seen.analysed += player.analysed
    seen.busy_s += player.busy_s
    seen.wall_s += time.perf_counter() - began


def judged(truth: Truth, seen: Seen) -> dict[str, Score]:
    """The score of each function that the truth says something about."""
    scores: dict[str, Score] = {}
    for kind in Kind:
        events = [event for clip in truth.clips for of, event in clip.zone_events if of is kind]
        alarms = [alarm for of, alarm in seen.alarms if of is kind]
        if events or alarms:
            scores[f"zone {kind.value}"] = score_alarms(events, alarms)
    for cls, names in PRESENCE.items():
        events = [event for clip in truth.clips for event in clip.objects if event.cls == cls]
        if events:
            # a car is no false van where the clip lists both
            alike = [event for clip in truth.clips for event in clip.objects if PRESENCE[event.cls] == names]
            scores[f"present {cls}"] = _presence(events, alike, seen.tracks, names)
    absent = _absent(truth, seen.tracks)
    return scores | ({"absent classes": absent} if absent else {})


def _presence(
    events: Sequence[Event], alike: Sequence[Event], tracks: Sequence[Presence], names: frozenset[str]
) -> Score:
    clips = {event.clip for event in events}
    within = [track for track in tracks if track.clip in clips]
    others = [event for event in alike if event.cls != events[0].cls and event.clip in clips]
    elsewhere = score_presence(list(events) + others, within, classes=names).false_alarms
    own = score_presence(events, within, classes=names)
    return Score(
        truth=own.truth,
        found=own.found,
        false=len(elsewhere),
        duplicates=None,
        delays=own.delays,
        misses=own.misses,
        false_alarms=elsewhere,
    )


def _absent(truth: Truth, tracks: Sequence[Presence]) -> Score | None:
    """Tracks of classes of which the truth says that the clip has none; ``None`` where it says nothing."""
    banned = {(clip.name, cls) for clip in truth.clips for cls in clip.absent}
    if not banned:
        return None
    false = [track for track in tracks if (track.clip, track.cls) in banned]
    return Score(
        false=len(false),
        duplicates=None,
        false_alarms=tuple(f"{track.clip} {track.cls} from {track.times[0]:.1f} s" for track in false),
    )


def unjudged(truth: Truth, seen: Seen) -> dict[str, int]:
    """Tracks of classes that the truth of their clip does not list: neither right nor wrong can be said."""
    listed = {(clip.name, name) for clip in truth.clips for event in clip.objects for name in PRESENCE[event.cls]}
    banned = {(clip.name, cls) for clip in truth.clips for cls in clip.absent}
    rest = (track for track in seen.tracks if (track.clip, track.cls) not in listed | banned)
    return dict(Counter(track.cls for track in rest))


def report(truth: Truth, seen: Seen, scores: dict[str, Score]) -> dict[str, Any]:
    """What ``--json`` prints."""
    return {
        "functions": {
            name: _summary(score) | {"misses": list(score.misses), "false_alarms": list(score.false_alarms)}
            for name, score in scores.items()
        },
        "tags": {tag: _summary(score) for tag, score in by_tag(truth, seen.alarms).items()},
        "late": late(truth, seen.alarms),
        "not_scored_in_this_version": truth.not_scored,
        "tracks_that_the_truth_does_not_list": unjudged(truth, seen),
        "clips": len(truth.clips),
        "clips_missing": list(truth.missing),
        "frames": seen.frames,
        "frames_analysed": seen.analysed,
        "ms_per_analysed_frame": _rounded(1000 * seen.busy_s / max(1, seen.analysed)),
        "seconds": _rounded(seen.wall_s),
    }


def _summary(score: Score) -> dict[str, Any]:
    return {
        "truth": score.truth,
        "found": score.found,
        "recall": _rounded(score.recall),
        "precision": _rounded(score.precision),
        "duplicates": score.duplicates,
        "delay_p50_s": _rounded(score.delay(0.5)),
        "delay_p95_s": _rounded(score.delay(0.95)),
    }


def text(truth: Truth, seen: Seen, scores: dict[str, Score]) -> str:
    lines = [table(scores), ""]
    tags = by_tag(truth, seen.alarms)
    if tags:
        # what was missed is named above already
        lines += [table({tag: replace(score, misses=(), false_alarms=()) for tag, score in tags.items()}), ""]
    lines += [f"late: {event}" for event in late(truth, seen.alarms)]
    for name, count in truth.not_scored.items():
        if count:
            lines.append(f"not scored in this version: {name} ({count})")
    lines += [
        f"tracks of {cls} that the truth does not list, not judged: {n}" for cls, n in unjudged(truth, seen).items()
    ]
    lines += [f"clip missing: {name}" for name in truth.missing]
    lines.append(
        f"{len(truth.clips)} clips, {seen.frames} frames, {seen.analysed} analysed, "
        f"{1000 * seen.busy_s / max(1, seen.analysed):.1f} ms each, {seen.wall_s:.0f} s in all"
    )
    return "\n".join(lines)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
