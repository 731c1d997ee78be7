"""Opening hours as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.centre.domain import hours

CLOSED = [""] * 6


@pytest.mark.parametrize(
    ("line", "spans"),
    [
        ("", []),
        ("08:00-12:00", [["08:00", "12:00"]]),
        ("8:00 - 12:00  14:30–21:00", [["08:00", "12:00"], ["14:30", "21:00"]]),
        ("８：００—１２：００，14.30~21.00", [["08:00", "12:00"], ["14:30", "21:00"]]),
        ("08:00至12:00、14:30到21:00", [["08:00", "12:00"], ["14:30", "21:00"]]),
    ],
)
def test_a_line_is_read_however_it_is_written(line: str, spans: list[list[str]]) -> None:
    assert hours.read([line, *CLOSED])[0] == spans
    assert hours.read(hours.written(hours.read([line, *CLOSED]))) == [spans, *([[]] * 6)]


@pytest.mark.parametrize("line", ["早上", "12:00-08:00", "08:00-12:00 11:00-13:00", "08:00", "25:00-26:00", "8-9-10"])
def test_what_is_no_time_is_refused(line: str) -> None:
    with pytest.raises(hours.BadHours):
        hours.read([line, *CLOSED])


@given(st.text(max_size=30))
def test_any_text_is_hours_or_is_refused(line: str) -> None:
    try:
        week = hours.read([line, *CLOSED])
    except hours.BadHours:
        return
    assert hours.read(hours.written(week)) == week
