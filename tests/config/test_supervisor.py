"""One command starts everything, mends what dies, and ends cleanly; kill -9 loses nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from fengqiao.config import database

SCRIPT = Path(__file__).with_name("small_house.py")
PATIENCE_S = 60


def until(condition: Callable[[], object], what: str) -> object:
    """Wait for a condition, generously; the tests state what happens, not how fast."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, ValueError, psutil.Error, psycopg.Error):
            if found := condition():
                return found
        time.sleep(0.1)
    raise AssertionError(f"never happened: {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.runs: list[subprocess.Popen[str]] = []

    def start(self) -> subprocess.Popen[str]:
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"FENGQIAO_HOME": str(self.home)}
        run = subprocess.Popen(
            [sys.executable, str(SCRIPT), str(self.port)], env=environment, stderr=subprocess.PIPE, text=True
        )
        self.runs.append(run)
        return run

    def pid(self, name: str) -> int:
        return int((self.home / f"{name}.pid").read_text())

    def alive(self, name: str) -> bool:
        return psutil.pid_exists(self.pid(name)) and psutil.Process(self.pid(name)).status() != psutil.STATUS_ZOMBIE

    def query(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(database.embedded_url(self.home), autocommit=True, connect_timeout=3) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def house(data_folder: Path) -> Iterator[House]:
    house = House(data_folder)
    yield house
    for run in house.runs:
        if run.poll() is None:
            run.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.wait(20)
        run.kill()
        assert run.stderr is not None
        run.stderr.close()
    for process in psutil.process_iter(["cmdline"]):
        if any(str(house.home) in word for word in process.info["cmdline"] or []):
            process.kill()


def test_a_child_that_is_killed_comes_back(house: House) -> None:
    house.start()
    first = until(lambda: house.pid("one") if house.alive("one") else 0, "the first start")
    os.kill(int(str(first)), signal.SIGKILL)
    until(lambda: house.pid("one") != first and house.alive("one"), "the restart")


def test_a_killed_database_comes_back_with_its_data(house: House) -> None:
    house.start()
    until(lambda: house.alive("one"), "the start")
    house.query("CREATE TABLE kept AS SELECT 42 AS answer")
    postmaster = int((house.home / "postgres" / "postmaster.pid").read_text().split("\n")[0])
    family = [psutil.Process(postmaster), *psutil.Process(postmaster).children()]
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    until(lambda: house.query("SELECT answer FROM kept") == [(42,)], "the database's return")


def test_after_kill_9_of_everything_a_new_start_finds_all_data(house: House) -> None:
    run = house.start()
    until(lambda: house.alive("two"), "the start")
    house.query("CREATE TABLE kept AS SELECT 42 AS answer")
    old = [house.pid("one"), house.pid("two")]
    doomed = [
        run.pid,
        *old,
        *(p.pid for p in psutil.process_iter(["cmdline"]) if str(house.home / "postgres") in (p.info["cmdline"] or [])),
    ]
    for pid in doomed:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    run.wait(10)
    house.start()
    until(lambda: house.alive("one") and house.pid("one") not in old, "the second start")
    until(lambda: house.query("SELECT answer FROM kept") == [(42,)], "the data")


def test_a_second_start_says_plainly_that_one_is_running(house: House) -> None:
    house.start()
    until(lambda: house.alive("one"), "the start")
    second = house.start()
    _, words = second.communicate(timeout=30)
    assert second.returncode == 3
    assert "already running" in words
    assert f"http://localhost:{house.port}" in words
    assert house.alive("one"), "the first one goes on"


def test_ctrl_c_ends_everything_cleanly(house: House) -> None:
    run = house.start()
    until(lambda: house.alive("one") and house.alive("two"), "the start")
    run.send_signal(signal.SIGINT)
    assert run.wait(30) == 0
    assert not house.alive("one")
    assert not house.alive("two")
    assert not database.is_running(house.home)


def test_a_pid_file_that_names_somebody_else_does_no_harm(data_folder: Path) -> None:
    home = data_folder
    server = database.start(home)
    database.stop(server)
    stale = [str(os.getpid()), str(home / "postgres"), "1700000000", "5432", str(home / "postgres"), "", "1 1", "ready"]
    (home / "postgres" / "postmaster.pid").write_text("\n".join(stale) + "\n")
    assert not database.is_running(home)
    again = database.start(home)
    try:
        assert database.is_running(home)
    finally:
        database.stop(again)
