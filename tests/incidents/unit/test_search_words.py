"""What a text is found by, and what people type to find it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest

from fengqiao.incidents.domain import search_scope
from fengqiao.incidents.domain.search import (
    MOST_TERMS,
    Piece,
    excerpt,
    marks,
    parse,
    syllables,
    telephone,
    units,
    vector,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("河边", [("河", 1), ("边", 2)]),
        ("3号楼", [("3", 1), ("号", 2), ("楼", 3)]),
        ("Ｇ１０７ 国道", [("g", 1), ("107", 2), ("国", 3), ("道", 4)]),
        ("鹤 田", [("鹤", 1), ("田", 3)]),
        ("粤R12345。𠮷野家", [("粤", 1), ("r", 2), ("12345", 3), ("𠮷", 5), ("野", 6), ("家", 7)]),
        ("😀<script>'\\", [("script", 1)]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_units(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(one.text, one.position) for one in units(text)] == expected


def test_a_vector_holds_pairs_sounds_initials_code_and_labels() -> None:
    expected = ("河边", "边", "3", "号", "~he bian", "~bian ", "~hao ", "^hb", "#7kq2mpxr", "@open")
    lexemes = vector([Piece(text="河边3号")], code="7KQ2MPXR", labels=["open"])
    assert set(re.findall("'([^']+)'", lexemes)) == set(expected)


def test_long_texts_have_no_initials_and_a_limit() -> None:
    assert "^" not in vector([Piece(text="河边戏水", initials=False)])
    assert len(vector([Piece(text="河边戏水" * 5000)])) < 200_000


def test_nothing_written_in_a_text_becomes_a_label() -> None:
    assert "@" not in vector([Piece(text="@open '@sensitive' #7KQ2MPXR ~he ^hb")])


@pytest.mark.parametrize(
    ("text", "typed", "hit"),
    [
        ("鹤田村河边戏水危险", "河边", "河边"),
        ("鹤田村河边戏水危险", "水", "水"),
        ("鹤田村河边戏水危险", "hebian", "河边"),
        ("鹤田村河边戏水危险", "HeBian", "河边"),
        ("鹤田村河边戏水危险", "heb", "河边"),
        ("鹤田村河边戏水危险", "hb", "河边"),
        ("鹤田村河边戏水危险", "hbxs", "河边戏水"),
        ("鹤田村河边戏水危险", "hebianxishui", "河边戏水"),
        ("鹤田村河边戏水危险", "河水", ""),
        ("西安路积水", "xian", "西安"),
        ("先进小区", "xian", "先"),
        ("绿化带", "lvhua", "绿化"),
        ("佛冈县", "fogang", "佛冈"),
        ("银行门口", "yinhang", "银行"),
        ("行人", "xingren", "行人"),
        ("重庆路", "chongqing", "重庆"),
        ("3号楼漏水", "3号楼", "3号楼"),
        ("Ｇ１０７国道塌方", "g107", "Ｇ１０７"),
        ("G107国道塌方", "107国道", "107国道"),
        ("粤R12345乱停", "R123", "R12345"),
        ("𠮷野家门口", "𠮷野", "𠮷野"),
        ("鹤田村 河边", "鹤田hb", "鹤田/河边"),
        ("河，边", "河边", ""),
    ],
)
def test_what_was_looked_for_is_marked(text: str, typed: str, hit: str) -> None:
    assert "/".join(one.text for one in marks(text, parse(typed)) if one.hit) == hit
    assert "".join(one.text for one in marks(text, parse(typed))) == text


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("13800001234", "13800001234"),
        ("+86 138-0000-1234", "13800001234"),
        ("０７６３ ４２８ ８８８８", "07634288888"),
        ("4281234", "4281234"),
        ("12345", ""),
        ("138号", ""),
        ("", ""),
    ],
)
def test_telephone_numbers_are_compared_by_their_digits(typed: str, expected: str) -> None:
    assert telephone(typed) == expected


@pytest.mark.parametrize("typed", ["", "  ", "。，", "😀", "'", "\\", "&|!()<->:*"])
def test_what_has_no_units_looks_for_nothing(typed: str) -> None:
    assert parse(typed).tsquery() == ""


def test_a_code_is_read_however_it_is_written() -> None:
    assert {parse(one).code for one in ("7KQ2MPX3", "7kq2 mpx3", "7kq2-mpx3")} == {parse("7KQ2MPX3").code}
    assert "#7kq2" in parse("7kq2").tsquery()


def test_a_flood_of_words_is_cut() -> None:
    assert len(parse("河 " * 50).terms) <= MOST_TERMS
    assert parse("a" * 10_000).tsquery() != ""


def test_the_language_has_about_four_hundred_syllables() -> None:
    assert 390 < len(syllables()) < 430
    assert {"a", "he", "bian", "zhuang", "lv", "nve"} <= syllables()
    assert not {"", "n", "bn", "hb"} & syllables()


def test_a_long_text_is_shown_around_its_hit() -> None:
    found = excerpt(marks("一" * 100 + "河边" + "二" * 100, parse("河边")))
    assert [one.text for one in found if one.hit] == ["河边"]
    assert found[0].text == "…" + "一" * 30
    assert found[-1].text.endswith("…")
    assert excerpt(marks("一二", parse("河边"))) == []


COUNTY, TOWN, OTHER, OFFICE, PERSON = (UUID(int=number) for number in range(1, 6))
EVENT = search_scope.Seen(
    area=(COUNTY, TOWN),
    lead_area=(),
    organisations=(OFFICE,),
    people=(PERSON,),
    phones=("ab",),
    sensitive=True,
    over=False,
    category="water",
    source="camera",
    opened_at=datetime(2026, 1, 31, 23, 0, tzinfo=UTC),
)


def test_an_event_carries_what_readers_ask_for() -> None:
    labels = EVENT.labels()
    assert {"sensitive", "open", "m:202601", "s:camera", "k:water", "h:ab"} <= set(labels)
    for reader in (
        search_scope.Reader(desks=(TOWN,)),
        search_scope.Reader(organisations=(OFFICE,)),
        search_scope.Reader(person=PERSON),
    ):
        condition = reader.condition()
        assert condition
        assert any(f"'@{one}'" in condition for one in labels)
    assert search_scope.Reader().condition() is None
    assert search_scope.Reader(everything=True).condition() == ""
    assert "!'@sensitive'" in (search_scope.Reader(places=(TOWN,)).condition() or "")


def test_only_the_desk_finds_by_telephone() -> None:
    assert search_scope.Reader(desks=(TOWN,)).phone_condition("ab")
    assert search_scope.Reader(places=(TOWN,), organisations=(OFFICE,), person=PERSON).phone_condition("ab") is None
    assert search_scope.blind("13800001234", "one") != search_scope.blind("13800001234", "other")


def test_months_are_gone_through_without_a_gap() -> None:
    found = search_scope.months_back(datetime(2026, 3, 31, 12, 0, tzinfo=UTC), (1, 2, 4))
    assert found == [["m:202603"], ["m:202602", "m:202601"], ["m:202512", "m:202511", "m:202510", "m:202509"]]
