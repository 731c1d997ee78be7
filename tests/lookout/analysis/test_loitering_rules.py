"""Hanging about: time adds up over comings and goings, also under another number."""

import pytest
from acting import WHOLE, Script, analyser, frame, person, zone
from hypothesis import given, settings
from hypothesis import strategies as st

from lookout.contract import Alert, Departure, What
from lookout.pipeline import Interest, Priority
from lookout.ports import Detection

ALWAYS = Interest(priority=Priority.MOTION)
INSIDE, NEAR, FAR = 0.40, 0.56, 0.95


def told(stays: list[tuple[float, float | None]], **more: object) -> tuple[list[Alert], list[Departure]]:
    """One person who is at x (None: hidden) until the second before it; two pictures a second."""

    def plot(number: int) -> list[Detection]:
        now = number * 0.5
        x = next((x for until, x in stays if now < until), None)
        return [] if x is None else [person(x)]

    watched = analyser(Script(plot), zone(loiter_s=30.0, **more))
    analyses = [watched.analyse(frame(index, every_s=0.5), ALWAYS) for index in range(int(stays[-1][0] * 2) + 80)]
    return [s.alert for a in analyses for s in a.sightings], [gone for a in analyses for gone in a.departures]


@pytest.mark.parametrize(
    ("stays", "alarm"),
    [
        ([(25, INSIDE)], False),
        ([(40, INSIDE)], True),
        ([(12, INSIDE), (18, NEAR), (40, INSIDE)], True),  # out for a moment
        ([(12, INSIDE), (19, None), (40, INSIDE)], True),  # hidden, and another number afterwards
        ([(8, INSIDE), (40, NEAR)], False),  # came once and stays beside
        ([(3, INSIDE), (29, NEAR), (33, INSIDE)], False),  # away too long
        ([(3, INSIDE), (15, NEAR), (18, INSIDE), (30, NEAR), (33, INSIDE)], False),  # hardly ever inside
        ([(60, FAR)], False),
    ],
)
def test_loitering(stays: list[tuple[float, float | None]], alarm: bool) -> None:
    alerts, gone = told(stays)
    assert len(alerts) == len(gone) == alarm
    if alarm:
        (alert,) = alerts
        assert alert.what is What.LOITERING
        assert alert.ended_s - alert.started_s >= 30.0
        assert 10.0 <= float(alert.facts["inside_s"]) <= float(alert.facts["about_s"])
        assert gone[0].key == alert.key


def test_comings_are_told() -> None:
    (alert,), _ = told([(12, INSIDE), (18, NEAR), (40, INSIDE)])
    assert alert.facts["comings"] == 2


def test_who_stays_is_told_again_after_the_window() -> None:
    alerts, _ = told([(75, INSIDE)], window_s=20.0)
    assert len(alerts) == 3
    assert len({alert.key for alert in alerts}) == 3


def test_somebody_else_at_the_other_end_does_not_take_over() -> None:
    alerts, _ = told([(20, 0.05), (23.5, None), (40, 0.95)], polygon=WHOLE)
    assert alerts == []


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.floats(0.5, 12.0), st.sampled_from((INSIDE, NEAR, FAR, None))), min_size=1, max_size=8))
def test_never_before_the_time_and_never_for_a_passer(parts: list[tuple[float, float | None]]) -> None:
    now, stays, inside = 0.0, [], 0.0
    for length, x in parts:
        now += length
        inside += length if x == INSIDE else 0.0
        stays.append((now, x))
    alerts, gone = told(stays)
    assert len(gone) <= len(alerts)
    if alerts:
        assert alerts[0].ended_s >= 30.0
        assert inside >= 9.0
