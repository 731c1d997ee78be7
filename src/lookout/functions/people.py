"""People where they should not be: drowning prevention and area intrusion.

What the zone asks for decides: a line is crossed (``functions.crossing``), somebody hangs about
(``functions.lingering``), so many are inside at once, or somebody is inside at all.
"""

from __future__ import annotations

from lookout import rules
from lookout.contract import CameraConfig, Fact, Size, What, Zone
from lookout.functions.scene import Finding, Gone, Outcome, Scene
from lookout.tracking import Track


class Measure:
    """Whom a zone is about: by size, and whether somebody grown up is near. Remembers how tall people are here."""

    def __init__(self, zone: Zone, config: CameraConfig) -> None:
        self._zone = zone
        self._asked = zone.only is not None or zone.alone
        self._statures = rules.Statures(given=rules.given(config.adult))

    def watch(self, scene: Scene) -> None:
        self._statures = rules.watched(self._statures, scene.tracks, time_s=scene.time_s, aspect=scene.aspect)

    def concerns(self, track: Track, scene: Scene) -> bool:
        """Whether an alarm about this track is wanted. Whose size is not known is alarmed about: a child missed is
        worse than a grown person announced."""
        if not self._asked or track.cls != "person":
            return True
        size = self._statures.size(track.id)
        if self._zone.only is not None and size is not None and size is not self._zone.only:
            return False
        if not self._zone.alone:
            return True
        lately = [other for other in scene.tracks if scene.time_s - other.seen_s <= rules.COMPANY_S]
        return not rules.accompanied(track, lately, self._statures, aspect=scene.aspect)

    def facts(self, track: Track) -> dict[str, Fact]:
        """What is known of the track's size, where the zone or the settings ask for it."""
        ratio = self._statures.ratio(track.id)
        if track.cls != "person" or (ratio is None and not self._asked):
            return {}
        if ratio is None:
            return {"size": "unknown"}
        size = self._statures.size(track.id) or Size.ADULT
        alone: dict[str, Fact] = {"alone": "yes"} if self._zone.alone else {}
        return {"size": size.value, "height_ratio": round(ratio, 2), **alone}


class People:
    """Somebody, or a thing of the zone's classes, in the zone; or a group of them. See ``rules.presence``."""

    def __init__(self, zone: Zone, config: CameraConfig) -> None:
        self.zone = zone
        self.classes = frozenset({*zone.classes, *(("person",) if zone.alone else ())})
        self._visits: rules.Visits = {}
        self._group = rules.Group()
        self._measure = Measure(zone, config)
        self._singly = zone.people <= 1
        self._now_s = 0.0

    @property
    def pending(self) -> bool:
        lately = [
            visit
            for visit in self._visits.values()
            if visit.since_s is not None and self._now_s - visit.last_s <= rules.COMPANY_S
        ]
        if self._singly:
            return any(visit.alerted_s is None for visit in lately)
        some = bool(lately)
        return some and (self._group.since_s is None or self._group.alerted_s is None)

    def judge(self, scene: Scene) -> Outcome:
        self._now_s = scene.time_s
        self._measure.watch(scene)
        verdict = rules.judge(
            self.zone,
            self._visits,
            scene.tracks,
            time_s=scene.time_s,
            at=scene.at,
            aspect=scene.aspect,
            concerns=lambda track: self._singly and self._measure.concerns(track, scene),
        )
        self._visits = verdict.visits
        inside = rules.inside(self.zone, self._visits, scene.tracks, time_s=scene.time_s)
        if not self._singly:
            return self._gathered(scene, [track for track in inside if self._measure.concerns(track, scene)])
        findings = [
            Finding(
                number=raised.track.id,
                window=raised.window,
                started_s=raised.started_s,
                cls=raised.track.cls,
                score=raised.track.score,
                box=raised.track.box,
                people=max(1, len(inside)),
                facts=_stayed(scene.time_s - raised.started_s) | self._measure.facts(raised.track),
            )
            for raised in verdict.raised
        ]
        gone = [
            Gone(number=left.track, window=left.window, since_s=left.since_s, left_s=left.left_s)
            for left in verdict.left
        ]
        return Outcome(findings=findings, gone=gone)

    def _gathered(self, scene: Scene, inside: list[Track]) -> Outcome:
        heading = [track for track in inside if rules.heads(self.zone, track, scene.aspect)]
        result = rules.gathered(
            self._group,
            heading,
            least=self.zone.people,
            dwell_s=self.zone.dwell_s,
            window_s=self.zone.window_s,
            time_s=scene.time_s,
            at=scene.at,
        )
        self._group = group = result.group
        if result.left is not None:
            left = result.left
            gone = Gone(number=left.number, window=left.window, since_s=left.since_s or 0.0, left_s=left.last_s)
            return Outcome(gone=[gone])
        if not result.raised or group.since_s is None:
            return Outcome()
        surest = max(heading, key=lambda track: track.score)
        finding = Finding(
            number=group.number,
            window=group.window,
            started_s=group.since_s,
            cls=surest.cls,
            score=surest.score,
            box=rules.around(track.box for track in heading),
            what=What.GROUP,
            people=len(heading),
            facts=_stayed(scene.time_s - group.since_s) | {"least": self.zone.people},
        )
        return Outcome(findings=[finding])


def _stayed(seconds: float) -> dict[str, Fact]:
    return {"stayed_s": round(seconds, 1)}
