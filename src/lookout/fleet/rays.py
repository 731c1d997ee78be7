"""Machines and workers as Ray has them. Ray is an optional part: nothing else here knows it."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

from lookout.fleet.messages import Lost, Machine, Report, WorkerHandle, WorkerSettings
from lookout.fleet.worker import Worker
from lookout.ports import LookoutError

NAMESPACE = "lookout"
CALLS_AT_ONCE = 4


def _ray() -> Any:
    # it would tell its makers of every start
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        return import_module("ray")
    except ImportError as problem:
        raise LookoutError("Ray is not installed; install fengqiao[ray] on every machine") from problem


class RayMachines:
    """The nodes of a Ray cluster that have at least one processor to give. Raises ``LookoutError``."""

    def __init__(self, address: str) -> None:
        self._ray = _ray()
        try:
            self._ray.init(
                address=address,
                namespace=NAMESPACE,
                log_to_driver=False,
                logging_level="WARNING",
                configure_logging=False,
            )
        except (ConnectionError, RuntimeError, ValueError, OSError) as problem:
            raise LookoutError(
                f"there is no Ray cluster at '{address}'; start one with 'ray start --head' and join with "
                f"'ray start --address=HOST:6379' ({type(problem).__name__})"
            ) from problem

    def close(self) -> None:
        self._ray.shutdown()

    def now(self) -> tuple[Machine, ...]:
        return tuple(
            Machine(id=node["NodeID"], name=safe(node["NodeName"]), address=node["NodeManagerAddress"])
            for node in self._ray.nodes()
            if node["Alive"] and node["Resources"].get("CPU", 0) >= 1
        )

    def start(self, machine: Machine, settings: WorkerSettings) -> WorkerHandle:
        place = import_module("ray.util.scheduling_strategies").NodeAffinitySchedulingStrategy(machine.id, soft=False)
        actor = self._ray.remote(Worker).options(
            num_cpus=0,  # the engine's own settings say how many threads it uses
            max_restarts=0,  # the coordinator decides where a lost worker's cameras go
            max_concurrency=CALLS_AT_ONCE,
            scheduling_strategy=place,
        )
        return _Handle(self._ray, actor.remote(settings))


class _Handle:
    def __init__(self, ray: Any, actor: Any) -> None:
        self._ray = ray
        self._actor = actor

    def watch(self, config: str, *, patience_s: float) -> None:
        self._ask(lambda: self._actor.watch.remote(config), patience_s)

    def report(self, kept: list[str], dropped: list[str], *, wait_s: float, patience_s: float) -> Report:
        report: Report = self._ask(lambda: self._actor.report.remote(kept, dropped, wait_s), patience_s)
        return report

    def pid(self, *, patience_s: float) -> int:
        return int(self._ask(lambda: self._actor.pid.remote(), patience_s))

    def end(self) -> None:
        """In order when it answers; then the process goes in any case, so that it can watch nothing any more."""
        with contextlib.suppress(Lost):
            self._ask(lambda: self._actor.end.remote(), 4.0)
        with contextlib.suppress(self._ray.exceptions.RayError):
            self._ray.kill(self._actor, no_restart=True)

    def _ask(self, call: Callable[[], Any], patience_s: float) -> Any:
        try:
            return self._ray.get(call(), timeout=patience_s)
        except self._ray.exceptions.GetTimeoutError:
            raise Lost(f"no answer for {patience_s:.0f} s") from None
        except self._ray.exceptions.RayError as problem:
            # the first line names the reason; what follows are addresses and advice to programmers
            raise Lost(f"{type(problem).__name__}: {str(problem).strip().splitlines()[0][:160]}") from None


def safe(name: str) -> str:
    """A name of a machine as part of an engine's name."""
    return re.sub(r"[^\w.-]", "_", name)[:40] or "node"
