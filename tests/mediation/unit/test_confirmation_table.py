"""The table of judicial confirmation: no sequence leaves it, and nobody takes the other side's step."""

from __future__ import annotations

import itertools
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.mediation.domain import confirmation as way
from fengqiao.mediation.domain.agreements import AgreementForm
from fengqiao.mediation.domain.confirmation import CourtFacts, CourtRefused, CourtSide, CourtState, CourtStep

TODAY = date(2026, 11, 27)
FACTS = st.builds(
    CourtFacts,
    sides=st.frozensets(st.sampled_from(CourtSide)),
    together=st.booleans(),
    in_force_on=st.none() | st.dates(TODAY - timedelta(days=40), TODAY),
    form=st.sampled_from(AgreementForm),
    today=st.just(TODAY),
    words=st.sampled_from(["", "缺身份证"]),
    number=st.sampled_from(["", "（2026）演01号"]),
)


@given(st.lists(st.tuples(st.sampled_from(CourtStep), FACTS), max_size=25))
def test_no_sequence_leaves_the_table(acts: list[tuple[CourtStep, CourtFacts]]) -> None:
    states: list[CourtState | None] = [None]
    for step, facts in acts:
        with suppress(CourtRefused):
            states.append(way.take(states[-1], step, facts))
            line = next(one for one in way.TABLE if one.step is step)
            assert line.side in facts.sides
            if step is CourtStep.FILE:
                assert facts.together
                assert facts.in_force_on is not None
                assert (TODAY - facts.in_force_on).days <= 30
    edges = {(come, line.to) for line in way.TABLE for come in line.come}
    assert set(itertools.pairwise(states)) <= edges
    assert not any(state in way.ENDED for state in states[:-1])


@pytest.mark.parametrize(
    ("days", "form", "together", "words"),
    [
        (30, AgreementForm.WRITTEN, True, ""),
        (31, AgreementForm.WRITTEN, True, "thirty days"),
        (0, AgreementForm.SPOKEN, True, "written agreements"),
        (0, AgreementForm.WRITTEN, False, "together"),
    ],
)
def test_who_may_ask_until_when(days: int, form: AgreementForm, together: bool, words: str) -> None:
    facts = CourtFacts(
        sides=frozenset({CourtSide.MEDIATOR}),
        together=together,
        in_force_on=TODAY - timedelta(days=days),
        form=form,
        today=TODAY,
    )
    if not words:
        assert way.take(None, CourtStep.FILE, facts) is CourtState.FILED
        return
    with pytest.raises(CourtRefused, match=words):
        way.take(None, CourtStep.FILE, facts)
