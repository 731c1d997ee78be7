"""The pipeline that one writes in an afternoon, as a measure: a thread and OpenCV for each camera, the same detector on
every fifth picture, `supervision`'s zones. No wake states, no priorities, no ring, no tracker, no alarms on disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import psutil

from lookout.adapters.detector import load_detector
from lookout.bench.films import FPS
from lookout.ports import Detector, LookoutError, Picture

EVERY = 5
LIMIT_S = 1.0
"""The delay within which 99 of 100 pictures must be judged, as for the engine."""
FIRST, CLOSE, MOST = 8, 2, 512
"""The number is doubled until it is too many, then narrowed down to this distance."""
TRY_S, SETTLE_S = 12.0, 4.0
ZONE = np.array([(0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98)])


def held(films: Sequence[Path], *, progress: Callable[[str], None]) -> dict[str, Any]:
    """The most cameras whose delay stays below ``LIMIT_S``, and what each attempt told. Raises ``LookoutError``."""
    try:
        zones = import_module("supervision")
    except ImportError as problem:
        raise LookoutError("the plain pipeline needs the package supervision, which `make setup` installs") from problem
    detector = load_detector(streams=max(1, psutil.cpu_count() or 1))
    steps: list[dict[str, Any]] = []

    def holds(cameras: int) -> bool:
        told = attempt(films, detector, cameras, zones)
        steps.append(told)
        progress(f"plain pipeline: {told}")
        return bool(told["delay_p99_s"] < LIMIT_S)

    good, bad = 0, FIRST
    while bad < MOST and holds(bad):
        good, bad = bad, bad * 2
    while bad - good > CLOSE:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if holds(middle) else (good, middle)
    return {"cameras_held": good, "limit_s": LIMIT_S, "every": EVERY, "steps": steps}


def attempt(films: Sequence[Path], detector: Detector, cameras: int, zones: Any) -> dict[str, Any]:
    """All cameras at once for a while; the delay is from when a picture was due to when it was judged."""
    stop, delays = threading.Event(), _Delays()
    threads = [
        threading.Thread(
            target=_camera,
            args=(films[number % len(films)], Zoned(detector, zones), number, delays, stop),
            daemon=True,
        )
        for number in range(cameras)
    ]
    for thread in threads:
        thread.start()
    time.sleep(SETTLE_S)
    process = psutil.Process()
    delays.begin()
    used, began = sum(process.cpu_times()[:2]), time.monotonic()
    time.sleep(TRY_S)
    cores = (sum(process.cpu_times()[:2]) - used) / (time.monotonic() - began)
    seen = sorted(delays.end())
    stop.set()
    for thread in threads:
        thread.join(5)
    return {
        "cameras": cameras,
        "cpu_cores": round(cores, 2),
        "judged_per_s": round(len(seen) / TRY_S, 1),
        "delay_p50_s": round(seen[len(seen) // 2], 3) if seen else float("inf"),
        "delay_p99_s": round(seen[int(len(seen) * 0.99)], 3) if seen else float("inf"),
    }


class _Delays:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: list[float] = []

    def add(self, delay_s: float) -> None:
        with self._lock:
            self._seen.append(delay_s)

    def begin(self) -> None:
        with self._lock:
            self._seen = []

    def end(self) -> list[float]:
        with self._lock:
            return list(self._seen)


def _camera(film: Path, judge: Callable[[Picture], int], number: int, delays: _Delays, stop: threading.Event) -> None:
    capture = cv2.VideoCapture(str(film))
    began, turn = time.monotonic() + number * 0.037, 0
    try:
        while not stop.is_set():
            due = began + turn / FPS
            time.sleep(max(0.0, due - time.monotonic()))
            good, picture = capture.read()
            if not good:
                capture.release()
                capture = cv2.VideoCapture(str(film))
                continue
            if turn % EVERY == 0:
                judge(np.asarray(picture, np.uint8))
                delays.add(time.monotonic() - due)
            turn += 1
    finally:
        capture.release()


class Zoned:
    """Says how many stand in the zone. ``zones`` is the module ``supervision``."""

    def __init__(self, detector: Detector, zones: Any) -> None:
        self._detector, self._zones = detector, zones
        self._zone: Any = None

    def __call__(self, picture: Picture) -> int:
        height, width = picture.shape[:2]
        if self._zone is None:
            self._zone = self._zones.PolygonZone(polygon=(ZONE * (width, height)).astype(np.int64))
        found = self._detector.detect(picture)
        sides = [
            (item.box.x1 * width, item.box.y1 * height, item.box.x2 * width, item.box.y2 * height) for item in found
        ]
        detections = self._zones.Detections(
            xyxy=np.array(sides, np.float32).reshape(-1, 4),
            confidence=np.array([item.score for item in found], np.float32),
            class_id=np.zeros(len(found), np.int64),
        )
        return int(np.count_nonzero(self._zone.trigger(detections=detections)))
