"""Names of colours, and when a description fits somebody who is followed."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from lookout.contract import Colour, Search, Size
from lookout.rules import colours
from lookout.rules.likeness import Sights, judge, searchable

LONG_AFTER = datetime(2099, 1, 1, tzinfo=UTC)
GRASS = (60, 130, 90)
EVEN = np.ones(3)


def search(**more: object) -> Search:
    return Search.model_validate({"id": "case", "until": LONG_AFTER, **more})


def figure(shirt: tuple[int, int, int], trousers: tuple[int, int, int], *, light: float = 1.0) -> np.ndarray:
    """Somebody of 40 × 120 pixels in a meadow with noise; colours are blue, green, red."""
    picture = np.full((160, 200, 3), GRASS, np.float64)
    picture[20:140, 80:120] = (120, 150, 190)
    picture[42:82, 82:118] = shirt
    picture[82:130, 84:116] = trousers
    noise = np.random.default_rng(1).normal(0, 6, picture.shape)
    return np.clip((picture + noise) * light, 0, 255).astype(np.uint8)


def seen(picture: np.ndarray) -> colours.Look:
    return colours.look(picture, (80, 20, 120, 140), colours.light(picture))


def sights(look: colours.Look, *, count: int = 8, tall: float | None = None, bags: int = 0, bikes: int = 0) -> Sights:
    result = Sights()
    for index in range(count):
        result.add(look, time_s=index * 0.25, tall=tall, weight=1.0, bag=index < bags, bicycle=index < bikes)
    return result


@pytest.mark.parametrize(
    ("bgr", "name"),
    [
        ((40, 30, 200), Colour.RED),
        ((30, 130, 240), Colour.ORANGE),
        ((40, 210, 235), Colour.YELLOW),
        ((60, 150, 50), Colour.GREEN),
        ((190, 110, 40), Colour.BLUE),
        ((70, 40, 30), Colour.BLUE),  # navy
        ((160, 60, 120), Colour.PURPLE),
        ((190, 150, 240), Colour.PINK),
        ((40, 70, 110), Colour.BROWN),
        ((25, 25, 25), Colour.BLACK),
        ((130, 130, 128), Colour.GREY),
        ((240, 240, 240), Colour.WHITE),
    ],
)
def test_colours_have_the_names_people_give_them(bgr: tuple[int, int, int], name: Colour) -> None:
    shares = colours.shares_of(np.array([bgr], np.float64) / 255)[0]
    assert colours.NAMES[int(shares.argmax())] is name
    assert shares.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("light", [0.45, 0.7, 1.0, 1.15])
def test_dusk_does_not_change_what_somebody_wears(light: float) -> None:
    look = seen(figure((40, 30, 200), (70, 40, 30), light=light))
    assert look.upper is not None
    assert look.lower is not None
    assert max(look.upper, key=look.upper.__getitem__) is Colour.RED
    assert colours.fits(look.upper, Colour.RED) > 0.8
    assert colours.fits(look.upper, Colour.GREEN) < 0.3, "the meadow behind is not worn"


def test_somebody_far_away_has_no_colours() -> None:
    picture = figure((40, 30, 200), (70, 40, 30))
    assert colours.look(picture, (90, 20, 100, 50), EVEN) == colours.Look(upper=None, lower=None)


RED_NAVY = seen(figure((40, 30, 200), (90, 50, 35)))


def test_a_description_that_fits_is_told_with_its_reasons() -> None:
    fit = judge(search(upper="red", lower="blue"), sights(RED_NAVY))
    assert fit is not None
    assert fit.score > 0.7
    assert fit.facts["upper"].startswith("red 1.00")
    assert set(fit.facts) == {"upper", "lower"}


def test_one_attribute_that_contradicts_is_enough_to_say_no() -> None:
    assert judge(search(upper="green", lower="blue"), sights(RED_NAVY)) is None
    assert judge(search(upper="red", lower="white"), sights(RED_NAVY)) is None
    assert judge(search(upper="red", bicycle=True), sights(RED_NAVY)) is None
    assert judge(search(upper="red", bicycle=True), sights(RED_NAVY, bikes=6)) is not None
    assert judge(search(upper="red", bag=False), sights(RED_NAVY, bags=6)) is None


def test_one_picture_decides_nothing() -> None:
    assert judge(search(upper="red"), sights(RED_NAVY, count=4)) is None
    assert judge(search(upper="red"), sights(RED_NAVY, count=5)) is not None


def test_size_counts_where_it_is_known_and_is_said_where_it_is_not() -> None:
    child = search(upper="red", size=Size.CHILD)
    assert judge(child, sights(RED_NAVY, tall=0.62)) is not None
    assert judge(child, sights(RED_NAVY, tall=1.0)) is None
    unknown = judge(child, sights(RED_NAVY))
    assert unknown is not None
    assert "cannot be told" in unknown.facts["size"]


def test_a_bag_that_was_not_detected_may_still_be_there() -> None:
    unseen = judge(search(upper="red", bag=True), sights(RED_NAVY))
    carried = judge(search(upper="red", bag=True), sights(RED_NAVY, bags=6))
    assert unseen is not None
    assert carried is not None
    assert carried.score > unseen.score


def test_a_description_without_colour_and_face_looks_for_nobody() -> None:
    wide = search(size="child", bag=True)
    assert not searchable(wide)
    assert judge(wide, sights(RED_NAVY, tall=0.6, bags=8)) is None
