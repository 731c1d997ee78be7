"""Which texts are plates, and when the readings of one vehicle agree on a listed one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookout.rules.plates import LETTERS, PROVINCES, Ballot, Form, form_of, mended, plain

LISTED = {"皖A195K9": "case-1"}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("皖A195K9", Form.ORDINARY),
        ("苏ED51712", Form.SMALL_ENERGY),
        ("皖KF01833", Form.SMALL_ENERGY),
        ("粤B12345D", Form.LARGE_ENERGY),
        ("粤B1234警", Form.POLICE),
        ("粤B1234学", Form.LEARNER),
        ("粤B1234挂", Form.TRAILER),
        ("粤ZA123港", Form.CROSS_BORDER),
        ("粤ZA123澳", Form.CROSS_BORDER),
        ("皖A195K", None),  # a character short
        ("皖A195K99", None),  # a character long
        ("A皖195K9", None),
        ("皖AI95K9", None),  # neither I nor O is used
        ("皖O195K9", None),
        ("粤B1234D5", None),
        ("苏ED5171A", None),
        ("京ZA123港", None),
        ("LV42DY", None),
        ("", None),
    ],
)
def test_forms(text: str, form: Form | None) -> None:
    assert form_of(text) is form


def test_a_plate_as_people_write_it() -> None:
    assert plain(" 皖a·195k9 ") == "皖A195K9"


def test_a_repair_is_made_only_where_the_form_leaves_no_choice() -> None:
    assert mended("苏E051712") == "苏ED51712"
    assert mended("皖A195K9") == "皖A195K9"
    # here a 0 is a possible character, so it stays what was read
    assert mended("皖A005K9") == "皖A005K9"
    # three more that might be guessed, and are not
    assert mended("皖AI95K9") is None
    assert mended("苏E151712") is None
    assert mended("皖A195KB9") is None


@given(st.text(alphabet=PROVINCES[:4] + LETTERS + "0123456789警港IO·", max_size=10))
def test_what_is_mended_is_a_plate(text: str) -> None:
    result = mended(text)
    assert result is None or form_of(result) is not None


def test_two_good_readings_agree() -> None:
    ballot = Ballot()
    ballot.count("皖A195K9", 0.95, listed=LISTED)
    assert ballot.verdict() is None, "one reading decides nothing"
    ballot.count("皖A195K9", 0.95, listed=LISTED)
    verdict = ballot.verdict()
    assert verdict is not None
    assert (verdict.watch, verdict.readings, verdict.share) == ("case-1", 2, 1.0)


def test_weak_readings_need_more_of_them() -> None:
    ballot = Ballot()
    for _ in range(3):
        ballot.count("皖A195K9", 0.5, listed=LISTED)
    assert ballot.verdict() is None
    for _ in range(3):
        ballot.count("皖A195K9", 0.6, listed=LISTED)
    assert ballot.verdict() is not None


def test_a_neighbour_of_a_listed_plate_is_another_plate() -> None:
    ballot = Ballot()
    for _ in range(30):
        ballot.count("皖A195K8", 0.99, listed=LISTED)
    assert ballot.verdict() is None
    assert not ballot.hopeful(())


def test_readings_that_contradict_each_other_agree_on_nothing() -> None:
    ballot = Ballot()
    for _ in range(10):
        ballot.count("皖A195K9", 0.9, listed=LISTED)
        ballot.count("皖A195K8", 0.9, listed=LISTED)
    assert ballot.verdict() is None


def test_the_next_car_of_a_queue_is_heard() -> None:
    listed = {**LISTED, "皖AUJ299": "case-2"}
    ballot = Ballot()
    for _ in range(8):
        ballot.count("皖A195K9", 0.9, listed=listed)
    for _ in range(4):
        ballot.count("皖AUJ299", 0.9, listed=listed)
    verdict = ballot.verdict()
    assert verdict is not None
    assert verdict.watch == "case-2"


def test_of_unlisted_texts_nothing_is_kept() -> None:
    ballot = Ballot()
    ballot.count("皖A195K8", 0.99, listed=LISTED)
    ballot.count("皖A195K9", 0.99, listed=LISTED)
    assert "195K" not in repr(ballot)


def test_a_watch_that_was_taken_off_the_list_is_forgotten() -> None:
    ballot = Ballot()
    ballot.count("皖A195K9", 0.9, listed=LISTED)
    ballot.count("皖A195K9", 0.9, listed=LISTED)
    ballot.forget(frozenset())
    assert ballot.verdict() is None
