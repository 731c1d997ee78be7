"""A line that is crossed: an alarm, or with ``count`` only numbers."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from lookout import geometry, rules
from lookout.contract import CameraConfig, Line, What, Zone
from lookout.functions.people import Measure
from lookout.functions.scene import Count, Finding, Outcome, Scene
from lookout.tracking import Track

TOLD_S = 600.0
"""Who was told is remembered at least so long: a clock that is set back must bring no old key."""


class Crossing:
    """See ``rules.lines``. One alert for each track and window; counts are told when their span is over: ``window_s``
    seconds, laid from midnight UTC on, so that minutes and hours are those of the clock."""

    def __init__(self, zone: Zone, config: CameraConfig) -> None:
        if zone.line is None:
            raise ValueError("a crossing needs a line")
        self.zone = zone
        self.classes = frozenset({*zone.classes, *(("person",) if zone.alone else ())})
        self._line: Line = zone.line
        self._paths: rules.Paths = {}
        self._told: dict[int, tuple[float, int]] = {}
        self._measure = Measure(zone, config)
        self._sums = rules.Sums()

    @property
    def pending(self) -> bool:
        """Somebody is on the line."""
        return any(not path.clear or path.net for path in self._paths.values())

    def judge(self, scene: Scene) -> Outcome:
        self._measure.watch(scene)
        awake = rules.armed(self.zone, scene.at)
        crossed = self._crossed(scene) if awake else []
        if self._line.count:
            sums = rules.summed(
                self._sums,
                Counter((track.cls, step.way) for track, step in crossed),
                span_s=self.zone.window_s,
                at=scene.at,
                counting=awake,
            )
            self._sums = sums.sums
            return Outcome(counts=[count for span in sums.over for count in _counts(span)])
        return Outcome(findings=[found for track, step in crossed if (found := self._finding(scene, track, step))])

    def _crossed(self, scene: Scene) -> list[tuple[Track, rules.Crossed]]:
        paths = rules.forgotten(self._paths, scene.time_s)
        crossed: list[tuple[Track, rules.Crossed]] = []
        for track in scene.seen(self.zone.classes):
            paths[track.id], step = rules.stepped(
                self._line,
                paths.get(track.id),
                geometry.foot(track.box),
                height=track.box.y2 - track.box.y1,
                time_s=scene.time_s,
                aspect=scene.aspect,
            )
            if step is None or track.sustained < self.zone.min_score:
                continue
            if self._line.way in ("both", step.way) and self._measure.concerns(track, scene):
                crossed.append((track, step))
        self._paths = paths
        return crossed

    def _finding(self, scene: Scene, track: Track, step: rules.Crossed) -> Finding | None:
        keep_s = max(self.zone.window_s, TOLD_S)
        self._told = {number: told for number, told in self._told.items() if scene.time_s - told[0] < keep_s}
        time_s, window = self._told.get(track.id, (-self.zone.window_s, -1))
        if scene.time_s - time_s < self.zone.window_s:
            return None
        # a clock that was set back must not bring a key that was used
        window = max(int(scene.at // self.zone.window_s), window + 1)
        self._told[track.id] = scene.time_s, window
        return Finding(
            number=track.id,
            window=window,
            started_s=step.began_s,
            cls=track.cls,
            score=track.score,
            box=track.box,
            what=What.LINE,
            facts={"way": step.way, **self._measure.facts(track)},
        )


def _counts(span: rules.Span) -> list[Count]:
    begin, end = datetime.fromtimestamp(span.begin, UTC), datetime.fromtimestamp(span.end, UTC)
    return [
        Count(
            begin=begin,
            end=end,
            cls=cls,
            forward=span.crossings[cls, "forward"],
            backward=span.crossings[cls, "backward"],
        )
        for cls in sorted({cls for cls, _ in span.crossings})
    ]
