import random
from collections.abc import Callable

import pytest
from acting import box, person
from hypothesis import given, settings
from hypothesis import strategies as st

from lookout.contract import Box
from lookout.ports import Detection
from lookout.tracking import LOST_S, LOST_STILL_S, Track, Tracker, family


def walk(tracker: Tracker, pictures: list[list[Detection]], *, every_s: float = 0.1) -> list[tuple[Track, ...]]:
    return [tracker.update(found, time_s=index * every_s) for index, found in enumerate(pictures)]


def test_two_sights_make_a_track() -> None:
    first, second = walk(Tracker(), [[person(0.3)], [person(0.31)]])
    assert first == ()
    assert [(track.id, track.cls, track.hits) for track in second] == [(1, "person", 2)]


def test_a_single_slip_is_nobody() -> None:
    pictures = [[person(0.3, score=0.95)], *([[]] * 12), [person(0.7, score=0.95)], *([[]] * 12)]
    assert not any(walk(Tracker(), pictures))


@pytest.mark.parametrize(("start", "speed"), [(0.5, 0.0), (0.1, 0.01), (0.95, -0.015)])
def test_the_number_outlives_a_missed_second(start: float, speed: float) -> None:
    pictures = [[person(start + speed * index)] if index % 25 < 15 else [] for index in range(60)]
    assert {track.id for tracks in walk(Tracker(), pictures) for track in tracks} <= {1}


def test_the_number_outlives_a_change_of_pace() -> None:
    tracker, numbers = Tracker(), set()
    times = [index * 0.1 for index in range(20)] + [2 + index * 0.6 for index in range(8)]
    for time_s in times:
        numbers |= {track.id for track in tracker.update([person(0.1 + 0.08 * time_s)], time_s=time_s)}
    assert numbers == {1}


def test_who_turns_round_and_runs_stays_the_same() -> None:
    there = [0.5 + 0.02 * index for index in range(15)]
    back = [there[-1] - 0.05 * index for index in range(1, 12)]
    assert {t.id for tracks in walk(Tracker(), [[person(x)] for x in there + back], every_s=0.2) for t in tracks} == {1}


@pytest.mark.parametrize("away_s", [0.6, 1.0, 2.5])
@pytest.mark.parametrize("mirror", [False, True])
def test_who_comes_in_where_another_has_gone_out_is_another(mirror: bool, away_s: float) -> None:
    """Children come one after the other, and each must be told."""

    def at_edge(x: float) -> Detection:
        left, right = (1 - x - 0.025, 1 - x + 0.025) if mirror else (x - 0.025, x + 0.025)
        seen = Box(x1=max(0.0, left), y1=0.6, x2=min(1.0, right), y2=0.8)
        return Detection(cls="person", score=0.8, box=seen)

    outward = [[at_edge(x)] for x in (0.85, 0.88, 0.91, 0.94, 0.97, 0.99)]
    nobody: list[list[Detection]] = [[] for _ in range(round(away_s * 10))]
    tracks = walk(Tracker(), [*outward, *nobody, *reversed(outward)])
    assert {track.id for picture in tracks[:6] for track in picture} == {1}
    assert {track.id for track in tracks[-1]} == {2}


def test_somebody_half_in_the_picture_is_waited_for() -> None:
    cut = Detection(cls="person", score=0.8, box=Box(x1=0.97, y1=0.6, x2=1.0, y2=0.8))
    nobody: list[list[Detection]] = [[] for _ in range(15)]
    tracks = walk(Tracker(), [*[[cut]] * 4, *nobody, *[[cut]] * 3])
    assert {track.id for picture in tracks for track in picture} == {1}


def test_somebody_else_far_away_is_somebody_else() -> None:
    tracks = walk(Tracker(), [*[[person(0.3)]] * 4, *[[person(0.45)]] * 4])
    assert {track.id for picture in tracks for track in picture} == {1, 2}


@pytest.mark.parametrize(("step", "kept_s"), [(0.02, LOST_S), (0.0, LOST_STILL_S)])
def test_a_lost_track_is_forgotten_in_time(step: float, kept_s: float) -> None:
    """Who stood still is waited for longer: he is found again where he was."""
    tracker = Tracker()
    walk(tracker, [[person(0.3 + step * index)] for index in range(5)])
    assert tracker.update([], time_s=0.4 + kept_s - 0.1)
    assert tracker.update([], time_s=0.4 + kept_s + 0.1) == ()


def test_who_stood_still_and_was_hidden_is_the_same() -> None:
    tracker = Tracker()
    walk(tracker, [[person(0.3)]] * 5)
    for index in range(80):
        tracker.update([], time_s=0.5 + 0.1 * index)
    (track,) = tracker.update([person(0.31)], time_s=8.6)
    assert track.id == 1


@pytest.mark.parametrize(
    ("xs", "moved"),
    [
        ([0.3] * 30, False),
        ([0.3, 0.304, 0.297, 0.305, 0.3] * 6, False),  # a box that trembles
        ([0.3 + 0.01 * index for index in range(10)], True),
    ],
)
def test_who_has_moved_is_known(xs: list[float], moved: bool) -> None:
    (track,) = walk(Tracker(), [[person(x)] for x in xs])[-1]
    assert track.moved is moved


def test_a_box_that_grows_at_one_end_has_not_moved() -> None:
    tracker = Tracker()
    for index, height in enumerate((0.2, 0.12, 0.22, 0.14, 0.2)):
        tracks = tracker.update(
            [Detection(cls="person", score=0.7, box=box(0.3, 0.8, height=height))], time_s=index / 5
        )
    assert [track.moved for track in tracks] == [False]


def test_who_is_found_where_a_walker_was_lost_has_moved() -> None:
    tracker = Tracker()
    walk(tracker, [[person(0.3 + 0.02 * index)] for index in range(6)] + [[]])
    for index in range(60):
        tracker.update([], time_s=0.7 + index)
    for index in range(3):
        tracks = tracker.update([person(0.4), person(0.8)], time_s=61 + index * 0.2)
    assert [(track.id > 1, track.moved) for track in tracks] == [(True, True), (True, False)]


def test_held_are_the_tentative_and_the_longest_unseen_first() -> None:
    tracker = Tracker()
    walk(tracker, [[person(0.2), person(0.5), person(0.9, cls="car")]] * 3 + [[person(0.5)]] * 2)
    tracker.update([person(0.5), person(0.75)], time_s=0.5)
    assert [round((one.x1 + one.x2) / 2, 2) for one in tracker.held(0.5)] == [0.75, 0.2, 0.5]


def test_weak_detections_hold_a_track_but_begin_none() -> None:
    weak = [[person(0.5, score=0.25)]] * 10
    assert not any(walk(Tracker(), weak))
    tracker = Tracker()
    walk(tracker, [[person(0.5)]] * 3)
    (track,) = tracker.update([person(0.5, score=0.25)], time_s=0.3)
    assert (track.id, track.seen_s, track.score) == (1, 0.3, 0.25)


def test_one_thing_by_two_names_is_one_track() -> None:
    names = ["car", "truck", "car", "bus", "car"]
    (last,) = walk(Tracker(), [[person(0.5, cls=name)] for name in names])[-1]
    assert (last.id, last.cls, last.hits) == (1, "car", 5)


def test_a_rider_and_the_motorcycle_are_two() -> None:
    tracks = walk(Tracker(), [[person(0.5), person(0.5, cls="motorcycle")]] * 3)[-1]
    assert sorted(track.cls for track in tracks) == ["motorcycle", "person"]
    assert family("motorcycle") == family("bicycle") != family("person")


def test_two_who_pass_each_other_at_a_distance_keep_their_numbers() -> None:
    tracks = walk(Tracker(), [[person(0.2 + i * 0.01, 0.5), person(0.8 - i * 0.01, 0.9)] for i in range(60)])
    upper = {track.id for picture in tracks for track in picture if track.box.y2 < 0.7}
    lower = {track.id for picture in tracks for track in picture if track.box.y2 > 0.7}
    assert len(upper) == len(lower) == 1
    assert upper != lower


def test_numbers_start_where_they_are_told_and_rise() -> None:
    tracker = Tracker()
    tracker.update([person(0.2)], time_s=0, least_id=700)
    (first,) = tracker.update([person(0.2)], time_s=0.1, least_id=700)
    tracker.update([person(0.2), person(0.8)], time_s=0.2, least_id=650)
    numbers = [track.id for track in tracker.update([person(0.2), person(0.8)], time_s=0.3, least_id=650)]
    assert (first.id, numbers) == (700, [700, 701])


def test_the_sustained_score_wants_more_of_weaker_sights() -> None:
    assert walk(Tracker(), [[person(0.5, score=0.6)]] * 2)[-1][0].sustained == pytest.approx(0.45)
    weaker = [picture[0].sustained for picture in walk(Tracker(), [[person(0.5, score=0.41)]] * 8)[1:]]
    assert weaker[0] < 0.32
    assert weaker[-1] > 0.4
    assert weaker == sorted(weaker)


@st.composite
def films(draw: st.DrawFn) -> list[list[Detection]]:
    thing = st.builds(
        lambda x, y, score, cls: Detection(cls=cls, score=score, box=box(x, y, 0.06, 0.2)),
        st.floats(0.05, 0.95),
        st.floats(0.25, 0.95),
        st.floats(0.2, 1.0),
        st.sampled_from(["person", "car", "truck", "bicycle"]),
    )
    return draw(st.lists(st.lists(thing, max_size=5), min_size=1, max_size=12))


@given(films(), st.integers(0, 10_000))
@settings(deadline=None)
def test_the_order_of_detections_changes_nothing(film: list[list[Detection]], seed: int) -> None:
    chance = random.Random(seed)
    mixed = [chance.sample(found, len(found)) for found in film]
    assert walk(Tracker(), film) == walk(Tracker(), mixed)


@given(films())
@settings(deadline=None)
def test_laws_of_tracks(film: list[list[Detection]]) -> None:
    born: dict[int, float] = {}
    for index, tracks in enumerate(walk(Tracker(), film, every_s=0.3)):
        numbers = [track.id for track in tracks]
        assert len(set(numbers)) == len(numbers)
        assert len([track for track in tracks if track.seen_s == index * 0.3]) <= len(film[index])
        for track in tracks:
            assert born.setdefault(track.id, track.first_s) == track.first_s
            assert track.hits >= 2
            assert track.first_s <= track.seen_s <= index * 0.3
            assert 0 < track.sustained <= 1
    assert list(born) == sorted(born)


def test_who_is_found_beside_a_walker_just_lost_may_be_the_walker() -> None:
    """He walked, was not seen for a second and stands a few steps on: not a post that never moved."""

    def found_at(x: float, *, after: int) -> list[bool]:
        walked = [[person(0.1 + 0.02 * index)] for index in range(10)]
        tracks = walk(Tracker(), [*walked, *([[]] * after), *([[person(x)]] * 3)])[-1]
        return [track.moved for track in tracks if track.id > 1]

    assert found_at(0.33, after=10) == [True]
    assert found_at(0.75, after=10) == [False]
    assert found_at(0.33, after=45) == [False]


@pytest.mark.parametrize(
    ("stirred", "came"),
    [
        (lambda index: [(0.27, 0.58, 0.33, 0.81)], True),  # the place looks otherwise than usual, every time
        (lambda index: [], False),
        (lambda index: [(0.27, 0.58, 0.33, 0.81)] if index % 2 else [], False),  # a branch before a post
        (lambda index: [(0.1, 0.3, 0.7, 0.9)], False),  # a whole tree, or a beam of light
        (lambda index: [(0.5, 0.58, 0.56, 0.81)], False),  # something else
    ],
)
def test_who_stands_where_nothing_stood_has_come(
    stirred: Callable[[int], list[tuple[float, float, float, float]]], came: bool
) -> None:
    tracker = Tracker()
    for index in range(12):
        (*_, track) = (None, *tracker.update([person(0.3)], time_s=index * 0.1, stirred=stirred(index)))
    assert track is not None
    assert (track.moved, track.came) == (False, came)
