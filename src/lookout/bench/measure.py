"""One engine on many looped cameras for a while, and what it told of itself."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import psutil

from lookout.adapters.detector import load_detector
from lookout.adapters.painter import JpegPainter
from lookout.bench.films import Films
from lookout.contract import Alert, CameraConfig, Departure, EngineConfig, Heartbeat, Kind, Tally, Zone
from lookout.pipeline import Analyser
from lookout.ports import Detection, Detector, Picture
from lookout.runner import Engine, EngineSettings

WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
CLASSES = ("person", "bicycle", "car", "motorcycle", "bus", "truck")
COLD_LIMIT_S = 300.0
SETTLE_S = 12.0
"""After the last camera is live: backgrounds are learnt, and who is busy is awake."""
BUSY, IDLE = "busy", "idle"


@dataclass(slots=True)
class Receiver:
    """Takes the place of the platform and notes how old the picture of each alert is when it arrives."""

    delays: dict[str, list[float]] = field(default_factory=lambda: {BUSY: [], IDLE: []})
    lock: Lock = field(default_factory=Lock)

    def alert(self, alert: Alert, snapshot: bytes, before: bytes | None = None) -> None:
        age = time.time() - alert.at.timestamp()
        with self.lock:
            self.delays[alert.camera.partition("-")[0]].append(age)

    def clip(self, key: str, data: bytes) -> None: ...

    def departure(self, departure: Departure) -> None: ...

    def tally(self, tally: Tally) -> None: ...

    def heartbeat(self, beat: Heartbeat) -> None: ...


class Timed:
    """The detector, with its time told."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self.name, self.version, self.threshold = detector.name, detector.version, detector.threshold
        self.tell: Callable[[float], None] = lambda seconds: None

    def detect(self, picture: Picture) -> list[Detection]:
        began = time.perf_counter()
        found = self._detector.detect(picture)
        self.tell(time.perf_counter() - began)
        return found


def settings(films: Films, *, cameras: int, busy: float) -> EngineConfig:
    """``busy`` of the cameras play a busy film all the time, spread among the others; each begins elsewhere in it."""
    many = round(cameras * busy)
    made = []
    for number in range(cameras):
        lively = (number + 1) * many // cameras > number * many // cameras
        role = BUSY if lively else IDLE
        turn = (number * many // cameras) if lively else number
        path = (films.busy if lively else films.quiet)[turn % len(films.busy if lively else films.quiet)]
        begin = (number * 7.3) % 20 if lively else (number * films.quiet_s * 0.381966) % films.quiet_s
        zone = Zone(
            name="all",
            kind=Kind.INTRUSION,
            polygon=WHOLE,
            window_s=30.0,
            classes=CLASSES if lively else ("person",),
        )
        source = f"loop:{path}?from={begin:.1f}"
        made.append(CameraConfig(camera=f"{role}-{number}", source=source, zones=(zone,)))
    return EngineConfig(version="bench", cameras=tuple(made))


def run(
    films: Films,
    *,
    cameras: int,
    busy: float,
    seconds: float,
    workers: int,
    progress: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """The figures that ``lookout bench`` prints. ``late_frames``: pictures looked at later than 0.25 s after their
    time, and packets left so far behind that the clock was set back."""
    receiver, process = Receiver(), psutil.Process()
    with tempfile.TemporaryDirectory(prefix="lookout-bench-") as folder:
        path = Path(folder) / "config.json"
        path.write_text(settings(films, cameras=cameras, busy=busy).model_dump_json())
        detector, painter = Timed(load_detector(streams=workers)), JpegPainter()
        before = _used(process)
        engine = Engine(
            EngineSettings(name="bench", config=path, spool=Path(folder) / "spool", workers=workers),
            secret=bytes(32),
            delivery=receiver,
            looker=lambda config: Analyser(config, detector=detector, painter=painter),
        )
        detector.tell = engine.metrics.inference.observe
        engine.start()
        try:
            cold_s = _watched(engine)
            cold_cpu = _used(process) - before
            progress(f"all {cameras} cameras are watched after {cold_s:.1f} s")
            time.sleep(SETTLE_S)
            told = _measured(engine, process, receiver, seconds)
        finally:
            engine.stop(15)
    told = {"cameras": cameras, "busy": busy, **told}
    return told | {"cold_start_s": round(cold_s, 1), "cold_start_cpu_s": round(cold_cpu, 1), "workers": workers}


def _watched(engine: Engine) -> float:
    limit = time.monotonic() + COLD_LIMIT_S
    while engine.watched_s is None and time.monotonic() < limit:
        time.sleep(0.1)
    return COLD_LIMIT_S if engine.watched_s is None else engine.watched_s


def _measured(engine: Engine, process: psutil.Process, receiver: Receiver, seconds: float) -> dict[str, Any]:
    names = [health.camera for health in engine.healths()]
    first = Figures.read(engine, names)
    with receiver.lock:
        receiver.delays[BUSY].clear()
        receiver.delays[IDLE].clear()
    used, began, rss = _used(process), time.monotonic(), 0
    while (left := began + seconds - time.monotonic()) > 0:
        time.sleep(min(1.0, left))
        rss = max(rss, process.memory_info().rss)
    wall = time.monotonic() - began
    cores = (_used(process) - used) / wall
    last = Figures.read(engine, names)
    with receiver.lock:
        delays = {role: sorted(found) for role, found in receiver.delays.items()}
    busy = [name for name in names if name.startswith(BUSY)] or names
    rates = sorted((last.analysed[name] - first.analysed[name]) / wall for name in busy)
    live = sum(health.state == "live" for health in engine.healths())
    return {
        "seconds": round(wall, 1),
        "live": live,
        "cpu_cores": round(cores, 3),
        "core_percent_a_camera": round(100 * cores / max(1, len(names)), 3),
        "rss_mb": round(rss / 1e6),
        "decoded_fps_total": round((last.decoded - first.decoded) / wall, 1),
        "late_frames": round(last.late - first.late),
        "analysed_fps_min": round(rates[0], 2),
        "analysed_fps_median": round(rates[len(rates) // 2], 2),
        "detections_per_s": round((last.looks - first.looks) / wall, 1),
        "inferences_per_s": round((last.stages["inference"][0] - first.stages["inference"][0]) / wall, 1),
        "drops": {reason: round(n - first.drops.get(reason, 0)) for reason, n in last.drops.items()},
        "wakings": round(last.wakings - first.wakings),
        "modes": last.modes,
        **_latency("latency", delays[BUSY] if any(n.startswith(BUSY) for n in names) else delays[IDLE]),
        **_latency("idle_latency", delays[IDLE]),
        "alerts": len(delays[BUSY]) + len(delays[IDLE]),
        "stages_ms": {name: last.mean_ms(first, name) for name in last.stages},
        "stages_cores": {name: round((last.stages[name][1] - first.stages[name][1]) / wall, 3) for name in last.stages},
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The engine's counters at one moment."""

    decoded: float
    late: float
    looks: float
    wakings: float
    analysed: dict[str, float]
    drops: dict[str, float]
    modes: dict[str, int]
    stages: dict[str, tuple[float, float]]

    @classmethod
    def read(cls, engine: Engine, names: Sequence[str]) -> Figures:
        value = engine.metrics.registry.get_sample_value
        families = {family.name: family for family in engine.metrics.registry.collect()}

        def by(family: str, label: str, ending: str) -> dict[str, float]:
            samples = (sample for sample in families[family].samples if sample.name.endswith(ending))
            return {sample.labels[label]: sample.value for sample in samples}

        decoded, analysed = (by(f"lookout_frames_{what}", "camera", "_total") for what in ("decoded", "analysed"))
        counts = by("lookout_stage_seconds", "stage", "_count")
        sums = by("lookout_stage_seconds", "stage", "_sum")
        return cls(
            decoded=sum(decoded.values()),
            late=value("lookout_late_total") or 0.0,
            looks=sum(analysed.values()),
            wakings=value("lookout_wakings_total") or 0.0,
            analysed={name: analysed.get(name, 0.0) for name in names},
            drops=by("lookout_drops", "reason", "_total"),
            modes={mode: int(n) for mode, n in by("lookout_cameras", "mode", "").items()},
            stages={name: (counts[name], sums[name]) for name in counts},
        )

    def mean_ms(self, first: Figures, stage: str) -> float:
        count, total = (now - then for now, then in zip(self.stages[stage], first.stages[stage], strict=True))
        return round(1000 * total / count, 3) if count else 0.0


def _latency(name: str, ordered: list[float]) -> dict[str, float | None]:
    def at(share: float) -> float | None:
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 3) if ordered else None

    return {f"{name}_p50_s": at(0.5), f"{name}_p95_s": at(0.95), f"{name}_p99_s": at(0.99)}


def _used(process: psutil.Process) -> float:
    """Processor seconds of this process and of those it started."""
    every = [process, *process.children(recursive=True)]
    total = 0.0
    for one in every:
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total
