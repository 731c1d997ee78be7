"""The engine's figures, in the form that Prometheus reads. One registry an engine, so that tests may have many."""

from __future__ import annotations

import math
from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from lookout.contract import CameraState

STAGES = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5)
FAST = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
DELAY = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0, 10.0, 60.0, 600.0)


class EngineMetrics:
    """Counted here, read at ``/metrics``. Names begin with ``lookout_``; ``camera`` is the camera's name."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.decoded = Counter("lookout_frames_decoded", "Pictures looked at", ["camera"], registry=registry)
        self.analysed = Counter(
            "lookout_frames_analysed", "Pictures given to the detector", ["camera"], registry=registry
        )
        self.dropped = Counter("lookout_drops", "What was dropped, and why", ["what", "reason"], registry=registry)
        self.alerts = Counter("lookout_alerts", "Alerts raised", ["camera", "kind"], registry=registry)
        self.clips = Counter("lookout_clips", "Clips by what became of them", ["outcome"], registry=registry)
        self.sent = Counter(
            "lookout_messages", "Messages by what became of them", ["what", "outcome"], registry=registry
        )
        self.runs = Counter("lookout_camera_runs", "Times a stream was opened or tried", ["camera"], registry=registry)
        self.faults = Counter("lookout_faults", "Errors inside the engine", ["where"], registry=registry)
        self.detection = Histogram(
            "lookout_detection_seconds", "Analysis of one picture", buckets=FAST, registry=registry
        )
        self.stages = Histogram(
            "lookout_stage_seconds", "Work on one picture, by stage", ["stage"], buckets=STAGES, registry=registry
        )
        self.decode, self.motion, self.recall = (self.stages.labels(name) for name in ("decode", "motion", "recall"))
        self.spooling = self.stages.labels("spool")
        self.inference = self.stages.labels("inference")
        self.late = Counter("lookout_late", "Pictures handled later than they should be", registry=registry)
        self.wakings = Counter("lookout_wakings", "Times an idle camera was woken", registry=registry)
        self.modes = Gauge("lookout_cameras", "Cameras by how much of them is decoded", ["mode"], registry=registry)
        self.waited = Histogram(
            "lookout_detection_wait_seconds",
            "From a picture's arrival to its analysis",
            buckets=FAST,
            registry=registry,
        )
        self.to_spool = Histogram(
            "lookout_picture_to_spool_seconds", "From picture to alert on disk", buckets=DELAY, registry=registry
        )
        self.to_platform = Histogram(
            "lookout_picture_to_platform_seconds", "From picture to alert delivered", buckets=DELAY, registry=registry
        )
        self.spooled = Gauge("lookout_spooled", "Messages waiting on disk", ["what"], registry=registry)
        self.spool_drops = Gauge(
            "lookout_spool_dropped_clips", "Clips that gave way since the start", registry=registry
        )
        self.state = Gauge(
            "lookout_camera_state", "1 for the state the camera is in", ["camera", "state"], registry=registry
        )
        self.age = Gauge("lookout_frame_age_seconds", "Age of the last decoded picture", ["camera"], registry=registry)

    def drop(self, what: str, reason: str) -> None:
        """Every drop is counted: nothing disappears silently."""
        self.dropped.labels(what, reason).inc()

    @property
    def drops(self) -> int:
        """All of them together, whatever the reason."""
        samples = (sample for family in self.dropped.collect() for sample in family.samples)
        return int(sum(sample.value for sample in samples if sample.name.endswith("_total")))

    def camera_state(self, camera: str, state: CameraState) -> None:
        for each in CameraState:
            self.state.labels(camera, each.value).set(1 if each is state else 0)

    def camera_age(self, camera: str, age: Callable[[], float | None]) -> None:
        self.age.labels(camera).set_function(lambda: math.nan if (value := age()) is None else value)

    def forget_camera(self, camera: str) -> None:
        self.age.remove(camera)
        for each in CameraState:
            self.state.remove(camera, each.value)

    def exposition(self) -> bytes:
        return generate_latest(self.registry)
