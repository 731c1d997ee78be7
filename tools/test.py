"""All tests, by two processes at a time: ``python tools/test.py``. Arguments go to a single pytest as they are.

The camera engine's tests keep one processor busy and need nothing of the platform's, so they run beside the others,
each process with a database and folders of its own. What needs a whole running town comes last and alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests"
BESIDE = ("areas", "core", "interop", "lookout", "mediation", "points", "screen", "ui")
LAST = ("browser", "chaos")
APART = {"factories", "__pycache__"}
NOTHING_COLLECTED = 5


def folders() -> list[str]:
    """Every folder of tests that is not named above, so that a new one is not forgotten."""
    found = [one.name for one in sorted(TESTS.iterdir()) if one.is_dir()]
    return [name for name in found if name not in {*BESIDE, *LAST, *APART}]


def pytest(names: list[str] | tuple[str, ...], *words: str, **options: object) -> subprocess.Popen[bytes]:
    """A pytest over some of the folders, with more ``words`` for it."""
    surroundings = {name: value for name, value in os.environ.items() if name != "FENGQIAO_HOME"}
    command = [sys.executable, "-m", "pytest", *words, *(str(TESTS / name) for name in names)]
    return subprocess.Popen(command, env=surroundings, **options)


def main() -> int:
    if len(sys.argv) > 1:
        return subprocess.call([sys.executable, "-m", "pytest", *sys.argv[1:]])
    with tempfile.TemporaryFile() as told:
        beside = pytest(BESIDE, stdout=told, stderr=subprocess.STDOUT)
        try:
            codes = [pytest(folders()).wait(), beside.wait()]
        finally:
            beside.kill()
        told.seek(0)
        sys.stdout.write(told.read().decode(errors="replace"))
        sys.stdout.flush()
    # the journeys share one town and leave their traces in it: they go in the order in which they are written
    codes.append(pytest(LAST, "-p", "no:randomly").wait())
    return max(0 if code == NOTHING_COLLECTED else code for code in codes)


if __name__ == "__main__":
    sys.exit(main())
