"""``lookout run --shards N``: one process for each share of the cameras, started again when it dies."""

from __future__ import annotations

import argparse
import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

from lookout.ports import LookoutError
from lookout.runner.shares import Share

LOOK_S = 0.2
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0
SETTLED_S = 60.0
END_S = 6.0
UNUSABLE = 2

log = logging.getLogger("lookout.shards")

Words = Callable[[Share], Sequence[str]]


def command(arguments: argparse.Namespace, share: Share) -> list[str]:
    """How the process of that share is started."""
    words = [sys.executable, "-m", "lookout", "run", "--shard", str(share), "--with-parent"]
    for name in ("config", "spool", "platform", "engine", "secret_file", "live", "detectors"):
        words += [f"--{name.replace('_', '-')}", str(getattr(arguments, name))]
    if arguments.detector is not None:
        words += ["--detector", str(arguments.detector), "--device", arguments.device]
    return words


class Child:
    """One share's process, with the patience that grows when it keeps dying."""

    def __init__(self, share: Share, words: Sequence[str]) -> None:
        self.share = share
        self._words = list(words)
        self._process: subprocess.Popen[bytes] | None = None
        self._began = self._again = 0.0
        self._wait = FIRST_WAIT_S
        self.starts = 0

    def tend(self, now: float) -> int | None:
        """Starts it when it does not run and its time has come. The status with which it ended just now, or None."""
        if self._process is None:
            if now >= self._again:
                self._process, self._began = subprocess.Popen(self._words), now
                self.starts += 1
            return None
        status = self._process.poll()
        if status is None:
            return None
        self._process = None
        self._wait = FIRST_WAIT_S if now - self._began > SETTLED_S else min(LONGEST_WAIT_S, self._wait * 2)
        self._again = now + self._wait
        log.warning("shard %s ended with status %d; again in %.1f s", self.share, status, self._wait)
        return status

    def send(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    def join(self, limit: float) -> None:
        """Until ``limit`` (monotonic); then it is killed. What it raised is on disk."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, limit - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Shards:
    """Runs until ``told``; a share that cannot be used at its first start ends all of them."""

    def __init__(self, count: int, words: Words) -> None:
        shares = [Share(number, count) for number in range(1, count + 1)]
        self.children = [Child(share, words(share)) for share in shares]
        self.told = threading.Event()

    def send(self, number: signal.Signals) -> None:
        for child in self.children:
            child.send(number)

    def run(self) -> int:
        try:
            while not self.told.wait(LOOK_S):
                for child in self.children:
                    if child.tend(time.monotonic()) == UNUSABLE and child.starts == 1:
                        return UNUSABLE
            return 0
        finally:
            self.send(signal.SIGTERM)
            limit = time.monotonic() + END_S
            for child in self.children:
                child.join(limit)


def run(arguments: argparse.Namespace) -> int:
    """Until SIGTERM or SIGINT. SIGHUP goes on to all processes."""
    if arguments.shards < 1:
        raise LookoutError("--shards is the number of processes, at least 1")
    shards = Shards(arguments.shards, lambda share: command(arguments, share))

    def end(number: int, frame: FrameType | None) -> None:
        shards.told.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    signal.signal(signal.SIGHUP, lambda number, frame: shards.send(signal.SIGHUP))
    return shards.run()
