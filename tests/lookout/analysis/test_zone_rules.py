from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from acting import AT, LEFT_HALF, WHOLE, box, zone
from hypothesis import given
from hypothesis import strategies as st

from lookout import rules
from lookout.contract import Kind, Zone
from lookout.rules import Raised, Visits, judge
from lookout.tracking import Track


def track(
    x: float,
    time_s: float,
    *,
    number: int = 1,
    y: float = 0.8,
    cls: str = "person",
    sustained: float = 0.7,
    velocity: tuple[float, float] = (0.0, 0.0),
) -> Track:
    return Track(
        id=number,
        cls=cls,
        score=0.7,
        sustained=sustained,
        box=box(x, y),
        velocity=velocity,
        hits=9,
        first_s=0.0,
        seen_s=time_s,
    )


def play(
    of: Zone, positions: list[tuple[float, float]], *, at: float = AT, number: int = 1
) -> list[tuple[float, Raised]]:
    """Alarms for one track that is at x at each (time, x)."""
    visits: Visits = {}
    raised = []
    for time_s, x in positions:
        verdict = judge(of, visits, [track(x, time_s, number=number)], time_s=time_s, at=at + time_s)
        visits = verdict.visits
        raised += [(time_s, alarm) for alarm in verdict.raised]
    return raised


def standing(until: float, x: float = 0.2, every: float = 0.5) -> list[tuple[float, float]]:
    return [(index * every, x) for index in range(int(until / every) + 1)]


def test_the_second_sight_inside_alarms() -> None:
    assert [time for time, _ in play(zone(), standing(3))] == [0.5]


def test_outside_nothing_alarms() -> None:
    assert play(zone(), standing(10, x=0.7)) == []


def test_a_foot_that_is_inside_now_and_then_is_outside() -> None:
    """Who walks along the border and is found without his legs in every second or third picture."""
    trembling = [(index * 0.1, 0.2 if index % 3 == 0 else 0.7) for index in range(60)]
    assert play(zone(), trembling) == []
    assert play(zone(), [(index * 0.1, 0.2 if index % 2 else 0.7) for index in range(60)]) == []
    assert [time for time, _ in play(zone(), [*trembling, (6.1, 0.2), (6.2, 0.2)])] == [6.2]


@pytest.mark.parametrize("dwell", [0.0, 1.0, 2.4, 7.0])
def test_dwell_is_waited_for(dwell: float) -> None:
    ((time, alarm),) = play(zone(dwell_s=dwell), standing(20))
    assert dwell <= time <= max(0.5, dwell + 0.5)
    assert alarm.started_s == 0.0


def test_who_leaves_before_the_dwell_time_does_not_alarm() -> None:
    there_and_back = [*standing(1.5), *[(2 + i * 0.5, 0.8) for i in range(6)], *[(5 + i * 0.5, 0.2) for i in range(4)]]
    assert play(zone(dwell_s=2.0), there_and_back) == []


def test_a_tremble_at_the_border_does_not_start_the_dwell_again() -> None:
    trembling = [(index * 0.25, 0.49 if index % 3 else 0.51) for index in range(20)]
    assert len(play(zone(dwell_s=2.0), trembling)) == 1


def test_a_minute_inside_is_one_alarm_over_the_border_of_a_window() -> None:
    at = 60.0 * 29_000_000 + 55  # five seconds before the clock's minute
    assert len(play(zone(), standing(59), at=at)) == 1
    alarms = play(zone(), standing(130), at=at)
    assert [time for time, _ in alarms] == [0.5, 60.5, 120.5]
    assert len({alarm.window for _, alarm in alarms}) == 3


def test_coming_back_within_the_window_is_not_told_twice() -> None:
    back = [*standing(3), *[(3.5 + i * 0.5, 0.8) for i in range(20)], *[(14 + i * 0.5, 0.2) for i in range(8)]]
    assert len(play(zone(), back)) == 1
    assert len(play(zone(window_s=12), back)) == 2


def test_a_clock_set_back_brings_no_old_key() -> None:
    of, visits, windows = zone(window_s=10), {}, []
    for index in range(60):
        at = AT + index - (10 if index > 20 else 0)
        verdict = judge(of, visits, [track(0.2, float(index))], time_s=float(index), at=at)
        visits = verdict.visits
        windows += [alarm.window for alarm in verdict.raised]
    assert len(windows) == 6
    assert len(set(windows)) == 6


def test_other_classes_and_weak_tracks_do_not_alarm() -> None:
    for odd in (track(0.2, 0.0, cls="dog"), track(0.2, 0.0, sustained=0.39)):
        visits: Visits = {}
        for index in range(10):
            now = Track(**{name: getattr(odd, name) for name in odd.__slots__} | {"seen_s": index * 0.5})
            verdict = judge(zone(), visits, [now], time_s=index * 0.5, at=AT)
            visits = verdict.visits
            assert verdict.raised == ()


def test_a_predicted_box_is_no_sight() -> None:
    visits: Visits = {}
    for index in range(10):
        verdict = judge(zone(), visits, [track(0.2, 0.0)], time_s=index * 0.5, at=AT)
        visits = verdict.visits
        assert verdict.raised == ()


@pytest.mark.parametrize(
    ("wanted", "velocity", "alarms"),
    [
        (None, (0.0, 0.0), True),
        (0, (0.0, -0.1), True),
        (0, (0.0, 0.1), False),
        (90, (0.1, 0.0), True),
        (90, (-0.1, 0.02), False),
        (315, (-0.1, -0.1), True),
        (180, (0.0, 0.004), False),
    ],
)
def test_direction(wanted: float | None, velocity: tuple[float, float], alarms: bool) -> None:
    of, visits, raised = zone(direction_deg=wanted), {}, 0
    for index in range(4):
        moving = track(0.2, float(index), velocity=velocity)
        verdict = judge(of, visits, [moving], time_s=float(index), at=AT)
        visits, raised = verdict.visits, raised + len(verdict.raised)
    assert raised == (1 if alarms else 0)


def moment(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("schedule", "utc", "expected"),
    [
        ((), "2026-07-01T00:00", True),
        ((("06:00", "20:00"),), "2026-06-30T22:00", True),  # 06:00 in Shanghai
        ((("06:00", "20:00"),), "2026-06-30T21:59", False),
        ((("06:00", "20:00"),), "2026-07-01T11:59", True),
        ((("06:00", "20:00"),), "2026-07-01T12:00", False),
        ((("22:00", "06:00"),), "2026-07-01T15:30", True),  # 23:30
        ((("22:00", "06:00"),), "2026-07-01T21:30", True),  # 05:30
        ((("22:00", "06:00"),), "2026-07-01T04:00", False),  # noon
        ((("00:00", "24:00"),), "2026-07-01T15:59", True),
        ((("08:00", "09:00"), ("12:00", "14:00")), "2026-07-01T05:00", True),
    ],
)
def test_schedule_is_local(schedule: tuple[tuple[str, str], ...], utc: str, expected: bool) -> None:
    assert rules.armed(zone(schedule=schedule), moment(utc)) is expected


def test_other_time_zones_and_unknown_ones() -> None:
    assert rules.armed(zone(schedule=(("06:00", "07:00"),), timezone="Asia/Urumqi"), moment("2026-07-01T00:30"))
    with pytest.raises(ValueError, match="Asia/Longshan"):
        rules.timezone("Asia/Longshan")


def test_arming_finds_who_stands_there_already() -> None:
    of = zone(schedule=(("06:00", "20:00"),), dwell_s=2)
    start = moment("2026-06-30T21:59:55")
    ((time, alarm),) = play(of, standing(20), at=start)
    assert (time, alarm.started_s) == (7.0, 5.0)


def test_leaving_is_told_once() -> None:
    visits: Visits = {}
    left = []
    for time_s, x in [*standing(2), *[(2.5 + i * 0.5, 0.8) for i in range(6)]]:
        verdict = judge(zone(), visits, [track(x, time_s)], time_s=time_s, at=AT + time_s)
        visits = verdict.visits
        left += verdict.left
    assert [(gone.track, gone.left_s) for gone in left] == [(1, 2.0)]


@pytest.mark.parametrize(
    ("polygon", "kind", "bottom", "stands"),
    [
        (WHOLE, Kind.INTRUSION, 0.99, True),
        (((0, 0.5), (1, 0.5), (1, 0.985), (0, 0.985)), Kind.INTRUSION, 0.98, False),
        (((0, 0.5), (1, 0.5), (1, 0.985), (0, 0.985)), Kind.INTRUSION, 0.95, True),
        (((0, 0.5), (1, 0.5), (1, 0.985), (0, 0.985)), Kind.WATER, 0.98, True),
        (LEFT_HALF, Kind.INTRUSION, 1.0, True),
    ],
)
def test_feet_beyond_the_lower_edge(
    polygon: tuple[tuple[float, float], ...], kind: Kind, bottom: float, stands: bool
) -> None:
    assert rules.stands_in(zone(polygon, kind=kind), box(0.3, bottom)) is stands


steps = st.lists(
    st.tuples(st.floats(0.01, 20.0), st.lists(st.tuples(st.integers(1, 3), st.floats(0.05, 0.95)), max_size=3)),
    max_size=40,
)


@given(steps, st.floats(0.5, 90.0), st.floats(0.0, 5.0), st.booleans())
def test_never_two_alerts_for_one_track_within_the_window(
    film: list[tuple[float, list[tuple[int, float]]]], window: float, dwell: float, reverse: bool
) -> None:
    of = zone(window_s=window, dwell_s=dwell)
    visits: Visits = {}
    now, alarms = 0.0, {}
    for gap, people in film:
        now += gap
        tracks = [track(x, now, number=number) for number, x in dict(people).items()]
        verdict = judge(of, visits, tracks[::-1] if reverse else tracks, time_s=now, at=AT + now)
        straight = judge(of, visits, tracks, time_s=now, at=AT + now)
        assert verdict == straight
        visits = verdict.visits
        for alarm in verdict.raised:
            assert now - alarm.started_s >= dwell
            alarms.setdefault(alarm.track.id, []).append((now, alarm.window))
    for told in alarms.values():
        assert all(later - earlier >= window for (earlier, _), (later, _) in pairwise(told))
        assert len({number for _, number in told}) == len(told)


@pytest.mark.parametrize(
    ("sustained", "moved", "came", "sure"),
    [
        (0.42, True, False, True),
        (0.42, False, True, False),
        (0.50, False, True, True),  # stands where nothing stood before
        (0.50, False, False, False),  # a post
        (0.62, False, False, True),
    ],
)
def test_what_never_moved_must_be_surer(sustained: float, moved: bool, came: bool, sure: bool) -> None:
    seen = replace(track(0.2, 0.0, sustained=sustained), moved=moved, came=came)
    visits: Visits = {}
    raised = []
    for index in range(6):
        verdict = judge(zone(), visits, [replace(seen, seen_s=index * 0.2)], time_s=index * 0.2, at=AT + index * 0.2)
        visits = verdict.visits
        raised += verdict.raised
    assert len(raised) == sure
