"""The helmet function of a zone: looks at riders over their way, one alarm a vehicle, and when there is none."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pytest
from acting import AT, LEFT_HALF, WHOLE, zone

from lookout.contract import Box, CameraConfig, Kind, What, Zone
from lookout.functions import Finding, Scene, Tools
from lookout.functions.riders import Riders
from lookout.ports import Frame, HeadReading, LookoutError, Picture
from lookout.tracking import Track

WIDTH, HEIGHT = 640, 360
BARE, HELMET, UNSURE = (0, 0, 250), (250, 0, 0), (0, 250, 0)


class Colours:
    """A classifier for painted heads: red ones are bare, blue ones wear a helmet, of green ones it cannot say."""

    name, version = "colours", "1"

    def __init__(self) -> None:
        self.judged = 0

    def judge(self, heads: Sequence[Picture]) -> list[HeadReading]:
        self.judged += len(heads)
        return [self._one(head) for head in heads]

    def _one(self, head: Picture) -> HeadReading:
        middle = head[len(head) // 3 : len(head) - len(head) // 3, len(head) // 3 : len(head) - len(head) // 3]
        blue, green, red = (float((middle[..., n] > 200).mean()) for n in range(3))
        best = max((red, 0.05), (blue, 0.95), (green, 0.5))
        return HeadReading(head=best[0] * 0.98, helmet=best[1])


Actor = tuple[str, int, float, float, float, float]
"""Class, number, left, top, width and height in fractions."""


def motorcycle(x: float, number: int = 1, cls: str = "motorcycle", scale: float = 1.0) -> Actor:
    return cls, number, x, 0.5, 0.2 * scale, 0.3 * scale


def rider(x: float, number: int = 2, scale: float = 1.0) -> Actor:
    """Who sits on the motorcycle at x."""
    return "person", number, x + 0.06 * scale, 0.5 - 0.2 * scale, 0.08 * scale, 0.4 * scale


def picture(actors: Iterable[Actor], heads: dict[int, tuple[int, int, int]], width: int = WIDTH) -> Picture:
    """Grey, with a painted head on top of each person who has a colour."""
    height = width * 9 // 16
    canvas = np.full((height, width, 3), 90, np.uint8)
    for _, number, left, top, wide, tall in actors:
        if number in heads:
            side = 0.34 * np.sqrt(wide * width * tall * height)
            middle = (left + wide / 2) * width
            x1, y1 = int(middle - side / 2), max(0, int(top * height))
            canvas[y1 : int(top * height + side), max(0, x1) : int(x1 + side)] = heads[number]
    return canvas


def scene(
    time_s: float,
    actors: Sequence[Actor],
    heads: dict[int, tuple[int, int, int]],
    *,
    width: int = WIDTH,
    closer: Callable[[], Picture | None] | None = None,
) -> Scene:
    tracks = [
        Track(
            id=number,
            cls=cls,
            score=0.8,
            sustained=0.8,
            box=Box(x1=left, y1=top, x2=left + wide, y2=top + tall),
            velocity=(0.1, 0.0),
            hits=5,
            first_s=0.0,
            seen_s=time_s,
        )
        for cls, number, left, top, wide, tall in actors
    ]
    frame = Frame(time_s=time_s, at=AT + time_s, picture=picture(actors, heads, width), closer=closer)
    return Scene(frame=frame, tracks=tracks)


def function(helmets: Colours | None = None, of: Zone | None = None, *, moving: bool = True) -> Riders:
    of = of or zone(WHOLE, kind=Kind.HELMET)
    config = CameraConfig(camera="cam", source="x", zones=(of,))
    return Riders(of, config, helmets or Colours(), moving=moving)


def ride(
    of: Riders,
    at: Callable[[float], Sequence[Actor]],
    heads: dict[int, tuple[int, int, int]],
    *,
    seconds: float = 2.0,
    start: float = 0.0,
    **more: object,
) -> list[tuple[float, Finding]]:
    found = []
    for step in range(int(seconds / 0.2) + 1):
        time_s = round(start + step * 0.2, 3)
        outcome = of.judge(scene(time_s, at(time_s), heads, **more))
        found += [(time_s, finding) for finding in outcome.findings]
    return found


def passing(time_s: float) -> list[Actor]:
    x = 0.05 + 0.2 * time_s
    return [motorcycle(x), rider(x)]


def test_a_bare_head_is_one_alarm_with_its_facts() -> None:
    ((time_s, found),) = ride(function(), passing, {2: BARE}, seconds=3)
    assert 0.4 <= time_s <= 1.0
    assert (found.number, found.cls, found.what, found.people) == (1, "motorcycle", What.NO_HELMET, 1)
    assert found.facts is not None
    assert {
        "riders": 1,
        "without_helmet": 1,
        "with_helmet": 0,
        "cannot_tell": 0,
        "helmet_model": "colours 1",
    }.items() <= found.facts.items()
    assert found.facts["looks"] == found.facts["looks_without_helmet"]
    assert int(found.facts["looks"]) >= 3
    assert 16 <= int(found.facts["head_px"]) <= 60
    assert found.score >= 0.8
    assert found.frame is not None
    # the picture that proves it shows vehicle and rider
    assert (found.box.y1, found.box.y2) == (0.3, 0.8)


@pytest.mark.parametrize("colour", [HELMET, UNSURE])
def test_helmets_and_doubtful_heads_are_no_alarm(colour: tuple[int, int, int]) -> None:
    assert ride(function(), passing, {2: colour}, seconds=3) == []


def test_no_head_at_all_is_no_alarm() -> None:
    assert ride(function(), passing, {}, seconds=3) == []


def test_the_passenger_counts_and_a_vehicle_is_told_once() -> None:
    def both(time_s: float) -> list[Actor]:
        x = 0.05 + 0.2 * time_s
        return [motorcycle(x), rider(x), ("person", 3, x - 0.01, 0.32, 0.08, 0.38)]

    ((_, found),) = ride(function(), both, {2: HELMET, 3: BARE}, seconds=3)
    assert found.people == 2
    assert found.facts is not None
    assert (found.facts["riders"], found.facts["without_helmet"]) == (2, 1)
    ((_, found),) = ride(function(), both, {2: BARE, 3: BARE}, seconds=3)
    assert found.facts is not None
    assert found.facts["without_helmet"] == 2


def test_two_vehicles_are_two_alarms() -> None:
    def convoy(time_s: float) -> list[Actor]:
        x = 0.02 + 0.15 * time_s
        return [motorcycle(x), rider(x), motorcycle(x + 0.4, 11), rider(x + 0.4, 12)]

    assert sorted(found.number for _, found in ride(function(), convoy, {2: BARE, 12: BARE})) == [1, 11]


def test_a_parked_motorcycle_never_alarms() -> None:
    def parked(time_s: float) -> list[Actor]:
        return [motorcycle(0.4 + 0.005 * (time_s % 0.4))]

    def with_a_person_on_it(time_s: float) -> list[Actor]:
        return [*parked(time_s), rider(0.4)]

    def somebody_walks_past(time_s: float) -> list[Actor]:
        return [motorcycle(0.4), rider(0.1 + 0.12 * time_s)]

    assert ride(function(), parked, {}, seconds=6) == []
    assert ride(function(), with_a_person_on_it, {2: BARE}, seconds=6) == []
    assert ride(function(), somebody_walks_past, {2: BARE}, seconds=6) == []


def test_who_stands_while_a_motorcycle_rides_past_is_no_rider() -> None:
    def past(time_s: float) -> list[Actor]:
        return [motorcycle(0.05 + 0.25 * time_s), rider(0.4)]

    assert ride(function(), past, {2: BARE}, seconds=3) == []


def test_a_pedestrian_beside_is_not_judged() -> None:
    def beside(time_s: float) -> list[Actor]:
        x = 0.05 + 0.2 * time_s
        # as tall as the rider, but with the feet on the ground before the vehicle
        return [motorcycle(x), ("person", 2, x + 0.06, 0.4, 0.08, 0.48)]

    helmets = Colours()
    assert ride(function(helmets), beside, {2: BARE}, seconds=3) == []


def test_a_cyclist_is_judged_only_where_the_zone_says_so() -> None:
    def cycling(time_s: float) -> list[Actor]:
        x = 0.05 + 0.2 * time_s
        return [motorcycle(x, cls="bicycle"), rider(x)]

    assert ride(function(), cycling, {2: BARE}) == []
    asked = zone(WHOLE, kind=Kind.HELMET, classes=("bicycle",))
    assert len(ride(function(of=asked), cycling, {2: BARE})) == 1


def test_small_heads_are_not_judged_unless_the_large_picture_shows_them() -> None:
    def far(time_s: float) -> list[Actor]:
        x = 0.1 + 0.1 * time_s
        return [motorcycle(x, scale=0.5), rider(x, scale=0.5)]

    helmets = Colours()
    assert ride(function(helmets), far, {2: BARE}, width=320) == []
    assert helmets.judged == 0
    asked: list[float] = []
    of = function(helmets)
    found = []
    for step in range(12):
        time_s = step * 0.2
        actors = far(time_s)

        def large(actors: Sequence[Actor] = actors, time_s: float = time_s) -> Picture:
            asked.append(time_s)
            return picture(actors, {2: BARE}, 1920)

        found += of.judge(scene(time_s, actors, {2: BARE}, width=320, closer=large)).findings
    (finding,) = found
    assert 3 <= len(asked) <= 4
    assert finding.frame is not None
    assert finding.frame.width == 1920


def test_a_large_picture_that_does_not_come_is_not_waited_for_for_ever() -> None:
    def far(time_s: float) -> list[Actor]:
        return [motorcycle(0.1 + 0.1 * time_s, scale=0.5), rider(0.1 + 0.1 * time_s, scale=0.5)]

    asked = []

    def nothing() -> None:
        asked.append(1)

    assert ride(function(), far, {2: BARE}, seconds=4, width=320, closer=nothing) == []
    assert len(asked) <= 4


def test_only_inside_the_zone_but_what_was_seen_before_counts() -> None:
    def coming(time_s: float) -> list[Actor]:
        x = 0.75 - 0.2 * time_s
        return [motorcycle(x), rider(x)]

    of = zone(LEFT_HALF, kind=Kind.HELMET)
    ((time_s, found),) = ride(function(of=of), coming, {2: BARE}, seconds=3)
    assert time_s == pytest.approx(1.8)
    assert found.started_s == pytest.approx(1.8)


def test_a_rider_the_detector_missed_is_found_above_his_vehicle() -> None:
    def alone(time_s: float) -> list[Actor]:
        return [motorcycle(0.05 + 0.2 * time_s)]

    def seen(time_s: float, colour: tuple[int, int, int]) -> Scene:
        shown = scene(time_s, alone(time_s), {})
        x = int((0.05 + 0.2 * time_s + 0.1) * WIDTH)
        shown.frame.picture[130:165, x - 17 : x + 18] = colour
        return shown

    def ridden(colour: tuple[int, int, int]) -> list[Finding]:
        of = function()
        return [finding for step in range(16) for finding in of.judge(seen(step * 0.2, colour)).findings]

    assert [found.number for found in ridden(BARE)] == [1]
    assert ridden(HELMET) == ridden(UNSURE) == []


def test_after_the_window_who_still_rides_about_is_told_again() -> None:
    def circling(time_s: float) -> list[Actor]:
        x = 0.35 + 0.3 * np.sin(time_s)
        return [motorcycle(x), rider(x)]

    of = zone(WHOLE, kind=Kind.HELMET, window_s=5)
    found = ride(function(of=of), circling, {2: BARE}, seconds=9)
    assert len(found) == 2
    assert found[1][0] - found[0][0] >= 5
    assert found[1][1].window > found[0][1].window


def test_where_two_vehicles_pass_looks_do_not_go_over_to_the_other_rider() -> None:
    """The tracker may hand a number from one rider to the other; what was seen of the first says nothing then."""
    of = function()

    def first(time_s: float) -> list[Actor]:
        return [motorcycle(0.1 + 0.2 * time_s), rider(0.1 + 0.2 * time_s)]

    def second(time_s: float) -> list[Actor]:
        return [motorcycle(0.9 - 0.2 * time_s, 5), rider(0.9 - 0.2 * time_s, 2)]

    ride(of, first, {2: UNSURE}, seconds=0.8)
    assert of.decisions()[2][1].looks >= 3
    ride(of, second, {2: HELMET}, seconds=0.2, start=1.0)
    vehicle, decision = of.decisions()[2]
    assert vehicle == 5
    assert decision.looks <= 2


def test_outside_its_hours_nothing_is_looked_at() -> None:
    helmets = Colours()
    of = zone(WHOLE, kind=Kind.HELMET, schedule=[("03:00", "03:01")])
    assert ride(function(helmets, of), passing, {2: BARE}) == []
    assert helmets.judged == 0


def test_a_zone_that_cannot_be_done_says_so() -> None:
    config = CameraConfig(camera="cam", source="x")
    with pytest.raises(LookoutError, match="helmet model is not loaded"):
        Tools().make(zone(WHOLE, kind=Kind.HELMET), config)
    line = Zone.model_validate({"name": "line", "kind": "helmet", "line": {"a": [0, 0.5], "b": [1, 0.5]}})
    with pytest.raises(LookoutError, match="outline"):
        Tools(helmets=Colours()).make(line, config)
    assert isinstance(Tools(helmets=Colours()).make(zone(WHOLE, kind=Kind.HELMET), config), Riders)


def test_somebody_undecided_asks_to_be_seen_again_soon() -> None:
    of = function()
    assert not of.pending
    ride(of, passing, {2: UNSURE}, seconds=0.4)
    assert of.pending
    of.judge(scene(5.0, [], {}))
    assert not of.pending
