"""Addresses are masked, places are checked, texts are chosen, distances are right."""

from __future__ import annotations

from datetime import time
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.cameras.domain.places import PRIVATE, Coverage, Missing, PlaceType, distance_m, is_far, missing
from fengqiao.cameras.domain.streams import masked, scrubbed, synthetic, understood
from fengqiao.cameras.domain.voice import Text, choose, holds_at

SECRETS = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=30)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("", ""),
        ("rtsp://10.0.0.3:554/ch1", "rtsp://10.0.0.3:554/ch1"),
        ("rtsp://admin:secret@10.0.0.3/ch1", "rtsp://***@10.0.0.3/ch1"),
        ("rtsp://admin:p@ss/w?o#rd@10.0.0.3/ch1", "rtsp://***@10.0.0.3/ch1"),
        ("http://cam/live?user=a&password=b&x=1", "http://cam/live?user=a&password=***&x=1"),
        ("http://cam/live?token=abc", "http://cam/live?token=***"),
        ("footage:river?quiet=45", "footage:river?quiet=45"),
    ],
)
def test_addresses_are_shown_without_their_secrets(address: str, shown: str) -> None:
    assert masked(address) == shown


@given(SECRETS)
def test_no_password_survives_masking(password: str) -> None:
    assert password not in masked(f"rtsp://admin:{password}@10.0.0.3:554/Streaming/101")


def test_error_messages_of_the_engine_are_scrubbed() -> None:
    text = "[rtsp @ 0x1] could not open rtsp://admin:hunter2@10.0.0.3/ch1?token=abc Connection refused"
    assert scrubbed(text) == ("[rtsp @ 0x1] could not open rtsp://***@10.0.0.3/ch1?token=*** Connection refused")


def test_only_known_addresses_are_taken() -> None:
    assert understood("")
    assert understood("rtsp://10.0.0.3/ch1")
    assert not understood("10.0.0.3/ch1")
    assert not understood("javascript:alert(1)")
    assert synthetic("footage:river")
    assert not synthetic("rtsp://10.0.0.3/footage:")


def test_everything_must_be_there_before_going_live() -> None:
    coverage = Coverage(bearing_deg=0, fov_deg=90, range_m=30)
    complete = missing(place_type=PlaceType.RIVER, legal_basis="x", sign_photo=True, coverage=coverage)
    assert complete == ()
    nothing = missing(place_type=None, legal_basis=" ", sign_photo=False, coverage=None)
    assert nothing == (Missing.PLACE_TYPE, Missing.LEGAL_BASIS, Missing.SIGN_PHOTO, Missing.COVERAGE)


@pytest.mark.parametrize("place", sorted(PRIVATE))
def test_private_places_never_go_live(place: PlaceType) -> None:
    coverage = Coverage(bearing_deg=0, fov_deg=90, range_m=30)
    lacks = missing(place_type=place, legal_basis="x", sign_photo=True, coverage=coverage)
    assert lacks == (Missing.PRIVATE_PLACE,)


@pytest.mark.parametrize(
    ("bearing", "fov", "reach"), [(-1, 90, 30), (360, 90, 30), (0, 0, 30), (0, 90, 0), (0, 90, 3000)]
)
def test_impossible_coverage_is_refused(bearing: float, fov: float, reach: float) -> None:
    with pytest.raises(ValueError, match="bearing"):
        Coverage(bearing_deg=bearing, fov_deg=fov, range_m=reach)


@given(st.floats(0, 359), st.floats(5, 360), st.floats(5, 500))
def test_the_sector_is_closed_and_as_far_as_the_range(bearing: float, fov: float, reach: float) -> None:
    ring = Coverage(bearing_deg=bearing, fov_deg=fov, range_m=reach).outline(113.6, 23.8)
    assert ring[0] == ring[-1]
    furthest = max(distance_m(113.6, 23.8, lon, lat) for lon, lat in ring)
    assert furthest == pytest.approx(reach, rel=0.01)


def test_distances() -> None:
    assert distance_m(113.6, 23.8, 113.6, 23.8) == 0
    assert distance_m(113.6, 23.8, 113.6, 23.81) == pytest.approx(1112, abs=2)
    assert not is_far(300, 40)
    assert is_far(341, 40)


def text(language: str, **more: object) -> Text:
    values: dict[str, object] = {"id": uuid4(), "kind": "water", "language": language}
    return Text(**(values | more))


def test_languages_take_turns() -> None:
    texts = [text("cmn"), text("yue"), text("hak")]
    spoken = [
        choose(texts, kind="water", languages=["hak", "cmn"], attempt=attempt, moment=time(9))
        for attempt in range(1, 5)
    ]
    assert [one.language for one in spoken if one] == ["hak", "cmn", "hak", "cmn"]


def test_something_is_heard_even_in_another_language() -> None:
    chosen = choose([text("cmn")], kind="water", languages=["hak"], attempt=1, moment=time(9))
    assert chosen is not None
    assert chosen.language == "cmn"
    assert choose([], kind="water", languages=["hak"], attempt=1, moment=time(9)) is None
    assert choose([text("cmn", kind="rubbish")], kind="water", languages=["cmn"], attempt=1, moment=time(9)) is None


def test_the_nearest_text_with_set_hours_wins() -> None:
    everywhere, village = text("cmn"), text("cmn", area_depth=3)
    night = text("cmn", area_depth=3, since=time(22), until=time(6))
    texts = [everywhere, village, night]
    by_day = choose(texts, kind="water", languages=["cmn"], attempt=1, moment=time(12))
    by_night = choose(texts, kind="water", languages=["cmn"], attempt=1, moment=time(23, 30))
    assert (by_day, by_night) == (village, night)


def test_hours_over_midnight() -> None:
    night = text("cmn", since=time(22), until=time(6), id=UUID(int=1))
    assert [holds_at(night, time(hour)) for hour in (21, 22, 0, 5, 6)] == [False, True, True, True, False]
