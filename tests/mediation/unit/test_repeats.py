"""A hint that a quarrel came back: about two sides or a place, never about one person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fengqiao.mediation.domain.repeats import Known, Likeness, folded, likeness

DAY = date(2026, 11, 27)
ONE = Known(asks=frozenset({"江阿明"}), answers=frozenset({"石小宝"}), category="D02", area=1, place="老榕树旁", on=DAY)


def test_the_same_sides_even_turned_round_and_the_same_place() -> None:
    turned = replace(ONE, asks=ONE.answers, answers=ONE.asks, category="D06", area=2, place="")
    assert likeness(ONE, turned) is Likeness.SIDES
    others = replace(ONE, asks=frozenset({"甲"}), answers=frozenset({"乙"}))
    assert likeness(ONE, others) is Likeness.PLACE
    for more in ({"category": "D06"}, {"area": 2}, {"place": "村口"}, {"place": ""}):
        assert likeness(ONE, replace(others, **more)) is None
    assert likeness(ONE, replace(turned, on=DAY - timedelta(days=366))) is None
    assert folded(" 石 小宝　") == "石小宝"


@given(st.sampled_from(["江阿明", "石小宝"]), st.booleans())
def test_one_name_in_common_says_nothing(name: str, asks: bool) -> None:
    sides = (frozenset({name}), frozenset({"别人"}))
    other = replace(ONE, asks=sides[not asks], answers=sides[asks], category="D06", place="")
    assert likeness(ONE, other) is None
