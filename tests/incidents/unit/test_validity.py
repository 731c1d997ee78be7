"""How straight events came to who solved them: the table of ways, the sums, and the rules they speak for."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.incidents.domain.side import HandOverKind as Kind
from fengqiao.incidents.domain.validity import (
    Leg,
    Move,
    Tally,
    by_category,
    by_organisation,
    by_person,
    judge,
    suggest,
    total,
)

A, B, C = (UUID(int=number) for number in (1, 2, 3))
PERSON, OTHER = uuid4(), uuid4()
COUNTY, TOWN, EAST, WEST = (UUID(int=number) for number in (11, 12, 13, 14))
LINEAGES = {EAST: (COUNTY, TOWN, EAST), WEST: (COUNTY, TOWN, WEST), TOWN: (COUNTY, TOWN), COUNTY: (COUNTY,)}
NAMES = {"A": A, "B": B, "C": C}


def way(text: str, by: UUID | None = PERSON) -> tuple[Move, ...]:
    """``>A`` dispatched to A, ``A<`` returned, ``A~`` withdrawn, ``A!`` taken back, ``A>B`` transferred."""
    moves: list[Move] = []
    for word in text.split():
        if word.startswith(">"):
            moves.append(Move(kind=Kind.DISPATCH, giver=None, receiver=NAMES[word[1]], by=by))
        elif ">" in word:
            moves.append(Move(kind=Kind.TRANSFER, giver=NAMES[word[0]], receiver=NAMES[word[2]], by=by))
        else:
            kind = {"<": Kind.RETURN, "~": Kind.WITHDRAW, "!": Kind.RECALLED}[word[1]]
            moves.append(Move(kind=kind, giver=NAMES[word[0]], receiver=None, by=by))
    return tuple(moves)


def leg(text: str, solver: UUID | None = None, *, area: UUID = EAST, category: str = "H01", count: int = 1) -> Leg:
    return Leg(
        event=uuid4() if count == 1 else None,
        category=category,
        area=area,
        moves=way(text),
        solver=solver,
        count=count,
    )


@pytest.mark.parametrize(
    ("text", "solver", "first_right", "right", "wrong", "bounces", "ping_pong", "wrong_refusals"),
    [
        (">A", A, True, 1, 0, 0, (), ()),
        (">A", None, None, 0, 0, 0, (), ()),
        (">A A< >B", B, False, 1, 1, 1, (), ()),
        (">A A< >B", None, None, 0, 0, 1, (), ()),
        (">A A< >A", A, True, 2, 0, 1, (A,), (A,)),
        (">A A>B B>A", A, True, 2, 1, 2, (A,), (A,)),
        (">A A~ >B", B, False, 1, 1, 1, (), ()),
        (">A A! >B", B, None, 1, 0, 0, (), ()),
        (">A A! >A", A, True, 2, 0, 0, (), ()),
        (">A A>B B>C C>B", B, False, 2, 2, 3, (B,), (B,)),
        (">A A< >B B< >A A< >C", C, False, 1, 3, 3, (A,), ()),
        ("", None, None, 0, 0, 0, (), ()),
    ],
)
def test_what_a_way_says(
    text: str,
    solver: UUID | None,
    first_right: bool | None,
    right: int,
    wrong: int,
    bounces: int,
    ping_pong: tuple[UUID, ...],
    wrong_refusals: tuple[UUID, ...],
) -> None:
    said = judge(leg(text, solver))
    assert said.first_right is first_right
    assert (len(said.right), len(said.wrong), said.bounces) == (right, wrong, bounces)
    assert (said.ping_pong, said.wrong_refusals) == (ping_pong, wrong_refusals)


def test_nothing_judged_is_no_figure_rather_than_all_right() -> None:
    empty = total([])
    assert (empty.validity, empty.right_first) == (None, None)
    assert total([leg(">A")]).validity is None


def test_one_straight_and_one_refused_make_two_of_three() -> None:
    sums = total([leg(">A", A), leg(">A A< >B", B)])
    assert (sums.legs, sums.moves_right, sums.moves_judged) == (2, 2, 3)
    assert (sums.first_right, sums.first_judged, sums.bounced) == (1, 2, 1)
    assert sums.validity == pytest.approx(2 / 3)


def test_an_organisation_answers_for_what_it_refused_and_not_for_what_it_got_wrongly() -> None:
    sums = by_organisation([leg(">A A< >A", A), leg(">A A< >B", B), leg(">B", B)])
    assert (sums[A].refusals, sums[A].wrong_refusals, sums[A].ping_pong) == (2, 1, 1)
    assert (sums[B].refusals, sums[B].wrong_refusals, sums[B].moves_right) == (0, 0, 2)


def test_a_person_answers_for_their_own_hand_overs_alone() -> None:
    moves = (*way(">A", PERSON), *way("A<", OTHER), *way(">B", OTHER))
    sums = by_person([Leg(event=1, category="H01", area=EAST, moves=moves, solver=B)])
    assert (sums[PERSON].first_right, sums[PERSON].first_judged) == (0, 1)
    assert (sums[OTHER].moves_right, sums[OTHER].moves_judged, sums[OTHER].first_judged) == (1, 1, 0)


def test_seven_of_nine_refused_and_solved_by_another_speak_for_a_rule() -> None:
    legs = [leg(">A A< >B", B) for _ in range(7)] + [leg(">A", A, count=2)]
    (one,) = suggest(legs, LINEAGES)
    assert (one.category, one.area, one.instead_of, one.to) == ("H01", EAST, A, B)
    assert (one.seen, one.refused, one.solved) == (9, 7, 7)
    assert one.events == tuple(each.event for each in legs[:7])


@pytest.mark.parametrize(
    "legs",
    [
        [leg(">A A< >B", B) for _ in range(4)],  # too few
        [leg(">A A< >B", B) for _ in range(5)] + [leg(">A", A, count=4)],  # 5 of 9: too small a share
        [leg(">A A< >B", B) for _ in range(3)] + [leg(">A A< >C", C) for _ in range(3)],  # no one who solves them
        [leg(">A A< >A", A) for _ in range(6)],  # refused wrongly
        [leg(">A A< >B") for _ in range(6)],  # not solved
    ],
    ids=["few", "share", "nobody", "wrong", "open"],
)
def test_no_rule_without_the_record_for_it(legs: list[Leg]) -> None:
    assert suggest(legs, LINEAGES) == []


def test_what_several_villages_show_is_a_rule_of_their_town() -> None:
    legs = [leg(">A A< >B", B, area=area) for area in (EAST, WEST) for _ in range(6)]
    (one,) = suggest(legs, LINEAGES)
    assert (one.area, one.seen, one.solved) == (TOWN, 12, 12)


def test_a_village_alone_does_not_speak_for_its_town() -> None:
    legs = [leg(">A A< >B", B, area=EAST) for _ in range(6)] + [leg(">A", A, area=WEST)]
    assert [one.area for one in suggest(legs, LINEAGES)] == [EAST]


KINDS = st.sampled_from([">A", ">B", ">C", "A<", "B<", "C<", "A~", "B!", "A>B", "B>A", "B>C", "C>A"])
LEGS = st.lists(
    st.builds(
        lambda words, solver, count, category: Leg(
            event=None, category=category, area=EAST, moves=way(" ".join(words)), solver=solver, count=count
        ),
        st.lists(KINDS, max_size=7),
        st.sampled_from([None, A, B, C]),
        st.integers(1, 4),
        st.sampled_from(["H01", "H02"]),
    ),
    max_size=12,
)


def parts(tally: Tally) -> tuple[int, ...]:
    return (tally.legs, tally.first_judged, tally.first_right, tally.moves_judged, tally.moves_right, tally.bounces)


@given(LEGS)
def test_parts_never_exceed_the_whole_and_groups_add_up(legs: list[Leg]) -> None:
    whole = total(legs)
    for tally in (whole, *by_organisation(legs).values(), *by_person(legs).values()):
        assert 0 <= tally.first_right <= tally.first_judged <= tally.legs
        assert 0 <= tally.moves_right <= tally.moves_judged
        assert tally.bounced <= tally.legs
        assert tally.ping_pong <= tally.legs
        assert tally.validity is None or 0 <= tally.validity <= 1
    groups = by_category(legs).values()
    assert parts(whole) == tuple(sum(parts(one)[place] for one in groups) for place in range(6))
    received = by_organisation(legs).values()
    assert whole.moves_judged == sum(one.moves_judged for one in received)
    assert whole.moves_right == sum(one.moves_right for one in received)


@given(LEGS)
def test_one_leg_that_stands_for_many_counts_as_many(legs: list[Leg]) -> None:
    spread = [
        Leg(event=None, category=one.category, area=one.area, moves=one.moves, solver=one.solver)
        for one in legs
        for _ in range(one.count)
    ]
    assert total(spread) == total(legs)
    assert by_organisation(spread) == by_organisation(legs)
    assert by_person(spread) == by_person(legs)
