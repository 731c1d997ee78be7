"""A Fengqiao with toy processes: the real supervisor and the real database, without web, worker and engine."""

from __future__ import annotations

import sys
from pathlib import Path

from fengqiao.config import env
from fengqiao.config.supervisor import AlreadyRunning, Child, Supervisor

TOY = "import os, pathlib, sys, time; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(600)"


class SmallHouse(Supervisor):
    def _preparation(self) -> list[tuple[str, list[str]]]:
        return []

    def _children(self) -> list[Child]:
        return [
            Child(name=name, command=[sys.executable, "-c", TOY, str(self.home / f"{name}.pid")])
            for name in ("one", "two")
        ]


if __name__ == "__main__":
    home: Path = env.home()
    try:
        sys.exit(SmallHouse(home=home, host="127.0.0.1", port=int(sys.argv[1]), demo=False).run())
    except AlreadyRunning as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(3)
