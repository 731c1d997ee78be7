"""The rubbish function on a yard whose every second is known: who is reminded, what is told, and what is not."""

from __future__ import annotations

import math

import pytest
from yard import BINS, HEIGHT, WIDTH, Bag, Carton, Light, MovedBin, OpenLid, Part, Rain, Walker, visit, watch, zone

from lookout.contract import CameraConfig, What, Zone
from lookout.functions import Tools
from lookout.functions.rubbish import Rubbish
from lookout.ports import LookoutError

AWAY = 10.0 + 4 + 3 + 1
"""About when a visitor who set out at 10 s is no longer with his bag."""


# --- left behind ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "thing",
    [
        Bag(330, 228, 15.5),
        Bag(330, 228, 15.5, colour=(225, 225, 222)),
        Bag(330, 228, 15.5, colour=(60, 160, 70), size=32),
        Carton(330, 228, 15.5),
        Bag(280, 205, 15.5, colour=(70, 150, 190)),  # before a container, hiding a part of it
        Bag(550, 218, 19.4),  # beside the old bags at the far end: he walks past them on his way out
    ],
)
def test_what_a_visitor_leaves_is_told_once_when_he_is_gone(thing: Part) -> None:
    told = watch(visit(10), thing, seconds=60)
    ((at, finding),) = told.left
    assert AWAY + 6 <= at <= AWAY + 13
    assert finding.facts is not None
    assert (finding.facts["brought_by"], finding.facts["things"]) == ("person", 1)
    assert finding.started_s == pytest.approx(16.5, abs=4)
    box = finding.box
    assert box.x1 * WIDTH < thing.x < box.x2 * WIDTH
    assert box.y1 * HEIGHT < thing.y - 10 < box.y2 * HEIGHT


def test_the_picture_from_before_has_neither_bag_nor_visitor() -> None:
    from yard import empty

    ((_, finding),) = watch(visit(10), Bag(330, 228, 15.5), seconds=40).left
    assert finding.before is not None
    assert abs(finding.before.astype(int) - empty()).mean() < 2


def test_nothing_left_nothing_told() -> None:
    assert watch(visit(10), visit(25, number=6), seconds=60).left == []


def test_several_bags_of_one_visit_are_one_deposit() -> None:
    told = watch(visit(10, stays=8), Bag(330, 228, 15), Bag(264, 226, 18, colour=(220, 220, 220)), seconds=60)
    ((_, finding),) = told.left
    assert finding.facts is not None
    assert finding.facts["things"] == 2
    assert finding.box.x1 * WIDTH < 264 < 330 < finding.box.x2 * WIDTH


def test_two_visits_are_two_deposits() -> None:
    told = watch(visit(10), Bag(330, 228, 15.5), visit(45, x=430, number=6), Bag(460, 224, 50.5, size=30), seconds=90)
    assert len(told.left) == 2
    assert len({(finding.number, finding.window) for _, finding in told.left}) == 2


def test_what_is_fetched_in_time_is_not_told() -> None:
    assert watch(visit(10), Bag(330, 228, 15.5, 27.5), visit(23.5, number=6), seconds=60).left == []


def test_what_was_told_and_is_fetched_is_reported_as_gone() -> None:
    told = watch(visit(10), Bag(330, 228, 15.5, 50), visit(45, number=6), seconds=80)
    ((_, finding),) = told.left
    (ended,) = [gone for _, gone in told.gone if gone.number == finding.number]
    assert ended.window == finding.window
    assert 50 <= ended.left_s <= 56


def test_a_told_bag_that_is_kicked_aside_is_not_told_again() -> None:
    told = watch(visit(10), Bag(330, 228, 15.5, 50), Bag(348, 230, 50), visit(46, number=6, x=340), seconds=100)
    assert len(told.left) == 1


def test_a_bag_of_nobody_takes_twice_as_long() -> None:
    ((at, finding),) = watch(Bag(330, 228, 12, size=34), seconds=60).left
    assert 12 + 2 * 8 <= at <= 12 + 2 * 8 + 2
    assert finding.facts is not None
    assert finding.facts["brought_by"] == "nobody seen"


def test_who_stands_by_his_bag_is_left_in_peace() -> None:
    assert watch(visit(10, stays=80), Bag(330, 228, 15), seconds=90).left == []


def test_passers_by_do_not_begin_the_time_anew() -> None:
    passers = [Walker([(t, -30, 235), (t + 5, 670, 235)], number=20 + t) for t in (20, 27, 34)]
    ((at, _),) = watch(visit(10), Bag(330, 228, 15.5), *passers, seconds=80).left
    assert at <= AWAY + 20


def test_outside_its_hours_nothing_is_told_until_they_begin() -> None:
    at_night = zone().model_copy(update={"schedule": (("00:00", "00:01"),)})
    assert watch(visit(10), Bag(330, 228, 15.5), seconds=50, where=at_night).findings == []


# --- what is no rubbish -----------------------------------------------------------------------------------------


def swaying(x: float) -> Light:
    return Light(
        lambda t: 0.55,
        lambda t: [(x + math.sin(t) * 6 + dx, 205 + dy) for dx, dy in ((0, 0), (60, -5), (70, 25), (5, 30))],
    )


QUIET: dict[str, list[Part]] = {
    "nothing": [],
    "a cloud": [Light(lambda t: 1.0 if t < 20 else max(0.55, 1 - (t - 20) * 0.15))],
    "the sun comes out": [Light(lambda t: 0.6 if t < 20 else 1.0)],
    "exposure jumps": [Light(lambda t: 0.8 if t % 30 > 20 else 1.0)],
    "a shadow falls and stays": [
        Light(lambda t: 1.0 if t < 20 else 0.5, lambda t: [(300, 190), (380, 188), (400, 235), (310, 240)])
    ],
    "a patch of sun": [
        Light(lambda t: 0.55, None),
        Light(lambda t: 1.0 if t < 20 else 1.7, lambda t: [(320, 200), (360, 198), (364, 226), (318, 228)]),
    ],
    "a shadow that wanders": [
        Light(lambda t: 0.5, lambda t: [(250 + t, 190), (330 + t, 188), (340 + t, 235), (260 + t, 240)])
    ],
    "leaves' shadow": [swaying(300), swaying(450)],
    "rain": [Rain(20)],
    "a cat that sits down": [
        Walker([(20, 650, 230), (26, 420, 228), (80, 420, 228)], cls="cat", tall=20, colour=(60, 90, 120))
    ],
    "a dog that lies down, lost by the detector": [
        Walker(
            [(20, 650, 230), (26, 420, 228), (90, 420, 228)],
            cls="dog",
            tall=30,
            colour=(50, 70, 100),
            found=lambda t: t < 30,
        )
    ],
    "a parked bicycle": [
        Walker([(15, -30, 240), (19, 350, 226), (21, 350, 226), (25, 670, 250)], number=7),
        Walker(
            [(15, -30, 240), (19, 350, 230), (90, 350, 230)], number=8, cls="bicycle", tall=60, found=lambda t: t < 24
        ),
    ],
    "a car that parks": [
        Walker(
            [(15, -90, 250), (20, 480, 250), (90, 480, 250)],
            number=9,
            cls="car",
            tall=75,
            colour=(140, 40, 30),
            found=lambda t: t < 26,
        )
    ],
    "somebody who stands still, lost by the detector": [
        Walker([(15, -30, 240), (20, 400, 228), (90, 400, 228)], found=lambda t: t < 24)
    ],
    "somebody who stands still, found now and then": [
        Walker([(15, -30, 240), (20, 400, 228), (90, 400, 228)], found=lambda t: t < 22 or t % 20 < 1)
    ],
    "a container is moved": [visit(15, x=280), MovedBin(20, 34)],
    "a container is taken away": [visit(15, x=280), MovedBin(20, 330)],
    "a lid is opened": [visit(15, x=380), OpenLid(20)],
    "an old bag is fetched": [Bag(330, 228, 0, 20), visit(16, x=335)],
}


@pytest.mark.parametrize("name", QUIET)
def test_this_is_no_rubbish(name: str) -> None:
    told = watch(*QUIET[name], seconds=75)
    assert [(at, finding.box) for at, finding in told.left] == []


def test_a_shaking_camera_and_a_noisy_one_say_nothing() -> None:
    assert watch(seconds=60, shake=0.7).findings == []
    assert watch(seconds=60, noise=9).findings == []


@pytest.mark.parametrize("name", ["a cloud", "exposure jumps", "leaves' shadow", "rain", "a lid is opened"])
def test_and_a_bag_is_seen_all_the_same(name: str) -> None:
    told = watch(*QUIET[name], visit(30, number=15, x=430), Bag(462, 226, 35.5), seconds=85)
    ((at, finding),) = told.left
    assert 40 < at < 60
    assert finding.box.x1 * WIDTH < 462 < finding.box.x2 * WIDTH


def test_a_camera_that_is_turned_begins_anew() -> None:
    upside = Light(lambda t: 1.0)
    upside.draw = lambda picture, t: picture.__setitem__(slice(None), picture[::-1, ::-1]) if t > 20 else None
    assert watch(upside, seconds=60).left == []


# --- reminders --------------------------------------------------------------------------------------------------


def test_who_stops_at_the_bins_is_reminded_once() -> None:
    told = watch(visit(10, stays=12), seconds=40)
    ((at, finding),) = told.of(What.REMINDER)
    assert 14.5 <= at <= 17
    assert (finding.number, finding.cls) == (5, "person")


def test_who_stays_is_reminded_again_when_the_window_has_passed() -> None:
    assert len(watch(visit(5, stays=100), seconds=105).of(What.REMINDER)) == 2


def test_who_walks_past_is_not_reminded() -> None:
    walking = Walker([(5, -30, 225), (10, 670, 225)])
    assert watch(walking, seconds=15).of(What.REMINDER) == []
    dawdling = Walker([(5, -30, 225), (30, 670, 225)])
    assert len(watch(dawdling, seconds=35).of(What.REMINDER)) == 1


def test_each_part_may_be_switched_off() -> None:
    parts = visit(10), Bag(330, 228, 15.5)
    assert watch(*parts, seconds=45, where=zone(remind=False)).of(What.REMINDER) == []
    assert watch(*parts, seconds=45, where=zone(left_behind=False)).left == []


# --- the station ------------------------------------------------------------------------------------------------


class Taste:
    """A judge that says what the test wants at each look."""

    name, version = "taste", "1"

    def __init__(self, *said: float) -> None:
        self.said = list(said)
        self.shapes: list[tuple[int, ...]] = []

    def judge(self, station: object) -> float:
        self.shapes.append(station.shape)
        return self.said.pop(0) if len(self.said) > 1 else self.said[0]


def test_a_station_that_becomes_dirty_is_told_once_and_its_end_too() -> None:
    taste = Taste(*[0.2] * 12, *[0.9] * 14, 0.1)
    told = watch(seconds=800, every_s=5.0, station=taste)
    ((at, finding),) = told.of(What.OVERFULL)
    assert 12 * 15 + 4 * 15 <= at <= 12 * 15 + 8 * 15
    assert finding.facts is not None
    assert finding.facts["clean"] == pytest.approx(0.2)
    assert finding.before is not None
    ((_, gone),) = told.gone
    assert (gone.number, gone.window) == (finding.number, finding.window)


@pytest.mark.parametrize(
    "said",
    [
        [0.2] * 12 + [0.95, 0.2] * 15,  # every second look
        [0.7] * 12 + [0.9] * 30,  # this place always looks a little dirty to the model
        [0.9] * 40,  # never seen clean, and not beyond doubt
    ],
)
def test_a_station_that_is_not_told(said: list[float]) -> None:
    assert watch(seconds=15.0 * len(said), every_s=5.0, station=Taste(*said)).of(What.OVERFULL) == []


def test_the_station_is_not_judged_while_somebody_is_there() -> None:
    taste = Taste(0.2)
    watch(visit(2, stays=90), seconds=90, every_s=1.0, station=taste)
    assert len(taste.shapes) <= 2


# --- the seam ---------------------------------------------------------------------------------------------------


def test_the_tools_make_it() -> None:
    config = CameraConfig(camera="c", source="x")
    assert isinstance(Tools().make(zone(), config), Rubbish)
    line = Zone.model_validate({"name": "l", "kind": "rubbish", "line": {"a": (0, 0), "b": (1, 1)}})
    with pytest.raises(LookoutError, match="needs an outline"):
        Tools().make(line, config)
    assert len(BINS) == 4
