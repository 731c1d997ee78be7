"""truth.json of a folder of clips: what happens in them, as events to be found."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lookout.cli.scoring import PRESENCE_TOLERANCE_S, Event
from lookout.contract import CameraConfig, Kind, Zone
from lookout.ports import LookoutError

ROAD = frozenset({"car", "bus", "truck"})
PRESENCE = {
    "person": frozenset({"person"}),
    "bicycle": frozenset({"bicycle"}),
    "motorcycle": frozenset({"motorcycle"}),
    "car": ROAD,
    "van": ROAD,
    "bus": ROAD,
    "truck": ROAD,
}
"""What the detector may call an object of the truth: cars, vans and lorries are one to it."""
ELSEWHERE = frozenset({"trash_bag", "bag"})
"""Things of the truth that are scored apart, see ``cli.rubbish``."""
UNSCORED = {"trash_bag": "rubbish", "bag": "rubbish", "face": "faces"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One clip and all that is true of it."""

    name: str
    path: Path
    config: CameraConfig
    zone_events: tuple[tuple[Kind, Event], ...]
    objects: tuple[Event, ...]
    absent: tuple[str, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """``not_scored``: by function, how many things the truth knows that this version has no judgement on."""

    clips: tuple[Clip, ...]
    missing: tuple[str, ...]
    not_scored: dict[str, int]


def read_truth(folder: Path) -> Truth:
    """Raises ``LookoutError`` when there is no truth, or none that can be read."""
    path = folder / "truth.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        videos = dict(data["videos"])
    except OSError as problem:
        raise LookoutError(f"{path} cannot be read: {problem.strerror}") from problem
    except (ValueError, KeyError, TypeError) as problem:
        raise LookoutError(f"{path} holds no 'videos' that can be read: {problem}") from problem
    clips: list[Clip] = []
    missing: list[str] = []
    counts: Counter[str] = Counter()
    for name, entry in sorted(videos.items()):
        if not (folder / name).is_file():
            missing.append(name)
            continue
        try:
            clips.append(_clip(name, folder / name, entry, counts))
        except ValidationError as problem:
            raise LookoutError(f"{path}: {name}: {problem.errors(include_url=False)[0]['msg']}") from problem
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise LookoutError(f"{path}: {name}: {type(problem).__name__} {problem}") from problem
    images = data.get("images")
    if isinstance(images, dict):
        judged = sum(
            isinstance(entry, dict) and ("riders_wearing_helmet" in entry or "label" in entry)
            for entry in images.values()
        )
        counts["still pictures"] += len(images) - judged
    if not clips:
        raise LookoutError(f"not one clip of {path} is there")
    return Truth(clips=tuple(clips), missing=tuple(missing), not_scored=dict(counts))


def _clip(name: str, path: Path, entry: dict[str, Any], counts: Counter[str]) -> Clip:
    zone_events = []
    for event in entry.get("zone_events", []):
        if event.get("class", "person") in PRESENCE:
            zone_events.append(event)
        else:
            counts[f"zone events of {UNSCORED.get(event['class'], event['class'])}"] += 1
    blind = {event["zone"] for event in entry.get("zone_events", [])} - {event["zone"] for event in zone_events}
    zones: list[Zone] = []
    for zone in entry.get("zones", []):
        if zone["name"] in blind:
            continue
        classes = {event.get("class", "person") for event in zone_events if event["zone"] == zone["name"]}
        called: frozenset[str] = frozenset().union(*(PRESENCE[item] for item in classes or {"person"}))
        kind = zone.get("kind") or (Kind.WATER if "water" in zone["name"].lower() else Kind.INTRUSION)
        zones.append(Zone(name=zone["name"], kind=kind, polygon=zone["polygon_norm"], classes=tuple(sorted(called))))
    kinds = {zone.name: zone.kind for zone in zones}
    return Clip(
        name=name,
        path=path,
        config=CameraConfig(camera=Path(name).stem, source=str(path), zones=tuple(zones)),
        zone_events=tuple((kinds[event["zone"]], _zone_event(name, event)) for event in zone_events),
        objects=tuple(_objects(name, entry.get("objects", []), counts)),
        absent=tuple(entry.get("absent", ())),
        tags=tuple(str(tag) for tag in entry.get("tags", ())),
    )


def _zone_event(name: str, event: dict[str, Any]) -> Event:
    start, end = event["inside_s"]
    return Event(
        clip=name,
        place=event["zone"],
        cls=event.get("class", ""),
        start_s=float(start),
        end_s=float(end),
        tolerance_s=float(event.get("tolerance_s", 0.5)),
        note=str(event.get("notes", ""))[:80],
    )


def _objects(name: str, objects: list[dict[str, Any]], counts: Counter[str]) -> list[Event]:
    events: list[Event] = []
    for item in objects:
        cls = item["class"]
        if cls not in PRESENCE:
            if cls not in ELSEWHERE:
                counts[UNSCORED.get(cls, cls)] += 1
            continue
        start, end = item["appears_s"]
        events.append(
            Event(
                clip=name,
                place="",
                cls=cls,
                start_s=float(start),
                end_s=float(end),
                tolerance_s=PRESENCE_TOLERANCE_S,
                note=str(item.get("notes", ""))[:80],
            )
        )
    return events
