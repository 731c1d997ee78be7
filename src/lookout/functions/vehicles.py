"""Watched vehicles: the plates on this camera's authorised list, and no other.

Each reading is compared with the list in the moment it is made and is then gone; of texts that are not on the list only
their weight in the vote remains, for as long as the vehicle is followed. Without a list, or when every entry has
expired, the reader is not even asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lookout import rules
from lookout.contract import CameraConfig, What, Zone
from lookout.functions.scene import Finding, Outcome, Scene
from lookout.functions.veil import pixels, veiled
from lookout.ports import Frame, LookoutError, Picture, PlateReader
from lookout.rules.plates import Ballot, Verdict, plain
from lookout.tracking import Track

VEHICLES = frozenset({"car", "bus", "truck"})
SMALL_PX = 150
"""A vehicle narrower than this is fetched from the camera's large picture, if there is one: its plate is a quarter."""
TOO_SMALL_PX = 60
APART_S = 0.2
"""Looks at one vehicle are at least this far apart: readings of one instant err together."""
CLOSER_APART_S = 1.0
FIRST_LOOKS = 8
LATER_APART_S = 2.0
"""Afterwards one looks this seldom: the tracker may have gone on to the next car of a queue."""
AT_ONCE = 2
MOST_PLATES = 512
ROOM = 0.04
CLOSER_ROOM = 0.25
"""The large picture is a moment younger; a moving vehicle is cut with more room around it."""


@dataclass(slots=True)
class _Seen:
    ballot: Ballot = field(default_factory=Ballot)
    looked_s: float = float("-inf")
    told: set[str] = field(default_factory=set)


class VehicleWatch:
    """One zone. See ``rules.plates`` for when readings agree. Raises ``LookoutError`` with a list but no reader."""

    def __init__(self, zone: Zone, config: CameraConfig, *, reader: PlateReader | None) -> None:
        if reader is None and config.plates:
            raise LookoutError("watched vehicles need the plate reader, which this engine was started without")
        self.zone = zone
        self.classes = VEHICLES & frozenset(zone.classes) or VEHICLES
        self._listed = config.plates
        self._reader = reader
        self._seen: dict[int, _Seen] = {}
        self._closer_s = float("-inf")

    @property
    def pending(self) -> bool:
        return any(seen.ballot.hopeful(seen.told) for seen in self._seen.values())

    def judge(self, scene: Scene) -> Outcome:
        """Looks at few vehicles at once, so that a queue of cars does not hold up the camera."""
        listed = {plain(entry.plate): entry.id for entry in self._listed if entry.until.timestamp() > scene.at}
        if not listed or self._reader is None or not rules.armed(self.zone, scene.at):
            self._seen.clear()
            return Outcome()
        alive = {track.id for track in scene.tracks}
        self._seen = {number: seen for number, seen in self._seen.items() if number in alive}
        findings = []
        for track in self._due(scene)[:AT_ONCE]:
            seen = self._seen.setdefault(track.id, _Seen())
            seen.ballot.forget(frozenset(listed.values()))
            finding = self._look(scene, track, seen, listed, self._reader)
            findings += [] if finding is None else [finding]
        return Outcome(findings=findings)

    def _due(self, scene: Scene) -> list[Track]:
        """The vehicles in the zone that may be looked at now: whose plate can be read, then who was looked at least."""
        due: list[tuple[bool, int, float, int, Track]] = []
        for track in scene.seen(self.classes):
            seen = self._seen.get(track.id, _Seen())
            soon = seen.ballot.looks < FIRST_LOOKS or seen.ballot.hopeful(seen.told)
            if scene.time_s - seen.looked_s < (APART_S if soon else LATER_APART_S):
                continue
            if track.sustained >= self.zone.min_score and rules.stands_in(self.zone, track.box):
                due.append((not seen.ballot.legible, seen.ballot.looks, track.box.x1 - track.box.x2, track.id, track))
        return [entry[4] for entry in sorted(due, key=lambda entry: entry[:4])]

    def _look(
        self, scene: Scene, track: Track, seen: _Seen, listed: dict[str, str], reader: PlateReader
    ) -> Finding | None:
        seen.looked_s = scene.time_s
        view = self._view(scene, track)
        if view is None:
            return None
        picture, room = view
        seen.ballot.looks += 1
        height, width = picture.shape[:2]
        left, top, right, bottom = pixels(track.box, width, height, room=room)
        for reading in reader.read(picture[top:bottom, left:right])[:1]:
            seen.ballot.count(reading.text, reading.score, listed=listed)
        verdict = seen.ballot.verdict()
        if verdict is None or verdict.watch in seen.told:
            return None
        seen.told.add(verdict.watch)
        proof = scene.frame.shown_as(veiled(picture, track.box, room=room))
        return self._finding(scene, track, verdict, proof, f"{reader.name} {reader.version}")

    def _view(self, scene: Scene, track: Track) -> tuple[Picture, float] | None:
        """The picture to read from and the room around the box: the large one where this one is too small."""
        width = (track.box.x2 - track.box.x1) * scene.frame.picture.shape[1]
        if width < SMALL_PX and scene.frame.closer is not None and scene.time_s - self._closer_s >= CLOSER_APART_S:
            self._closer_s = scene.time_s
            closer = scene.frame.closer()
            if closer is not None and closer.shape[1] > scene.frame.picture.shape[1]:
                return closer, CLOSER_ROOM
        return (scene.frame.picture, ROOM) if width >= TOO_SMALL_PX else None

    def _finding(self, scene: Scene, track: Track, verdict: Verdict, proof: Frame, reader: str) -> Finding:
        """``proof`` shows the vehicle that matched; all around it is made coarse."""
        # a track may go on from one listed vehicle to another: each needs a key of its own
        order = next((index for index, entry in enumerate(self._listed) if entry.id == verdict.watch), 0)
        return Finding(
            number=track.id,
            window=int(scene.at // self.zone.window_s) * MOST_PLATES + order,
            started_s=track.first_s,
            cls=track.cls,
            score=min(1.0, verdict.score),
            box=track.box,
            what=What.PLATE,
            watch=verdict.watch,
            facts={"readings": verdict.readings, "agreement": round(verdict.share, 2), "reader": reader},
            frame=proof,
        )
