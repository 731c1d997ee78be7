"""Who can be a volunteer, when they are free, and that no sequence of steps leaves the table of call-outs."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.fieldwork.domain import volunteers as rules
from fengqiao.fieldwork.domain.volunteers import ALWAYS, START, TABLE, Candidate, Facts, Free, Move, Part, Skill

FACTS = st.builds(Facts, words=st.sampled_from(["", "劝走了"]), by_another=st.booleans(), hours_fit=st.booleans())


@given(st.lists(st.tuples(st.sampled_from(Move), FACTS), max_size=30))
def test_no_sequence_of_steps_leaves_the_table(ways: list[tuple[Move, Facts]]) -> None:
    part, arrived, told = START, False, False
    for move, facts in ways:
        before = part
        try:
            part = rules.take(part, move, facts)
        except rules.MoveRefused:
            continue
        assert any(move is name and before in come and part is to for name, come, to, _guards in TABLE)
        arrived = arrived or move is Move.ARRIVE
        told = told or (move is Move.REPORT and bool(facts.words))
        if move is Move.APPROVE:
            assert facts.by_another
            assert facts.hours_fit
    assert part is not Part.APPROVED or (arrived and told)
    assert not rules.moves_from(Part.APPROVED)


@pytest.mark.parametrize(
    ("born", "may"),
    [
        (date(2008, 11, 27), True),
        (date(2008, 11, 28), False),
        (date(2026, 11, 27), False),
        (date(2030, 1, 1), False),
        (date(1926, 11, 27), True),
        (date(1900, 1, 1), False),
    ],
)
def test_minors_and_impossible_ages_are_refused(born: date, may: bool) -> None:
    assert rules.grown_up(born, date(2026, 11, 27)) is may


FRIDAY = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("free", "hour", "answer"),
    [
        (ALWAYS, 3, True),
        (Free(days=frozenset({4}), since=time(8), until=time(18)), 8, True),
        (Free(days=frozenset({4}), since=time(8), until=time(18)), 18, False),
        (Free(days=frozenset({5}), since=time(8), until=time(18)), 9, False),
        (Free(days=frozenset({4}), since=time(20), until=time(6)), 21, True),
        (Free(days=frozenset({4}), since=time(20), until=time(6)), 5, False),  # that is Thursday's night
        (Free(days=frozenset({3}), since=time(20), until=time(6)), 5, True),
    ],
)
def test_free_times(free: Free, hour: int, answer: bool) -> None:
    assert free.at(FRIDAY.replace(hour=hour)) is answer
    assert rules.read_free(rules.write_free(free)) == free


def test_what_cannot_be_read_is_always_free() -> None:
    assert rules.read_free({"days": "x"}) == ALWAYS


def test_hours_are_the_clocks_or_have_a_reason() -> None:
    assert rules.minutes(datetime(2026, 1, 1, 8, tzinfo=UTC), datetime(2026, 1, 1, 9, 30, tzinfo=UTC)) == 90
    assert rules.minutes(datetime(2026, 1, 1, 8, tzinfo=UTC), datetime(2026, 1, 3, tzinfo=UTC)) == 960
    assert rules.minutes(datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)) == 0
    assert rules.fits(90, 90, "")
    assert not rules.fits(90, 60, " ")
    assert rules.fits(90, 60, "午休")
    assert not rules.fits(90, 961, "加班")
    assert not rules.fits(90, -1, "x")


def test_free_and_able_come_first_and_merit_does_not_count() -> None:
    def one(name: str, **more: object) -> Candidate:
        given = {"grids": frozenset({"g1"}), "skills": frozenset(), "free": True, "busy": False, **more}
        return Candidate(name=name, **given)

    people = [
        one("甲", free=False),
        one("乙"),
        one("丙", skills=frozenset({Skill.RESCUE})),
        one("丁", grids=frozenset()),
        one("戊", busy=True),
    ]
    found = sorted(people, key=lambda each: rules.order(each, "g1", {Skill.RESCUE}))
    assert [each.name for each in found] == ["丙", "乙", "丁", "甲", "戊"]
