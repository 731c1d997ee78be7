"""A Ray cluster of two machines in a process of its own: what it says, and what it is told."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from films import film
from twins import until

from lookout.contract import CameraConfig, EngineConfig

NAMES = [f"4418211032{number:02d}-R1" for number in range(8)]
PATIENCE_S = 480.0
"""A slow machine must not fail a test; how fast it goes, ``tools/fleet_trial.py`` measures."""


class Fleet:
    """The program beside this file, and the lines that it has said."""

    def __init__(self, folder: Path, platform: str, *, patience_s: float = 0.0) -> None:
        """``patience_s`` 0: as shipped."""
        source = f"loop:{film(folder / 'good.mp4', seconds=3)}"
        cameras = tuple(CameraConfig(camera=name, source=source) for name in NAMES)
        (folder / "config.json").write_text(EngineConfig(version="1", cameras=cameras).model_dump_json())
        script = Path(__file__).with_name("fleet_cluster.py")
        self.log = (folder / "log.txt").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, str(script), str(folder), platform, str(patience_s)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        self.newest: dict[str, Any] = {"live": {}, "held": {}}
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{"):
                told = json.loads(line)
                self.newest = {**self.newest, **told}

    def say(self, words: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()

    def until(self, condition: Callable[[], Any], waiting_for: str) -> None:
        """Waits for long, and no longer than the program runs."""

        def look() -> bool:
            assert self.process.poll() is None, f"the cluster ended while waiting for {waiting_for}:\n{self.said()}"
            return bool(condition())

        try:
            until(look, PATIENCE_S)
        except AssertionError as problem:
            raise AssertionError(f"{waiting_for}: {problem}\n{self.newest}\n{self.said()}") from None

    def said(self) -> str:
        return Path(self.log.name).read_text(errors="replace")[-4000:]

    def live(self) -> list[str]:
        return sorted(name for names in self.newest["live"].values() for name in names)

    def end(self) -> None:
        with contextlib.suppress(OSError):
            self.say("end")
        try:
            self.process.wait(PATIENCE_S / 4)
        except subprocess.TimeoutExpired:
            # Ray's processes would outlive it
            for one in [*psutil.Process(self.process.pid).children(recursive=True), self.process]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()
            self.process.wait()
        self._reader.join(5)
        for pipe in (self.process.stdin, self.process.stdout, self.log):
            assert pipe is not None
            pipe.close()


def waiting(folder: Path, machine: str) -> set[str]:
    """Keys in the spool of a machine, read from its disk."""
    alerts = folder / "machines" / f"edge-{machine}" / "alerts"
    return {json.loads(path.read_text())["key"] for path in alerts.glob("*.json")}
