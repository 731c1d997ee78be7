"""All tests, by two processes at a time: ``python tools/test.py``. Arguments go to a single pytest as they are.

The camera engine's tests keep one processor busy and need nothing of the platform's, so they run beside the others,
each process with a database and folders of its own. What needs a whole running town comes last, all in one town: first
the journeys in two halves, then what kills the town's processes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path.insert(0, str(TESTS))

from house import SHARED_TOWN, demo_town  # noqa: E402 - the tests' folder is no package

Running = subprocess.Popen[bytes]
BESIDE = ("areas", "cameras", "core", "interop", "lookout", "mediation", "points", "screen", "ui")
LAST = ("browser", "chaos")
# In the shared town the field, the events and the cameras go one way; the walk over all pages, which disturbs nobody,
# and the journeys of the points, the centre and the mediators go the other.
OTHER_WAY = tuple(
    f"browser/test_{name}.py"
    for name in ("walk", "quarters", "redemption", "activities_walk", "council_walk", "reception", "dispute")
)
APART = {"factories", "__pycache__"}
NOTHING_COLLECTED = 5


def folders() -> list[str]:
    """Every folder of tests that is not named above, so that a new one is not forgotten."""
    found = [one.name for one in sorted(TESTS.iterdir()) if one.is_dir()]
    return [name for name in found if name not in {*BESIDE, *LAST, *APART}]


def pytest(names: list[str] | tuple[str, ...], *words: str, **options: object) -> Running:
    """A pytest over some of the folders, with more ``words`` for it."""
    surroundings = {name: value for name, value in os.environ.items() if name != "FENGQIAO_HOME"}
    command = [sys.executable, "-m", "pytest", *words, *(str(TESTS / name) for name in names)]
    return subprocess.Popen(command, env=surroundings, **options)


def side_by_side(first: Callable[..., Running], second: Callable[..., Running]) -> list[int]:
    """Run two at a time: the first one's words as they come, the second one's after them. Returns their exit codes."""
    with tempfile.TemporaryFile() as told:
        beside = second(stdout=told, stderr=subprocess.STDOUT)
        try:
            codes = [first().wait(), beside.wait()]
        finally:
            beside.kill()
        told.seek(0)
        sys.stdout.write(told.read().decode(errors="replace"))
        sys.stdout.flush()
    return codes


def main() -> int:
    if len(sys.argv) > 1:
        return subprocess.call([sys.executable, "-m", "pytest", *sys.argv[1:]])
    codes = side_by_side(partial(pytest, folders()), partial(pytest, BESIDE))
    with demo_town() as town:
        os.environ[SHARED_TOWN] = f"{town.port} {town.home}"
        # the journeys leave their traces in the town: they go in the order in which they are written
        in_order = ("-p", "no:randomly")
        one_way = partial(pytest, ["browser"], *in_order, *(f"--ignore={TESTS / name}" for name in OTHER_WAY))
        codes += side_by_side(one_way, partial(pytest, OTHER_WAY, *in_order))
        codes.append(pytest(["chaos"], *in_order).wait())
    return max(0 if code == NOTHING_COLLECTED else code for code in codes)


if __name__ == "__main__":
    sys.exit(main())
