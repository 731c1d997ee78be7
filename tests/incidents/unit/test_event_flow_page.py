"""The page that shows the event's way says what the code says."""

from __future__ import annotations

import runpy
from pathlib import Path

TOOL = Path(__file__).resolve().parents[3] / "tools" / "draw_flows.py"


def test_the_page_is_current() -> None:
    tool = runpy.run_path(str(TOOL))
    assert tool["PAGE"].read_text("utf-8") == tool["draw"](), "run tools/draw_flows.py"


def test_every_guard_has_its_words() -> None:
    tool = runpy.run_path(str(TOOL))
    for line in tool["TABLE"]:
        assert all(tool["guards"](line))


def test_every_guard_and_step_of_the_side_tables_is_on_the_page() -> None:
    tool = runpy.run_path(str(TOOL))
    page = tool["PAGE"].read_text("utf-8")
    for _, table in tool["SIDES"]:
        for line in table.lines:
            assert f"| `{line.step.value}` |" in page
            assert all((guard.__doc__ or "").strip() in page for guard in line.guards)
