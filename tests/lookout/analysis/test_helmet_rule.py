"""Who rides, where the head is, and when many looks are a decision."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookout.contract import Box
from lookout.rules import helmet as rule
from lookout.rules.helmet import Answer, Look, decide
from lookout.tracking import Track

BIKE = Box(x1=0.4, y1=0.5, x2=0.6, y2=0.8)
RIDER = Box(x1=0.46, y1=0.35, x2=0.56, y2=0.74)


def looks(*helmet: float, every_s: float = 0.25, head: float = 0.95, px: float = 24.0) -> list[Look]:
    return [Look(time_s=n * every_s, helmet=value, head=head, px=px) for n, value in enumerate(helmet)]


def track(number: int, box: Box, cls: str = "person") -> Track:
    return Track(
        id=number, cls=cls, score=0.8, sustained=0.8, box=box, velocity=(0, 0), hits=9, first_s=0.0, seen_s=1.0
    )


@pytest.mark.parametrize(
    ("seen", "answer"),
    [
        (looks(), Answer.UNKNOWN),
        (looks(0.01), Answer.UNKNOWN),
        (looks(0.01, 0.01), Answer.UNKNOWN),
        (looks(0.1, 0.1, 0.1), Answer.NO_HELMET),
        (looks(0.1, 0.1, 0.1, every_s=0.1), Answer.UNKNOWN),
        (looks(0.9, 0.9, 0.9), Answer.HELMET),
        (looks(0.3, 0.3, 0.3, 0.3), Answer.UNKNOWN),
        (looks(0.02, 0.02, 0.02, 0.99), Answer.UNKNOWN),
        (looks(0.02, 0.02, 0.02, 0.02, 0.02, 0.6), Answer.NO_HELMET),
        (looks(0.9, 0.9, 0.9, 0.4), Answer.HELMET),
        (looks(0.99, 0.99, 0.45, 0.45, 0.45), Answer.UNKNOWN),
    ],
)
def test_what_looks_say_together(seen: list[Look], answer: Answer) -> None:
    assert decide(seen, sure=0.8).answer is answer


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_no_single_look_decides(helmet: float, head: float, sure: float) -> None:
    assert decide(looks(helmet, head=head), sure=sure).answer is Answer.UNKNOWN


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.5, 1), st.floats(8, 80)), min_size=1, max_size=24))
def test_no_helmet_is_said_only_when_the_mean_is_sure_and_most_looks_agree(seen: list[tuple[float, ...]]) -> None:
    shown = [Look(time_s=n * 0.2, helmet=h, head=p, px=px) for n, (h, p, px) in enumerate(seen)]
    decision = decide(shown, sure=0.8)
    assert 0.0 <= decision.bare <= 1.0
    if decision.answer is Answer.NO_HELMET:
        assert decision.bare >= 0.8
        assert decision.looks >= 3
        assert 3 * decision.against >= 2 * decision.looks
    assert decide(shown, sure=0.95).answer in (Answer.UNKNOWN, decision.answer, Answer.HELMET)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=12), st.data())
def test_one_more_look_at_a_helmet_never_makes_a_bare_head_surer(values: list[float], data: st.DataObject) -> None:
    before = decide(looks(*values), sure=0.8)
    after = decide(looks(*values, max(values)), sure=0.8)
    assert after.bare <= before.bare + 1e-9


def test_large_heads_count_more_than_small_ones() -> None:
    far = [Look(time_s=0.0, helmet=0.9, head=0.9, px=8.0), Look(time_s=0.3, helmet=0.9, head=0.9, px=8.0)]
    near = [Look(time_s=0.6 + n * 0.3, helmet=0.02, head=0.95, px=32.0) for n in range(4)]
    assert decide(far + near, sure=0.8).answer is Answer.NO_HELMET


@pytest.mark.parametrize(
    ("person", "sits"),
    [
        (RIDER, True),
        (Box(x1=0.5, y1=0.35, x2=0.62, y2=0.72), True),  # a passenger
        (Box(x1=0.46, y1=0.35, x2=0.56, y2=0.9), False),  # stands before it, on the ground
        (Box(x1=0.66, y1=0.4, x2=0.74, y2=0.8), False),  # stands beside it
        (Box(x1=0.46, y1=0.1, x2=0.56, y2=0.5), False),  # far behind it
        (Box(x1=0.48, y1=0.65, x2=0.52, y2=0.75), False),  # a thing on it, no rider
        (Box(x1=0.3, y1=0.0, x2=0.7, y2=0.82), True),  # a rider whose box holds the vehicle too
    ],
)
def test_who_sits_on_a_vehicle(person: Box, sits: bool) -> None:
    assert (rule.seated(person, BIKE) > 0) is sits


def test_nobody_sits_on_two_vehicles_and_a_second_box_of_one_does_not_take_him_away() -> None:
    first, second = track(10, BIKE, "motorcycle"), track(11, Box(x1=0.38, y1=0.42, x2=0.6, y2=0.8), "motorcycle")
    alone = rule.pairs([track(1, RIDER)], [first, second])
    assert sum(len(riders) for riders in alone.values()) == 1
    (taken,) = (number for number, riders in alone.items() if riders)
    other = 21 - taken
    kept = rule.pairs([track(1, RIDER)], [first, second], {1: other})
    assert [rider.id for rider in kept[other]] == [1]


def test_two_riders_sit_on_one_vehicle() -> None:
    aboard = rule.pairs([track(1, RIDER), track(2, Box(x1=0.52, y1=0.36, x2=0.6, y2=0.7))], [track(9, BIKE)])
    assert [rider.id for rider in aboard[9]] == [1, 2]


@pytest.mark.parametrize(
    ("now", "rides"),
    [
        (BIKE, False),
        (Box(x1=0.43, y1=0.5, x2=0.63, y2=0.8), False),  # a trembling box
        (Box(x1=0.4, y1=0.5, x2=0.52, y2=0.8), False),  # half hidden
        (Box(x1=0.55, y1=0.5, x2=0.75, y2=0.8), True),
        (Box(x1=0.36, y1=0.45, x2=0.64, y2=0.9), True),  # straight towards the camera
        (Box(x1=0.44, y1=0.52, x2=0.56, y2=0.74), True),  # straight away
    ],
)
def test_when_a_vehicle_rides(now: Box, rides: bool) -> None:
    assert rule.moved(BIKE, now) is rides


def test_who_walks_past_does_not_keep_his_place() -> None:
    assert rule.stays([0.02, 0.05, -0.03, 0.1, 0.04])
    assert not rule.stays([-0.5, -0.25, 0.0, 0.25, 0.5])
    assert rule.stays([])
    # one wild box among many does not make a rider a walker
    assert rule.stays([0.0, 0.01, 0.02, 0.03, 0.02, 0.01, 0.0, 0.9])


@given(
    st.floats(0.02, 0.4), st.floats(0.05, 0.5), st.floats(0.0, 0.5), st.floats(0.0, 0.4), st.sampled_from([360, 1080])
)
def test_heads_are_looked_for_at_the_top_of_the_body(
    wide: float, tall: float, left: float, top: float, height: int
) -> None:
    person = Box(x1=left, y1=top, x2=left + wide, y2=top + tall)
    width = height * 16 // 9
    places = rule.head_places(person, width=width, height=height)
    side = rule.head_side(person, width=width, height=height)
    assert 0 < side <= 0.5 * tall * height + 1e-6
    for x1, y1, x2, y2 in places:
        assert x2 - x1 == pytest.approx(y2 - y1)
        assert (left - 0.01) * width <= (x1 + x2) / 2 <= (left + wide + 0.01) * width
        assert top * height - side <= y1
        assert y2 <= (top + tall) * height


def test_the_head_of_one_rider_is_not_taken_for_the_next_ones() -> None:
    places = [(0.0, 0.0, 20.0, 20.0), (4.0, 0.0, 24.0, 20.0), (40.0, 0.0, 60.0, 20.0)]
    assert rule.best_place(places, [0.99, 0.9, 0.7], []) == 0
    assert rule.best_place(places, [0.99, 0.9, 0.7], [places[0]]) == 2
    assert rule.best_place(places, [0.4, 0.3, 0.2], []) is None
    assert rule.around(places, [0.99, 0.95, 0.99], 0) == [0, 1]
