"""How long from a picture to its posted alert, and what a camera costs: ``python tools/bench_engine.py --cameras 4``.

Cameras play shipped clips at the speed of their clock through the whole engine (decoder, motion, detector, tracker,
rules, snapshot, spool, signed HTTP) to a receiver on this machine. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import threading
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil

from lookout.adapters.delivery import HttpDelivery
from lookout.adapters.detector import load_detector
from lookout.adapters.painter import JpegPainter
from lookout.contract import ALERT_PATH, CameraConfig, EngineConfig, Kind, Zone
from lookout.pipeline import Analyser
from lookout.runner import Engine, EngineSettings

EVERYWHERE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
SECRET = os.urandom(32)


class Receiver(ThreadingHTTPServer):
    """Notes for every alert when its picture was taken and when it was here in full."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Call)
        self.delays: list[float] = []


class Call(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        arrived = time.time()
        if self.path == ALERT_PATH:
            taken = body[body.index(b'"at":"') + 6 :].split(b'"', 1)[0].decode()
            self.server.delays.append(arrived - datetime.fromisoformat(taken).timestamp())
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
        pass


def figures(delays: list[float]) -> dict[str, float]:
    ordered = sorted(delays)
    if not ordered:
        return {}
    return {
        "p50_s": round(statistics.median(ordered), 3),
        "p95_s": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 3),
        "max_s": round(ordered[-1], 3),
    }


def settings(cameras: int, *, alarms: bool, quiet: int) -> EngineConfig:
    zone = Zone(name="all", kind=Kind.WATER if alarms else Kind.INTRUSION, polygon=EVERYWHERE, window_s=2.0)
    clips = ("river", "road", "bins") if alarms else ("bins",)
    return EngineConfig(
        version="bench",
        cameras=tuple(
            CameraConfig(
                camera=f"cam-{number}",
                source=f"footage:{clips[number % len(clips)]}?quiet={quiet}&lead={number * 2 if alarms else quiet}",
                zones=(zone,),
            )
            for number in range(cameras)
        ),
    )


def run(config: EngineConfig, *, seconds: float, workers: int) -> dict[str, Any]:
    """One engine for that long; the first ten seconds are not counted into its processor time."""
    receiver = Receiver()
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    delivery = HttpDelivery(f"http://127.0.0.1:{receiver.server_address[1]}", "bench", SECRET)
    detectors = [load_detector() for _ in range(workers)]
    turn = iter(range(1 << 30))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.json"
        path.write_text(config.model_dump_json())
        engine = Engine(
            EngineSettings(name="bench", config=path, spool=Path(folder) / "spool", workers=workers),
            secret=SECRET,
            delivery=delivery,
            looker=lambda camera: Analyser(camera, detector=detectors[next(turn) % workers], painter=JpegPainter()),
        )
        process = psutil.Process()
        engine.start()
        time.sleep(10)
        before, began = process.cpu_times(), time.monotonic()
        time.sleep(seconds)
        after, wall = process.cpu_times(), time.monotonic() - began
        used = (after.user + after.system - before.user - before.system) / wall
        value = engine.metrics.registry.get_sample_value
        names = [camera.camera for camera in config.cameras]
        told = {
            "cameras": len(names),
            "live": sum(health.state == "live" for health in engine.healths()),
            "alerts": len(receiver.delays),
            "picture_to_posted": figures(receiver.delays),
            "cores": round(used, 3),
            "core_percent_a_camera": round(100 * used / max(1, len(names)), 2),
            "frames_decoded": sum(value("lookout_frames_decoded_total", {"camera": name}) or 0 for name in names),
            "frames_analysed": sum(value("lookout_frames_analysed_total", {"camera": name}) or 0 for name in names),
            "drops": engine.metrics.drops,
            "memory_mb": round(process.memory_info().rss / 1e6),
        }
        engine.stop(10)
    delivery.close()
    receiver.shutdown()
    receiver.server_close()
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cameras", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--quiet", type=int, default=0, help="seconds of empty scene between the showings")
    parser.add_argument("--empty", action="store_true", help="only the empty scene: what a quiet camera costs")
    given = parser.parse_args()
    quiet = 86_000 if given.empty else given.quiet
    config = settings(given.cameras, alarms=not given.empty, quiet=quiet)
    print(json.dumps(run(config, seconds=given.seconds, workers=given.workers), indent=1))


if __name__ == "__main__":
    main()
