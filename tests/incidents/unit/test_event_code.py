"""Codes that survive being read aloud and written by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fengqiao.core import ids
from fengqiao.incidents.domain import code
from fengqiao.incidents.domain.code import ALPHABET

BODY = st.text(ALPHABET, min_size=7, max_size=7)


@given(BODY)
def test_a_code_is_read_back_however_it_is_written(body: str) -> None:
    made = code.with_check(body)
    assert len(made) == code.LENGTH
    assert (
        code.parse(made)
        == code.parse(f" {code.spoken(made).lower()}\n")
        == code.parse(f"{made[:4]}-{made[4:]}")
        == made
    )


@given(BODY, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(body: str, place: int, other: str) -> None:
    made = code.with_check(body)
    wrong = made[:place] + other + made[place + 1 :]
    assert (code.parse(wrong) is None) == (wrong != made)


def test_nearly_every_swap_of_neighbours_is_found() -> None:
    swaps = missed = 0
    for first in ALPHABET:
        for second in ALPHABET:
            if first == second:
                continue
            for place in range(6):
                body = "2345678"[:place] + first + second + "2345678"[place + 2 :]
                made = code.with_check(body)
                swaps += 1
                missed += code.parse(made[:place] + second + first + made[place + 2 :]) is not None
    assert missed / swaps < 0.04


def test_other_text_is_no_code() -> None:
    made = code.with_check("2345678")
    assert [code.parse(text) for text in ("", made[:-1], made + "2", "0" + made[1:], "鹤" * 8)] == [None] * 5


def test_the_alphabet_is_the_one_of_all_short_codes() -> None:
    assert ALPHABET == ids.ALPHABET
