"""What an Open311 client may ask and send."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.interop.domain import georeport
from fengqiao.interop.domain.georeport import SPAN, Status, Wrong

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_without_arguments_the_last_ninety_days() -> None:
    asked = georeport.query({"service_code": "", "status": ""}, now=NOW)
    assert (asked.begin, asked.end) == (NOW - SPAN, NOW)
    assert asked.statuses == {Status.OPEN, Status.CLOSED}
    assert asked.services == asked.ids == ()


@pytest.mark.parametrize(
    ("given", "begin", "end"),
    [
        ({"start_date": "2026-10-01T00:00:00Z"}, datetime(2026, 10, 1, tzinfo=UTC), NOW),
        ({"start_date": "2026-01-01T00:00:00Z"}, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)),
        (
            {"end_date": "2026-10-01T08:00:00 08:00"},
            datetime(2026, 7, 3, tzinfo=UTC),
            datetime(2026, 10, 1, tzinfo=UTC),
        ),
    ],
)
def test_one_end_gives_the_other(given: dict[str, str], begin: datetime, end: datetime) -> None:
    asked = georeport.query(given, now=NOW)
    assert (asked.begin, asked.end) == (begin, end)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"start_date": "yesterday"}, "start_date must look like"),
        ({"start_date": "2026-10-01T00:00:00"}, "with its time zone"),
        ({"end_date": "0001-01-01T00:00:00Z"}, "end_date must look like"),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-10-01T00:00:00Z"}, "90 days apart"),
        ({"start_date": "2026-10-02T00:00:00Z", "end_date": "2026-10-01T00:00:00Z"}, "before start_date"),
        ({"status": "open,ajar"}, "status must be open, closed"),
        ({"service_request_id": ",".join(str(n) for n in range(101))}, "at most 100"),
    ],
)
def test_what_cannot_be_asked(given: dict[str, str], words: str) -> None:
    with pytest.raises(Wrong, match=words) as refusal:
        georeport.query(given, now=NOW)
    assert refusal.value.code == 400


def form(**more: str) -> dict[str, list[str]]:
    return {name: [value] for name, value in {"service_code": "01-003", "lat": "23.8", "long": "113.5", **more}.items()}


def test_a_report_with_its_attributes() -> None:
    sent = georeport.report(
        form(description="a hole\nin the road") | {"attribute[depth]": ["3"], "attribute[kinds][]": ["a", " ", "b"]}
    )
    assert (sent.service, sent.lat, sent.long) == ("01-003", 23.8, 113.5)
    assert sent.attributes == {"depth": ("3",), "kinds": ("a", "b")}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (form(service_code=" "), "service_code was not provided"),
        (form(lat=""), "belong together"),
        (form(lat="", long=""), "a location was not provided"),
        (form(lat="nan"), "lat must be a number"),
        (form(long="200"), "long must be a number"),
        (form(description="x" * 4001), "longer than 4000"),
    ],
)
def test_a_report_that_cannot_be_taken(sent: dict[str, list[str]], words: str) -> None:
    with pytest.raises(Wrong, match=words):
        georeport.report(sent)


def test_an_address_is_place_enough() -> None:
    assert georeport.report(form(lat="", long="", address_string="鹤田村码头")).address == "鹤田村码头"


def test_an_update() -> None:
    given = {
        "service_request_id": "7KQ2MPXR",
        "update_id": "u-1",
        "updated_datetime": "2026-11-23T16:00:00+08:00",
        "description": "still there",
        "status": "OPEN",
    }
    told = georeport.update(given)
    assert (told.at, told.status) == (NOW, Status.OPEN)
    for name in ("service_request_id", "update_id", "updated_datetime", "description"):
        with pytest.raises(Wrong, match=name):
            georeport.update(given | {name: ""})


@given(st.dictionaries(st.sampled_from(["start_date", "end_date", "status", "service_code", "lat"]), st.text()))
def test_whatever_comes_is_answered(arguments: dict[str, str]) -> None:
    with suppress(Wrong):
        asked = georeport.query(arguments, now=NOW)
        assert timedelta(0) <= asked.end - asked.begin <= SPAN


@given(st.dictionaries(st.text(), st.lists(st.text(), max_size=3), max_size=6))
def test_whatever_is_sent_is_answered(sent: dict[str, list[str]]) -> None:
    with suppress(Wrong):
        assert georeport.report({"service_code": ["1"], "address_string": ["x"]} | sent).service
