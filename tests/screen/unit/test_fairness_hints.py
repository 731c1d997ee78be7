"""Worked examples: who lies far from their likes, and who does not."""

from __future__ import annotations

import pytest

from fengqiao.screen.domain.fairness import Hint, Standing, hints


def standings(points: list[int], events: list[int] | None = None) -> dict[int, Standing]:
    counts = events or [10] * len(points)
    return {number: Standing(points=one, events=counts[number]) for number, one in enumerate(points)}


@pytest.mark.parametrize(
    ("points", "seen"),
    [
        ([50, 52, 54, 56, 58, 60, 62, 64], {}),
        ([50, 52, 54, 56, 58, 60, 62, 105], {7: Hint.ABOVE}),
        ([5, 52, 54, 56, 58, 60, 62, 64], {0: Hint.BELOW}),
        ([5, 52, 54, 56, 58, 60, 62, 105], {0: Hint.BELOW, 7: Hint.ABOVE}),
        ([5, 52, 54, 56, 58, 60, 105], {}),  # too few people to tell what is unusual
        ([], {}),
    ],
)
def test_hints_in_both_directions(points: list[int], seen: dict[int, Hint]) -> None:
    assert hints(standings(points)) == seen


def test_busy_grids_are_looked_at_beside_busy_grids() -> None:
    # Eight quiet grids around 50 points, eight in the middle around 70, eight busy ones around 100.
    points = [48, 49, 50, 50, 51, 51, 52, 53, 68, 69, 70, 70, 71, 71, 72, 73, 98, 99, 100, 100, 101, 101, 102, 103]
    events = [2] * 8 + [20] * 8 + [90] * 8
    assert hints(standings(points, events)) == {}
    points[0] = 100  # as many points as the busy ones, in a quiet grid
    points[23] = 50
    assert hints(standings(points, events)) == {0: Hint.ABOVE, 23: Hint.BELOW}


def test_equal_opportunities_stay_together() -> None:
    points = [50] * 12 + [100] * 12
    assert hints(standings(points, [5] * 24)) == {}


def test_few_people_are_looked_at_all_together() -> None:
    # Sixteen people do not make three groups of eight, so the hundred stands beside the busy ones' hundreds too.
    points = [100, 49, 50, 50, 51, 51, 52, 53, 98, 99, 100, 100, 101, 101, 102, 103]
    assert hints(standings(points, [2] * 8 + [90] * 8)) == {}
