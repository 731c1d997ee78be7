"""Rules tried on past work, and on workers whose work is invented."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.points.domain.rules import CapPeriod, Rule
from fengqiao.points.domain.simulation import drawing, simulate
from fengqiao.points.domain.trial import Work, compare

START = datetime(2026, 3, 2, tzinfo=UTC)
EVENT = Rule(
    kind="valid_event", version=1, points=1, cap=5, cap_period=CapPeriod.MONTH, cap_group="event", valid_from=START
)
WEEK = replace(EVENT, kind="active_week", cap=4, cap_group="active")


def shipped() -> list[Rule]:
    text = resources.files("fengqiao.points.domain").joinpath("seed_rules.json").read_text("utf-8")
    return [
        Rule(
            kind=row["kind"], version=1, points=row["points"], cap=row["cap"], cap_period=CapPeriod(row["cap_period"]),
            cap_group=row["cap_group"], valid_from=START,
        )
        for row in json.loads(text)
    ]  # fmt: skip


def test_a_trial_says_who_gains_who_loses_and_by_which_rule() -> None:
    work = [Work(worker="busy", at=START + timedelta(days=day), rule=EVENT) for day in range(5)]
    work += [Work(worker="calm", at=START, rule=EVENT), Work(worker="calm", at=START, rule=WEEK)]
    found = compare(work, ["busy", "calm", "idle"], replace(EVENT, points=2, cap=4), UTC)
    assert [(one.worker, one.before, one.after) for one in found.changes] == [("busy", 5, 4), ("calm", 2, 3)]
    assert found.by_kind == {"valid_event": 0} or found.by_kind == {}
    assert (found.before.workers, found.before.minimum, found.after.maximum) == (3, 0, 4)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 80), st.sampled_from([EVENT, WEEK])), max_size=40))
@settings(max_examples=60)
def test_the_rule_that_counts_already_changes_nothing(done: list[tuple[int, int, Rule]]) -> None:
    work = [Work(worker=who, at=START + timedelta(days=day), rule=rule) for who, day, rule in done]
    found = compare(work, [], EVENT, UTC)
    assert (found.changes, found.by_kind, found.before) == ((), {}, found.after)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 80)), max_size=40), st.integers(1, 4), st.integers(1, 9))
@settings(max_examples=60)
def test_a_trial_never_gives_more_than_the_cap(done: list[tuple[int, int]], points: int, cap: int) -> None:
    work = [Work(worker=who, at=START + timedelta(days=day), rule=EVENT) for who, day in done]
    found = compare(work, [], replace(EVENT, points=points, cap=cap), UTC)
    assert found.after.maximum <= 3 * cap + cap  # March to May, and a day that may fall into June


def test_a_simulation_repeats_itself_keeps_the_caps_and_has_a_range() -> None:
    played = simulate(shipped(), start=START, zone=UTC, seed=3)
    assert played == simulate(shipped(), start=START, zone=UTC, seed=3)
    assert played != simulate(shipped(), start=START, zone=UTC, seed=4)
    totals = sorted(one.points for one in played)
    assert len(totals) == 104
    assert 25 <= totals[0] < totals[52] < totals[-1] <= 140
    months = 7  # March 2 to August 31, and the week that may reach into September
    caps = {"active": 4, "valid_event": 5, "mediation": 8, "hazard": 4, "right_dispatch": 3}
    assert all(one.by_group.get(group, 0) <= cap * months for one in played for group, cap in caps.items())


def test_more_diligence_and_more_chances_bring_more() -> None:
    played = simulate(shipped(), workers=600, start=START, zone=UTC)
    keen = [one.points for one in played if one.diligence > 1.1]
    slow = [one.points for one in played if one.diligence < 0.9]
    assert sum(keen) / len(keen) > sum(slow) / len(slow) + 10


def test_the_picture_is_a_drawing_of_all_workers(tmp_path: Path) -> None:
    words = {"low": "45", "high": "105", "under": "points"}
    picture = ET.fromstring(drawing([44, 45, 80, 81], low=45, high=105, words=words))  # noqa: S314 - our own
    counts = [
        int(one.text or 0) for one in picture.iter("{http://www.w3.org/2000/svg}text") if (one.text or "").isdigit()
    ]
    assert counts.count(2) == 1


def test_no_rule_no_points() -> None:
    assert {one.points for one in simulate([], start=START, zone=UTC, workers=3)} == {0}
    with pytest.raises(ValueError, match="no rule"):
        replace(EVENT, points=0)
