"""The event's table of states and steps: complete, closed, and guarded under any sequence of steps."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.areas.domain.roles import Role
from fengqiao.incidents.domain import facts as f
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import Facts, Outcome, Source, State, Step
from fengqiao.incidents.domain.table import TABLE

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)

# All that any guard could ask for.
READY = Facts(
    state=None,
    roles=frozenset(Role),
    actor="checker",
    works_for_lead=True,
    reason="because",
    source=Source.CAMERA,
    has_category=True,
    has_place=True,
    duplicate_answered=True,
    merges_into_other=True,
    lead_covers=True,
    after_evidence=1,
    handlers=frozenset({"handler"}),
    outcome=Outcome.SETTLED,
    closed_at=NOW,
)


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    flag = st.booleans()
    return Facts(
        state=None,
        roles=draw(st.frozensets(st.sampled_from(Role))),
        system=draw(flag),
        actor=draw(st.sampled_from([None, "p1", "p2"])),
        is_reporter=draw(flag),
        works_for_lead=draw(flag),
        reason=draw(st.sampled_from(["", "  ", "because"])),
        source=draw(st.sampled_from([None, *Source])),
        has_category=draw(flag),
        has_place=draw(flag),
        duplicate_answered=draw(flag),
        merges_into_other=draw(flag),
        lead_covers=draw(flag),
        returned_by_lead=draw(flag),
        after_evidence_needed=draw(flag),
        after_evidence=draw(st.integers(0, 2)),
        joint_tasks_open=draw(st.integers(0, 1)),
        handlers=draw(st.frozensets(st.sampled_from(["p1", "p2"]))),
        is_dispute=draw(flag),
        outcome=draw(st.sampled_from([None, *Outcome])),
        closed_at=draw(st.sampled_from([None, NOW, NOW - timedelta(days=30)])),
    )


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(Step), any_facts()), max_size=30))
def test_no_sequence_of_steps_leaves_the_table(steps: list[tuple[Step, Facts]]) -> None:
    lines = {(line.step, come): line for line in TABLE for come in line.come}
    state: State | None = None
    for step, facts in steps:
        try:
            after = table.take(NOW, step, replace(facts, state=state))
        except f.StepRefused:
            continue
        line = lines[step, state]
        assert after is line.to
        assert facts.system or facts.roles & line.roles or (line.reporter and facts.is_reporter)
        state = after


@given(any_facts(), st.sampled_from([Step.PASS, Step.SEND_BACK]))
def test_a_checker_who_handled_is_always_refused(facts: Facts, step: Step) -> None:
    handled = replace(facts, state=State.HANDLED, actor="p1", handlers=facts.handlers | {"p1"})
    with pytest.raises((f.CheckerHandled, f.NotYourStep)):
        table.take(NOW, step, handled)


@given(any_facts(), st.sampled_from(State))
def test_offered_steps_are_those_that_only_a_guard_can_still_refuse(facts: Facts, state: State) -> None:
    there = replace(facts, state=state)
    offered = table.next_steps(there)
    for step in Step:
        try:
            table.take(NOW, step, there)
        except (f.NotFromHere, f.NotYourStep):
            assert step not in offered
        except f.StepRefused:
            assert step in offered
        else:
            assert step in offered


def test_every_state_is_reached_and_only_ended_ones_can_be_dead_ends() -> None:
    reached: set[State] = set()
    queue: deque[State | None] = deque([None])
    while queue:
        here = queue.popleft()
        for line in TABLE:
            if here in line.come and line.to not in reached:
                reached.add(line.to)
                queue.append(line.to)
    assert reached == set(State)
    leaving = {come for line in TABLE for come in line.come}
    assert set(State) - leaving == {State.ARCHIVED}


def test_every_step_is_in_the_table_and_no_state_has_it_twice() -> None:
    pairs = [(line.step, come) for line in TABLE for come in line.come]
    assert len(pairs) == len(set(pairs))
    assert {step for step, _ in pairs} == set(Step)


def test_the_way_of_a_camera_alarm() -> None:
    state: State | None = None
    for step in (Step.REPORT, Step.ACCEPT, Step.DISPATCH, Step.SIGN, Step.FEEDBACK, Step.PASS, Step.CLOSE):
        state = table.take(NOW, step, replace(READY, state=state))
    assert state is State.CLOSED


@pytest.mark.parametrize(
    ("step", "state", "lack", "error"),
    [
        (Step.REPORT, None, {"has_category": False}, f.CategoryMissing),
        (Step.REPORT, None, {"has_place": False}, f.PlaceMissing),
        (Step.REPORT, State.DRAFT, {"source": None}, f.SourceMissing),
        (Step.VERIFY, State.REPORTED, {"source": Source.PATROL}, f.NothingToVerify),
        (Step.ACCEPT, State.REPORTED, {"duplicate_answered": False}, f.DuplicateOpen),
        (Step.REJECT, State.REPORTED, {"reason": " "}, f.ReasonMissing),
        (Step.MERGE, State.ACCEPTED, {"merges_into_other": False}, f.MergesNowhere),
        (Step.VOID, State.HANDLING, {"reason": ""}, f.ReasonMissing),
        (Step.UNDO, State.VOID, {"reason": ""}, f.ReasonMissing),
        (Step.DISPATCH, State.ACCEPTED, {"lead_covers": False}, f.LeadDoesNotCover),
        (Step.DISPATCH, State.ACCEPTED, {"returned_by_lead": True, "reason": ""}, f.StraightBack),
        (Step.WITHDRAW, State.DISPATCHED, {"reason": ""}, f.ReasonMissing),
        (Step.RETURN, State.HANDLING, {"reason": ""}, f.ReasonMissing),
        (Step.SIGN, State.DISPATCHED, {"works_for_lead": False}, f.NotWithLead),
        (Step.FEEDBACK, State.HANDLING, {"after_evidence_needed": True, "after_evidence": 0}, f.EvidenceMissing),
        (Step.FEEDBACK, State.SENT_BACK, {"joint_tasks_open": 1}, f.JointTasksOpen),
        (Step.SEND_BACK, State.HANDLED, {"reason": ""}, f.ReasonMissing),
        (Step.CLOSE, State.CHECKED, {"is_dispute": True, "outcome": None}, f.OutcomeMissing),
        (Step.REOPEN, State.CLOSED, {"closed_at": NOW - timedelta(days=16)}, f.TooLateToReopen),
        (Step.REOPEN, State.CLOSED, {"reason": ""}, f.ReasonMissing),
        (Step.CLOSE, State.CHECKED, {"roles": frozenset({Role.VILLAGE_SECRETARY})}, f.NotYourStep),
        (Step.ARCHIVE, State.CLOSED, {}, f.NotYourStep),
        (Step.CLOSE, State.CLOSED, {}, f.NotFromHere),
    ],
)
def test_each_guard_refuses_with_its_own_name(
    step: Step, state: State | None, lack: dict[str, object], error: type[f.StepRefused]
) -> None:
    with pytest.raises(error):
        table.take(NOW, step, replace(READY, state=state, **lack))


def test_returned_work_goes_back_to_the_same_organisation_only_with_a_reason() -> None:
    back = replace(READY, state=State.ACCEPTED, returned_by_lead=True, reason="they cover it after all")
    assert table.take(NOW, Step.DISPATCH, back) is State.DISPATCHED


@pytest.mark.parametrize("step", [Step.RATE, Step.REOPEN])
def test_the_reporter_may_rate_and_reopen_without_any_duty(step: Step) -> None:
    reporter = replace(READY, state=State.CLOSED, roles=frozenset(), is_reporter=True)
    table.take(NOW, step, reporter)
    with pytest.raises(f.NotYourStep):
        table.take(NOW, step, replace(reporter, is_reporter=False))


def test_every_refusal_has_words_of_its_own() -> None:
    kinds = f.StepRefused.__subclasses__()
    assert len({kind.message for kind in kinds}) == len(kinds)
