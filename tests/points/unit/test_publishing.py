"""Quarters by the calendar, summaries, and the document that anybody can recompute."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.points.domain import publishing
from fengqiao.points.domain.publishing import canonical, digest, problems
from fengqiao.points.domain.quarters import Quarter, objections_until, quarter_of, summarise

SCRIPT = Path(__file__).resolve().parents[3] / "tools" / "recompute_publication.py"
CHINA, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def document() -> dict[str, Any]:
    """Three workers with a few lines each."""
    rule = {"kind": "valid_event", "version": "1", "title": "有效事件办结", "points": 1, "cap": 5}
    rule |= {"cap_period": "month", "cap_group": "valid_event", "valid_from": "2026-01-01T00:00:00+08:00"}
    sheets = [
        publishing.Sheet(
            number=number,
            name="陈**",
            lines=[["2026-07-01", "valid_event", "1", 1, f"{number}{line:015}", "earned"] for line in range(number)],
        )
        for number in (1, 2, 3)
    ]
    head = publishing.head(
        ((one.number, one.name, one.total, len(one.lines), digest(one.text())) for one in sheets), rules=[rule]
    )
    return {"head": head, "sha256": digest(canonical(head)), "sheets": [json.loads(one.text()) for one in sheets]}


def rehashed(made: dict[str, Any]) -> dict[str, Any]:
    """The document with hashes and sums that fit its lines again, as a forger would leave it."""
    head = made["head"]
    for row, sheet in zip(head["workers"], made["sheets"], strict=True):
        row["total"], row["lines"] = sum(line[3] for line in sheet["lines"]), len(sheet["lines"])
        row["sha256"] = digest(canonical(sheet))
    summary = summarise([row["total"] for row in head["workers"]])
    head["summary"] |= {"total": summary.total, "minimum": summary.minimum, "maximum": summary.maximum}
    head["summary"] |= {"median": summary.median, "distribution": [list(one) for one in summary.distribution]}
    made["sha256"] = digest(canonical(head))
    return made


def run_script(made: dict[str, Any], folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "points.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    # -I: not even the environment leads to the product's code.
    return subprocess.run([sys.executable, "-I", str(SCRIPT), str(path)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("at", "zone", "quarter"),
    [
        (datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC), CHINA, "2026Q3"),
        (datetime(2026, 9, 30, 16, 0, 0, tzinfo=UTC), CHINA, "2026Q4"),
        (datetime(2025, 12, 31, 16, 0, 0, tzinfo=UTC), CHINA, "2026Q1"),
        (datetime(2026, 3, 31, 22, 0, 0, tzinfo=UTC), BERLIN, "2026Q2"),  # in summer time
        (datetime(2026, 12, 31, 22, 59, 0, tzinfo=UTC), BERLIN, "2026Q4"),
    ],
)
def test_a_quarter_goes_by_the_clocks_of_its_place(at: datetime, zone: ZoneInfo, quarter: str) -> None:
    found = quarter_of(at, zone)
    assert str(found) == quarter
    start, end = found.span(zone)
    assert start <= at < end
    assert found.before.span(zone)[1] == start


def test_seven_whole_days_are_for_objections_also_when_the_clocks_change() -> None:
    assert objections_until(datetime(2026, 10, 2, 23, 59, tzinfo=CHINA), CHINA) == datetime(2026, 10, 10, tzinfo=CHINA)
    until = objections_until(datetime(2026, 10, 20, 0, 0, tzinfo=BERLIN), BERLIN)
    assert until == datetime(2026, 10, 28, tzinfo=BERLIN)
    # A day of 25 hours lies between.
    assert (until.astimezone(UTC) - datetime(2026, 10, 20, tzinfo=BERLIN).astimezone(UTC)).total_seconds() == 193 * 3600


@given(st.lists(st.integers(-20, 200), min_size=1, max_size=60))
@settings(max_examples=60)
def test_a_summary_says_what_the_totals_say(totals: list[int]) -> None:
    found = summarise(totals)
    assert float(found.median) == statistics.median(totals)
    assert (found.minimum, found.maximum, found.total) == (min(totals), max(totals), sum(totals))
    assert sum(count for _, count in found.distribution) == len(totals)


def test_a_sound_document_comes_out_twice(tmp_path: Path) -> None:
    made = document()
    assert problems(made) == []
    said = run_script(made, tmp_path)
    assert said.returncode == 0, said.stdout
    assert "3 workers, 6 points, lowest 1, median 2, highest 3" in said.stdout


def test_each_changed_place_is_noticed(tmp_path: Path) -> None:
    """A value changed anywhere is found by the program and by the script that shares no code with it."""

    def places(part: Any) -> list[tuple[Any, Any]]:
        pairs = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        return [
            place
            for key, value in pairs
            for place in ([(part, key)] if not isinstance(value, dict | list) else places(value))
        ]

    count = len(places(document()))
    assert count > 50
    for number in range(count):
        made = document()
        holder, key = places(made)[number]
        holder[key] = holder[key] + 1 if isinstance(holder[key], int) else f"{holder[key]}x"
        assert problems(made), key
    forged = document()
    forged["sheets"][0]["lines"][0][3] = 2
    assert run_script(forged, tmp_path).returncode == 1


def test_a_forger_who_mends_the_hashes_still_breaks_the_rules(tmp_path: Path) -> None:
    padded = document()
    padded["sheets"][2]["lines"] += [
        ["2026-07-02", "valid_event", "1", 1, f"f{line:015}", "earned"] for line in range(3)
    ]
    said = run_script(rehashed(padded), tmp_path)
    assert (said.returncode, "6 points of valid_event in 2026-07, the most is 5" in said.stdout) == (1, True)
    twice = document()
    twice["sheets"][1]["lines"][1] = deepcopy(twice["sheets"][1]["lines"][0])
    assert "counts twice" in run_script(rehashed(twice), tmp_path).stdout
    more = document()
    more["sheets"][0]["lines"][0][3] = 4
    assert "which gives 1" in run_script(rehashed(more), tmp_path).stdout


def test_what_is_no_published_file_is_refused(tmp_path: Path) -> None:
    assert run_script({"head": 1}, tmp_path).returncode == 2
    assert subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, check=False).returncode == 2


def test_a_quarter_has_a_number_from_one_to_four() -> None:
    with pytest.raises(ValueError, match="four quarters"):
        Quarter(year=2026, number=5)
