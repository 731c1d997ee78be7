"""No sequence of steps leaves the table of hazards, and what it promises holds on every way through it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.fieldwork.domain import hazards
from fengqiao.fieldwork.domain.hazards import ENDED, OPEN, START, TABLE, Facts, Raised, Severity, State, Step

FACTS = st.builds(
    Facts,
    words=st.sampled_from(["", "  ", "已清理"]),
    has_after=st.booleans(),
    another_person=st.booleans(),
    has_day=st.booleans(),
    raises=st.booleans(),
)


@given(st.lists(st.tuples(st.sampled_from(Step), FACTS), max_size=30))
def test_no_sequence_of_steps_leaves_the_table(ways: list[tuple[Step, Facts]]) -> None:
    state = START
    shown = judged = False
    for step, facts in ways:
        before = state
        try:
            state = hazards.take(state, step, facts)
        except hazards.StepRefused:
            continue
        assert before not in ENDED
        assert any(step is name and before in come and state is (to or before) for name, come, to, _guards in TABLE)
        shown = shown or (step is Step.RECTIFY and facts.has_after)
        judged = step is Step.PASS and facts.another_person
    assert state is not State.CLOSED or (shown and judged)


def test_every_state_but_the_first_is_reached_and_every_open_one_goes_on() -> None:
    assert {to for _name, _come, to, _guards in TABLE if to} | {START} == set(State)
    assert all(hazards.steps_from(state) for state in OPEN)
    assert not any(hazards.steps_from(state) for state in ENDED)


@pytest.mark.parametrize(
    ("state", "step", "facts", "refusal"),
    [
        (State.NOTIFIED, Step.RECTIFY, Facts(words="好了"), hazards.EvidenceMissing),
        (State.RECTIFIED, Step.PASS, Facts(words="好了"), hazards.SamePerson),
        (State.RECTIFIED, Step.SEND_BACK, Facts(another_person=True, has_day=True), hazards.WordsMissing),
        (State.RECTIFIED, Step.SEND_BACK, Facts(another_person=True, words="没有"), hazards.DayMissing),
        (State.FOUND, Step.PASS, Facts(another_person=True), hazards.NotFromHere),
        (State.CLOSED, Step.VOID, Facts(words="x"), hazards.NotFromHere),
        (State.NOTIFIED, Step.RAISE, Facts(), hazards.NotDueYet),
    ],
)
def test_refusals(state: State, step: Step, facts: Facts, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        hazards.take(state, step, facts)


@pytest.mark.parametrize(
    ("late", "who"), [(0, ""), (1, "lead"), (2, "lead"), (3, "studio"), (6, "studio"), (7, "town")]
)
def test_overdue_goes_up_day_by_day(late: int, who: str) -> None:
    day = date(2026, 9, 1)
    assert hazards.level(day, day + timedelta(days=late)) == who


def test_the_day_comes_from_how_bad_it_is() -> None:
    day = date(2026, 9, 1)
    assert hazards.due(day, Severity.GRAVE) == date(2026, 9, 2)
    assert hazards.due(day, Severity.GENERAL) == date(2026, 9, 16)
    assert hazards.due(day, Severity.GENERAL, {Severity.GENERAL: 30}) == date(2026, 10, 1)
    assert [hazards.rank(one) for one in Raised] == [0, 1, 2, 3]
