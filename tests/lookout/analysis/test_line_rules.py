"""Lines: crossings with their direction, and counting them."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from acting import AT, Script, analyser, box, frame
from hypothesis import given, settings
from hypothesis import strategies as st

from lookout import rules
from lookout.contract import Line, What
from lookout.pipeline import Interest, Priority
from lookout.ports import Detection
from lookout.reporting import Analysis
from lookout.rules import sums

DOWN = Line(a=(0.5, 0.2), b=(0.5, 0.8))
"""Drawn downwards: its right is the left of the picture."""
Points = list[tuple[float, float]]


def ways(line: Line, points: Points, *, every_s: float = 0.2, height: float = 0.2) -> list[str]:
    path, crossed = None, []
    for index, point in enumerate(points):
        path, step = rules.stepped(line, path, point, height=height, time_s=index * every_s, aspect=16 / 9)
        crossed += [step.way] if step else []
    return crossed


def walk(*xs: float, y: float = 0.5) -> Points:
    return [(x, y) for x in xs]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (walk(0.7, 0.6, 0.4, 0.3), ["forward"]),
        (walk(0.3, 0.4, 0.6, 0.7), ["backward"]),
        (walk(0.7, 0.3, 0.7, 0.3), ["forward", "backward", "forward"]),
        (walk(0.7, 0.6, 0.51), []),  # not over it
        (walk(0.7, 0.6, 0.499, 0.501, 0.498, 0.502, 0.499), []),  # sways on it
        (walk(0.7, 0.6, 0.499, 0.501, 0.498, 0.502, 0.4), ["forward"]),  # sways and goes on
        (walk(0.7, 0.6, 0.499, 0.501, 0.498, 0.502, 0.6), []),  # sways and turns back
        (walk(0.7, 0.5, 0.5, 0.3), ["forward"]),  # stands exactly on it
        (walk(0.7, 0.3, y=0.9), []),  # past its end
        ([(0.7, 0.5), (0.7, 0.95), (0.3, 0.95), (0.3, 0.5)], []),  # round its end
        ([(0.7, 0.5), (0.7, 0.95), (0.3, 0.95), (0.3, 0.5), (0.7, 0.5)], ["backward"]),
        (walk(0.501, 0.499, 0.3), []),  # was never clear of it before
        (walk(0.7), []),
    ],
)
def test_crossings(points: Points, expected: list[str]) -> None:
    assert ways(DOWN, points) == expected


def test_who_was_gone_for_long_did_not_cross() -> None:
    assert ways(DOWN, walk(0.7, 0.3), every_s=1.0) == ["forward"]
    assert ways(DOWN, walk(0.7, 0.3), every_s=rules.lines.FORGET_S + 0.1) == []


feet = st.lists(st.tuples(st.floats(0.05, 0.95), st.floats(0.05, 0.95)), min_size=2, max_size=40)


@settings(deadline=None, max_examples=60)
@given(feet)
def test_directions_alternate_on_an_endless_line_and_mirror(points: Points) -> None:
    """Over a line through the whole picture nobody crosses twice the same way; drawn the other way, all is mirrored."""
    line = Line(a=(0.5, 0.0), b=(0.5, 1.0))
    crossed = ways(line, points)
    assert all(one != other for one, other in pairwise(crossed))
    mirrored = ways(Line(a=line.b, b=line.a), [(x if x != 0.5 else 0.4999, y) for x, y in points])
    if all(x != 0.5 for x, _ in points):
        assert mirrored == [{"forward": "backward", "backward": "forward"}[way] for way in crossed]


@settings(deadline=None, max_examples=60)
@given(feet, st.floats(0.0005, 0.005))
def test_trembling_changes_no_count(points: Points, tremble: float) -> None:
    """A path that stays clear of the line but for its steps across gives the same count when every foot trembles."""
    line = Line(a=(0.5, 0.0), b=(0.5, 1.0))
    clear = [(x, y) for x, y in points if abs(x - 0.5) > 0.03]
    shaken = [(x + (tremble if index % 2 else -tremble), y) for index, (x, y) in enumerate(clear)]
    assert ways(line, shaken) == ways(line, clear)


def crossing(way: str = "both", **more: object) -> dict[str, object]:
    return {"name": "gate", "kind": "intrusion", "line": {"a": DOWN.a, "b": DOWN.b, "way": way, **more}}


def passing(number: int) -> list[Detection]:
    """To the left over the line in pictures 0 to 19, back in 20 to 39."""
    x = 0.9 - 0.04 * number if number < 20 else 0.14 + 0.04 * (number - 20)
    return [Detection(cls="person", score=0.8, box=box(x, 0.6))] if number < 40 else []


def play(zone: dict[str, object], pictures: int = 60, *, at: float = AT) -> list[Analysis]:
    watched = analyser(Script(passing), zone)
    always = Interest(priority=Priority.MOTION)
    return [watched.analyse(frame(index, at=at), always) for index in range(pictures)]


@pytest.mark.parametrize(
    ("way", "expected"), [("both", ["forward"]), ("forward", ["forward"]), ("backward", ["backward"])]
)
def test_a_line_alarms_once_a_window(way: str, expected: list[str]) -> None:
    alerts = [sighting.alert for analysis in play(crossing(way)) for sighting in analysis.sightings]
    assert [alert.facts["way"] for alert in alerts] == expected
    assert all(alert.what is What.LINE for alert in alerts)
    assert alerts[0].started_s < alerts[0].ended_s


def test_a_counting_line_only_counts_and_each_span_once() -> None:
    begin = AT - AT % 60
    analyses = play(crossing(count=True), 250, at=begin + 50)
    assert not any(analysis.sightings for analysis in analyses)
    (tally,) = [tally for analysis in analyses for tally in analysis.tallies]
    assert (tally.forward, tally.backward, tally.cls) == (1, 1, "person")
    assert tally.begin == datetime.fromtimestamp(begin + 50, UTC)
    assert tally.end == datetime.fromtimestamp(begin + 60, UTC)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.floats(-30, 200), st.integers(0, 3), st.booleans()), min_size=1, max_size=40),
    st.sampled_from((60.0, 300.0, 3600.0)),
)
def test_nobody_is_counted_twice_or_lost(film: list[tuple[float, int, bool]], span_s: float) -> None:
    """Whatever the clock does: spans follow one another, their beginnings differ, and the sums add up."""
    state, at, told, put = sums.Sums(), AT, [], 0
    for gap, people, counting in film:
        at += gap
        crossings = Counter({("person", "forward"): people}) if people and counting else Counter()
        put += sum(crossings.values())
        result = rules.summed(state, crossings, span_s=span_s, at=at, counting=counting)
        state, told = result.sums, [*told, *result.over]
    open_span = state.open.crossings if state.open else Counter()
    assert sum(sum(span.crossings.values()) for span in told) + sum(open_span.values()) == put
    assert all(one.end <= other.begin for one, other in pairwise(told))
    assert all(span.end > span.begin for span in told)
    assert len({span.begin for span in told}) == len(told)
