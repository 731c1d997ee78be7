"""The engine against GStreamer's RTSP server, short: three cameras, each cut in another way, and all come back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
def test_three_cameras_are_cut_and_come_back() -> None:
    words = [sys.executable, str(ROOT / "tools" / "rtsp_trial.py"), "--cameras", "4", "--minutes", "0.7"]
    words += ["--cut-seconds", "5", "--footage", str(ROOT / "src" / "lookout" / "footage")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=240, check=False)
    if done.returncode == 2:
        pytest.skip(done.stderr.strip())
    told = json.loads(done.stdout)
    assert told["all_came_back"], told
    by_cut = {row["cut"]: row for row in told["per_camera"]}
    assert {row["digest"] for row in told["per_camera"]} == {True, False}
    assert by_cut["killed"]["noticed_s"] < 3
    assert by_cut["removed"]["noticed_s"] < 3
    assert by_cut["stopped"]["noticed_s"] < 10
    assert by_cut[None]["connections"] == 1
    assert by_cut[None]["frames"] > 100
    said = {cut: " ".join(row["said"]) for cut, row in by_cut.items()}
    assert "no stream is offered on that port" in said["killed"]
    assert "does not know this path" in said["removed"]
    assert "although the connection stands" in said["stopped"]
