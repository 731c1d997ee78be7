"""A Ray cluster of two machines in one, and the coordinator, as one process that a test talks to.

``fleet_cluster.py FOLDER PLATFORM [PATIENCE_S]``. Prints a line of JSON when something changed; reads
from stdin ``kill NAME`` (the machine's raylet and its worker are killed), ``freeze NAME`` (both stand still and their
connections stay open, as when the power or the cable is gone) and ``end``. Cameras raise a few alerts each, then none.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])

from ray.cluster_utils import Cluster
from twins import BOX, JPEG, SECRET, Planned, an_alert

from lookout.adapters.delivery import HttpDelivery
from lookout.contract import Alert, CameraConfig
from lookout.fleet.coordinator import GATHER_S, LEASE_S, PATIENCE_S, Coordinator, FleetSettings
from lookout.fleet.messages import Looking, WorkerSettings
from lookout.fleet.rays import RayMachines
from lookout.ports import Frame
from lookout.reporting import Analysis, Sighting, TrackView

ALERTS = 3
EVERY = 8


class Unrepeated(Planned):
    """Alerts that a camera never raises again, wherever it is watched."""

    def analyse(self, frame: Frame, interest: object, *, crops: int = 2) -> Analysis:
        self.looked += 1
        track = TrackView(id=3, cls="person", score=0.8, box=BOX, zones=("river",))
        if self.looked % EVERY or self.raised >= ALERTS:
            return Analysis(tracks=(track,))
        self.raised += 1
        number = time.time_ns() // 1000 % 10**12
        alert: Alert = an_alert(number, camera=self.config.camera, at=frame.at, time_s=frame.time_s)
        return Analysis(tracks=(track,), sightings=(Sighting(alert=alert, snapshot=JPEG),))


def planned(detectors: int) -> Looking:
    def look(config: CameraConfig) -> Unrepeated:
        return Unrepeated(config, lambda count, frame: False)

    return look


def main(folder: Path, platform: str, patience_s: float = 0.0) -> None:
    """``patience_s``: how long everybody waits for an answer, and the cameras for both machines; 0 as shipped."""
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    nodes = {name: cluster.add_node(num_cpus=1, node_name=name, wait=False) for name in ("one", "two")}
    cluster.wait_for_nodes(timeout=300)
    machines = RayMachines(cluster.address)
    (folder / "secret").write_text(SECRET.hex())
    worker = WorkerSettings(
        name="",
        spool=folder / "machines",
        platform=platform,
        secret_file=folder / "secret",
        live=None,
        detectors=1,
        make=planned,
        lease_s=patience_s * LEASE_S / PATIENCE_S or LEASE_S,
    )
    settings = FleetSettings(
        name="edge",
        config=folder / "config.json",
        folder=folder / "fleet",
        worker=worker,
        patience_s=patience_s or PATIENCE_S,
        gather_s=patience_s or GATHER_S,
    )
    fleet = Coordinator(settings, machines=machines, delivery=HttpDelivery(platform, "edge", SECRET))
    fleet.start()
    told = threading.Event()
    frozen: list[int] = []

    def listen() -> None:
        try:
            for line in sys.stdin:
                verb, *rest = line.split()
                if verb == "end":
                    break
                (name,) = rest
                post = next(post for post in fleet._posts.values() if post.machine.name == name)
                worker, raylet = post.handle.pid(patience_s=60), nodes[name].all_processes["raylet"][0].process.pid
                print(json.dumps({"gone": name}), flush=True)
                for pid in (raylet, worker):
                    os.kill(pid, signal.SIGKILL if verb == "kill" else signal.SIGSTOP)
                frozen.extend([raylet, worker] if verb == "freeze" else [])
        finally:
            # also when something went wrong: whoever waits sees this process end, and Ray's processes with it
            told.set()

    threading.Thread(target=listen, daemon=True).start()
    before = ""
    while not told.wait(0.05):
        now = json.dumps({"live": fleet.watching(), "held": fleet.held()})
        if now != before:
            print(now, flush=True)
            before = now
    for pid in frozen:
        os.kill(pid, signal.SIGKILL)
    fleet.stop()
    machines.close()
    for node in nodes.values():
        cluster.remove_node(node, allow_graceful=False)
    cluster.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], *map(float, sys.argv[3:]))
