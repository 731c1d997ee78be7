"""Two machines of a real Ray cluster; one is killed. Its cameras go on elsewhere, its alerts arrive once."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path

import pytest
from cluster import NAMES, PATIENCE_S, Fleet, waiting
from twins import Platform


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed (fengqiao[ray])")
def test_a_machine_dies(tmp_path: Path, platform: Platform) -> None:
    platform.close()
    fleet = Fleet(tmp_path, platform.url, patience_s=PATIENCE_S / 4)
    try:
        fleet.until(lambda: fleet.live() == NAMES, "all cameras")
        parts = fleet.newest["live"]
        assert sorted(parts) == ["edge-one", "edge-two"], "both are there"
        assert all(parts.values()), "both have cameras"
        expected = {name: 3 * len(names) for name, names in parts.items()}
        fleet.until(lambda: fleet.newest["held"] == expected, "copies of all alerts")
        spooled = waiting(tmp_path, "two")
        assert len(spooled) == expected["edge-two"]

        fleet.say("kill two")
        fleet.until(lambda: fleet.newest.get("gone") == "two", "the kill")
        fleet.until(lambda: sorted(fleet.newest["live"].get("edge-one", ())) == NAMES, "its cameras elsewhere")

        platform.open()
        fleet.until(lambda: spooled <= set(platform.order), "the alerts of the dead machine")
        everything = expected["edge-one"] + 2 * expected["edge-two"]
        fleet.until(lambda: len(platform.order) >= everything, "the alerts of its cameras elsewhere")
        posts = Counter(key for key, _, _ in platform.posts)
        assert {key: posts[key] for key in spooled} == dict.fromkeys(spooled, 1)
        assert set(posts.values()) == {1}
        fleet.until(lambda: {beat["engine"] for beat in platform.beats} == {"edge", "edge-one"}, "heartbeats")
    finally:
        fleet.end()
