"""Calendar files: no line over 75 octets, no torn character, nothing that breaks out of its value."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from fengqiao.centre.domain import ical

AT = datetime(2026, 11, 26, 1, tzinfo=UTC)


def entry(title: str, **more: str) -> ical.Entry:
    return ical.Entry(uid="1@test", start=AT, end=AT.replace(hour=2), title=title, alarm=60, **more)


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_is_written_stays_one_value(title: str, place: str) -> None:
    title, place = (text.encode(errors="ignore").decode() for text in (title, place))
    made = ical.calendar("中心", [entry(title, place=place)], made=AT)
    lines = made.split("\r\n")
    assert lines[-1] == ""
    assert all(len(line.encode()) <= ical.LONGEST for line in lines)
    assert "\n" not in made.replace("\r\n", "")
    whole = made.replace("\r\n ", "").split("\r\n")
    assert whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT") == 1
    assert f"SUMMARY:{ical.escaped(title)}" in whole


def test_times_are_utc_and_commas_are_escaped() -> None:
    made = ical.calendar("中心", [entry("读书, 喝茶; 聊天\n再来", link="https://x.test/a b")], made=AT)
    assert "DTSTART:20261126T010000Z\r\n" in made
    assert "SUMMARY:读书\\, 喝茶\\; 聊天\\n再来\r\n" in made
    assert "TRIGGER:-PT60M\r\n" in made
    assert "SEQUENCE:0\r\n" in made
    assert "URL:" not in made
