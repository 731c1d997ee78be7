"""Who may sign up, who is found by which spelling, which photo may be shown."""

from __future__ import annotations

import pytest

from fengqiao.areas.domain.names import sound_of
from fengqiao.centre.domain import activities as table
from fengqiao.centre.domain.activities import Asked, Named, Refusal


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (Asked(name="阿梅"), None),
        (Asked(name="  　"), Refusal.NAME),
        (Asked(name="小宝", child=True), Refusal.GUARDIAN),
        (Asked(name="小宝", child=True, guardian="柳妈妈"), Refusal.GUARDIAN),
        (Asked(name="小宝", child=True, consents=True), Refusal.GUARDIAN),
        (Asked(name="小宝", child=True, guardian=" ", consents=True), Refusal.GUARDIAN),
        (Asked(name="小宝", child=True, guardian="柳妈妈", consents=True), None),
        (Asked(name="一家", people=6), None),
        (Asked(name="一村", people=7), Refusal.PEOPLE),
        (Asked(name="没人", people=0), Refusal.PEOPLE),
    ],
)
def test_what_a_sign_up_needs(asked: Asked, refusal: Refusal | None) -> None:
    assert table.wrong(asked) is refusal


PEOPLE = ("陈大文", "陳小美", "𠮷野", "吉叔", "Anna Lee", "江阿婆")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", list(PEOPLE)),
        ("陈", ["陈大文", "陳小美"]),
        ("陳大文", ["陈大文"]),
        ("cdw", ["陈大文"]),
        ("CHENX", ["陳小美"]),
        ("chen", ["陈大文", "陳小美"]),
        ("𠮷", ["𠮷野"]),
        ("吉", ["吉叔"]),
        ("anna l", ["Anna Lee"]),
        ("阿婆", ["江阿婆"]),
        ("jap", ["江阿婆"]),
        ("ABCDE-23456", ["陈大文"]),
        ("雷", []),
        ("%", []),
    ],
)
def test_how_somebody_is_found_at_the_door(query: str, found: list[str]) -> None:
    codes = {"陈大文": "ABCDE23456"}
    people = []
    for name in PEOPLE:
        sound = sound_of(name)
        people.append(
            Named(
                key=name,
                name=name,
                pinyin=sound.pinyin,
                initials=sound.initials,
                sounds=sounds(name),
                code=codes.get(name, ""),
            )
        )
    assert table.found(query, sounds(query), people) == found


def sounds(text: str) -> tuple[str, ...]:
    return tuple(sound_of(one).pinyin for one in table.plain(text))


def test_a_photo_is_shown_only_when_everybody_on_it_agrees() -> None:
    assert table.shown(nobody=False, ticked=[True, True])
    assert not table.shown(nobody=False, ticked=[True, False])
    assert not table.shown(nobody=True, ticked=[False])
    assert table.shown(nobody=True, ticked=[])
    assert not table.shown(nobody=False, ticked=[])
