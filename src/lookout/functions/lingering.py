"""Somebody who hangs about a place: intrusion by staying, coming and going included."""

from __future__ import annotations

from lookout import rules
from lookout.contract import CameraConfig, What, Zone
from lookout.functions.people import Measure
from lookout.functions.scene import Finding, Gone, Outcome, Scene


class Lingering:
    """See ``rules.loitering``. A departure is told when somebody has been away for long enough not to be about."""

    def __init__(self, zone: Zone, config: CameraConfig) -> None:
        self.zone = zone
        self.classes = frozenset({*zone.classes, *(("person",) if zone.alone else ())})
        self._stays: rules.Stays = {}
        self._measure = Measure(zone, config)

    @property
    def pending(self) -> bool:
        return False

    def judge(self, scene: Scene) -> Outcome:
        self._measure.watch(scene)
        result = rules.lingered(
            self.zone,
            self._stays,
            scene.tracks,
            time_s=scene.time_s,
            at=scene.at,
            aspect=scene.aspect,
            concerns=lambda track: self._measure.concerns(track, scene),
        )
        self._stays = result.stays
        inside = sum(1 for stay in result.stays.values() if scene.time_s - stay.last_s <= rules.GRACE_S)
        findings = [
            Finding(
                number=track.id,
                window=stay.window,
                started_s=stay.first_s,
                cls=track.cls,
                score=track.score,
                box=track.box,
                what=What.LOITERING,
                people=max(1, inside),
                facts={
                    "about_s": round(scene.time_s - stay.first_s, 1),
                    "inside_s": round(stay.inside_s, 1),
                    "comings": stay.comings,
                    **self._measure.facts(track),
                },
            )
            for track, stay in result.raised
        ]
        gone = [
            Gone(number=stay.number, window=stay.window, since_s=stay.first_s, left_s=stay.last_s)
            for stay in result.left
        ]
        return Outcome(findings=findings, gone=gone)
