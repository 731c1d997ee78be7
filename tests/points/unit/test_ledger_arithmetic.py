"""Laws of the ledger, under any sequence of lawful and unlawful steps."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.points.domain import ledger
from fengqiao.points.domain.ledger import Balance, Entry, Kind, Phase

PEOPLE = ["a", "b", "c"]
STEP = st.tuples(
    st.sampled_from(["award", "take", "post", "void", "correct"]),
    st.sampled_from(PEOPLE),
    st.integers(min_value=-2, max_value=9),
    st.integers(min_value=0, max_value=30),
)


def award(number: int = 1, person: str = "a", amount: int = 3) -> Entry:
    return Entry(id=number, kind=Kind.PENDING, debit="issued", credit=person, amount=amount)


def play(steps: list[tuple[str, str, int, int]]) -> list[Entry]:
    """What a ledger holds after the steps; refused ones leave nothing."""
    rows: list[Entry] = []
    for verb, person, amount, which in steps:
        number = len(rows) + 1
        awards = [row for row in rows if row.kind is Kind.PENDING]
        target = awards[which % len(awards)] if awards else None
        try:
            if verb in ("award", "take"):
                pair = ("issued", person) if verb == "award" else (person, "issued")
                row = Entry(id=number, kind=Kind.PENDING, debit=pair[0], credit=pair[1], amount=amount)
            elif target is None:
                continue
            elif verb == "correct":
                row = ledger.correct(target, rows, to=amount, row_id=number)
            else:
                row = ledger.settle(target, rows, kind=Kind(verb), row_id=number)
        except ledger.LedgerError:
            continue
        rows.append(row)
    return rows


@given(st.lists(STEP, max_size=40))
def test_the_sum_of_all_balances_is_always_zero(steps: list[tuple[str, str, int, int]]) -> None:
    rows = play(steps)
    for upto in range(len(rows) + 1):
        held = ledger.balances(rows[:upto])
        assert sum(balance.posted for balance in held.values()) == 0
        assert sum(balance.pending for balance in held.values()) == 0


@given(st.lists(STEP, max_size=40))
def test_lawful_steps_leave_no_fault_and_a_balance_is_the_sum_of_standing_awards(
    steps: list[tuple[str, str, int, int]],
) -> None:
    rows = play(steps)
    assert ledger.faults(rows) == []
    held = ledger.balances(rows)
    for person in PEOPLE:
        gains = sum(
            ledger.standing(row, rows) * (1 if row.credit == person else -1)
            for row in rows
            if row.kind is Kind.PENDING
            and person in (row.debit, row.credit)
            and ledger.phase(row, rows) is Phase.POSTED
        )
        assert held.get(person, Balance()).posted == gains


@given(st.lists(STEP, min_size=5, max_size=40), st.integers(0, 1000))
def test_a_changed_or_removed_row_never_stays_unseen_when_another_leans_on_it(
    steps: list[tuple[str, str, int, int]], pick: int
) -> None:
    rows = play(steps)
    leaning = {row.link for row in rows if row.kind in (Kind.POST, Kind.VOID)}
    targets = [index for index, row in enumerate(rows) if row.id in leaning]
    if not targets:
        return
    index = targets[pick % len(targets)]
    assert ledger.faults(rows[:index] + rows[index + 1 :])
    assert ledger.faults([*rows[:index], replace(rows[index], amount=rows[index].amount + 1), *rows[index + 1 :]])


@given(st.lists(STEP, max_size=30), st.randoms(use_true_random=False))
def test_balances_do_not_depend_on_the_order_of_reading(
    steps: list[tuple[str, str, int, int]], rng: random.Random
) -> None:
    rows = play(steps)
    shuffled = list(rows)
    rng.shuffle(shuffled)
    assert ledger.balances(shuffled) == ledger.balances(rows)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"amount": 0}, ledger.NotPositive),
        ({"amount": -1}, ledger.NotPositive),
        ({"amount": True}, ledger.NotPositive),
        ({"amount": 1.5}, ledger.NotPositive),
        ({"credit": "issued"}, ledger.SameAccount),
        ({"link": 7}, ledger.WrongLink),
        ({"kind": Kind.POST}, ledger.WrongLink),
    ],
)
def test_a_row_is_checked_at_birth(change: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        replace(award(), **change)


@pytest.mark.parametrize("first", [Kind.POST, Kind.VOID])
@pytest.mark.parametrize("second", [Kind.POST, Kind.VOID])
def test_an_award_is_settled_once(first: Kind, second: Kind) -> None:
    rows = [award()]
    rows.append(ledger.settle(rows[0], rows, kind=first, row_id=2))
    with pytest.raises(ledger.AlreadySettled):
        ledger.settle(rows[0], rows, kind=second, row_id=3)


def test_corrections_add_up_and_leave_the_award_alone() -> None:
    rows = [award(amount=5)]
    rows.append(ledger.settle(rows[0], rows, kind=Kind.POST, row_id=2))
    rows.append(ledger.correct(rows[0], rows, to=2, row_id=3))
    rows.append(ledger.correct(rows[0], rows, to=4, row_id=4))
    assert [row.amount for row in rows] == [5, 5, 3, 2]
    assert ledger.balances(rows) == {"a": Balance(posted=4), "issued": Balance(posted=-4)}
    with pytest.raises(ledger.NothingToCorrect):
        ledger.correct(rows[0], rows, to=4, row_id=5)


def test_pending_points_are_not_corrected() -> None:
    with pytest.raises(ledger.NotPosted):
        ledger.correct(award(), [award()], to=1, row_id=2)


def test_faults_names_each_unlawful_row() -> None:
    good = award()
    post = Entry(id=2, kind=Kind.POST, debit="issued", credit="a", amount=3, link=1)
    found = ledger.faults(
        [
            good,
            Entry(id=9, kind=Kind.CORRECTION, debit="issued", credit="a", amount=1, link=1),
            post,
            replace(post, id=3),
            replace(post, id=4, link=77),
            Entry(id=5, kind=Kind.CORRECTION, debit="issued", credit="b", amount=1, link=1),
        ]
    )
    assert found == [
        (9, "corrects points that were not posted before"),
        (3, "settles an award a second time"),
        (4, "belongs to an award that does not exist"),
        (5, "moves points between other accounts than its award"),
    ]
