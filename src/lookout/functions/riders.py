"""Riders without a helmet: every rider of a motorcycle or e-bike is looked at while it rides through, then judged.

One alert for each vehicle and window, at the moment at which the looks at one of its riders are enough. Somebody whose
head is too small, hidden or doubtful gets the answer "cannot tell", which is no alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lookout import rules
from lookout.contract import Box, CameraConfig, Fact, What, Zone
from lookout.functions.headlook import Seen, large_enough, look
from lookout.functions.scene import Finding, Outcome, Scene
from lookout.ports import Frame, HelmetClassifier, LookoutError
from lookout.rules import helmet as rule
from lookout.rules.helmet import Answer, Decision, Look
from lookout.tracking import Track

RIDDEN = "motorcycle"
BY_CHOICE = "bicycle"
LOOK_EVERY_S = 0.2
MOST_LOOKS = 24
ENOUGH_LOOKS = 8
"""Looks after which a rider found to wear a helmet is left alone."""
COMFORT_PX = 28
"""Heads smaller than this are fetched from the camera's large picture, where there is one."""
MOST_FETCHES = 4
RESTLESS_S = 1.0


@dataclass(slots=True)
class Rider:
    """What is remembered of one rider. ``places``: where on the vehicle; ``proof``: the best look's picture."""

    vehicle: int
    looks: list[Look] = field(default_factory=list)
    places: list[float] = field(default_factory=list)
    proof: tuple[float, Frame, Box] | None = None
    told_s: float | None = None


@dataclass(slots=True)
class Vehicle:
    """What is remembered of one vehicle; ``first`` is its box when it was first seen, ``since_s`` its entering."""

    first: Box
    since_s: float | None = None
    ridden: bool = False
    looked_s: float = -1e9
    fetches: int = 0
    told_s: float | None = None
    window: int = -1


class Riders:
    """The helmet function of one zone. ``moving``: only vehicles that have moved are judged, so that nobody who sits
    on a parked one raises an alarm; still pictures are judged without.

    Raises ``LookoutError`` when the zone has no outline.
    """

    def __init__(self, zone: Zone, config: CameraConfig, helmets: HelmetClassifier, *, moving: bool = True) -> None:
        if not zone.polygon:
            raise LookoutError(f"zone '{zone.name}': a zone for helmets needs an outline, not a line")
        self.zone = zone
        self._kinds = frozenset((RIDDEN, BY_CHOICE) if BY_CHOICE in zone.classes else (RIDDEN,))
        self.classes = self._kinds | {"person"}
        self._helmets = helmets
        self._moving = moving
        self._riders: dict[int, Rider] = {}
        self._vehicles: dict[int, Vehicle] = {}
        self._restless_s = -1e9
        self._time_s = 0.0

    @property
    def pending(self) -> bool:
        """Whether somebody who can be judged has not been, and should be seen again soon."""
        return self._time_s - self._restless_s <= RESTLESS_S

    def decisions(self) -> dict[int, tuple[int, Decision]]:
        """By rider: his vehicle and what can be said of him by now, told or not."""
        return {number: (rider.vehicle, self._decide(rider)) for number, rider in self._riders.items()}

    def judge(self, scene: Scene) -> Outcome:
        self._time_s = scene.time_s
        self._forget(scene)
        if not rules.armed(self.zone, scene.at):
            return Outcome()
        vehicles = scene.seen(self._kinds)
        before = {number: rider.vehicle for number, rider in self._riders.items()}
        people = [track for track in scene.tracks if track.cls == "person"]
        aboard = rule.pairs([person for person in people if person.seen_s >= scene.time_s], vehicles, before)
        findings: list[Finding] = []
        for track in vehicles:
            vehicle = self._vehicles.setdefault(track.id, Vehicle(first=track.box))
            vehicle.ridden = vehicle.ridden or rule.moved(vehicle.first, track.box)
            inside = rules.stands_in(self.zone, track.box)
            vehicle.since_s = (scene.time_s if vehicle.since_s is None else vehicle.since_s) if inside else None
            if self._told(vehicle.told_s, scene):
                continue
            riders = [person for person in aboard[track.id] if not self._known_told(person.id, scene)]
            if riders:
                # the head that was found above the vehicle was one of theirs
                self._riders.pop(-track.id, None)
            for person in riders:
                self._rider(person.id, track.id).places.append(rule.place(person.box, track.box))
            if scene.time_s - vehicle.looked_s >= LOOK_EVERY_S - 1e-6:
                lone = vehicle.ridden and not any(rule.near(person.box, track.box) for person in people)
                self._look(scene, track, vehicle, riders, lone=lone)
            finding = self._finding(scene, track, vehicle) if inside else None
            if finding is not None:
                findings.append(finding)
        return Outcome(findings=findings)

    def _look(self, scene: Scene, track: Track, vehicle: Vehicle, riders: Sequence[Track], *, lone: bool) -> None:
        """Looks at the heads of one vehicle and keeps what was seen. ``lone``: nobody is known to be near it."""
        open_riders = [person for person in riders if not self._settled(person.id)]
        lone = lone and not self._settled(-track.id)
        if not open_riders and not lone:
            return
        vehicle.looked_s = scene.time_s
        least = self.zone.helmet.least_head_px
        frame = self._closer(scene, vehicle, open_riders)
        if open_riders and not any(large_enough(person.box, frame.picture, least) for person in open_riders):
            return
        seen = look(self._helmets, frame.picture, track, open_riders, time_s=scene.time_s, least_px=least, lone=lone)
        for item in seen:
            self._keep(item, track.id, frame)
        self._restless_s = scene.time_s

    def _closer(self, scene: Scene, vehicle: Vehicle, riders: Sequence[Track]) -> Frame:
        """The frame with the large picture in place of its own when heads are small and it can be had."""
        frame = scene.frame
        if frame.closer is None or vehicle.since_s is None or vehicle.fetches >= MOST_FETCHES:
            return frame
        if riders and all(large_enough(person.box, frame.picture, COMFORT_PX) for person in riders):
            return frame
        vehicle.fetches += 1
        picture = frame.closer()
        return frame if picture is None else frame.shown_as(picture)

    def _keep(self, item: Seen, vehicle: int, frame: Frame) -> None:
        rider = self._rider(item.rider, vehicle)
        rider.looks = [*rider.looks, item.look][-MOST_LOOKS:]
        bare = item.look.weight * (1.0 - item.look.helmet)
        if rider.proof is None or bare >= rider.proof[0]:
            rider.proof = (bare, frame.kept(), item.box)

    def _finding(self, scene: Scene, track: Track, vehicle: Vehicle) -> Finding | None:
        if (self._moving and not vehicle.ridden) or track.sustained < self.zone.min_score:
            return None
        if not rules.heads(self.zone, track, scene.aspect):
            return None
        aboard = {number: rider for number, rider in self._riders.items() if rider.vehicle == track.id}
        said = {number: self._decide(rider) for number, rider in aboard.items()}
        bare = {number: one for number, one in said.items() if one.answer is Answer.NO_HELMET}
        if not bare:
            return None
        worst = max(bare, key=lambda number: (bare[number].bare, -number))
        for number in aboard:
            aboard[number].told_s = scene.time_s
        vehicle.told_s = scene.time_s
        vehicle.window = max(int(scene.at // self.zone.window_s), vehicle.window + 1)
        proof = aboard[worst].proof
        return Finding(
            number=track.id,
            window=vehicle.window,
            started_s=scene.time_s if vehicle.since_s is None else vehicle.since_s,
            cls=track.cls,
            score=min(1.0, bare[worst].bare),
            box=proof[2] if proof else track.box,
            frame=proof[1] if proof else None,
            what=What.NO_HELMET,
            people=len(said),
            facts=self._facts(list(said.values()), bare[worst]),
        )

    def _facts(self, said: Sequence[Decision], worst: Decision) -> dict[str, Fact]:
        return {
            "riders": len(said),
            "without_helmet": sum(one.answer is Answer.NO_HELMET for one in said),
            "with_helmet": sum(one.answer is Answer.HELMET for one in said),
            "cannot_tell": sum(one.answer is Answer.UNKNOWN for one in said),
            "looks": worst.looks,
            "looks_without_helmet": worst.against,
            "head_px": round(worst.px),
            "certainty": round(worst.bare, 3),
            "helmet_model": f"{self._helmets.name} {self._helmets.version}",
        }

    def _decide(self, rider: Rider) -> Decision:
        decision = rule.decide(rider.looks, sure=self.zone.helmet.sure)
        # who walks past a vehicle is seen on it for a moment, and does not keep his place
        return decision if rule.stays(rider.places) else replace(decision, answer=Answer.UNKNOWN)

    def _settled(self, number: int) -> bool:
        rider = self._riders.get(number)
        if rider is None or len(rider.looks) < ENOUGH_LOOKS:
            return False
        return len(rider.looks) >= MOST_LOOKS or self._decide(rider).answer is Answer.HELMET

    def _rider(self, number: int, vehicle: int) -> Rider:
        """The memory of this rider on this vehicle. Where two vehicles pass, a track may go over from one rider to the
        other: on another vehicle nothing counts that was seen on the first."""
        rider = self._riders.get(number)
        if rider is None or rider.vehicle != vehicle:
            rider = self._riders[number] = Rider(vehicle=vehicle, told_s=rider.told_s if rider else None)
        return rider

    def _known_told(self, number: int, scene: Scene) -> bool:
        rider = self._riders.get(number)
        return rider is not None and self._told(rider.told_s, scene)

    def _told(self, told_s: float | None, scene: Scene) -> bool:
        return told_s is not None and scene.time_s - told_s < self.zone.window_s

    def _forget(self, scene: Scene) -> None:
        """Drops who is gone, and begins anew with those whose window has passed."""
        alive = {track.id for track in scene.tracks}
        self._vehicles = {number: one for number, one in self._vehicles.items() if number in alive}
        self._riders = {
            number: rider
            for number, rider in self._riders.items()
            if abs(number) in alive and (rider.told_s is None or self._told(rider.told_s, scene))
        }
