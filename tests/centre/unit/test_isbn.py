"""Numbers of books: right ones are kept as thirteen digits, a slip of the finger is noticed."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fengqiao.centre.domain import isbn
from fengqiao.centre.domain.isbn import BadIsbn, Wrong


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("9787302511625", "9787302511625"),
        ("978-7-302-51162-5", "9787302511625"),
        ("ISBN 978 7 302 51162 5", "9787302511625"),
        ("９７８７３０２５１１６２５", "9787302511625"),
        ("0-306-40615-2", "9780306406157"),
        ("0306406152", "9780306406157"),
        ("080442957x", "9780804429573"),
        ("9798886451740", "9798886451740"),
    ],
)
def test_right_numbers(text: str, kept: str) -> None:
    assert isbn.parse(text) == kept
    assert isbn.parse(isbn.shown(kept)) == kept


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Wrong.LENGTH),
        ("97873025116", Wrong.LENGTH),
        ("978730251162X", Wrong.LENGTH),
        ("X306406152", Wrong.LENGTH),
        ("https://example.org/9787302511625", Wrong.LENGTH),
        ("９７８七三〇二五一一六二五", Wrong.LENGTH),
        ("9787302511624", Wrong.DIGIT),
        ("0306406153", Wrong.DIGIT),
        ("6901028075763", Wrong.NO_BOOK),
        ("9771000000000", Wrong.NO_BOOK),
        ("9790000000001", Wrong.NO_BOOK),
    ],
)
def test_what_is_no_number_of_a_book(text: str, reason: Wrong) -> None:
    with pytest.raises(BadIsbn) as refusal:
        isbn.parse(text)
    assert refusal.value.reason is reason


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 12), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(stem: str, place: int, digit: str) -> None:
    right = isbn.parse(_ten(stem))
    wrong = right[:place] + digit + right[place + 1 :]
    assume(wrong != right)
    with pytest.raises(BadIsbn):
        isbn.parse(wrong)


def _ten(stem: str) -> str:
    rest = sum(int(one) * weight for one, weight in zip(stem, range(10, 1, -1), strict=True)) % 11
    return stem + "0X987654321"[rest]
