"""How many cameras one machine watches, and what each costs: ``python tools/bench_cameras.py [--seconds S]``.

Runs ``lookout bench`` once for each row, every time in a new process: all cameras busy with the plain pipeline beside
it, the whole county's cameras with some of them busy, and the curve from one camera to all. Prints a table of each and
one JSON object.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import Any

BUSY, ALL, SHARE = 100, 434, 0.15
CURVE = (1, 10, 50, 100, 200, ALL)
COLUMNS = (
    ("cameras", "cameras"),
    ("busy", "busy"),
    ("live", "live"),
    ("cpu_cores", "cores"),
    ("core_percent_a_camera", "% of a core each"),
    ("processes", "processes"),
    ("pss_mb", "MB"),
    ("decoded_fps_total", "decoded/s"),
    ("late_frames", "late"),
    ("analysed_fps_min", "analysed/s least"),
    ("analysed_fps_median", "median"),
    ("latency_p50_s", "p50 s"),
    ("latency_p99_s", "p99 s"),
    ("idle_latency_p99_s", "idle p99 s"),
    ("cold_start_s", "all watched after s"),
)


def bench(cameras: int, busy: float, seconds: float, *words: str) -> dict[str, Any]:
    """One run of ``lookout bench``; raises ``CalledProcessError``."""
    command = [sys.executable, "-m", "lookout", "bench", "--cameras", str(cameras), "--busy", str(busy)]
    command += ["--seconds", str(seconds), "--json", *words]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def table(rows: list[dict[str, Any]]) -> str:
    """Markdown, so that it can be pasted into docs/measurements.md."""
    lines = [[name for _, name in COLUMNS], ["---"] * len(COLUMNS)]
    lines += [["–" if row.get(key) is None else str(row[key]) for key, _ in COLUMNS] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def main() -> None:
    """The exit status is 0 unless a run could not be made: figures are no verdict."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="measured in each run")
    parser.add_argument("--only", choices=("busy", "all", "curve"), help="one part of it")
    given = parser.parse_args()
    told: dict[str, Any] = {}
    if given.only in (None, "busy"):
        told["busy"] = bench(BUSY, 1.0, given.seconds, "--plain")
        sys.stdout.write(f"\n{BUSY} cameras, all busy\n\n{table([told['busy']])}")
        plain = told["busy"]["plain"]
        sys.stdout.write(f"\nThe plain pipeline holds {plain['cameras_held']} cameras at the same delay.\n")
        sys.stdout.flush()
    if given.only in (None, "all"):
        told["all"] = bench(ALL, SHARE, given.seconds)
        sys.stdout.write(f"\n{ALL} cameras, {SHARE:.0%} busy\n\n{table([told['all']])}")
        sys.stdout.flush()
    if given.only in (None, "curve"):
        told["curve"] = [bench(cameras, SHARE, given.seconds / 2) for cameras in CURVE]
        sys.stdout.write(f"\nFrom one camera to all, {SHARE:.0%} busy\n\n{table(told['curve'])}")
    sys.stdout.write("\n" + json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
