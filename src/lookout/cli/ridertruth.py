"""What truth.json says of riders and their helmets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lookout.ports import LookoutError

WORDS = ("all", "none", "mixed")


@dataclass(frozen=True, slots=True, kw_only=True)
class RiderClip:
    """``rides``: from, to (seconds) and whether the riders of that time wear helmets."""

    name: str
    path: Path
    rides: tuple[tuple[float, float, str], ...]
    slides: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RiderTruth:
    clips: tuple[RiderClip, ...] = ()
    stills: tuple[tuple[str, Path, str], ...] = ()


def read_riders(folder: Path) -> RiderTruth:
    """What truth.json says of riders; clips and pictures that are not there are left out.

    Raises ``LookoutError`` when the file cannot be read.
    """
    path = folder / "truth.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        clips = [_clip(folder, name, entry) for name, entry in sorted(dict(data.get("videos", {})).items())]
        stills = [
            (name, folder / name, str(entry["riders_wearing_helmet"]))
            for name, entry in sorted(dict(data.get("images", {})).items())
            if isinstance(entry, dict) and entry.get("riders_wearing_helmet") in WORDS and (folder / name).is_file()
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise LookoutError(f"{path}: what it says of riders cannot be read: {problem}") from problem
    return RiderTruth(clips=tuple(clip for clip in clips if clip is not None), stills=tuple(stills))


def _clip(folder: Path, name: str, entry: dict[str, Any]) -> RiderClip | None:
    rides = tuple(
        (float(item["appears_s"][0]), float(item["appears_s"][1]), str(item["riders_wearing_helmet"]))
        for item in entry.get("objects", [])
        if item.get("riders_wearing_helmet") in WORDS
    )
    if not rides or not (folder / name).is_file():
        return None
    slides = "slide show" in f"{entry.get('changes', '')} {entry.get('truth_quality', '')}".lower()
    return RiderClip(name=name, path=folder / name, rides=rides, slides=slides)
