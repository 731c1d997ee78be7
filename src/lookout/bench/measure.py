"""An engine, in one process or several, on many looped cameras for a while, and what it told of itself."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

import psutil

from lookout.adapters.detector import load_detector
from lookout.adapters.memory import few_arenas
from lookout.adapters.painter import JpegPainter
from lookout.bench.films import Films
from lookout.contract import Alert, CameraConfig, Departure, EngineConfig, Heartbeat, Kind, Tally, Zone
from lookout.pipeline import Analyser
from lookout.ports import Detection, Detector, Picture
from lookout.runner import Engine, EngineSettings

WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
ALARMING = 4
"""Of so many busy cameras one alarms about everybody who comes in, five alarms a second from a hundred; the others
judge just as often, but alarm about buses. Would all alarm, their pictures, clips and files alone took a seventh of two
processors: no county has seventeen thousand alarms a camera and day."""
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
    """``busy`` of the cameras play a busy film all the time, spread among the others; each begins elsewhere in it.
    One of ``ALARMING`` of them alarms about people."""
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
            classes=("bus",) if lively and turn % ALARMING else ("person",),
        )
        source = f"loop:{path}?from={begin:.1f}"
        made.append(CameraConfig(camera=f"{role}-{number}", source=source, zones=(zone,)))
    return EngineConfig(version="bench", cameras=tuple(made))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one process measured. ``stages``: how often and how many seconds in all; times are seconds."""

    wall_s: float
    cpu_s: float
    rss: int
    shared_out: int
    live: int
    cold_s: float
    cold_cpu_s: float
    decoded: float
    late: float
    looks: float
    wakings: float
    rates: list[float]
    drops: dict[str, float]
    modes: dict[str, int]
    stages: dict[str, tuple[float, float]]
    delays: dict[str, list[float]]


def run(
    films: Films,
    *,
    cameras: int,
    busy: float,
    seconds: float,
    workers: int,
    processes: int = 1,
    progress: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """The figures that ``lookout bench`` prints. ``late_frames``: pictures looked at later than 0.25 s after their
    time, and packets left so far behind that the clock was set back. Each of the ``processes`` has a block of
    neighbouring cameras, so that all films are in all of them; all measure in the same seconds."""
    config = settings(films, cameras=cameras, busy=busy)
    ends = [round(number * cameras / processes) for number in range(processes + 1)]
    shares = [config.model_copy(update={"cameras": config.cameras[a:b]}) for a, b in pairwise(ends)]
    shares = [share for share in shares if share.cameras]
    if len(shares) == 1:
        told = [_engine(shares[0], seconds, workers, lambda: progress(f"all {cameras} cameras are watched"))]
    else:
        told = _side_by_side(shares, seconds, workers, lambda: progress(f"all {cameras} cameras are watched"))
    return {"cameras": cameras, "busy": busy, "processes": len(shares), **summed(told), "workers": workers}


def _side_by_side(
    shares: Sequence[EngineConfig], seconds: float, workers: int, watched: Callable[[], None]
) -> list[Told]:
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(len(shares) + 1)
    answers = context.Queue()
    children = [context.Process(target=_child, args=(share, seconds, workers, together, answers)) for share in shares]
    for child in children:
        child.start()
    try:
        together.wait(COLD_LIMIT_S + 60)
        watched()
        told: list[Told] = [answers.get(timeout=seconds + SETTLE_S + 60) for _ in children]
    finally:
        for child in children:
            child.join(30)
            child.kill()
    return told


def _child(share: EngineConfig, seconds: float, workers: int, together: Any, answers: Any) -> None:
    answers.put(_engine(share, seconds, workers, lambda: together.wait(COLD_LIMIT_S + 60)))


def _engine(config: EngineConfig, seconds: float, workers: int, watched: Callable[[], object]) -> Told:
    """``watched`` is called when all cameras are, and may wait for others."""
    few_arenas()
    receiver, process = Receiver(), psutil.Process()
    with tempfile.TemporaryDirectory(prefix="lookout-bench-") as folder:
        path = Path(folder) / "config.json"
        path.write_text(config.model_dump_json())
        detector, painter = Timed(load_detector(streams=workers)), JpegPainter()
        before = _used(process)
        engine = Engine(
            EngineSettings(
                name="bench", config=path, spool=Path(folder) / "spool", workers=workers, processors=workers
            ),
            secret=bytes(32),
            delivery=receiver,
            looker=lambda config: Analyser(config, detector=detector, painter=painter),
        )
        detector.tell = engine.metrics.inference.observe
        engine.start()
        try:
            cold_s = _watched(engine)
            cold_cpu_s = _used(process) - before
            watched()
            time.sleep(SETTLE_S)
            return _measured(engine, process, receiver, seconds, cold_s, cold_cpu_s)
        finally:
            engine.stop(15)


def _watched(engine: Engine) -> float:
    limit = time.monotonic() + COLD_LIMIT_S
    while engine.watched_s is None and time.monotonic() < limit:
        time.sleep(0.1)
    return COLD_LIMIT_S if engine.watched_s is None else engine.watched_s


def _measured(
    engine: Engine, process: psutil.Process, receiver: Receiver, seconds: float, cold_s: float, cold_cpu_s: float
) -> Told:
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
    cpu_s = _used(process) - used
    last = Figures.read(engine, names)
    with receiver.lock:
        delays = {role: list(found) for role, found in receiver.delays.items()}
    busy = [name for name in names if name.startswith(BUSY)] or names
    return Told(
        wall_s=wall,
        cpu_s=cpu_s,
        rss=rss,
        shared_out=getattr(process.memory_full_info(), "pss", rss),
        live=sum(health.state == "live" for health in engine.healths()),
        cold_s=cold_s,
        cold_cpu_s=cold_cpu_s,
        decoded=last.decoded - first.decoded,
        late=last.late - first.late,
        looks=last.looks - first.looks,
        wakings=last.wakings - first.wakings,
        rates=[(last.analysed[name] - first.analysed[name]) / wall for name in busy],
        drops={reason: n - first.drops.get(reason, 0) for reason, n in last.drops.items()},
        modes=last.modes,
        stages={
            name: (count - first.stages[name][0], total - first.stages[name][1])
            for name, (count, total) in last.stages.items()
        },
        delays=delays,
    )


def summed(told: Sequence[Told]) -> dict[str, Any]:
    """One engine's figures out of those of its processes. ``rss_mb`` counts what they share for each of them,
    ``pss_mb`` once."""
    wall = max(one.wall_s for one in told)
    rates = sorted(rate for one in told for rate in one.rates)
    delays = {role: sorted(delay for one in told for delay in one.delays[role]) for role in (BUSY, IDLE)}
    drops, modes = Counter[str](), Counter[str]()
    stages: dict[str, tuple[float, float]] = {}
    for one in told:
        drops.update({reason: round(number) for reason, number in one.drops.items()})
        modes.update(one.modes)
        for name, (count, total) in one.stages.items():
            known = stages.get(name, (0.0, 0.0))
            stages[name] = (known[0] + count, known[1] + total)
    cores = sum(one.cpu_s / one.wall_s for one in told)
    cameras = sum(sum(one.modes.values()) for one in told)

    def a_second(what: Callable[[Told], float]) -> float:
        return round(sum(what(one) / one.wall_s for one in told), 1)

    return {
        "seconds": round(wall, 1),
        "live": sum(one.live for one in told),
        "cpu_cores": round(cores, 3),
        "core_percent_a_camera": round(100 * cores / max(1, cameras), 3),
        "rss_mb": round(sum(one.rss for one in told) / 1e6),
        "pss_mb": round(sum(one.shared_out for one in told) / 1e6),
        "decoded_fps_total": a_second(lambda one: one.stages["decode"][0]),
        "looked_fps_total": a_second(lambda one: one.decoded),
        "late_frames": round(sum(one.late for one in told)),
        "analysed_fps_min": round(rates[0], 2),
        "analysed_fps_median": round(rates[len(rates) // 2], 2),
        "detections_per_s": a_second(lambda one: one.looks),
        "inferences_per_s": a_second(lambda one: one.stages["inference"][0]),
        "drops": dict(drops),
        "wakings": round(sum(one.wakings for one in told)),
        "modes": dict(modes),
        **_latency("latency", delays[BUSY] or delays[IDLE]),
        **_latency("idle_latency", delays[IDLE]),
        "alerts": len(delays[BUSY]) + len(delays[IDLE]),
        "stages_ms": {name: round(1000 * total / max(1, count), 3) for name, (count, total) in stages.items()},
        "stages_cores": {name: round(total / wall, 3) for name, (_, total) in stages.items()},
        "cold_start_s": round(max(one.cold_s for one in told), 1),
        "cold_start_cpu_s": round(sum(one.cold_cpu_s for one in told), 1),
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
