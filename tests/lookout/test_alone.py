"""The engine runs where there is no Django and no platform."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import lookout

ALONE = """
import importlib, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "fengqiao", "procrastinate", "psycopg", "ninja"}:
            raise ImportError(f"{name} is not on an edge box")

sys.meta_path.insert(0, Blocked())
for name in sys.argv[1:]:
    importlib.import_module(name)
print(len(sys.argv) - 1)
"""


def test_every_module_imports_without_django() -> None:
    names = [found.name for found in pkgutil.walk_packages(lookout.__path__, "lookout.")]
    names = [name for name in names if not name.endswith("__main__")]
    done = subprocess.run([sys.executable, "-c", ALONE, *names], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == len(names) > 20
