"""``make bench``: measure what the README claims, one figure after the other, on a demo town of its own.

    python tools/bench.py [cameras] [engine] [areas] [screen] [points=LINES] [spine=EVENTS] [redemption=TIMES] [fleet]
        [evaluate=FOLDER]

Without words: cameras, engine, areas, screen, the points with a million lines, and the spine with 100,000 events
(``spine=1000000`` for a county's years). Timings are of this machine at this moment; close other programs first.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

ALL = ("cameras", "engine", "areas", "screen", "points", "spine")
SPINE_EVENTS = "100000"
POINTS_LINES = "1000000"


def run(title: str, *words: str) -> int:
    """Run one measurement and let it print."""
    sys.stdout.write(f"\n== {title}\n")
    sys.stdout.flush()
    return subprocess.run([sys.executable, *words], cwd=ROOT, check=False).returncode


def screen() -> int:
    """From the journal to the screen, on a town that is started for it."""
    from house import DemoTown

    with tempfile.TemporaryDirectory(prefix="fengqiao-bench-") as folder:
        town = DemoTown(Path(folder), FENGQIAO_AUTOPLAY="off")
        try:
            town.start()
            sys.stdout.write(f"\n== fengqiao demo: ready after {town.started_in_s:.1f} s\n")
            words = ["--home", folder, "--address", town.address]
            return run("from journal entry to the command screen", "tools/bench_screen.py", *words)
        finally:
            town.stop()


def main() -> int:
    """Run the measurements named; the exit status is that of the worst."""
    worst = 0
    for word in sys.argv[1:] or ALL:
        name, _, folder = word.partition("=")
        if name == "cameras":
            worst |= run("lookout bench: how many cameras one machine watches", "tools/bench_cameras.py")
        elif name == "engine":
            worst |= run("from picture to posted alert, 1 camera", "tools/bench_engine.py", "--cameras", "1")
            worst |= run("from picture to posted alert, 4 busy cameras", "tools/bench_engine.py", "--cameras", "4")
            worst |= run("what a quiet camera costs", "tools/bench_engine.py", "--cameras", "4", "--empty")
        elif name == "areas":
            worst |= run("who answers for a point", "tools/bench_areas.py")
        elif name == "screen":
            worst |= screen()
        elif name == "points":
            worst |= run("the ledger of points", "tools/bench_points.py", "--lines", folder or POINTS_LINES)
        elif name == "spine":
            worst |= run("events by the hundred thousand", "tools/bench_spine.py", "--events", folder or SPINE_EVENTS)
        elif name == "redemption":
            worst |= run("two hundred tablets hand out at once", "tools/bench_redemption.py", "--each", folder or "1")
        elif name == "fleet":
            worst |= run("how fast another machine goes on when one is gone", "tools/fleet_trial.py")
        elif name == "evaluate":
            worst |= run("recall, precision and delay", "-m", "lookout", "evaluate", folder)
        else:
            sys.stderr.write(
                f"'{word}' is no measurement; there are {', '.join(ALL)}, redemption, fleet and evaluate=FOLDER.\n"
            )
            return 2
    return worst


if __name__ == "__main__":
    sys.exit(main())
