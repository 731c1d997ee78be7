"""What may be on the task list, a task's way, and when a load is too much."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fengqiao.fieldwork.domain import tasks, worklist
from fengqiao.fieldwork.domain.load import FULL_TIME, PART_TIME, OpenTask, load_of
from fengqiao.fieldwork.domain.tasks import Facts, TaskState, TaskStep
from fengqiao.fieldwork.domain.worklist import KindState, Proof, Proposal, Pusher

TODAY = date(2026, 11, 27)
GOOD = Proposal(
    basis="佛综治〔2026〕3号第5项",
    reason="",
    urgent=False,
    last_day=None,
    minutes=30,
    proofs=[Proof.NOTE],
    pushers=[Pusher.STUDIO],
)
URGENT = replace(GOOD, basis="", urgent=True, reason="台风", last_day=TODAY + timedelta(days=7))


@pytest.mark.parametrize("good", [GOOD, URGENT, replace(URGENT, last_day=TODAY + timedelta(days=60))])
def test_an_item_with_a_basis_or_an_urgent_one_with_a_near_end_may_be_proposed(good: Proposal) -> None:
    worklist.check(good, TODAY)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (replace(GOOD, basis="  "), worklist.NoBasis),
        (replace(URGENT, reason=" "), worklist.NoReason),
        (replace(URGENT, last_day=None), worklist.NoEnd),
        (replace(URGENT, last_day=TODAY - timedelta(days=1)), worklist.NoEnd),
        (replace(URGENT, last_day=TODAY + timedelta(days=61)), worklist.NoEnd),
        (replace(GOOD, proofs=[]), worklist.NoProof),
        (replace(GOOD, pushers=[]), worklist.NoPusher),
        (replace(GOOD, minutes=0), worklist.TooLong),
        (replace(GOOD, minutes=961), worklist.TooLong),
    ],
)
def test_anything_else_is_refused_when_it_is_proposed(bad: Proposal, why: type[Exception]) -> None:
    with pytest.raises(why):
        worklist.check(bad, TODAY)


@pytest.mark.parametrize("state", list(KindState))
def test_only_what_is_published_may_be_pushed_and_urgent_items_only_until_their_last_day(state: KindState) -> None:
    published = state is KindState.PUBLISHED
    assert worklist.may_be_pushed(state, urgent=False, last_day=None, day=TODAY) is published
    assert worklist.may_be_pushed(state, urgent=True, last_day=TODAY, day=TODAY) is published
    assert not worklist.may_be_pushed(state, urgent=True, last_day=TODAY - timedelta(days=1), day=TODAY)
    assert not worklist.may_be_pushed(state, urgent=True, last_day=None, day=TODAY)


@example([TaskStep.ANSWER, TaskStep.ACCEPT], True, "", None)
@example([TaskStep.WITHDRAW], False, "", None)
@given(
    st.lists(st.sampled_from(TaskStep), max_size=12),
    st.booleans(),
    st.sampled_from(["", "为什么"]),
    st.sampled_from([None, timedelta(minutes=5), timedelta(hours=2)]),
)
def test_whatever_is_tried_a_task_is_accepted_only_after_an_answer_that_somebody_else_checked(
    steps: list[TaskStep], by_doer: bool, words: str, since: timedelta | None
) -> None:
    facts = Facts(words=words, by_doer=by_doer, since_decision=since)
    state, answered = TaskState.OPEN, False
    for step in steps:
        try:
            state = tasks.take(state, step, facts)
        except tasks.StepRefused:
            continue
        answered = answered or step is TaskStep.ANSWER
        assert state is not TaskState.ACCEPTED or (answered and not by_doer)
        assert state is not TaskState.WITHDRAWN or words


@pytest.mark.parametrize("step", [TaskStep.ACCEPT, TaskStep.SEND_BACK])
def test_nobody_decides_about_their_own_answer(step: TaskStep) -> None:
    with pytest.raises(tasks.OwnAnswer):
        tasks.take(TaskState.ANSWERED, step, Facts(words="x", by_doer=True))


@pytest.mark.parametrize("since", [None, timedelta(minutes=-1), timedelta(minutes=31)])
def test_a_decision_is_taken_back_only_for_a_while(since: timedelta | None) -> None:
    with pytest.raises(tasks.TooLate):
        tasks.take(TaskState.ACCEPTED, TaskStep.UNDO, Facts(since_decision=since))


def test_an_answer_that_lacks_something_says_what() -> None:
    with pytest.raises(tasks.ProofMissing) as caught:
        tasks.take(TaskState.OPEN, TaskStep.ANSWER, Facts(needs=list(Proof), has=[Proof.NOTE]))
    assert caught.value.lacking == {Proof.PHOTO, Proof.POSITION}


def test_what_is_over_or_withdrawn_stays_so() -> None:
    for state in (TaskState.ACCEPTED, TaskState.WITHDRAWN):
        for step in (TaskStep.ANSWER, TaskStep.ACCEPT, TaskStep.SEND_BACK, TaskStep.WITHDRAW):
            with pytest.raises(tasks.NotFromHere):
                tasks.take(state, step, Facts(words="x"))


@pytest.mark.parametrize(
    ("hours", "tone"), [(-1, "danger"), (0, "danger"), (1, "due"), (24, "due"), (25, ""), (None, "")]
)
def test_the_colour_of_a_deadline(hours: int | None, tone: str) -> None:
    now = datetime(2026, 11, 27, 10, tzinfo=UTC)
    assert tasks.tone_of(None if hours is None else now + timedelta(hours=hours), now) == tone


def test_a_week_from_monday_to_sunday_is_weighed_and_all_that_is_open_is_counted() -> None:
    days = [date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 29), date(2026, 11, 30)]
    load = load_of([OpenTask(due_on=day, minutes=100) for day in days], TODAY, PART_TIME)
    assert (load.open, load.week, load.minutes) == (4, 2, 200)
    assert not load.too_much(160)
    assert load.too_much(161)


def test_many_small_tasks_are_too_much_as_well() -> None:
    load = load_of([OpenTask(due_on=TODAY, minutes=1)] * FULL_TIME.open, TODAY, FULL_TIME)
    assert not load.too_much()
    assert load.too_much(1)
