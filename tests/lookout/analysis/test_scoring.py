import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookout.cli.scoring import Alarm, Event, Presence, Score, score_alarms, score_presence, table


def event(start: float, end: float, *, clip: str = "a.mp4", place: str = "bank", cls: str = "person") -> Event:
    return Event(clip=clip, place=place, cls=cls, start_s=start, end_s=end, tolerance_s=0.5)


def alarm(time: float, *, clip: str = "a.mp4", place: str = "bank", cls: str = "person") -> Alarm:
    return Alarm(clip=clip, place=place, cls=cls, time_s=time, track=7)


@pytest.mark.parametrize(
    ("events", "alarms", "expected"),
    [  # expected: found, duplicates, false, delays
        ([event(5, 9)], [alarm(6)], (1, 0, 0, (1.0,))),
        ([event(5, 9)], [], (0, 0, 0, ())),
        ([event(5, 9)], [alarm(4.5)], (1, 0, 0, (-0.5,))),
        ([event(5, 9)], [alarm(4.4)], (0, 0, 1, ())),
        ([event(5, 9)], [alarm(9.5)], (1, 0, 0, (4.5,))),
        ([event(5, 9)], [alarm(9.6)], (0, 0, 1, ())),
        ([event(5, 9)], [alarm(8), alarm(6)], (1, 1, 0, (1.0,))),
        ([event(5, 9)], [alarm(6), alarm(7), alarm(20)], (1, 1, 1, (1.0,))),
        ([event(5, 9)], [alarm(6, place="road")], (0, 0, 1, ())),
        ([event(5, 9)], [alarm(6, clip="b.mp4")], (0, 0, 1, ())),
        ([event(5, 9)], [alarm(6, cls="car")], (0, 0, 1, ())),
        ([event(5, 9, cls="truck")], [alarm(6, cls="car")], (1, 0, 0, (1.0,))),
        # two at once: the first alarm belongs to the first, so that both are found
        ([event(5, 9), event(7, 9)], [alarm(7.2), alarm(8)], (2, 0, 0, (2.2, 1.0))),
        ([event(5, 9), event(7, 9)], [alarm(6), alarm(8)], (2, 0, 0, (1.0, 1.0))),
        ([event(5, 9), event(7, 9)], [alarm(6), alarm(6.2)], (1, 1, 0, (1.0,))),
        ([], [alarm(6)], (0, 0, 1, ())),
        ([], [], (0, 0, 0, ())),
    ],
)
def test_alarms_against_events(
    events: list[Event], alarms: list[Alarm], expected: tuple[int, int, int, tuple[float, ...]]
) -> None:
    score = score_alarms(events, alarms)
    assert (score.found, score.duplicates, score.false, score.delays) == expected
    assert score.truth == len(events)
    assert len(score.misses) == score.truth - score.found
    assert len(score.false_alarms) == score.false


def seen(first: float, last: float, *, track: int = 1, cls: str = "person", clip: str = "a.mp4") -> Presence:
    count = max(1, round((last - first) / 0.5))
    return Presence(clip=clip, cls=cls, track=track, times=tuple(first + 0.5 * index for index in range(count + 1)))


@pytest.mark.parametrize(
    ("events", "tracks", "found", "false", "delays"),
    [
        ([event(1, 5)], [seen(1.5, 4)], 1, 0, (0.5,)),
        ([event(1, 5)], [seen(0, 4)], 1, 0, (0.0,)),
        ([event(1, 5)], [seen(5.2, 8)], 0, 0, ()),  # within the tolerance: neither found nor false
        ([event(1, 5)], [seen(6, 8)], 0, 1, ()),
        ([event(1, 5), event(1, 5)], [seen(1, 5)], 1, 0, (0.0,)),  # one track is not two people
        ([event(1, 3), event(4, 6)], [seen(1, 6)], 2, 0, (0.0, 0.0)),  # but may serve one after the other
        ([event(1, 5)], [seen(1, 2), seen(3, 5, track=2)], 1, 0, (0.0,)),
        ([event(1, 5)], [seen(1, 2, clip="b.mp4")], 0, 0, ()),  # nothing is known of that clip
        ([event(1, 5)], [seen(1, 2, cls="car")], 0, 0, ()),
    ],
)
def test_tracks_against_objects(
    events: list[Event], tracks: list[Presence], found: int, false: int, delays: tuple[float, ...]
) -> None:
    score = score_presence(events, tracks, classes=frozenset({"person"}))
    assert (score.found, score.false, score.delays, score.duplicates) == (found, false, delays, None)


def test_shares_and_delays() -> None:
    score = Score(truth=8, found=6, false=2, delays=(0.4, 0.1, 0.2, 0.3, 0.9, 0.5))
    assert (score.recall, score.precision) == (0.75, 0.75)
    assert (score.delay(0.5), score.delay(0.95), score.delay(0.0)) == (0.3, 0.9, 0.1)
    assert (Score().recall, Score().precision, Score().delay(0.5)) == (None, None, None)


def test_the_table_names_what_was_missed() -> None:
    text = table({"zone water": score_alarms([event(5, 9)], [alarm(20)])})
    assert "zone water" in text
    assert "missed: zone water: a.mp4 bank person 5.0-9.0 s" in text
    assert "false:  zone water: a.mp4 bank person at 20.0 s (track 7)" in text


times = st.floats(0, 30)


@given(st.lists(st.tuples(times, st.floats(0.1, 10)), max_size=5), st.lists(times, max_size=8), st.randoms())
def test_every_alarm_is_counted_once_and_order_is_nothing(
    spans: list[tuple[float, float]], alarms: list[float], chance: object
) -> None:
    events = [event(start, start + length) for start, length in spans]
    said = [alarm(time) for time in alarms]
    score = score_alarms(events, said)
    assert score.found + (score.duplicates or 0) + score.false == len(said)
    assert score.found <= score.truth
    mixed = sorted(said, key=lambda _: chance.random())
    other = score_alarms(events, mixed)
    assert (other.found, other.false) == (score.found, score.false)
    assert sum(other.delays) == pytest.approx(sum(score.delays), abs=0.01)
