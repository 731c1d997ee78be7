"""A category's form: what is a form, what is an answer, and how reports are alike."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.incidents.domain.duplicates import LIKELY, Report, likeness, metres, words_alike
from fengqiao.incidents.domain.forms import AnswersRefused, BadForm, Complaint, check_answers, check_form

ZH = {"zh-hans": "题"}
FORM = [
    {"name": "number", "type": "text", "titles": ZH, "longest": 5, "required": True},
    {"name": "people", "type": "number", "titles": ZH, "min": 1, "max": 9},
    {"name": "day", "type": "date", "titles": ZH},
    {"name": "how", "type": "choice", "titles": ZH, "choices": [{"value": "a", "titles": ZH}]},
    {"name": "danger", "type": "yes_no", "titles": ZH},
    {"name": "phone", "type": "phone", "titles": ZH},
]


def test_answers_come_back_typed() -> None:
    answers = {
        "number": " 𠮷1 ",
        "people": "3",
        "day": "2026-02-28",
        "how": "a",
        "danger": "on",
        "phone": "0763-123456",
    }
    kept = check_answers(check_form(FORM), answers)
    assert kept == {
        "number": "𠮷1",
        "people": 3,
        "day": "2026-02-28",
        "how": "a",
        "danger": True,
        "phone": "0763-123456",
    }


@pytest.mark.parametrize(
    ("answers", "complaint"),
    [
        ({"number": " "}, Complaint.MISSING),
        ({"number": "123456"}, Complaint.TOO_LONG),
        ({"number": "a\0"}, Complaint.NO_TEXT),
        ({"number": "1", "people": "many"}, Complaint.NO_NUMBER),
        ({"number": "1", "people": float("nan")}, Complaint.NO_NUMBER),
        ({"number": "1", "people": 0}, Complaint.TOO_SMALL),
        ({"number": "1", "people": 10}, Complaint.TOO_LARGE),
        ({"number": "1", "day": "2026-02-30"}, Complaint.NO_DATE),
        ({"number": "1", "how": "b"}, Complaint.NO_CHOICE),
        ({"number": "1", "danger": "perhaps"}, Complaint.NO_CHOICE),
        ({"number": "1", "phone": "call me"}, Complaint.NO_PHONE),
        ({"number": "1", "other": "x"}, Complaint.UNKNOWN),
    ],
)
def test_wrong_answers_are_named(answers: dict[str, Any], complaint: Complaint) -> None:
    with pytest.raises(AnswersRefused) as caught:
        check_answers(check_form(FORM), answers)
    assert list(caught.value.complaints.values()) == [complaint]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        [{"name": "A"}],
        [{"name": "a", "type": "picture", "titles": ZH}],
        [{"name": "a", "type": "text", "titles": {"en": "x"}}],
        [{"name": "a", "type": "choice", "titles": ZH, "choices": []}],
        [{"name": "a", "type": "number", "titles": ZH, "max": "9"}],
        [{"name": "a", "type": "text", "titles": ZH}] * 2,
        [{"name": f"a{number}", "type": "text", "titles": ZH} for number in range(31)],
    ],
)
def test_what_is_no_form(fields: Any) -> None:
    with pytest.raises(BadForm):
        check_form(fields)


@given(
    st.dictionaries(st.sampled_from([one["name"] for one in FORM]) | st.text(), st.text() | st.integers() | st.none())
)
def test_any_answers_are_kept_or_refused(answers: dict[str, Any]) -> None:
    with suppress(AnswersRefused):
        assert set(check_answers(check_form(FORM), answers)) <= set(answers)


NOW = datetime(2026, 11, 23, tzinfo=UTC)


def report(text: str, lon: float | None = 113.63, days: float = 0) -> Report:
    return Report(lon=lon, lat=None if lon is None else 23.78, happened_at=NOW - timedelta(days=days), text=text)


def test_the_same_matter_in_other_words_nearby_is_likely_and_far_away_it_is_not() -> None:
    cover = report("村口井盖松动")
    assert likeness(cover, report("井盖松了，村口", 113.6302, 1), radius_m=50) > LIKELY
    assert likeness(cover, report("村口井盖松动", 113.64), radius_m=50) == 0
    assert likeness(cover, report("村口井盖松动", days=8), radius_m=50) == 0
    assert likeness(cover, report("村口井盖松动", None), radius_m=50) > LIKELY
    assert likeness(cover, report("有人养狗", None), radius_m=50) == 0
    assert 19 < metres(113.63, 23.78, 113.6302, 23.78) < 22


@given(st.text(), st.text())
def test_likeness_of_words_is_mutual_and_a_share(one: str, other: str) -> None:
    assert words_alike(one, other) == words_alike(other, one)
    assert 0 <= words_alike(one, other) <= 1
