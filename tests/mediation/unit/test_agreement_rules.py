"""What an agreement demands, and what its signatures stand under."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.mediation.domain import agreements as paper
from fengqiao.mediation.domain.agreements import AgreementForm, AgreementRefused, Item, Urgency

TODAY = date(2026, 11, 27)
ITEM = Item(by=1, words="修好水沟", way="自行施工", place="院墙外", due_on=TODAY)
ITEMS = st.builds(
    Item, by=st.integers(1, 3), words=st.text(max_size=9), way=st.text(max_size=3), place=st.just(""), due_on=st.dates()
)


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([], "at least one"),
        ([ITEM] * 13, "twelve"),
        ([replace(ITEM, by=9)], "one of the parties"),
        ([replace(ITEM, due_on=TODAY - timedelta(days=1))], "today or later"),
        ([replace(ITEM, due_on=date(2040, 1, 1))], "ten years"),
    ],
)
def test_what_cannot_be_promised(items: list[Item], words: str) -> None:
    paper.check([ITEM], {1, 2}, TODAY)
    with pytest.raises(AgreementRefused, match=words):
        paper.check(items, {1, 2}, TODAY)


@given(st.text(max_size=9), st.lists(ITEMS, max_size=3), st.text(max_size=9), st.lists(ITEMS, max_size=3))
def test_another_text_has_another_fingerprint(one: str, items: list[Item], other: str, more: list[Item]) -> None:
    same = (one, items) == (other, more)
    assert (paper.digest(one, items) == paper.digest(other, more)) is same


@given(st.frozensets(st.integers(1, 5)), st.frozensets(st.integers(1, 6)))
def test_it_is_in_force_only_when_everybody_has_signed(parties: frozenset[int], signed: frozenset[int]) -> None:
    written = paper.signers(AgreementForm.WRITTEN, parties, 6)
    spoken = paper.signers(AgreementForm.SPOKEN, parties, 6)
    assert paper.complete(written, signed) is (parties | {6} <= signed)
    assert paper.complete(spoken, signed) is (6 in signed)


def test_how_near_a_promise_is_and_how_long_the_court_can_be_asked() -> None:
    days = [paper.urgency(TODAY + timedelta(days=number), TODAY) for number in (-1, 0, 1, 3, 4)]
    assert days == [Urgency.PAST, Urgency.TODAY, Urgency.SOON, Urgency.SOON, Urgency.FAR]
    assert paper.confirmable_until(date(2026, 11, 27)) == date(2026, 12, 27)
