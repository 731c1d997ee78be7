"""Clocks, positions and versions of telephones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.fieldwork.domain import doubts
from fengqiao.fieldwork.domain.capture import believed
from fengqiao.fieldwork.domain.doubts import Doubt, Fix
from fengqiao.fieldwork.domain.merging import merge

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
YEARS = timedelta(days=5 * 365)


@pytest.mark.parametrize(
    ("said", "sent", "at", "off"),
    [
        (NOW - HOUR, NOW, NOW - HOUR, False),
        (NOW - HOUR, None, NOW - HOUR, False),
        # The telephone lives in 2031: the distance between capture and sending is right.
        (NOW + YEARS - HOUR, NOW + YEARS, NOW - HOUR, True),
        (NOW - YEARS - HOUR, NOW - YEARS, NOW - HOUR, True),
        # It lived in 2031 when it was captured, and was put right since.
        (NOW + YEARS, NOW, NOW, True),
        (NOW - YEARS, NOW, NOW, True),
        (None, NOW, NOW, True),
        (datetime(2026, 5, 4), NOW, NOW, True),  # noqa: DTZ001 - a time without a zone is the case
        (NOW + timedelta(seconds=40), NOW, NOW, False),
    ],
)
def test_when_it_was_captured(said: datetime | None, sent: datetime | None, at: datetime, off: bool) -> None:
    found = believed(said, sent, NOW)
    assert (found.at, found.clock_off) == (at, off)


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_a_capture_is_never_in_the_future(said: datetime, sent: datetime) -> None:
    assert NOW - timedelta(days=61) < believed(said, sent, NOW).at <= NOW


def fix(lon: float, lat: float, minutes: float = 0, accuracy: float = 12.0) -> Fix:
    return Fix(lon=lon, lat=lat, accuracy=accuracy, at=NOW + timedelta(minutes=minutes))


HOME = fix(113.634567, 23.784321)


@pytest.mark.parametrize(
    ("now", "before", "found"),
    [
        (None, [HOME], {Doubt.NO_POSITION}),
        (HOME, [], set()),
        (fix(113.64123, 23.78511, 10), [HOME], set()),
        (fix(118.634567, 23.784321, 10), [HOME], {Doubt.JUMP, Doubt.SPEED}),
        (fix(114.034567, 23.784321, 90), [HOME], set()),  # 40 km by bus
        (fix(113.634567, 23.784321, 30), [HOME], {Doubt.MOCK}),
        (fix(113.634567, 23.784321, 5), [HOME], set()),
        (fix(113.63, 23.78), [], {Doubt.MOCK}),
        (fix(113.634567, 23.784321, accuracy=0), [], {Doubt.MOCK}),
        # The one before was wild: what is captured at home again is not.
        (fix(113.634999, 23.784321, 20), [HOME, fix(118.634567, 23.784321, 10)], set()),
    ],
)
def test_odd_positions(now: Fix | None, before: list[Fix], found: set[Doubt]) -> None:
    assert doubts.of_position(now, before) == found


def test_a_photo_of_another_day() -> None:
    assert doubts.of_picture(NOW - timedelta(days=1), NOW) == {Doubt.OTHER_DAY}
    assert doubts.of_picture(NOW - HOUR, NOW) == frozenset()
    assert doubts.of_picture(None, NOW) == frozenset()


fields = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3))


@given(fields, fields, fields)
def test_nothing_is_written_over_in_silence(base: dict[str, Any], here: dict[str, Any], there: dict[str, Any]) -> None:
    merged = merge(base=base, here=here, there=there)
    clashing = {clash.name for clash in merged.clashes}
    for name in "abcd":
        was, kept, came = base.get(name), here.get(name), there.get(name)
        if name in clashing:
            assert len({was, kept, came}) == 3
            assert merged.values.get(name) == kept
        else:
            assert merged.values.get(name) == (came if kept == was else kept)
