import random

import pytest
from acting import WHOLE, box, person, zone
from hypothesis import given
from hypothesis import strategies as st

from lookout.contract import Box, Kind
from lookout.ports import Detection
from lookout.regions import CROPS, SWEEP_S, Views, lifted, merged, sweeps, whole_bodies

SMALL = (0.40, 0.50, 0.43, 0.58)


def test_small_motion_gets_a_crop_around_it() -> None:
    (view,) = Views([]).choose([SMALL], [], [], width=1280, time_s=0)
    assert view[0] < SMALL[0] < SMALL[2] < view[2]
    assert view[1] < SMALL[1] < SMALL[3] < view[3]
    assert view[2] - view[0] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("region", "seen", "width"),
    [
        ((0.1, 0.1, 0.4, 0.9), [], 1280),  # large enough in the whole picture
        (SMALL, [person(0.415, 0.6, score=0.7)], 1280),  # known
        (SMALL, [], 240),  # a crop would hold no more pixels
    ],
)
def test_no_crop_where_it_brings_nothing(
    region: tuple[float, float, float, float], seen: list[Detection], width: int
) -> None:
    assert Views([]).choose([region], seen, [], width=width, time_s=0) == []


def test_motion_near_a_zone_comes_first_and_crops_are_few() -> None:
    bank = zone(((0.8, 0.8), (0.9, 0.8), (0.9, 0.9)))
    moved = [(x / 10, 0.1, x / 10 + 0.02, 0.15) for x in range(0, 9, 4)] + [(0.85, 0.7, 0.87, 0.8)]
    views = Views([bank]).choose(moved, [], [bank], width=1920, time_s=0)
    assert len(views) == CROPS
    assert views[0][0] < 0.85 < views[0][2]
    assert views[0][3] > 0.8


def test_an_armed_water_zone_is_swept_wholly_and_at_its_pace() -> None:
    shore = zone(((0.0, 0.6), (1.0, 0.5), (1.0, 0.7), (0.0, 0.8)), kind=Kind.WATER)
    views, chosen = Views([shore]), []
    for index in range(40):
        chosen += views.choose([], [], [shore], width=1280, time_s=index * 0.1)
    assert len(chosen) == 8
    assert set(chosen) == set(sweeps([shore], 1 / 3))
    assert views.choose([], [], [zone(kind=Kind.INTRUSION)], width=1280, time_s=9) == []


@given(st.floats(0.0, 0.7), st.floats(0.0, 0.7), st.floats(0.05, 0.3), st.floats(0.05, 0.3))
def test_sweeps_cover_the_zone(x: float, y: float, width: float, height: float) -> None:
    bank = zone(((x, y), (x + width, y), (x + width, y + height), (x, y + height)), kind=Kind.WATER)
    views = sweeps([bank], 1 / 3)
    for px in (x, x + width / 2, x + width):
        for py in (y, y + height / 2, y + height):
            assert any(v[0] - 1e-9 <= px <= v[2] + 1e-9 and v[1] - 1e-9 <= py <= v[3] + 1e-9 for v in views)
    assert sweeps([zone(WHOLE, kind=Kind.WATER)], 1 / 3)


def test_what_a_crop_shows_is_told_in_the_whole_picture() -> None:
    (whole,) = lifted([Detection(cls="person", score=0.7, box=box(0.5, 0.8, 0.2, 0.4))], (0.5, 0.25, 1.0, 0.75))
    assert (whole.box.x1, whole.box.y1, whole.box.x2, whole.box.y2) == pytest.approx((0.7, 0.45, 0.8, 0.65))


@pytest.mark.parametrize(
    ("foot", "view", "kept"),
    [
        ((0.5, 1.0), (0.2, 0.2, 0.7, 0.7), False),  # legs cut off by the crop
        ((0.5, 1.0), (0.2, 0.5, 0.7, 1.0), True),  # cut off by the picture itself
        ((0.1, 0.8), (0.2, 0.2, 0.7, 0.7), False),
        ((0.1, 0.8), (0.0, 0.2, 0.5, 0.7), True),
    ],
)
def test_a_crop_does_not_tell_of_halves(
    foot: tuple[float, float], view: tuple[float, float, float, float], kept: bool
) -> None:
    item = Detection(cls="person", score=0.7, box=box(*foot, 0.2, 0.4))
    assert bool(lifted([item], view)) is kept


def test_one_object_out_of_two_views() -> None:
    whole = [person(0.3, score=0.4), person(0.8, score=0.6), person(0.3, cls="car", score=0.5)]
    closer = [person(0.303, score=0.8), person(0.3, cls="truck", score=0.3)]
    found = merged(whole, closer)
    assert sorted((item.cls, item.score) for item in found) == [("car", 0.5), ("person", 0.6), ("person", 0.8)]


def body(top: float, bottom: float, *, x: float = 0.5, width: float = 0.06, score: float = 0.6) -> Detection:
    return Detection(cls="person", score=score, box=Box(x1=x - width / 2, y1=top, x2=x + width / 2, y2=bottom))


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        (body(0.5, 0.62), False),  # the trunk
        (body(0.62, 0.8, width=0.05), False),  # the legs
        (body(0.62, 0.8, score=0.9), True),  # much surer: a child before him
        (body(0.62, 0.8, x=0.54), True),  # beside
        (body(0.52, 0.8), True),  # nearly as tall
        (body(0.7, 0.95), True),  # nearer
    ],
)
def test_a_part_of_a_body_is_not_another_one(other: Detection, kept: bool) -> None:
    whole = body(0.5, 0.8, score=0.65)
    assert (other in whole_bodies([whole, other])) is kept
    assert whole in whole_bodies([whole, other])


def test_who_is_followed_near_a_zone_is_looked_at_closer_though_nothing_moves() -> None:
    bank = zone()
    near, far = Box(x1=0.3, y1=0.5, x2=0.32, y2=0.6), Box(x1=0.8, y1=0.5, x2=0.82, y2=0.6)
    (view,) = Views([bank]).choose([], [], [bank], held=[far, near], width=640, time_s=0)
    assert view[0] < 0.3 < 0.32 < view[2]
    known = [Detection(cls="person", score=0.7, box=near)]
    assert Views([bank]).choose([], known, [bank], held=[near], width=640, time_s=0) == []


def test_what_moves_takes_turns() -> None:
    """Four things stir at once, two crops a picture: each is looked at within two pictures."""
    bank = zone(WHOLE)
    stirred = [(x, y, x + 0.03, y + 0.1) for x in (0.05, 0.9) for y in (0.05, 0.85)]
    views = Views([bank])
    seen = [view for index in range(2) for view in views.choose(stirred, [], [bank], width=1280, time_s=index * 0.2)]
    assert all(any(v[0] <= r[0] and r[2] <= v[2] and v[1] <= r[1] and r[3] <= v[3] for v in seen) for r in stirred)


def test_those_who_walk_near_the_water_leave_a_crop_for_the_zone() -> None:
    """Three people stir all the time; the whole zone is swept at its pace all the same, at no more crops."""
    shore = zone(((0.0, 0.6), (1.0, 0.5), (1.0, 0.7), (0.0, 0.8)), kind=Kind.WATER)
    stirred = [(x, 0.55, x + 0.03, 0.65) for x in (0.1, 0.5, 0.8)]
    held = [Box(x1=x, y1=0.55, x2=x + 0.03, y2=0.65) for x in (0.1, 0.5)]
    views = Views([shore])
    chosen = [views.choose(stirred, [], [shore], held=held, width=1280, time_s=index * 0.1) for index in range(41)]
    swept = [view for crops in chosen for view in crops if view in sweeps([shore], 1 / 3)]
    assert len(swept) >= 4.0 / SWEEP_S
    assert set(swept) == set(sweeps([shore], 1 / 3))
    assert max(len(crops) for crops in chosen) == CROPS


def test_with_time_for_one_crop_the_zone_and_who_stirs_take_turns() -> None:
    shore = zone(((0.0, 0.6), (1.0, 0.5), (1.0, 0.7), (0.0, 0.8)), kind=Kind.WATER)
    views, swept = Views([shore]), []
    for index in range(8):
        (view,) = views.choose([SMALL], [], [shore], width=1280, time_s=index * SWEEP_S, most=1)
        swept.append(view in sweeps([shore], 1 / 3))
    assert swept == [True, False] * 4
    assert views.choose([], [], [shore], width=1280, time_s=9.0, most=1)[0] in sweeps([shore], 1 / 3)


@given(
    st.floats(0.0, 0.9), st.floats(0.0, 0.9), st.floats(0.01, 0.5), st.floats(0.01, 0.29), st.sampled_from([320, 1280])
)
def test_every_glance_holds_the_whole_thing(x: float, y: float, wide: float, tall: float, width: int) -> None:
    region = (x, y, min(1.0, x + wide), min(1.0, y + tall))
    views = Views([])
    glances = [view for index in range(5) for view in views.choose([region], [], [], width=width, time_s=index * 0.1)]
    assert len(glances) == 5
    for view in glances:
        assert view[0] <= region[0] + 1e-9
        assert view[1] <= region[1] + 1e-9
        assert view[2] >= region[2] - 1e-9
        assert view[3] >= region[3] - 1e-9


def test_a_thing_that_stays_is_not_looked_at_in_the_same_way_again_and_again() -> None:
    views = Views([])
    seen = {view for index in range(10) for view in views.choose([SMALL], [], [], width=640, time_s=index * 0.1)}
    assert len(seen) == 5
    assert max(view[2] - view[0] for view in seen) < 0.4


def test_in_rain_the_crops_go_to_what_lasts() -> None:
    """Thirty drops, elsewhere in each picture, and one person who stays: no crop is spent on a drop."""
    chance = random.Random(4)
    views = Views([])
    crops = []
    for index in range(14):
        drops = [(x, y, x + 0.02, y + 0.06) for x, y in ((chance.uniform(0, 0.9), chance.random()) for _ in range(30))]
        chosen = views.choose([*drops, SMALL], [], [], width=640, time_s=index * 0.1)
        crops += chosen if index > 3 else []
    on_the_person = [view for view in crops if view[0] <= SMALL[0] and SMALL[2] <= view[2] and view[1] <= SMALL[1]]
    assert len(on_the_person) >= 10
    assert len(crops) - len(on_the_person) <= 2


def test_who_is_lost_for_seconds_does_not_keep_others_from_being_looked_at() -> None:
    """The longest unseen comes first, but by turns: three are waited for, each is within a crop every other picture."""
    bank = zone(((0.0, 0.5), (1.0, 0.5), (1.0, 0.7), (0.0, 0.7)))
    held = [Box(x1=x, y1=0.55, x2=x + 0.02, y2=0.65) for x in (0.05, 0.48, 0.93)]
    views = Views([bank])
    looks = [0, 0, 0]
    for index in range(12):
        for view in views.choose([], [], [bank], held=held, width=640, time_s=index * 0.1):
            for number, one in enumerate(held):
                looks[number] += view[0] <= one.x1 and one.x2 <= view[2]
    assert sum(looks) == 12 * CROPS
    assert min(looks) >= 7
