"""Times of rooms: within the hours, within one day, sure whatever the clocks do; the queue keeps its order."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.centre.domain import hours, queues, slots
from fengqiao.centre.domain.slots import Every, Limits, SlotRefused, Span, Wrong

HERE = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
ALL_DAY = [[["00:00", "23:59"]] for _ in range(7)]
DAY = date(2026, 11, 26)
BASE = datetime(2026, 1, 1, tzinfo=UTC)


def refused(start: str, end: str, *, day: date = DAY, zone: ZoneInfo = HERE, week: hours.Week = hours.USUAL) -> Wrong:
    with pytest.raises(SlotRefused) as caught:
        slots.span(week, day, time.fromisoformat(start), time.fromisoformat(end), zone)
    return caught.value.reason


def test_a_time_within_one_stretch_of_the_hours_is_had() -> None:
    span = slots.span(hours.USUAL, DAY, time(9), time(12), HERE)
    assert span == Span(start=datetime(2026, 11, 26, 1, tzinfo=UTC), end=datetime(2026, 11, 26, 4, tzinfo=UTC))


def test_across_closing_time_noon_and_midnight_nothing_is_had() -> None:
    assert refused("11:00", "12:30") is Wrong.CLOSED
    assert refused("11:00", "15:00") is Wrong.CLOSED
    assert refused("20:00", "21:15") is Wrong.CLOSED
    assert refused("22:00", "01:00") is Wrong.BACKWARDS
    assert refused("09:00", "09:00") is Wrong.BACKWARDS


def test_a_time_that_the_clocks_leave_out_or_show_twice_is_not_sure() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    assert refused("02:30", "04:00", day=spring, zone=BERLIN, week=ALL_DAY) is Wrong.NO_SUCH_TIME
    assert refused("01:00", "02:30", day=autumn, zone=BERLIN, week=ALL_DAY) is Wrong.NO_SUCH_TIME
    across = slots.span(ALL_DAY, autumn, time(1), time(4), BERLIN)
    assert across.end - across.start == timedelta(hours=4)
    summer_time_of_old = date(1986, 5, 4)
    assert refused("02:30", "04:00", day=summer_time_of_old, week=ALL_DAY) is Wrong.NO_SUCH_TIME


def test_past_too_long_and_too_far_are_refused() -> None:
    now = datetime(2026, 11, 26, 0, tzinfo=UTC)
    hour = timedelta(hours=1)
    for start, length, reason in (
        (now - hour, hour, Wrong.PAST),
        (now + hour, 5 * hour, Wrong.TOO_LONG),
        (now + timedelta(days=61), hour, Wrong.TOO_FAR),
    ):
        with pytest.raises(SlotRefused) as caught:
            slots.check(Span(start=start, end=start + length), Limits(), now)
        assert caught.value.reason is reason
    slots.check(Span(start=now, end=now + 4 * hour), Limits(), now)


def test_repeats_keep_the_weekday_and_end() -> None:
    tuesday = date(2026, 11, 10)
    assert slots.repeats(tuesday, Every.ONCE, date(2027, 1, 1)) == [tuesday]
    assert slots.repeats(tuesday, Every.FORTNIGHT, date(2026, 12, 8)) == [
        tuesday,
        date(2026, 11, 24),
        date(2026, 12, 8),
    ]
    assert slots.repeats(tuesday, Every.MONTH, date(2027, 1, 31)) == [tuesday, date(2026, 12, 8), date(2027, 1, 12)]
    assert len(slots.repeats(tuesday, Every.WEEK, date(2036, 1, 1))) == slots.MOST_REPEATS


def test_what_is_free_is_the_hours_without_what_is_taken() -> None:
    taken = [(time(9), time(10)), (time(15), time(21)), (time(9, 30), time(10, 30))]
    assert slots.free(hours.USUAL, DAY, taken) == [
        (time(8), time(9)),
        (time(10, 30), time(12)),
        (time(14, 30), time(15)),
    ]


@given(st.integers(0, 10), st.integers(1, 6), st.integers(0, 10), st.integers(1, 6))
def test_what_is_left_beside_another_time_is_all_of_it_and_nothing_else(a: int, b: int, c: int, d: int) -> None:
    def hours(start: int, length: int) -> Span:
        return Span(start=BASE + timedelta(hours=start), end=BASE + timedelta(hours=start + length))

    def minutes(span: Span) -> set[datetime]:
        return {
            span.start + timedelta(minutes=30 * step)
            for step in range((span.end - span.start) // timedelta(minutes=30))
        }

    mine, other = hours(a, b), hours(c, d)
    pieces = mine.without(other)
    assert [set[datetime]().union(*map(minutes, pieces))] == [minutes(mine) - minutes(other)]
    assert not any(piece.meets(other) for piece in pieces)
    assert all(piece.start < piece.end for piece in pieces)


def test_a_large_party_is_not_overtaken() -> None:
    assert queues.next_for_places(1, [2, 1]) == 0
    assert queues.next_for_places(3, [2, 1, 1]) == 2


SPANS = st.builds(
    lambda start, length: Span(start=BASE + timedelta(hours=start), end=BASE + timedelta(hours=start + length)),
    st.integers(0, 20),
    st.integers(1, 6),
)


@given(st.lists(SPANS, max_size=3), st.lists(SPANS, max_size=8))
def test_moving_up_never_overlaps_and_never_overtakes(taken: list[Span], waiting: list[Span]) -> None:
    moved = queues.next_for_spans(taken, waiting)
    assert moved == sorted(moved)
    held = [waiting[one] for one in moved]
    for number, one in enumerate(held):
        assert not any(one.meets(other) for other in taken)
        assert not any(one.meets(other) for other in held[:number])
    for late in moved:
        assert not any(waiting[late].meets(waiting[early]) for early in range(late))
    first = next((one for one in range(len(waiting)) if not any(waiting[one].meets(held) for held in taken)), None)
    assert first is None or moved or any(waiting[first].meets(waiting[early]) for early in range(first))
