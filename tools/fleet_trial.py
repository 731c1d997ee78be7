"""How fast another machine goes on when one is gone: ``python tools/fleet_trial.py [--rounds 3]``.

A real Ray cluster of two machines on this one (tests/lookout/runtime/fleet_cluster.py), eight cameras, patience and
lease as shipped. In the first round one of them is frozen with its connections open, as when its cable is pulled; in
the others it is killed. Prints one JSON object: seconds from that moment until all cameras have pictures again, and how
many of the alerts that waited on the lost machine reached the platform, and how many twice. Exit status 1 when cameras
stayed dark or alerts were lost, 2 without Ray.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

RUNTIME = Path(__file__).resolve().parent.parent / "tests" / "lookout" / "runtime"


def attempt(folder: Path, verb: str) -> dict[str, Any]:
    """One cluster, from its start to its end."""
    from cluster import NAMES, Fleet, waiting
    from twins import Platform

    platform = Platform()
    platform.open()
    platform.close()
    began = time.monotonic()
    fleet = Fleet(folder, platform.url)
    try:
        fleet.until(lambda: fleet.live() == NAMES and len(fleet.newest["live"]) == 2, "all cameras on both machines")
        all_live = time.monotonic() - began
        held = fleet.newest["live"]["edge-two"]
        fleet.until(lambda: fleet.newest["held"].get("edge-two", 0) >= 3 * len(held), "copies of alerts")
        spooled = waiting(folder, "two")
        fleet.say(f"{verb} two")
        fleet.until(lambda: fleet.newest.get("gone") == "two", verb)
        gone = time.monotonic()
        fleet.until(lambda: sorted(fleet.newest["live"].get("edge-one", ())) == NAMES, "its cameras elsewhere")
        resumed = time.monotonic() - gone
        platform.open()
        fleet.until(lambda: spooled <= set(platform.order), "its alerts")
        posts = Counter(key for key, _, _ in platform.posts)
    finally:
        fleet.end()
        platform.close()
    return {
        "how": verb,
        "both_live_after_s": round(all_live, 1),
        "cameras_moved": len(held),
        "resumed_after_s": round(resumed, 1),
        "waiting_alerts": len(spooled),
        "arrived": sum(key in platform.snapshots for key in spooled),
        "posted_twice": sum(posts[key] > 1 for key in spooled),
    }


def main() -> int:
    """Exit status as above."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    if importlib.util.find_spec("ray") is None:
        sys.stderr.write("Ray is not installed (fengqiao[ray])\n")
        return 2
    sys.path.insert(0, str(RUNTIME))
    told: list[dict[str, Any]] = []
    status = 0
    for number in range(rounds):
        with tempfile.TemporaryDirectory(prefix="fleet-trial-") as folder:
            try:
                told.append(attempt(Path(folder), "kill" if number else "freeze"))
            except AssertionError as problem:
                sys.stderr.write(f"{problem}\n")
                status = 1
    status |= any(row["arrived"] < row["waiting_alerts"] for row in told)
    sys.stdout.write(json.dumps({"rounds": told}, indent=1) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
