"""Bars of a month: what is counted, what is not, and that nothing is lost between the days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from fengqiao.cameras.domain.outages import Shade, Span, days, outages

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 7, 30, 4, 0, tzinfo=UTC)  # noon in Shanghai


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def test_days_are_local_and_today_ends_now() -> None:
    found = days([Span(condition="live", since=ago(days=40))], count=30, now=NOW, zone=ZONE)
    assert len(found) == 30
    assert (found[-1].on.isoformat(), found[-1].live_s) == ("2026-07-30", 12 * 3600)
    assert all(day.live_s == 86400 for day in found[:-1])
    assert {day.shade for day in found} == {Shade.WHOLE}


def test_shades_grow_with_what_is_missing() -> None:
    def shade(*spans: Span) -> Shade:
        return days(spans, count=2, now=NOW, zone=ZONE)[0].shade

    begin = datetime(2026, 7, 29, tzinfo=ZONE)
    for minutes, expected in ((1, Shade.WHOLE), (30, Shade.GAPS), (600, Shade.PARTS), (1300, Shade.OUT)):
        gap = begin + timedelta(minutes=minutes)
        spans = (Span(condition="stalled", since=begin, until=gap), Span(condition="live", since=gap))
        assert shade(*spans) is expected, minutes
    assert shade() is Shade.NONE
    assert shade(Span(condition="unconnected", since=begin)) is Shade.NONE


@given(
    st.lists(st.tuples(st.floats(0, 50), st.floats(0, 5), st.sampled_from(["live", "stalled", "unknown"])), max_size=12)
)
def test_no_second_is_lost_or_counted_twice(parts: list[tuple[float, float, str]]) -> None:
    spans = [
        Span(condition=name, since=ago(days=begun), until=min(NOW, ago(days=begun) + timedelta(days=length)))
        for begun, length, name in parts
    ]
    found = days(spans, count=60, now=NOW, zone=ZONE)
    total = sum(((span.until or NOW) - span.since).total_seconds() for span in spans)
    assert abs(sum(day.live_s + day.out_s for day in found) - total) < 1.0


def test_what_follows_at_once_is_one_outage_and_a_blink_is_none() -> None:
    spans = [
        Span(condition="live", since=ago(hours=9), until=ago(hours=5)),
        Span(condition="stalled", since=ago(hours=5), until=ago(hours=4)),
        Span(condition="unreachable", since=ago(hours=4), until=ago(hours=3)),
        Span(condition="live", since=ago(hours=3), until=ago(minutes=30)),
        Span(condition="starting", since=ago(minutes=30), until=ago(minutes=29)),
        Span(condition="live", since=ago(minutes=29), until=ago(minutes=10)),
        Span(condition="broken", since=ago(minutes=10)),
    ]
    found = outages(spans, now=NOW)
    assert [(one.condition, one.since, one.until) for one in found] == [
        ("broken", ago(minutes=10), None),
        ("unreachable", ago(hours=5), ago(hours=3)),
    ]
