"""A whole demo town in a folder of its own, started as a newcomer would, for the tests that need everything."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import httpx
import psycopg

from fengqiao.config import database

T = TypeVar("T")
SHARED_TOWN = "FENGQIAO_TEST_TOWN"  # "PORT FOLDER" of a town that runs already, for several test processes


def until(condition: Callable[[], T | None], what: str, patience_s: float = 120) -> T:
    """Wait for a condition, generously: the tests say what happens, not how fast. Errors count as 'not yet'."""
    deadline = time.monotonic() + patience_s
    problem: Exception | None = None
    while time.monotonic() < deadline:
        try:
            if found := condition():
                return found
        except (OSError, ValueError, psycopg.Error, httpx.HTTPError, AssertionError) as error:
            problem = error
        time.sleep(0.2)
    raise AssertionError(
        f"never happened within {patience_s:.0f} s: {what}" + (f" (last: {problem})" if problem else "")
    )


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class DemoTown:
    """``fengqiao demo`` in ``home``; ``settings`` are extra environment variables."""

    def __init__(self, home: Path, *, port: int | None = None, **settings: str) -> None:
        self.home, self.port = home, port or free_port()
        self.address = f"http://localhost:{self.port}"
        self.log = home / "demo.log"
        self.started_in_s = 0.0
        self._settings = settings
        self._run: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until the pages answer."""
        begun = time.monotonic()
        surroundings = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
        command = [sys.executable, "-m", "fengqiao.config.cli", "demo", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._run = subprocess.Popen(
                command, env=surroundings | {"FENGQIAO_HOME": str(self.home)} | self._settings, stdout=log, stderr=log
            )
        until(self._ready, f"the demo's pages (log: {self.log})", patience_s=450)
        self.started_in_s = time.monotonic() - begun

    def _ready(self) -> bool:
        assert self._run is not None
        if self._run.poll() is not None:
            raise RuntimeError(f"the demo ended by itself: {self.log.read_text()[-3000:]}")
        return httpx.get(f"{self.address}/health/", timeout=5).status_code == 200

    def stop(self) -> None:
        """End it as Ctrl-C would."""
        if self._run is not None and self._run.poll() is None:
            self._run.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._run.wait(30)
            self._run.kill()
            self._run.wait()

    def query(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the demo's database directly."""
        url = database.embedded_url(self.home)
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            return connection.execute(statement, values).fetchall()


@contextlib.contextmanager
def demo_town() -> Iterator[DemoTown]:
    """The running town that ``FENGQIAO_TEST_TOWN`` names, or else one for this run alone.

    Its folder lies outside pytest's own, whose closed permissions keep an embedded database of root out.
    """
    if shared := os.environ.get(SHARED_TOWN):
        port, _, home = shared.partition(" ")
        yield DemoTown(Path(home), port=int(port))
        return
    folder = Path(tempfile.mkdtemp(prefix="fengqiao-town-"))
    town = DemoTown(folder, FENGQIAO_AUTOPLAY="off")
    try:
        town.start()
        yield town
    finally:
        town.stop()
        shutil.rmtree(folder, ignore_errors=True)
