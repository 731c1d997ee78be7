"""What visitors say: words that hurt, names written in two ways, codes, and how the door rounds."""

from __future__ import annotations

import pytest

from fengqiao.areas.domain.names import sound_of
from fengqiao.centre.domain import hours, slip, words
from fengqiao.centre.domain.matters import TABLE, Facts, NotFromHere, State, Step, StepRefused, steps_from, take
from fengqiao.centre.selectors.figures import rounded


def same(one: str, other: str) -> bool:
    return words.same_name(one, other, (sound_of(one).pinyin, sound_of(other).pinyin))


def test_words_that_hurt_are_noticed_and_others_are_not() -> None:
    assert words.hurts("你们这些王 八蛋，什么都不管")
    for harmless in ("巷口堆了废物", "我妈妈摔倒了", "他去世后没人扫", "混凝土裂了"):
        assert not words.hurts(harmless), harmless


def test_a_name_is_the_same_however_its_signs_are_written() -> None:
    assert same("陈国荣", "陳國榮")
    assert same("𠮷野", "𠮷野")
    assert not same("陈国荣", "陈国")
    assert not same("", "")
    assert not same("李明", "李亮")


def test_a_code_is_read_as_people_type_it() -> None:
    assert slip.parse(" 7kq2m-pxr4t ") == "7KQ2MPXR4T"
    assert slip.parse("7KQ2MPXR4") is None
    assert slip.parse("7KQ2MPXR4O") is None
    assert slip.spoken("7KQ2MPXR4T") == "7KQ2M PXR4T"


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0"), (7, "7"), (10, "10"), (42, "40+"), (300, "300"), (347, "300+"), (1034, "1000+")]
)
def test_the_door_rounds_down(number: int, shown: str) -> None:
    assert rounded(number) == shown


def test_nothing_happens_outside_the_table() -> None:
    everything = Facts(words="好", has_people=True, has_after=True, joins_open=True, has_day=True)
    for state in State:
        for step in Step:
            if step in steps_from(state):
                assert take(state, step, everything) in State
            else:
                with pytest.raises(NotFromHere):
                    take(state, step, everything)


def test_every_guard_refuses_when_nothing_is_given() -> None:
    for step, come, _to, guards in TABLE:
        if guards:
            with pytest.raises(StepRefused):
                take(min(come), step, Facts())


def test_a_title_is_the_first_words() -> None:
    assert words.title("\n  台阶没有标记\n第二行") == "台阶没有标记"
    assert len(words.title("长" * 100)) == words.TITLE


def test_open_hours_hold_a_whole_stay() -> None:
    from datetime import date, time

    monday = date(2026, 11, 23)
    assert hours.is_open(hours.USUAL, monday, time(9), time(11))
    assert not hours.is_open(hours.USUAL, monday, time(11), time(15))
    assert not hours.is_open(hours.USUAL, monday, time(11), time(9))
