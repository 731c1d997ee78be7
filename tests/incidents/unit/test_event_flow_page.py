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
