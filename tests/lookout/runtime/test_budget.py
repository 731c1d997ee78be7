"""Who gets the detector."""

from __future__ import annotations

import threading

import numpy as np
from twins import until

from lookout.adapters.metrics import EngineMetrics
from lookout.pipeline import Interest, Priority
from lookout.ports import Frame
from lookout.runner.budget import Budget


def a_frame(time_s: float) -> Frame:
    return Frame(time_s=time_s, at=time_s, picture=np.zeros((2, 2, 3), np.uint8))


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def nothing(frame: Frame, interest: Interest) -> None:
    pass


def order(budget: Budget) -> list[str]:
    taken = []
    while (job := budget.take()) is not None:
        taken.append(job.camera)
        budget.done(job)
    return taken


def test_the_most_urgent_first_and_the_older_of_equals() -> None:
    budget = Budget(workers=0, metrics=EngineMetrics(), clock=Clock())
    for camera, priority in (
        ("recheck", Priority.RECHECK),
        ("motion-1", Priority.MOTION),
        ("water", Priority.WATER),
        ("motion-2", Priority.MOTION),
        ("unconfirmed", Priority.UNCONFIRMED),
    ):
        budget.offer(camera, a_frame(0), Interest(priority=priority), nothing)
    assert order(budget) == ["water", "unconfirmed", "motion-1", "motion-2", "recheck"]


def test_only_the_newest_picture_waits_and_drops_are_counted() -> None:
    metrics = EngineMetrics()
    budget = Budget(workers=0, metrics=metrics, clock=Clock())
    for time_s in (1.0, 2.0, 3.0):
        budget.offer("a", a_frame(time_s), Interest(priority=Priority.MOTION), nothing)
    job = budget.take()
    assert job is not None
    assert job.frame.time_s == 3.0
    assert metrics.drops == 2
    assert budget.take() is None


def test_one_camera_is_never_worked_on_twice_at_once() -> None:
    budget = Budget(workers=0, metrics=EngineMetrics(), clock=Clock())
    budget.offer("a", a_frame(1), Interest(priority=Priority.WATER), nothing)
    job = budget.take()
    assert job is not None
    budget.offer("a", a_frame(2), Interest(priority=Priority.WATER), nothing)
    assert budget.take() is None
    budget.done(job)
    assert budget.take() is not None


def test_who_waited_long_rises() -> None:
    clock = Clock()
    budget = Budget(workers=0, metrics=EngineMetrics(), clock=clock)
    budget.offer("quiet", a_frame(0), Interest(priority=Priority.RECHECK), nothing)
    clock.now += 3.5
    budget.offer("water", a_frame(3.5), Interest(priority=Priority.WATER), nothing)
    assert order(budget) == ["quiet", "water"]


def test_a_camera_that_is_gone_leaves_nothing() -> None:
    metrics = EngineMetrics()
    budget = Budget(workers=0, metrics=metrics)
    budget.offer("a", a_frame(0), Interest(priority=Priority.MOTION), nothing)
    budget.forget("a")
    budget.forget("b")
    assert budget.take() is None
    assert metrics.drops == 1


def test_a_fault_of_one_camera_stops_no_other() -> None:
    metrics = EngineMetrics()
    budget = Budget(workers=1, metrics=metrics)
    budget.start()
    seen = threading.Event()

    def broken(frame: Frame, interest: Interest) -> None:
        raise ValueError("surprise")

    budget.offer("bad", a_frame(0), Interest(priority=Priority.WATER), broken)
    until(lambda: metrics.registry.get_sample_value("lookout_faults_total", {"where": "analysis"}) == 1)
    budget.offer("good", a_frame(0), Interest(priority=Priority.MOTION), lambda frame, interest: seen.set())
    assert seen.wait(30)
    budget.stop()
    assert budget.join(30)
