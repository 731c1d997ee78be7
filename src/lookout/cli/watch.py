"""``lookout watch SOURCE --rules rules.json``: one source, its alarms on the screen, pictures and clips in a folder."""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lookout.adapters.painter import JpegPainter
from lookout.adapters.recorder import NoClip, PacketRing
from lookout.adapters.stream import Stream
from lookout.cli.equipment import add_detector_arguments, chosen_detector, load_tools
from lookout.cli.playing import Player, address
from lookout.cli.rulesfile import read_rules
from lookout.contract import Alert
from lookout.pipeline import Analyser
from lookout.ports import LookoutError
from lookout.reporting import Sighting

BEFORE_S, AFTER_S = 5.0, 10.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help="file, rtsp://…, http://…, loop:FILE or footage:NAME")
    parser.add_argument("--rules", required=True, type=Path, help="JSON file with the zones")
    parser.add_argument("--json", action="store_true", help="one JSON object a line for each alarm")
    parser.add_argument("--out", type=Path, default=Path("lookout-alarms"), help="folder for snapshots and clips")
    add_detector_arguments(parser)
    parser.add_argument("--threads", type=int, default=1, help="processor threads of the detector")


def act(arguments: argparse.Namespace) -> int:
    """Watches until the source ends. The clip of an alarm is written when its last second has passed."""
    source = address(arguments.source)
    config = read_rules(arguments.rules, camera="watch", source=source)
    ring = PacketRing(seconds=BEFORE_S + AFTER_S + 10)
    stream = Stream(source, on_packet=ring.push)
    try:
        arguments.out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise LookoutError(f"{arguments.out} cannot be made: {problem.strerror}") from problem
    detector = chosen_detector(arguments, threads=arguments.threads)
    make = load_tools(threads=arguments.threads).make
    analyser = Analyser(config, detector=detector, painter=JpegPainter(), make=make, first_track=1)
    player = Player(stream, analyser, live=stream.live or source.startswith(("loop:", "footage:")))
    folder = Folder(arguments.out.resolve(), ring, prefix=_safe(Path(arguments.source.split("?")[0]).stem))
    try:
        for frame, analysis in player.play():
            folder.finish(frame.time_s)
            for sighting in analysis.sightings if analysis else ():
                print(folder.keep(sighting, as_json=arguments.json), flush=True)
    finally:
        stream.close()
        folder.finish(None)
    if player.dropped:
        print(f"lookout watch: {player.dropped} frames passed unseen, the source is too fast", file=sys.stderr)
    return 0


@dataclass(frozen=True, slots=True)
class _Due:
    alert: Alert
    path: Path


class Folder:
    """Where the evidence of this run goes."""

    def __init__(self, path: Path, ring: PacketRing, *, prefix: str) -> None:
        self._path = path
        self._ring = ring
        self._prefix = prefix
        self._due: list[_Due] = []

    def keep(self, sighting: Sighting, *, as_json: bool) -> str:
        """Writes the snapshot, plans the clip, and gives the line to print."""
        alert = sighting.alert
        name = f"{self._prefix}-{_safe(alert.rule)}-{alert.track}-{alert.ended_s:.1f}"
        snapshot, clip = self._path / f"{name}.jpg", self._path / f"{name}.mp4"
        try:
            snapshot.write_bytes(sighting.snapshot)
        except OSError as problem:
            raise LookoutError(f"{snapshot} cannot be written: {problem.strerror}") from problem
        self._due.append(_Due(alert, clip))
        record = line(alert, snapshot, clip)
        if as_json:
            return json.dumps(record, ensure_ascii=False)
        return (
            f"{alert.ended_s:8.1f} s  {alert.kind:<9}  {alert.rule}  {alert.cls} {alert.score:.2f}  "
            f"track {alert.track}  {snapshot}"
        )

    def finish(self, time_s: float | None) -> None:
        """Writes the clips whose time has come; ``None``: all, the source has ended."""
        ready = [due for due in self._due if time_s is None or time_s >= due.alert.ended_s + AFTER_S]
        for due in ready:
            self._due.remove(due)
            moment = due.alert.ended_s
            try:
                self._ring.cut(max(0.0, moment - BEFORE_S), moment + AFTER_S, due.path, must_hold_s=moment)
            except NoClip as problem:
                print(f"lookout watch: no clip for {due.alert.key}: {problem}", file=sys.stderr)


def line(alert: Alert, snapshot: Path, clip: Path) -> dict[str, Any]:
    """What ``--json`` prints. ``start`` and ``end`` in seconds of the source: entering the zone and the alarm."""
    box = alert.box
    return {
        "rule": alert.rule,
        "kind": alert.kind.value,
        "track": alert.track,
        "class": alert.cls,
        "score": round(alert.score, 3),
        "start": round(alert.started_s, 3),
        "end": round(alert.ended_s, 3),
        "box": [round(value, 4) for value in (box.x1, box.y1, box.x2, box.y2)],
        "snapshot": str(snapshot),
        "clip": str(clip),
        "at": alert.at.isoformat(),
        "key": alert.key,
        "model": alert.model.model_dump(mode="json"),
    }


def _safe(text: str) -> str:
    return re.sub(r"[^\w.-]+", "_", text)[:60] or "camera"
