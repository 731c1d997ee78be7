"""Every formula with worked examples that can be reckoned by hand."""

from __future__ import annotations

import runpy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from fengqiao.incidents.domain import indicators
from fengqiao.incidents.domain.facts import CategoryKind, Source, State
from fengqiao.incidents.domain.indicators import BY_ID, FORMULAS, Closing, Figure, Measure, Report, Stretch
from fengqiao.incidents.domain.side import HandOverKind
from fengqiao.incidents.domain.validity import Leg, Move

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def reports(*rows: tuple[State, Source] | tuple[State, Source, CategoryKind]) -> list[Report]:
    return [
        Report(state=row[0], source=row[1], kind=row[2] if len(row) > 2 else CategoryKind.HAPPENING) for row in rows
    ]


def stretch(due: int | None, ended: int | None, done: bool = True) -> Stretch:
    """Hours from now: due in ``due``, ended in ``ended``."""
    return Stretch(
        due_at=None if due is None else NOW + due * HOUR,
        ended_at=None if ended is None else NOW + ended * HOUR,
        now=NOW,
        done=done,
    )


def test_effective_reports_leave_out_merged_and_undecided_ones() -> None:
    rows = [
        (State.CLOSED, Source.PATROL),
        (State.HANDLING, Source.RESIDENT),
        (State.ARCHIVED, Source.HOTLINE),
        (State.REJECTED, Source.RESIDENT),
        (State.MERGED, Source.RESIDENT),
        (State.REPORTED, Source.RESIDENT),
        (State.VERIFYING, Source.CAMERA),
    ]
    figure = BY_ID["effective_reports"].figure(reports(*rows))
    assert (figure.top, figure.base, figure.value) == (3, 4, 0.75)


def test_missed_are_those_that_others_told_of_the_street() -> None:
    rows = [
        (State.CLOSED, Source.PATROL),
        (State.CLOSED, Source.PATROL),
        (State.HANDLING, Source.CAMERA),
        (State.CLOSED, Source.RESIDENT),
        (State.CLOSED, Source.HOTLINE),
        (State.VOID, Source.RESIDENT),  # no real matter
        (State.CLOSED, Source.VISIT),  # nobody could have found it
        (State.CLOSED, Source.RESIDENT, CategoryKind.DISPUTE),
    ]
    figure = BY_ID["missed"].figure(reports(*rows))
    assert (figure.top, figure.base, figure.value) == (2, 5, 0.4)


def test_closing_is_of_real_matters() -> None:
    rows = [(state, Source.PATROL) for state in (State.CLOSED, State.RATED, State.ARCHIVED, State.REOPENED, State.VOID)]
    figure = BY_ID["closing"].figure(reports(*rows))
    assert (figure.top, figure.base) == (3, 4)


@pytest.mark.parametrize("name", ["on_time_verification", "on_time_check", "on_time_handling"])
def test_late_counts_from_the_moment_it_is_due(name: str) -> None:
    cases = [
        stretch(-1, -2),  # in time
        stretch(-1, -1),  # at the last second
        stretch(5, -1),  # long before
        stretch(-2, -1),  # late
        stretch(-1, None),  # late and still open
        stretch(0, None),  # due right now
        stretch(1, None),  # still has time
        stretch(None, None),  # stands still
        stretch(1, -1, done=False),  # given away in time
        stretch(-2, -1, done=False),  # given away late
    ]
    judge = BY_ID[name].judge
    assert judge is not None
    assert [judge(case) for case in cases] == [True, True, True, False, False, False, None, None, None, False]
    figure = BY_ID[name].figure(cases)
    assert (figure.top, figure.base, figure.value) == (3, 7, 3 / 7)


def test_rework_is_a_failed_check_or_a_later_round() -> None:
    cases = [Closing(round=1, sent_back=False)] * 6 + [
        Closing(round=1, sent_back=True),
        Closing(round=2, sent_back=False),
    ]
    figure = BY_ID["rework"].figure(cases)
    assert (figure.top, figure.base, figure.value) == (2, 8, 0.25)


def test_right_first_is_judged_by_who_solved_it() -> None:
    a, b = uuid4(), uuid4()
    to_a = Move(kind=HandOverKind.DISPATCH, giver=None, receiver=a)
    back = Move(kind=HandOverKind.RETURN, giver=a, receiver=None)
    to_b = Move(kind=HandOverKind.DISPATCH, giver=None, receiver=b)
    legs = [
        Leg(event=1, category="H01", area=uuid4(), moves=moves, solver=solver)
        for moves, solver in (((to_a,), a), ((to_a, back, to_b), b), ((to_a, back, to_b), None))
    ]
    figure = BY_ID["right_first"].figure(legs)
    assert (figure.top, figure.base) == (1, 2)


@pytest.mark.parametrize(("stars", "good"), [(1, False), (2, False), (3, False), (4, True), (5, True)])
def test_the_boundary_of_satisfied_is_four_stars(stars: int, good: bool) -> None:
    assert indicators.satisfied(stars) is good


def test_satisfaction_of_ten_ratings() -> None:
    figure = BY_ID["satisfaction"].figure([5, 5, 5, 4, 4, 4, 4, 3, 2, 1])
    assert (figure.top, figure.base, figure.value) == (7, 10, 0.7)


@pytest.mark.parametrize(
    ("measure", "top", "base", "value"),
    [
        (Measure.SHARE, 0, 0, None),
        (Measure.SHARE, 0, 4, 0.0),
        (Measure.SHARE, 4, 4, 1.0),
        (Measure.HOURS, 36.0, 8, 4.5),
        (Measure.HOURS, 0.0, 0, None),
        (Measure.CHANGE, 3129, 1000, 2.129),
        (Measure.CHANGE, 1000, 1000, 0.0),
        (Measure.CHANGE, 0, 8, -1.0),
        (Measure.CHANGE, 12, 0, None),
    ],
)
def test_what_a_figure_is_and_that_of_nothing_there_is_none(
    measure: Measure, top: float, base: int, value: float | None
) -> None:
    found = Figure(measure=measure, top=top, base=base).value
    assert found == (None if value is None else pytest.approx(value))


def test_every_formula_says_what_it_counts() -> None:
    assert len(BY_ID) == len(FORMULAS)
    for formula in FORMULAS:
        assert formula.version >= 1
        assert all((formula.name, formula.words, formula.top, formula.base, formula.when))
        assert formula.judge is not None or formula.measure is not Measure.SHARE


def test_the_page_of_the_documentation_is_current() -> None:
    tool = runpy.run_path(str(Path(__file__).resolve().parents[3] / "tools" / "draw_indicators.py"))
    assert tool["PAGE"].read_text("utf-8") == tool["draw"](), "run tools/draw_indicators.py"
