"""The table of disputes: no sequence of steps leaves it, and who may not do a thing never does it."""

from __future__ import annotations

import itertools
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.mediation.domain import disputes as way
from fengqiao.mediation.domain.disputes import (
    Consent,
    Facts,
    Outcome,
    Side,
    Stand,
    State,
    Step,
    StepRefused,
)

SIDES = st.frozensets(st.sampled_from(Side))
FACTS = st.builds(
    Facts,
    sides=SIDES,
    is_mediator=st.booleans(),
    sensitive=st.booleans(),
    consents=st.lists(st.sampled_from(Consent), max_size=3).map(tuple),
    stands=st.frozensets(st.sampled_from(Stand)),
    agreement_stands=st.booleans(),
    outcome=st.none() | st.sampled_from(Outcome),
    reason=st.sampled_from(["", " ", "因为"]),
)
GOOD = Facts(
    sides=frozenset(Side) - {Side.PROGRAM},
    consents=(Consent.YES, Consent.YES),
    stands=frozenset(Stand),
    agreement_stands=True,
    outcome=Outcome.SETTLED,
    reason="因为",
)


def play(acts: list[tuple[Step, Facts]]) -> list[State | None]:
    """The states that a sequence of steps leads through; what is refused changes nothing."""
    states: list[State | None] = [None]
    for step, facts in acts:
        with suppress(StepRefused):
            states.append(way.take(states[-1], step, facts))
    return states


@given(st.lists(st.tuples(st.sampled_from(Step), FACTS), max_size=30))
def test_no_sequence_leaves_the_table(acts: list[tuple[Step, Facts]]) -> None:
    edges = {(come, line.to) for line in way.TABLE for come in line.come}
    assert set(itertools.pairwise(play(acts))) <= edges


@given(st.lists(st.tuples(st.sampled_from(Step), FACTS), max_size=30))
def test_what_is_sensitive_is_never_closed_without_a_second_person(acts: list[tuple[Step, Facts]]) -> None:
    signed, state = False, None
    for step, facts in acts:
        facts = Facts(**{name: getattr(facts, name) for name in Facts.__slots__} | {"sensitive": True})
        try:
            state = way.take(state, step, facts)
        except StepRefused:
            continue
        signed = (signed and step is not Step.SEND_BACK) or step is Step.SIGN_OFF
        if step is Step.SIGN_OFF:
            assert not facts.is_mediator
        if state is State.CLOSED:
            assert signed
        if state in (State.REGISTERED, State.MEDIATING):
            signed = False


@given(st.sampled_from(State), st.sampled_from(Step), FACTS)
def test_nobody_checks_their_own_work(state: State, step: Step, facts: Facts) -> None:
    try:
        to = way.take(state, step, facts)
    except StepRefused:
        return
    if to is State.CLOSED and step is Step.CLOSE:
        assert not facts.is_mediator
    if step is Step.CONCLUDE:
        assert (facts.outcome is Outcome.SETTLED) == facts.agreement_stands


def test_every_state_is_reached_and_left_only_as_the_table_says() -> None:
    assert {line.to for line in way.TABLE} == set(State)
    assert all(line.sides or line.step in (Step.ADOPT, Step.REOPEN, Step.VOID) for line in way.TABLE)


@pytest.mark.parametrize(
    ("state", "step", "changes", "words"),
    [
        (None, Step.REGISTER, {"stands": frozenset({Stand.ASKS})}, "both sides"),
        (State.REGISTERED, Step.TAKE_UP, {"consents": (Consent.YES, Consent.OPEN)}, "without a yes"),
        (State.REGISTERED, Step.TAKE_UP, {"consents": ()}, "without a yes"),
        (State.MEDIATING, Step.AGREE, {"agreement_stands": False}, "no signed agreement"),
        (State.AGREED, Step.CONCLUDE, {"outcome": None}, "how the dispute ended"),
        (State.AGREED, Step.CONCLUDE, {"outcome": Outcome.TO_COURT}, "Set it aside"),
        (State.MEDIATING, Step.CONCLUDE, {"agreement_stands": False}, "no signed agreement"),
        (State.SIGNING_OFF, Step.SIGN_OFF, {"is_mediator": True}, "second person"),
        (State.CONCLUDED, Step.CLOSE, {"is_mediator": True}, "second person"),
        (State.CONCLUDED, Step.SEND_BACK, {"reason": " "}, "why"),
        (State.CLOSED, Step.CLOSE, {}, "gone on"),
        (State.MEDIATING, Step.CONCLUDE, {"sides": frozenset({Side.CHECKER})}, "mediator in charge"),
    ],
)
def test_refusals_say_what_is_in_the_way(
    state: State | None, step: Step, changes: dict[str, object], words: str
) -> None:
    facts = Facts(**{name: getattr(GOOD, name) for name in Facts.__slots__} | changes)
    with pytest.raises(StepRefused, match=words):
        way.take(state, step, facts)
