"""Rules, their caps, and the periods for which the caps count."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.points.domain import rules
from fengqiao.points.domain.rules import CapPeriod, Rule, RuleKind

CHINA = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 1, 1, tzinfo=CHINA)


def rule(points: int = 2, cap: int | None = 8, period: CapPeriod = CapPeriod.MONTH, **other: object) -> Rule:
    values: dict[str, object] = {"kind": "k", "version": 1, "cap_group": "g", "valid_from": START, **other}
    return Rule(points=points, cap=cap, cap_period=period, **values)


@pytest.mark.parametrize(
    ("used", "points", "cap", "expected"),
    [(0, 2, 8, 2), (6, 2, 8, 2), (7, 2, 8, 1), (8, 2, 8, 0), (9, 2, 8, 0), (0, 5, 3, 3), (100, 2, None, 2)],
)
def test_the_cap_leaves_what_is_left(used: int, points: int, cap: int | None, expected: int) -> None:
    period = CapPeriod.NONE if cap is None else CapPeriod.MONTH
    assert rules.granted(rule(points, cap, period), used) == expected


def test_points_taken_away_are_not_capped() -> None:
    assert rules.granted(rule(-3, None, CapPeriod.NONE), 99) == -3


@given(st.integers(1, 20), st.integers(1, 20), st.integers(1, 50))
def test_any_number_of_awards_stops_exactly_at_the_cap(points: int, cap: int, count: int) -> None:
    used = 0
    for _ in range(count):
        used += rules.granted(rule(points, cap), used)
    assert used == min(cap, points * count)


@pytest.mark.parametrize(
    ("at", "kind", "start", "end"),
    [
        ("2026-03-31T15:59:59+00:00", CapPeriod.MONTH, "2026-03-01", "2026-04-01"),
        ("2026-03-31T16:00:00+00:00", CapPeriod.MONTH, "2026-04-01", "2026-05-01"),
        ("2026-03-31T16:00:00+00:00", CapPeriod.QUARTER, "2026-04-01", "2026-07-01"),
        ("2026-12-31T15:59:59+00:00", CapPeriod.QUARTER, "2026-10-01", "2027-01-01"),
        ("2026-12-31T15:59:59+00:00", CapPeriod.MONTH, "2026-12-01", "2027-01-01"),
    ],
)
def test_a_period_is_a_calendar_month_or_quarter_in_china(at: str, kind: CapPeriod, start: str, end: str) -> None:
    found = rules.period(datetime.fromisoformat(at), kind, CHINA)
    assert found == tuple(datetime.fromisoformat(day).replace(tzinfo=CHINA) for day in (start, end))


@given(st.integers(1_577_836_800, 2_208_988_800), st.sampled_from([CapPeriod.MONTH, CapPeriod.QUARTER]))
def test_every_moment_lies_in_its_period_and_periods_touch(second: int, kind: CapPeriod) -> None:
    at = datetime.fromtimestamp(second, tz=UTC)
    start, end = rules.period(at, kind, CHINA)
    assert start <= at < end
    assert rules.period(end, kind, CHINA)[0] == end
    assert rules.period(start - timedelta(microseconds=1), kind, CHINA)[1] == start


def test_the_version_in_force_is_the_latest_that_has_begun() -> None:
    versions = [
        rule(version=1),
        rule(version=2, valid_from=START + timedelta(days=90)),
        rule(version=3, valid_from=START + timedelta(days=90)),
    ]
    assert rules.in_force(versions, START - timedelta(seconds=1)) is None
    assert rules.in_force(versions, START) is versions[0]
    assert rules.in_force(versions, START + timedelta(days=90)) is versions[2]


@pytest.mark.parametrize(
    "values",
    [
        {"points": 0},
        {"cap": None},
        {"period": CapPeriod.NONE},
        {"cap": 0},
        {"points": -1},
        {"valid_from": datetime(2026, 1, 1)},  # noqa: DTZ001 - the point of the case
    ],
)
def test_a_rule_is_checked_at_birth(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"rule|cap|zone"):
        rule(**values)


def test_the_shipped_set_is_complete_and_valid() -> None:
    seed = json.loads(resources.files("fengqiao.points.domain").joinpath("seed_rules.json").read_text("utf-8"))
    assert {row["kind"] for row in seed} == set(RuleKind)
    for row in seed:
        rule(row["points"], row["cap"], CapPeriod(row["cap_period"]))
        assert set(row["titles"]) == {"zh-hans", "zh-hant", "en"}


def test_the_most_that_six_months_of_the_shipped_set_can_bring_is_160() -> None:
    """Half a year is meant to land between about 45 and 105: the caps leave room above it, but not much."""
    seed = json.loads(resources.files("fengqiao.points.domain").joinpath("seed_rules.json").read_text("utf-8"))
    groups = {row["cap_group"]: (row["cap"], row["cap_period"]) for row in seed if row["cap"]}
    most = sum(cap * (6 if period == "month" else 2) for cap, period in groups.values())
    assert groups.keys() == {"active", "handbook", "valid_event", "mediation", "hazard", "right_dispatch"}
    assert most == 160
