"""Search for a missing or vulnerable person by description, on the cameras that a case names.

What is learnt of somebody's clothes lives as long as their track and is compared with the searches of this camera only.
A fit is shown to a person, who says yes or no.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field

import numpy as np

from lookout import geometry, rules
from lookout.contract import CameraConfig, Search, What, Zone
from lookout.functions.scene import Finding, Outcome, Scene
from lookout.functions.veil import pixels, veiled
from lookout.ports import FaceMatcher
from lookout.rules import colours, likeness, stature
from lookout.rules.likeness import Fit, Sights
from lookout.tracking import Track

BAGS = frozenset({"backpack", "handbag", "suitcase"})
RIDDEN = frozenset({"bicycle", "motorcycle"})
APART_S = 0.2
FACE_APART_S = 0.5
MOST_FACES = 10
MOST_SIGHTS = 300
"""Somebody who stands there for minutes is known well enough."""
MOST_SEARCHES = 32
ROOM = 0.12


@dataclass(slots=True)
class _Seen:
    sights: Sights = field(default_factory=Sights)
    told: set[str] = field(default_factory=set)
    face_s: float = float("-inf")
    faces: int = 0


class PersonSearch:
    """One zone. See ``rules.likeness`` for when a description fits. ``faces``: only with the optional extra."""

    def __init__(self, zone: Zone, config: CameraConfig, *, faces: FaceMatcher | None) -> None:
        self.zone = zone
        self._searches = tuple(search for search in config.searches if likeness.searchable(search))
        wanted = {"person"}
        if any(search.bag is not None for search in self._searches):
            wanted |= BAGS
        if any(search.bicycle is not None for search in self._searches):
            wanted |= RIDDEN
        self.classes = frozenset(wanted)
        self._statures = stature.Statures(given=stature.given(config.adult))
        self._faces = faces
        self._templates = {search.id: _template(search.face) for search in self._searches if search.face}
        self._seen: dict[int, _Seen] = {}

    @property
    def pending(self) -> bool:
        return any(seen.sights.count and not seen.sights.enough for seen in self._seen.values())

    def judge(self, scene: Scene) -> Outcome:
        """Looks at everybody in the zone, and forgets who has left the picture."""
        searches = [search for search in self._searches if search.until.timestamp() > scene.at]
        if not searches or not rules.armed(self.zone, scene.at):
            self._seen.clear()
            return Outcome()
        alive = {track.id for track in scene.tracks}
        self._seen = {number: seen for number, seen in self._seen.items() if number in alive}
        self._statures = stature.watched(self._statures, scene.tracks, time_s=scene.time_s, aspect=scene.aspect)
        gains = None
        findings: list[Finding] = []
        for track in scene.seen(("person",)):
            seen = self._seen.get(track.id, _Seen())
            due = scene.time_s - seen.sights.last_s >= APART_S or seen.sights.count == 0
            if not due or seen.sights.count >= MOST_SIGHTS or not rules.stands_in(self.zone, track.box):
                continue
            gains = colours.light(scene.frame.picture) if gains is None else gains
            self._seen[track.id] = seen
            self._look(scene, track, seen, gains)
            self._match_faces(scene, track, seen, searches)
            findings += self._fits(scene, track, seen, searches)
        return Outcome(findings=findings)

    def _look(self, scene: Scene, track: Track, seen: _Seen, gains: colours.Pixels) -> None:
        height, width = scene.frame.picture.shape[:2]
        box = pixels(track.box, width, height)
        seen.sights.add(
            colours.look(scene.frame.picture, box, gains),
            time_s=scene.time_s,
            tall=self._statures.ratio(track.id),
            weight=float(min(160, box[3] - box[1])),
            bag=_touches(scene, track, BAGS, 0.35),
            bicycle=_touches(scene, track, RIDDEN, 0.2),
        )

    def _match_faces(self, scene: Scene, track: Track, seen: _Seen, searches: list[Search]) -> None:
        """Only for searches with a template. Of a face that does not match nothing is kept but that it was tried."""
        wanted = [search for search in searches if self._templates.get(search.id)]
        if self._faces is None or not wanted or seen.faces >= MOST_FACES:
            return
        if scene.time_s - seen.face_s < FACE_APART_S:
            return
        seen.face_s = scene.time_s
        seen.faces += 1
        height, width = scene.frame.picture.shape[:2]
        left, top, right, bottom = pixels(track.box, width, height, room=ROOM)
        for search in wanted:
            template = self._templates[search.id]
            likely = self._faces.likeness(scene.frame.picture[top:bottom, left:right], template)
            if likely is not None and likely >= likeness.FACE:
                seen.sights.faces.setdefault(search.id, []).append(likely)

    def _fits(self, scene: Scene, track: Track, seen: _Seen, searches: list[Search]) -> list[Finding]:
        findings = []
        for search in searches:
            fit = None if search.id in seen.told else likeness.judge(search, seen.sights)
            if fit is not None:
                seen.told.add(search.id)
                findings.append(self._finding(scene, track, seen, search, fit))
        return findings

    def _finding(self, scene: Scene, track: Track, seen: _Seen, search: Search, fit: Fit) -> Finding:
        # two searches may fit the same person in the same window: each needs a key of its own
        order = self._searches.index(search)
        return Finding(
            number=track.id,
            window=int(scene.at // self.zone.window_s) * MOST_SEARCHES + order,
            started_s=seen.sights.first_s or 0.0,
            cls=track.cls,
            score=min(1.0, fit.score),
            box=track.box,
            what=What.LIKENESS,
            watch=search.id,
            facts={**fit.facts, "sights": seen.sights.count},
            frame=scene.frame.shown_as(veiled(scene.frame.picture, track.box, room=ROOM)),
        )


def _touches(scene: Scene, person: Track, classes: frozenset[str], share: float) -> bool:
    """Whether a thing of these classes, or this share of it, lies in the person's box, a little wider."""
    things = [track.box for track in scene.seen(classes)]
    if not things:
        return False
    own = geometry.grown(geometry.to_array([person.box]), np.array([[0.25]]))
    boxes = geometry.to_array(things)
    return bool((geometry.overlaps(boxes, own)[:, 0] >= share * geometry.areas(boxes)).any())


def _template(face: str) -> bytes:
    """The template's bytes; empty when it is none (then only the description is looked for)."""
    try:
        data = base64.b64decode(face, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if len(data) == 512 else b""
