"""``lookout run --ray``: the coordinator of several machines."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import threading
from types import FrameType

from lookout.adapters.delivery import HttpDelivery
from lookout.adapters.detector import load_detector
from lookout.adapters.painter import JpegPainter
from lookout.cli.equipment import load_tools
from lookout.contract import CameraConfig
from lookout.fleet.coordinator import LEASE_S, Coordinator, FleetSettings
from lookout.fleet.messages import Looking, WorkerSettings
from lookout.fleet.rays import RayMachines
from lookout.pipeline import Analyser

LOOK_S = 0.5

log = logging.getLogger("lookout")


def make_lookers(detectors: int) -> Looking:
    """Called on the worker's machine, where the models are."""
    workers = detectors or min(4, max(1, (os.cpu_count() or 1) // 2))
    detector = load_detector(streams=workers)
    painter, tools = JpegPainter(), load_tools(forgiving=True)

    def look(config: CameraConfig) -> Analyser:
        return Analyser(config, detector=detector, painter=painter, make=tools.make)

    return look


def run(arguments: argparse.Namespace, *, secret: bytes, live: tuple[str, int] | None) -> int:
    """Until SIGTERM or SIGINT. Prints one JSON line when it coordinates."""
    told = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        told.set()

    worker = WorkerSettings(
        name="",
        spool=arguments.spool.resolve(),
        platform=arguments.platform,
        secret_file=arguments.secret_file.resolve(),
        live=live,
        detectors=arguments.detectors or min(4, max(1, (os.cpu_count() or 1) // 2)),
        make=make_lookers,
        lease_s=LEASE_S,
    )
    settings = FleetSettings(name=arguments.engine, config=arguments.config, folder=arguments.spool, worker=worker)
    delivery = HttpDelivery(arguments.platform, arguments.engine, secret)
    machines = RayMachines(arguments.ray)
    try:
        fleet = Coordinator(settings, machines=machines, delivery=delivery)
        # after Ray has taken the signals for itself
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        signal.signal(signal.SIGHUP, lambda number, frame: fleet.reload())
        fleet.start()
        print(json.dumps({"engine": arguments.engine, "ray": arguments.ray, "pid": os.getpid()}), flush=True)
        parent = os.getppid()
        while not told.wait(LOOK_S):
            if arguments.with_parent and os.getppid() != parent:
                break
        log.info("ending")
        fleet.stop()
    finally:
        machines.close()
        delivery.close()
        sys.stdout.flush()
    return 0
