"""The alarm's table: no sequence of steps leaves it, nothing is confirmed by itself, repeating is harmless."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.cameras.domain.alarm import (
    DONE_IN,
    GATHERS,
    OPEN,
    TABLE,
    TIMERS,
    AlarmState,
    Outcome,
    Step,
    Watch,
    due,
    is_late,
    joins,
    move,
    next_at,
    speaks_again,
)
from fengqiao.cameras.domain.policy import CALM, POLICIES, family, policy_of

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
STEPS = st.lists(st.sampled_from(Step), max_size=40)


def walk(steps: list[Step]) -> list[AlarmState]:
    states = [AlarmState.RAISED]
    for step in steps:
        states.append(move(states[-1], step).to)
    return states


@given(STEPS)
def test_no_sequence_of_steps_leaves_the_table(steps: list[Step]) -> None:
    states = walk(steps)
    for before, step, after in zip(states, steps, states[1:], strict=False):
        assert after == TABLE.get((before, step), before)


@given(STEPS)
def test_only_a_person_ends_an_alarm(steps: list[Step]) -> None:
    by_machine = {Step.RAISE, Step.NOTE, Step.AGAIN, Step.VOICE, Step.VOICE_FAILED, Step.ESCALATE, Step.LEFT}
    states = walk([step for step in steps if step in by_machine])
    assert set(states) == {AlarmState.RAISED}


@given(STEPS)
def test_what_is_over_stays_over(steps: list[Step]) -> None:
    states = walk(steps)
    for before, after in pairwise(states):
        if before not in OPEN and before is not AlarmState.NOTED:
            assert after == before or (before, after) == (AlarmState.SAFE, AlarmState.CLOSED)


@given(STEPS)
def test_nobody_is_safe_before_somebody_went(steps: list[Step]) -> None:
    states = walk(steps)
    if AlarmState.SAFE in states:
        assert AlarmState.ACCEPTED in states[: states.index(AlarmState.SAFE)]


@pytest.mark.parametrize("step", [Step.ACCEPT, Step.ARRIVE, Step.CONFIRM_SAFE, Step.REJECT, Step.CLOSE])
def test_doing_it_again_is_known_as_done(step: Step) -> None:
    for (state, known), to in TABLE.items():
        if known is step:
            assert move(to, step).outcome in {Outcome.DONE_BEFORE, Outcome.GO}, (state, step)
            assert to in DONE_IN[step]


def watch(**more: object) -> Watch:
    values: dict[str, object] = {
        "state": AlarmState.RAISED,
        "raised_at": NOON,
        "level": 0,
        "voices": 1,
        "voiced_at": NOON,
    }
    return Watch(**(values | more))


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_the_warning_is_repeated_every_twenty_seconds_and_six_times() -> None:
    now, one, spoken = NOON, watch(), []
    while (moment := next_at(one)) is not None:
        now = moment
        wanted = due(one, now)
        assert wanted.voice or wanted.level is not None, "the timer woke for nothing"
        level = one.level if wanted.level is None else wanted.level
        if wanted.voice:
            spoken.append((now - NOON).total_seconds())
            one = watch(voices=one.voices + 1, voiced_at=now, level=level)
        else:
            one = watch(voices=one.voices, voiced_at=one.voiced_at, level=level)
    assert spoken == [20, 40, 60, 80, 100, 120]
    assert one.level == 2


def test_it_climbs_after_45_and_90_seconds() -> None:
    assert due(watch(), after(44)).level is None
    assert due(watch(), after(45)).level == 1
    assert due(watch(level=1), after(89)).level is None
    assert due(watch(level=1), after(90)).level == 2
    assert due(watch(level=2), after(900)).level is None


def test_after_a_standstill_the_town_is_called_at_once() -> None:
    assert due(watch(), after(3600)).level == 2


@given(
    st.sampled_from(AlarmState),
    st.integers(0, 2),
    st.integers(0, 9),
    st.floats(0, 100_000),
    st.one_of(st.none(), st.floats(0, 100_000)),
    st.booleans(),
)
def test_what_next_at_promises_is_due_then(
    state: AlarmState, level: int, voices: int, age: float, voiced: float | None, late: bool
) -> None:
    one = watch(state=state, level=level, voices=voices, voiced_at=None if voiced is None else after(voiced), mute=late)
    moment = next_at(one)
    if moment is not None:
        wanted = due(one, moment)
        assert wanted.voice or wanted.level is not None
    else:
        assert not due(one, after(age)).voice


def test_nobody_is_hurried_once_somebody_goes() -> None:
    for state in AlarmState:
        if state is not AlarmState.RAISED:
            assert next_at(watch(state=state)) is None
            assert not due(watch(state=state), after(999)).voice


def test_an_old_picture_warns_nobody_but_calls_people() -> None:
    assert is_late(taken_at=NOON, received_at=after(TIMERS.late_s + 1))
    assert not is_late(taken_at=NOON, received_at=after(TIMERS.late_s))
    late = watch(mute=True, voices=0, voiced_at=None)
    assert not due(late, after(60)).voice
    assert due(late, after(60)).level == 1


def test_alerts_join_while_people_deal_with_the_alarm() -> None:
    for state in AlarmState:
        assert joins(state=state, last_at=NOON, taken_at=after(60)) is (state in GATHERS)
    assert not joins(state=AlarmState.ACCEPTED, last_at=NOON, taken_at=after(TIMERS.quiet_s + 1))


def test_somebody_new_is_warned_but_not_every_second() -> None:
    assert not speaks_again(watch(), after(19))
    assert speaks_again(watch(), after(20))
    assert speaks_again(watch(state=AlarmState.ACCEPTED), after(20))
    assert not speaks_again(watch(state=AlarmState.SAFE), after(20))


def test_rubbish_is_no_emergency_and_a_wanted_car_is_not_spoken_to() -> None:
    assert policy_of("water").timers is TIMERS
    assert policy_of("rubbish").timers is CALM
    assert due(watch(), after(120), policy_of("rubbish").timers).level is None
    assert due(watch(), after(600), policy_of("rubbish").timers).level == 1
    assert not policy_of("vehicle", "plate").spoken
    assert not policy_of("missing", "likeness").spoken
    assert not policy_of("rubbish", "overfull").spoken


def test_water_is_the_gravest_and_a_bare_head_calls_nobody() -> None:
    gravest = max(POLICIES.values(), key=lambda policy: policy.severity)
    assert gravest is policy_of("water", "group") is policy_of("water", "presence")
    for kind, what in (("helmet", "no_helmet"), ("rubbish", "reminder"), ("water", "reminder")):
        noted = policy_of(kind, what)
        assert (noted.card, noted.called, noted.spoken) == (False, (), True)
    assert policy_of("rubbish", "left_behind").called[0] == "grid_worker"


def test_what_nobody_knows_yet_is_an_alarm_all_the_same() -> None:
    assert policy_of("flood", "wave") is policy_of("intrusion")
    assert family("wave") == {"wave"}


def test_somebody_who_becomes_a_group_stays_on_one_card() -> None:
    assert family("group") == family("presence") == family("line")
    assert "reminder" not in family("left_behind")


def test_leaving_says_nothing_of_safety() -> None:
    for state in AlarmState:
        assert move(state, Step.LEFT).to is state


def test_what_was_noted_can_only_be_called_nothing() -> None:
    possible = {step for step in Step if move(AlarmState.NOTED, step).to is not AlarmState.NOTED}
    assert possible == {Step.REJECT}
