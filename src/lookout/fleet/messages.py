"""What worker and coordinator tell one another: plain data that any transport can carry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from lookout.contract import CameraConfig
from lookout.runner.camera import Looker

Looking = Callable[[CameraConfig], Looker]
"""Makes the analyser of one camera."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An alert that waits in a worker's spool. ``alert`` is its JSON."""

    key: str
    alert: str
    snapshot: bytes
    before: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``live``: cameras with pictures now. ``fresh``: alerts that the coordinator has no copy of yet. ``gone``: keys
    of copies that are not needed any more, because the platform has the alert. ``watching``: names of its cameras."""

    live: tuple[str, ...]
    watching: tuple[str, ...]
    fresh: tuple[Copy, ...]
    gone: tuple[str, ...]
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    """``name`` is the engine's at the platform. ``spool`` and ``secret_file`` are paths on the worker's own machine.

    ``make`` builds, in the worker's process, what builds analysers; its argument is the number of detector threads.
    ``lease_s``: without a call from the coordinator for so long, the worker stops watching, for its cameras are
    somebody else's by then. ``settled``: keys that the coordinator delivered after the worker before this one died.
    """

    name: str
    spool: Path
    platform: str
    secret_file: Path
    live: tuple[str, int] | None
    detectors: int
    make: Callable[[int], Looking]
    lease_s: float
    settled: frozenset[str] = frozenset()


class Lost(Exception):
    """A worker did not answer, or its machine is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine that may watch. ``id`` is unique for ever, ``name`` is the same after it was started again."""

    id: str
    name: str
    address: str


class WorkerHandle(Protocol):
    """A worker somewhere. Every call raises ``Lost`` when there is no answer within ``patience_s``."""

    def watch(self, config: str, *, patience_s: float) -> None: ...

    def report(self, kept: list[str], dropped: list[str], *, wait_s: float, patience_s: float) -> Report: ...

    def end(self) -> None: ...


class Machines(Protocol):
    """The cluster. ``start`` returns at once; a worker that cannot start raises ``Lost`` from its first call."""

    def now(self) -> tuple[Machine, ...]: ...

    def start(self, machine: Machine, settings: WorkerSettings) -> WorkerHandle: ...
