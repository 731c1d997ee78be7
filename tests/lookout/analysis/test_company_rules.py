"""Whom a zone is about: groups, size by perspective, nobody grown up near."""

import random

import pytest
from acting import AT, LEFT_HALF, Script, analyser, box, frame, zone
from hypothesis import given, settings
from hypothesis import strategies as st

from lookout import rules
from lookout.contract import Alert, Departure, Kind, Size, What
from lookout.pipeline import Interest, Priority
from lookout.ports import Detection
from lookout.rules import stature
from lookout.tracking import Track

ALWAYS = Interest(priority=Priority.MOTION)
REFERENCES = ((0.5, 0.2), (0.9, 0.4))
"""A grown person is 0.2 of the picture tall with feet at 0.5, 0.4 with feet at 0.9."""


def seen(x: float, y: float, share: float, *, score: float = 0.8) -> Detection:
    """Somebody who is ``share`` of a grown person tall by the references."""
    return Detection(cls="person", score=score, box=box(x, y, width=0.04, height=share * (0.5 * y - 0.05)))


def told(scenes: dict[float, list[Detection]], **more: object) -> tuple[list[Alert], list[Departure]]:
    """What is said of people who are there until the seconds that are their keys."""
    config = {"adult": more.pop("adult", REFERENCES)}

    def plot(number: int) -> list[Detection]:
        return [item for until, items in scenes.items() if number * 0.2 < until for item in items]

    watched = analyser(Script(plot), zone(**more), **config)
    analyses = [watched.analyse(frame(index), ALWAYS) for index in range(100)]
    return [s.alert for a in analyses for s in a.sightings], [gone for a in analyses for gone in a.departures]


@pytest.mark.parametrize(("y", "grown"), [(0.5, 0.2), (0.9, 0.4), (0.7, 0.3), (0.1, None)])
def test_two_references_tell_the_perspective(y: float, grown: float | None) -> None:
    known = rules.given(REFERENCES)
    assert known is not None
    assert known.grown(y) == (None if grown is None else pytest.approx(grown))


def test_one_reference_is_enough_and_none_is_none() -> None:
    known = rules.given([(0.5, 0.3)])
    assert known is not None
    assert known.grown(0.5) == pytest.approx(0.3)
    assert (known.grown(0.9) or 0) > 0.4
    assert rules.given([]) is None


@settings(deadline=None, max_examples=60)
@given(st.floats(0.2, 0.7), st.floats(-0.2, 0.1), st.integers(0, 99), st.floats(0.0, 0.35))
def test_the_perspective_is_learnt_although_children_and_bent_people_pass(
    slope: float, horizon: float, seed: int, children: float
) -> None:
    chance = random.Random(seed)
    samples = []
    for _ in range(120):
        y = chance.uniform(0.3, 0.95)
        share = chance.uniform(0.6, 0.78) if chance.random() < children else chance.gauss(1.0, 0.05)
        samples.append((y, share * slope * (y - horizon)))
    learnt = stature.learn(samples)
    assert learnt is not None
    for y in (0.4, 0.6, 0.9):
        assert (learnt.grown(y) or 0) / (slope * (y - horizon)) == pytest.approx(1.0, abs=0.15)


def test_too_few_or_senseless_sights_teach_nothing() -> None:
    assert stature.learn([(0.5 + 0.03 * index, 0.2) for index in range(stature.LEAST_TRACKS - 1)]) is None
    assert stature.learn([(0.3 + 0.01 * index, 0.6 - 0.01 * index) for index in range(40)]) is None
    flat = stature.learn([(0.5 + 0.001 * index, 0.2) for index in range(20)])
    assert flat is not None
    assert flat.grown(0.5) == pytest.approx(0.2, rel=0.05)
    assert flat.grown(0.9) is None


def test_who_passed_teaches_the_scene() -> None:
    statures = rules.Statures()
    for number in range(1, 41):
        y = 0.4 + 0.0125 * number
        for step in range(5):
            time_s = number * 10.0 + step
            item = box(0.5, y, 0.04, 0.5 * y - 0.05)
            track = Track(
                id=number,
                cls="person",
                score=0.8,
                sustained=0.7,
                box=item,
                velocity=(0, 0),
                hits=9,
                first_s=0,
                seen_s=time_s,
            )
            statures = rules.watched(statures, [track], time_s=time_s, aspect=16 / 9)
    assert statures.perspective is not None
    assert statures.perspective.grown(0.7) == pytest.approx(0.3, rel=0.05)
    assert statures.size(40) is Size.ADULT
    assert statures.size(99) is None


@pytest.mark.parametrize(
    ("only", "share", "adult", "alarm"),
    [
        (None, 1.0, REFERENCES, True),
        ("child", 1.0, REFERENCES, False),
        ("child", 0.7, REFERENCES, True),
        ("child", 0.88, REFERENCES, False),
        ("adult", 0.7, REFERENCES, False),
        ("adult", 1.0, REFERENCES, True),
        ("child", 1.0, (), True),  # nothing is known of the place: better told than missed
    ],
)
def test_size(only: str | None, share: float, adult: tuple[object, ...], alarm: bool) -> None:
    alerts, _ = told({10.0: [seen(0.3, 0.8, share)]}, only=only, adult=adult)
    assert len(alerts) == alarm
    if alarm and adult:
        assert alerts[0].facts["height_ratio"] == pytest.approx(share, abs=0.05)
    if alarm and not adult:
        assert alerts[0].facts["size"] == "unknown"


@pytest.mark.parametrize(
    ("others", "alarm"),
    [
        ([], True),
        ([seen(0.36, 0.82, 1.0)], False),  # a grown person beside
        ([seen(0.55, 0.8, 1.0)], False),  # outside the zone, near
        ([seen(0.95, 0.8, 1.0)], True),  # too far away
        ([seen(0.36, 0.82, 0.72)], True),  # another child
    ],
)
def test_alone(others: list[Detection], alarm: bool) -> None:
    alerts, _ = told({10.0: [seen(0.3, 0.8, 0.7), *others]}, alone=True, kind=Kind.WATER)
    assert bool(alerts) is alarm
    assert all(alert.facts["size"] == "child" and alert.facts["alone"] == "yes" for alert in alerts)


def test_alone_begins_when_the_grown_person_goes() -> None:
    alerts, _ = told({18.0: [seen(0.3, 0.8, 0.7)], 8.0: [seen(0.36, 0.82, 1.0)]}, alone=True)
    (alert,) = alerts
    assert 8.0 < alert.ended_s < 12.0


@pytest.mark.parametrize(
    ("least", "there", "alarm"), [(2, 1, False), (2, 2, True), (3, 2, False), (3, 3, True), (3, 4, True)]
)
def test_a_group_is_one_alert_and_one_departure(least: int, there: int, alarm: bool) -> None:
    crowd = [seen(0.1 + 0.1 * index, 0.8, 1.0) for index in range(there)]
    alerts, gone = told({8.0: crowd}, people=least, dwell_s=1.0)
    assert len(alerts) == len(gone) == alarm
    if alarm:
        assert (alerts[0].what, alerts[0].people) == (What.GROUP, there)
        assert alerts[0].ended_s - alerts[0].started_s >= 1.0
        assert alerts[0].box.x2 - alerts[0].box.x1 > 0.1 * (there - 1)
        assert gone[0].key == alerts[0].key
        assert gone[0].stayed_s == pytest.approx(8.0, abs=1.0)


def test_a_group_that_stays_is_told_again_after_the_window() -> None:
    alerts, _ = told({30.0: [seen(0.1, 0.8, 1.0), seen(0.3, 0.8, 1.0)]}, people=2, window_s=5.0)
    assert len(alerts) == 4
    assert len({alert.key for alert in alerts}) == 4


def test_one_hidden_for_a_second_does_not_end_the_group() -> None:
    def plot(number: int) -> list[Detection]:
        return [seen(0.1, 0.8, 1.0)] + ([] if number % 10 in (3, 4, 5) else [seen(0.3, 0.8, 1.0)])

    watched = analyser(Script(plot), zone(people=2, dwell_s=6.0))
    alerts = [s.alert for index in range(100) for s in watched.analyse(frame(index), ALWAYS).sightings]
    assert len(alerts) == 1


def test_people_are_counted_in_the_alert() -> None:
    alerts, _ = told({10.0: [seen(0.1, 0.8, 1.0), seen(0.3, 0.8, 1.0), seen(0.9, 0.8, 1.0)]})
    assert [alert.people for alert in alerts] == [2, 2]


counts = st.lists(st.tuples(st.floats(0.05, 3.0), st.integers(0, 5)), max_size=60)


@settings(deadline=None, max_examples=60)
@given(counts, st.integers(2, 4), st.floats(0.0, 4.0), st.floats(1.0, 30.0))
def test_groups_are_told_once_a_window_and_only_when_complete(
    film: list[tuple[float, int]], least: int, dwell: float, window: float
) -> None:
    group, now, before = rules.Group(), 0.0, -1e9
    people = [
        Track(
            id=n,
            cls="person",
            score=0.8,
            sustained=0.7,
            box=box(0.1 * n, 0.8),
            velocity=(0, 0),
            hits=9,
            first_s=0,
            seen_s=0,
        )
        for n in range(1, 6)
    ]
    windows = []
    for gap, there in film:
        now += gap
        result = rules.gathered(
            group, people[:there], least=least, dwell_s=dwell, window_s=window, time_s=now, at=AT + now
        )
        group = result.group
        if result.raised:
            assert there >= least
            assert now - before >= window
            before = now
            windows.append(group.window)
        assert result.left is None or there < least
    assert len(set(windows)) == len(windows)


def test_the_left_half_is_where_these_stand() -> None:
    assert rules.stands_in(zone(LEFT_HALF), seen(0.3, 0.8, 1.0).box)
