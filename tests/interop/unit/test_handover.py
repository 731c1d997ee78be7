"""The way of a message that was handed to an outside platform."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.interop.domain import handover
from fengqiao.interop.domain.handover import OVER, Answer, Stage, Watch

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ORDER = [Stage.WAITING, Stage.RECEIVED, Stage.TAKEN]


@given(st.lists(st.sampled_from(Answer)))
def test_no_sequence_of_answers_goes_back_or_leaves_an_end(answers: list[Answer]) -> None:
    stage = Stage.WAITING
    for answer in answers:
        after = handover.after(stage, answer)
        if stage in OVER:
            assert after is stage
        elif after not in OVER:
            assert ORDER.index(after) >= ORDER.index(stage)
        stage = after


def test_every_stage_knows_every_answer() -> None:
    assert all(handover.after(stage, answer) in Stage for stage, answer in product(Stage, Answer))
    assert handover.after(Stage.TAKEN, Answer.RECEIPT) is Stage.TAKEN
    # who has a message may look at it and refuse it then; who works on it gives it back instead
    assert handover.after(Stage.RECEIVED, Answer.REFUSED) is Stage.REFUSED
    assert handover.after(Stage.TAKEN, Answer.REFUSED) is Stage.TAKEN


@pytest.mark.parametrize(
    ("hours", "told", "expected"),
    [
        (11.9, 0, None),
        (12, 0, Watch(hours=12, level=1)),
        (12, 1, None),
        (30, 1, Watch(hours=24, level=2)),
        (50, 0, Watch(hours=48, level=3)),
        (500, 3, Watch(hours=72, level=4)),
        (500, 4, None),
    ],
)
def test_late_is_told_once_a_mark(hours: float, told: int, expected: Watch | None) -> None:
    assert handover.overdue(Stage.WAITING, AT, AT + timedelta(hours=hours), told) == expected
    assert handover.overdue(Stage.TAKEN, AT, AT + timedelta(hours=hours), told) is None


def test_waiting_grows_to_an_hour() -> None:
    waits = [handover.wait(attempts) for attempts in range(20)]
    assert waits[0] == timedelta(seconds=30)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=1)
