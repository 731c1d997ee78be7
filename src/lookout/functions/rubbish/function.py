"""Rubbish: a reminder for who comes, an alarm for what is left on the ground, and one for a dirty station."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime

import cv2
import numpy as np

from lookout import geometry, rules
from lookout.contract import Box, CameraConfig, Fact, What, Zone
from lookout.functions.rubbish.arrivals import Arrivals
from lookout.functions.rubbish.company import FOLLOWED, Company
from lookout.functions.rubbish.deposits import Cleared, Deposit, Deposits, around
from lookout.functions.rubbish.grid import Grid
from lookout.functions.rubbish.ground import Ground
from lookout.functions.rubbish.station import Cleanliness
from lookout.functions.scene import Finding, Gone, Outcome, Scene
from lookout.ports import LookoutError, Picture, StationJudge
from lookout.rules import Left, Raised

LOOKS_S = 0.18
"""The ground is looked at no more often; things on it do not hurry."""
CLEAR_EVERY_S = 2.0
CLEAR_KEPT = 3
CLEAR_WIDTH = 960
"""Pictures from before are kept no wider: they are shown beside the alarm, not measured."""
CLEAR_STRANGE = 0.01
"""Share of the zone that may be unlike usual in a picture that is kept as one from before."""
NUMBERS_FROM = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
STATION_ROOM = 0.15
"""The judge of the station sees so much more around it, as a share of its sides."""
STATION = 0
"""The number under which the station itself is told about."""
NOTHING = "station"
THING = "object"


class Rubbish:
    """One zone of the kind ``rubbish``. ``station``: the judge of overfull bins; without one that is not judged.

    Raises ``LookoutError`` for a zone that is a line.
    """

    def __init__(self, zone: Zone, config: CameraConfig, station: StationJudge | None = None) -> None:
        if not zone.polygon:
            raise LookoutError(f"zone '{zone.name}': the ground around the bins needs an outline, not a line")
        self.zone = zone
        self.classes = frozenset(zone.classes) | FOLLOWED
        self._config = config
        self._station = station if zone.rubbish.overfull else None
        self._arrivals = Arrivals(zone)
        self._company = Company(zone)
        self._cleanliness = Cleanliness()
        self._deposits: Deposits | None = None
        self._clear: deque[tuple[float, Picture]] = deque(maxlen=CLEAR_KEPT)
        self._dirty: tuple[int, int, float] | None = None
        self._looked_s = -math.inf

    @property
    def pending(self) -> bool:
        reminds = self.zone.rubbish.remind and self._arrivals.pending
        return reminds or (self._deposits is not None and self._deposits.shortly())

    def judge(self, scene: Scene) -> Outcome:
        findings: list[Finding] = []
        gone: list[Gone] = []
        self._company.update(scene.tracks, time_s=scene.time_s, aspect=scene.aspect)
        if self.zone.rubbish.remind:
            raised, left = self._arrivals.update(scene.tracks, time_s=scene.time_s, at=scene.at, aspect=scene.aspect)
            findings += [_reminder(item) for item in raised]
            gone += _left(left)
        if self.zone.rubbish.left_behind and scene.time_s - self._looked_s >= LOOKS_S:
            self._looked_s = scene.time_s
            found, cleared = self._look_at_ground(scene)
            findings += found
            gone += _taken(cleared)
        if self._station is not None:
            found, ended = self._look_at_station(scene, self._station)
            findings += found
            gone += ended
        return Outcome(findings=findings, gone=gone)

    # --- left behind --------------------------------------------------------------------------------------------

    def _look_at_ground(self, scene: Scene) -> tuple[list[Finding], list[Cleared]]:
        deposits = self._ready(scene)
        picture, now = scene.frame.picture, scene.time_s
        hidden = deposits.grid.covered(self._company.hiding(now))
        look = deposits.ground.look(picture, now, hidden)
        if look.restarted:
            self._clear.clear()
            self._cleanliness.forget()
        number = max(1, int(scene.at - NUMBERS_FROM))
        cleared = deposits.update(look, time_s=now, number=number, hidden=hidden, before=tuple(self._clear))
        strange = np.count_nonzero(look.strange & deposits.grid.ground)
        calm = strange <= CLEAR_STRANGE * np.count_nonzero(deposits.grid.ground)
        empty = calm and not self._company.here(now) and not self._company.people(now)
        if empty and (not self._clear or now - self._clear[-1][0] >= CLEAR_EVERY_S):
            self._clear.append((now, _small(picture)))
        if not rules.armed(self.zone, scene.at):
            return [], cleared
        return [self._finding(deposits, deposit, scene) for deposit in deposits.due(now)], cleared

    def _ready(self, scene: Scene) -> Deposits:
        size = scene.frame.width, scene.frame.height
        if self._deposits is None or self._deposits.grid.size != size:
            rule = self.zone.rubbish
            grid = Grid(self.zone, *size, bins=rule.bins, masks=self._config.masks)
            self._deposits = Deposits(rule=rule, grid=grid, ground=Ground(grid), company=self._company)
            self._clear.clear()
        return self._deposits

    def _finding(self, deposits: Deposits, deposit: Deposit, scene: Scene) -> Finding:
        number, window = deposits.tell(deposit, window=int(scene.at // self.zone.window_s))
        largest = deposit.things[0]
        facts: dict[str, Fact] = {
            "things": len(deposit.things),
            "lies_s": round(scene.time_s - deposit.born_s),
            "brought_by": "person" if deposit.seen else "nobody seen",
        }
        return Finding(
            number=number,
            window=window,
            started_s=deposit.born_s,
            cls=THING,
            score=min(1.0, largest.strength),
            box=around([thing.box for thing in deposit.things]),
            what=What.LEFT_BEHIND,
            people=0,
            facts=facts,
            before=next((thing.before for thing in deposit.things if thing.before is not None), None),
        )

    # --- the station --------------------------------------------------------------------------------------------

    def _look_at_station(self, scene: Scene, station: StationJudge) -> tuple[list[Finding], list[Gone]]:
        state, now = self._cleanliness, scene.time_s
        if not state.asks(now) or self._company.here(now) or not rules.armed(self.zone, scene.at):
            return [], []
        box = _station_box(self.zone)
        picture = scene.frame.picture
        height, width = picture.shape[:2]
        part = picture[
            int(box.y1 * height) : max(1, int(box.y2 * height)), int(box.x1 * width) : max(1, int(box.x2 * width))
        ]
        before = self._clear[0][1] if self._clear else None
        verdict = state.update(station.judge(part), now)
        if verdict == "clean" and self._dirty is not None:
            number, window, since_s = self._dirty
            self._dirty = None
            return [], [Gone(number=number, window=window, since_s=since_s, left_s=now)]
        if verdict != "dirty":
            return [], []
        window = int(scene.at // self.zone.window_s)
        self._dirty = STATION, window, now
        finding = Finding(
            number=STATION,
            window=window,
            started_s=now,
            cls=NOTHING,
            score=min(1.0, max(0.0, state.level)),
            box=box,
            what=What.OVERFULL,
            people=0,
            facts={"dirty": round(state.level, 2), "clean": round(state.clean or 0.0, 2), "model": station.version},
            before=before if state.clean is not None else None,
        )
        return [finding], []


def _reminder(raised: Raised) -> Finding:
    return Finding(
        number=raised.track.id,
        window=raised.window,
        started_s=raised.started_s,
        cls=raised.track.cls,
        score=raised.track.score,
        box=raised.track.box,
        what=What.REMINDER,
    )


def _left(left: Iterable[Left]) -> list[Gone]:
    return [Gone(number=item.track, window=item.window, since_s=item.since_s, left_s=item.left_s) for item in left]


def _taken(cleared: Iterable[Cleared]) -> list[Gone]:
    return [Gone(number=item.told[0], window=item.told[1], since_s=item.born_s, left_s=item.left_s) for item in cleared]


def _small(picture: Picture) -> Picture:
    """A copy, smaller where the picture is large."""
    height, width = picture.shape[:2]
    if width <= CLEAR_WIDTH:
        return picture.copy()
    size = CLEAR_WIDTH, round(height * CLEAR_WIDTH / width)
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _station_box(zone: Zone) -> Box:
    """The zone and its bins with some room."""
    outlines = [zone.outline, *zone.rubbish.bins]
    sides = [geometry.bounds(outline) for outline in outlines]
    left, top = min(side[0] for side in sides), min(side[1] for side in sides)
    right, bottom = max(side[2] for side in sides), max(side[3] for side in sides)
    wide, tall = (right - left) * STATION_ROOM, (bottom - top) * STATION_ROOM
    return Box(x1=max(0.0, left - wide), y1=max(0.0, top - tall), x2=min(1.0, right + wide), y2=min(1.0, bottom + tall))
