"""A round trip against a real RTSP server: many cameras watched for minutes, three of them cut and restored.

    .venv/bin/python tools/rtsp_trial.py --cameras 20 --minutes 10 [--footage FOLDER]

GStreamer's RTSP server (tools/rtsp_server.py, a process of its own, run by the system's Python) shows real clips in
loops; every third camera asks for a password by digest. The engine watches them all with its shipped detector. After
a third of the time one server is killed, one is stopped in the middle (the connection stands, nothing comes), one
takes its path away; after a while all three come back. Prints one JSON object. Exit status 1 when a camera did not
come back or an undisturbed one was disturbed, 2 when there is no server to try with.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import psutil

from lookout.adapters.detector import load_detector
from lookout.adapters.painter import JpegPainter
from lookout.contract import Alert, CameraConfig, CameraState, Departure, EngineConfig, Heartbeat, Kind, Tally, Zone
from lookout.pipeline import Analyser
from lookout.runner import Engine, EngineSettings

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
REAL = ROOT.parent / "shared" / "testdata" / "videos"
SHIPPED = ROOT / "src" / "lookout" / "footage"
PYTHON = "/usr/bin/python3"
EVERYWHERE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
SIZE, FPS, GOP_S = (640, 360), 12, 2
LOOK_S = 0.1
CUTS = ("killed", "stopped", "removed")


def missing() -> str:
    """Why there is no server to try with; empty when there is."""
    try:
        done = subprocess.run(
            [PYTHON, "-c", "import gi; gi.require_version('GstRtspServer', '1.0')"], capture_output=True, check=False
        )
    except OSError:
        return f"there is no {PYTHON}"
    if done.returncode:
        return "GStreamer's RTSP server is not installed (Debian: gir1.2-gst-rtsp-server-1.0 python3-gi)"
    for element in ("h264parse", "rtph264pay"):
        if subprocess.run(["gst-inspect-1.0", "--exists", element], capture_output=True, check=False).returncode:
            return f"GStreamer's {element} is not installed (Debian: gstreamer1.0-plugins-good and -bad)"
    return ""


def prepared(clip: Path, place: Path, *, longest_s: float = 40.0) -> Path:
    """The clip as a camera's sub-stream: 640×360, 12 pictures a second, a key picture every 2 seconds, no B-frames."""
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = *SIZE, "yuv420p"
    context.time_base, context.framerate = Fraction(1, FPS), Fraction(FPS)
    context.gop_size, context.max_b_frames = FPS * GOP_S, 0
    context.options = {
        "preset": "veryfast",
        "tune": "zerolatency",
        "crf": "26",
        "x264-params": "scenecut=0:sliced-threads=0",
    }
    with av.open(str(clip)) as source, place.open("wb") as out:
        out.write(struct.pack(">I", FPS))
        number = 0
        for frame in source.decode(video=0):
            if frame.time is None or frame.time * FPS < number:
                continue
            if number >= longest_s * FPS:
                break
            small = frame.reformat(*SIZE, format="yuv420p")
            small.pts = number
            number += 1
            for packet in context.encode(small):
                out.write(struct.pack(">I", packet.size) + bytes(packet))
        for packet in context.encode(None):
            out.write(struct.pack(">I", packet.size) + bytes(packet))
    return place


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


class Server:
    """One process of cameras."""

    def __init__(self, mounts: dict[str, str]) -> None:
        self.port = free_port()
        self._mounts = mounts
        self.process: subprocess.Popen[str] | None = None
        self.start()

    def start(self) -> None:
        words = [PYTHON, str(HERE / "rtsp_server.py"), str(self.port), *(f"{n}={f}" for n, f in self._mounts.items())]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        if self.process.stdout.readline().strip() != "ready":
            raise SystemExit("the RTSP server did not start")

    def say(self, words: str) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def end(self) -> None:
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.process = None


@dataclass
class Watched:
    """What was seen of one camera."""

    name: str
    clip: str
    digest: bool
    cut: str = ""
    live_s: float = 0.0
    first_live_s: float | None = None
    away_s: float = 0.0
    noticed_s: float | None = None
    recovered_s: float | None = None
    alerts: int = 0
    said: dict[str, str] = field(default_factory=dict)


class Receiver:
    """A platform in memory."""

    def __init__(self, cameras: dict[str, Watched]) -> None:
        self._cameras = cameras
        self._lock = threading.Lock()
        self.delays: list[float] = []

    def alert(self, alert: Alert, snapshot: bytes, before: bytes | None = None) -> None:
        with self._lock:
            self._cameras[alert.camera].alerts += 1
            self.delays.append(time.time() - alert.at.timestamp())

    def clip(self, key: str, data: bytes) -> None:
        pass

    def departure(self, departure: Departure) -> None:
        pass

    def tally(self, tally: Tally) -> None:
        pass

    def heartbeat(self, beat: Heartbeat) -> None:
        pass


class Trial:
    """The servers, the engine, and what was seen."""

    def __init__(self, folder: Path, *, cameras: int, clips: list[Path]) -> None:
        films = [prepared(clip, folder / f"{clip.stem}.film") for clip in clips]
        self.watched: dict[str, Watched] = {}
        mounts: list[dict[str, str]] = [{} for _ in range(len(CUTS) + 1)]
        for number in range(cameras):
            name = f"cam-{number + 1:02d}"
            film = films[number % len(films)]
            watched = Watched(name=name, clip=film.stem, digest=number % 3 == 2)
            group = len(CUTS) if number >= len(CUTS) else number
            watched.cut = CUTS[number] if number < len(CUTS) else ""
            mounts[group][name] = f"{film}{',admin,trial' if watched.digest else ''}"
            self.watched[name] = watched
        self.servers = [Server(group) for group in mounts if group]
        places = {name: server for server, group in zip(self.servers, mounts, strict=False) for name in group}
        zone = Zone(name="all", kind=Kind.INTRUSION, polygon=EVERYWHERE, classes=("person", "car"))
        configs = []
        for name, watched in self.watched.items():
            key = "admin:trial@" if watched.digest else ""
            source = f"rtsp://{key}127.0.0.1:{places[name].port}/{name}"
            configs.append(CameraConfig(camera=name, source=source, zones=(zone,)))
        (folder / "config.json").write_text(EngineConfig(version="1", cameras=tuple(configs)).model_dump_json())
        self.receiver = Receiver(self.watched)
        self._detector = load_detector()
        painter = JpegPainter()
        self.engine = Engine(
            EngineSettings(name="trial", config=folder / "config.json", spool=folder / "spool", live=None),
            secret=os.urandom(32),
            delivery=self.receiver,
            looker=lambda config: Analyser(config, detector=self._detector, painter=painter),
        )
        self._process = psutil.Process()

    def cut(self) -> None:
        for server, watched in self.disturbed():
            if watched.cut == "killed":
                server.end()
            elif watched.cut == "stopped":
                server.signal(signal.SIGSTOP)
            else:
                server.say(f"remove {watched.name}")

    def restore(self) -> None:
        for server, watched in self.disturbed():
            if watched.cut == "killed":
                server.start()
            elif watched.cut == "stopped":
                server.signal(signal.SIGCONT)
            else:
                server.say(f"add {watched.name}")

    def disturbed(self) -> list[tuple[Server, Watched]]:
        return [
            (server, watched)
            for server, watched in zip(self.servers, self.watched.values(), strict=False)
            if watched.cut
        ]

    def play(self, seconds: float, cut_at: float, cut_s: float) -> dict[str, Any]:
        self.engine.start()
        began = last = time.monotonic()
        before = self._process.cpu_times()
        cut: float | None = None
        restored: float | None = None
        rss = 0
        try:
            while (now := time.monotonic()) - began < seconds:
                if cut is None and now - began >= cut_at:
                    self.cut()
                    cut = now
                if cut is not None and restored is None and now - cut >= cut_s:
                    self.restore()
                    restored = now
                self.look(now, now - last, began, cut, restored)
                last = now
                rss = max(rss, self._process.memory_info().rss)
                time.sleep(LOOK_S)
            after = self._process.cpu_times()
            spent = time.monotonic() - began
            cores = (after.user + after.system - before.user - before.system) / spent
            return self.told(spent, cores, rss)
        finally:
            self.engine.stop()
            for server in self.servers:
                if server.process is not None:
                    server.signal(signal.SIGCONT)
                server.end()

    def look(self, now: float, step: float, began: float, cut: float | None, restored: float | None) -> None:
        for health in self.engine.healths():
            watched = self.watched[health.camera]
            live = health.state is CameraState.LIVE
            if live:
                watched.live_s += step
                if watched.first_live_s is None:
                    watched.first_live_s = now - began
            elif watched.first_live_s is not None:
                watched.away_s += step
            if watched.cut and cut is not None:
                if not live and watched.noticed_s is None:
                    watched.noticed_s = now - cut
                if live and restored is not None and watched.noticed_s is not None and watched.recovered_s is None:
                    watched.recovered_s = now - restored
            if health.troubles:
                watched.said["+".join(sorted(health.troubles))] = health.detail

    def told(self, spent: float, cores: float, rss: int) -> dict[str, Any]:
        figures = self.engine.metrics.registry
        rows = []
        for watched in self.watched.values():
            labels = {"camera": watched.name}
            rows.append(
                {
                    "camera": watched.name,
                    "clip": watched.clip,
                    "digest": watched.digest,
                    "cut": watched.cut or None,
                    "first_live_s": rounded(watched.first_live_s),
                    "live_s": rounded(watched.live_s),
                    "not_live_s": rounded(watched.away_s),
                    "noticed_s": rounded(watched.noticed_s),
                    "recovered_s": rounded(watched.recovered_s),
                    "frames": int(figures.get_sample_value("lookout_frames_decoded_total", labels) or 0),
                    "connections": int(figures.get_sample_value("lookout_camera_runs_total", labels) or 0),
                    "alerts": watched.alerts,
                    "said": list(watched.said.values()),
                }
            )
        others = [row for row in rows if not row["cut"]]
        delays = sorted(self.receiver.delays)
        return {
            "cameras": len(rows),
            "seconds": rounded(spent),
            "cpu_cores": round(cores, 2),
            "rss_mb": rss // 1_000_000,
            "all_live_after_s": max((row["first_live_s"] or spent for row in rows), default=0.0),
            "alerts": sum(row["alerts"] for row in rows),
            "alert_delay_p50_s": rounded(delays[len(delays) // 2]) if delays else None,
            "alert_delay_p99_s": rounded(delays[int(len(delays) * 0.99)]) if delays else None,
            "others_undisturbed": all(
                row["connections"] == 1 and row["first_live_s"] is not None and not row["not_live_s"] for row in others
            ),
            "all_came_back": all(row["recovered_s"] is not None for row in rows if row["cut"]),
            "per_camera": rows,
        }


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cameras", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--cut-seconds", type=float, default=60.0, help="how long the three stay away")
    parser.add_argument("--footage", type=Path, help="folder of clips; the real ones or the shipped ones by default")
    arguments = parser.parse_args()
    if reason := missing():
        print(reason, file=sys.stderr)
        return 2
    folder = arguments.footage or (REAL if REAL.is_dir() else SHIPPED)
    clips = [clip for clip in sorted(folder.glob("*.mp4")) if not clip.name.startswith("slides")]
    seconds = arguments.minutes * 60
    with tempfile.TemporaryDirectory(prefix="rtsp-trial-") as place:
        trial = Trial(Path(place), cameras=arguments.cameras, clips=clips[: arguments.cameras])
        told = trial.play(seconds, seconds / 3, min(arguments.cut_seconds, seconds / 3))
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 0 if told["others_undisturbed"] and told["all_came_back"] else 1


if __name__ == "__main__":
    sys.exit(main())
