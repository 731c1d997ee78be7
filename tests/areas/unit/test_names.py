"""Names as they are spoken, found and masked; rows of the official list."""

from __future__ import annotations

import pytest

from fengqiao.areas.domain.lists import TABLES, BadRow, ListedArea, listed
from fengqiao.areas.domain.names import mask_name, mask_phone, sound_of, spoken


@pytest.mark.parametrize(
    ("official", "said"),
    [
        ("鹤田村委会", "鹤田村"),
        ("鹤田村村委会", "鹤田村"),
        ("鹤田村民委员会", "鹤田村"),
        ("龙山社区居委会", "龙山社区"),
        ("龙山社区居民委员会", "龙山社区"),
        ("兴隆街居委会", "兴隆街"),
        ("龙山镇", "龙山镇"),
        ("村委会", "村委会"),
    ],
)
def test_people_name_the_place_and_not_its_committee(official: str, said: str) -> None:
    assert spoken(official) == said


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [("鹤田村", "hetiancun", "htc"), ("佛冈县", "fogangxian", "fgx"), ("第1网格", "di1wangge", "d1wg"), ("", "", "")],
)
def test_a_name_is_found_by_its_sound(name: str, pinyin: str, initials: str) -> None:
    assert (sound_of(name).pinyin, sound_of(name).initials) == (pinyin, initials)


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13812341234", "138****1234"), ("07634281234", "076****1234"), ("12345", "***45"), ("1", "1"), ("", "")],
)
def test_phones_are_masked(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_names_are_masked_in_public() -> None:
    assert mask_name("陈大文") == "陈**"
    assert mask_name("欧") == "欧"


PROVINCES, CITIES, *_ = TABLES


def test_a_good_row() -> None:
    row = {"code": " 4418 ", "name": "清远市", "provinceCode": "44"}
    assert listed(CITIES, row) == ListedArea("4418", "清远市", "44")
    assert listed(PROVINCES, {"code": "44", "name": "广东省"}) == ListedArea("44", "广东省", "")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"code": "", "name": "清远市", "provinceCode": "44"}, "code is missing"),
        ({"code": "4418", "name": " ", "provinceCode": "44"}, "name is missing"),
        ({"code": "4418", "name": None, "provinceCode": None}, "name is missing"),
        ({"code": "4418", "name": "清远市", "provinceCode": ""}, "provinceCode is missing"),
        ({"code": "44-18", "name": "清远市", "provinceCode": "44"}, "not a code"),
        ({"code": "4" * 25, "name": "清远市", "provinceCode": "44"}, "not a code"),
        ({"code": "4418", "name": "清" * 81, "provinceCode": "44"}, "longer than 80"),
        ({"code": "4418", "name": "清\x00远", "provinceCode": "44"}, "control characters"),
        ({"code": "4418", "name": "清远市", "provinceCode": "44", None: ["x"]}, "more cells"),
    ],
)
def test_a_bad_row(row: dict[str, str], said: str) -> None:
    with pytest.raises(BadRow, match=said):
        listed(CITIES, row)
