"""The truth of one clip as the labelling page reads and writes it, in the folder's ``truth.json``."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from lookout.cli.stills import Film
from lookout.contract import Kind, Name, Point, Zone
from lookout.ports import LookoutError

TOLERANCE_S = 0.5


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LabelledZone(_Strict):
    name: Name
    kind: Literal[Kind.WATER, Kind.INTRUSION] = Kind.INTRUSION
    polygon_norm: tuple[Point, ...] = Field(min_length=3, max_length=200)

    @model_validator(mode="after")
    def _usable(self) -> LabelledZone:
        Zone(name=self.name, kind=self.kind, polygon=self.polygon_norm)
        return self


class LabelledEvent(_Strict):
    """Somebody's feet are in the zone from the first to the second moment, in seconds of the clip."""

    zone: Name
    inside_s: tuple[float, float]

    @model_validator(mode="after")
    def _forward(self) -> LabelledEvent:
        if not 0 <= self.inside_s[0] < self.inside_s[1]:
            raise ValueError("an entry must end after it begins")
        return self


class Labels(_Strict):
    """What the page sends."""

    zones: tuple[LabelledZone, ...] = Field(default=(), max_length=20)
    zone_events: tuple[LabelledEvent, ...] = Field(default=(), max_length=2000)

    @model_validator(mode="after")
    def _known(self) -> Labels:
        names = [zone.name for zone in self.zones]
        if len(set(names)) < len(names):
            raise ValueError("two zones have the same name")
        for event in self.zone_events:
            if event.zone not in names:
                raise ValueError(f"there is no zone '{event.zone}'")
        return self


class LabelBook:
    """``folder``: where ``truth.json`` is or will be; ``clip``: the file's path in it. Other clips stay untouched."""

    def __init__(self, folder: Path, clip: str, film: Film) -> None:
        self.folder = folder
        self.clip = clip
        self._film = film

    def entry(self) -> dict[str, Any]:
        """What is known of the clip. Raises ``LookoutError`` when the file is there and cannot be understood."""
        entry = self._whole()["videos"].get(self.clip, {})
        return entry if isinstance(entry, dict) else {}

    def save(self, text: bytes) -> dict[str, Any]:
        """Checks and writes; gives the clip's entry. Raises ``LookoutError`` with what is wrong."""
        try:
            labels = Labels.model_validate_json(text)
        except ValidationError as problem:
            error = problem.errors(include_url=False)[0]
            place = ".".join(str(part) for part in error["loc"])
            raise LookoutError(f"{place}: {error['msg'].removeprefix('Value error, ')}".strip(": ")) from None
        whole = self._whole()
        entry = dict(whole["videos"].get(self.clip) or {})
        film = self._film
        entry |= {"width": film.width, "height": film.height, "fps": film.fps, "duration_s": film.seconds}
        entry["zones"] = [zone.model_dump(mode="json") for zone in labels.zones]
        entry["zone_events"] = [
            {"zone": event.zone, "class": "person", "inside_s": event.inside_s, "tolerance_s": TOLERANCE_S}
            for event in sorted(labels.zone_events, key=lambda event: event.inside_s)
        ]
        whole["videos"][self.clip] = entry
        fresh = self.folder / "truth.json.new"
        try:
            fresh.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            os.replace(fresh, self.folder / "truth.json")
        except OSError as problem:
            raise LookoutError(f"{self.folder / 'truth.json'} cannot be written: {problem.strerror}") from problem
        return entry

    def _whole(self) -> dict[str, Any]:
        path = self.folder / "truth.json"
        try:
            whole = json.loads(path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            return {"videos": {}}
        except (OSError, ValueError) as problem:
            raise LookoutError(f"{path} cannot be read; mend it or move it away: {problem}") from problem
        if not isinstance(whole, dict) or not isinstance(whole.setdefault("videos", {}), dict):
            raise LookoutError(f"{path} holds no 'videos'; mend it or move it away")
        return whole
