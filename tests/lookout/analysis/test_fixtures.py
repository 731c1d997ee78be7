"""What looks like a person and is part of the place."""

import pytest
from acting import Script, analyser, box, frame, person, zone

from lookout.fixtures import PLAIN_S, STRIKING_S
from lookout.pipeline import Interest, Priority
from lookout.ports import Detection

ALWAYS = Interest(priority=Priority.MOTION)


def alarms(film: list[list[Detection]], *, every_s: float = 0.5, window_s: float = 5.0) -> list[float]:
    """Seconds at which something is said; the film's pictures are half a second apart."""
    said, watched = [], analyser(Script(lambda number: []), zone(window_s=window_s))
    for index, found in enumerate(film):
        watched._detector = Script(lambda number, found=found: found)
        picture = frame(index % 200, every_s=every_s)
        picture = type(picture)(time_s=index * every_s, at=picture.at, picture=picture.picture)
        said += [index * every_s for _ in watched.analyse(picture, ALWAYS).sightings]
    return said


def post(score: float = 0.5) -> Detection:
    return Detection(cls="person", score=score, box=box(0.3, 0.8))


def test_a_post_is_nobody() -> None:
    assert alarms([[post(0.5 + 0.02 * (index % 3))] for index in range(200)]) == []


def test_who_stands_where_nothing_stood_is_no_post() -> None:
    """A weak sight in a place that looks otherwise than usual: told, and told again, for as long as it does."""
    watched = analyser(Script(lambda number: [post(0.5)]), zone(window_s=10.0))
    stirred = Interest(priority=Priority.MOTION, regions=((0.27, 0.58, 0.33, 0.81),))
    said = [bool(watched.analyse(frame(index, every_s=0.5), stirred).sightings) for index in range(60)]
    assert [index * 0.5 for index, told in enumerate(said) if told] == [1.5, 11.5, 21.5]


def test_who_stands_there_from_the_beginning_is_somebody() -> None:
    assert alarms([[post(0.75)]] * 40)[0] <= 2.0


def test_a_scarecrow_is_told_for_a_while_only() -> None:
    pictures = int(STRIKING_S / 0.5) + 200
    said = alarms([[post(0.75)]] * pictures)
    assert said
    assert max(said) <= STRIKING_S + 1


@pytest.mark.parametrize("known_s", [0.0, 2 * PLAIN_S])
def test_who_walks_past_a_post_is_told_and_the_post_is_not(known_s: float) -> None:
    before = [[post()]] * int(known_s / 0.5)
    walking = [[post(), person(0.95 - 0.03 * index, 0.85)] for index in range(30)]
    said = alarms([*before, *walking, *[[post()]] * 20], window_s=60.0)
    assert len(said) == 1
    assert said[0] >= known_s + 7.0


def test_somebody_before_a_post_is_seen() -> None:
    arriving = [[post(), person(0.70 - 0.04 * index, 0.8, score=0.8)] for index in range(10)]
    standing = [[Detection(cls="person", score=0.8, box=box(0.3, 0.8))]] * 20
    assert alarms([*[[post()]] * 30, *arriving, *standing])


def test_a_parked_car_stays_a_car() -> None:
    said, watched = 0, analyser(Script(lambda number: [person(0.3, cls="car")]), zone(classes=("car",), window_s=5.0))
    for index in range(100):
        said += len(watched.analyse(frame(index, every_s=0.5), ALWAYS).sightings)
    assert said >= 8
