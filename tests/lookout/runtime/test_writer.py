from __future__ import annotations

import threading
from functools import partial

import pytest

from lookout.adapters.metrics import EngineMetrics
from lookout.runner import writer
from lookout.runner.writer import Writer


def test_what_is_raised_is_written_in_its_order_and_all_of_it_before_the_end() -> None:
    desk, done = Writer(EngineMetrics()), list[int]()
    for number in range(50):
        desk.do(partial(done.append, number))
    desk.start()
    assert desk.stop(5.0)
    assert done == list(range(50))


def test_a_fault_is_counted_and_what_comes_behind_it_is_written() -> None:
    metrics, done = EngineMetrics(), list[str]()
    desk = Writer(metrics)
    desk.start()
    desk.do(lambda: done.append(str(1 / 0)))
    desk.do(lambda: done.append("behind"))
    assert desk.stop(5.0)
    assert done == ["behind"]
    assert metrics.faults.labels("writer")._value.get() == 1


def test_who_raises_faster_than_the_disk_writes_waits_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MOST", 2)
    desk, disk, done, given = Writer(EngineMetrics()), threading.Event(), list[int](), list[int]()

    def write(number: int) -> None:
        disk.wait(10)
        done.append(number)

    def raise_all() -> None:
        for number in range(10):
            desk.do(partial(write, number))
            given.append(number)

    desk.start()
    raiser = threading.Thread(target=raise_all)
    raiser.start()
    raiser.join(0.3)
    assert raiser.is_alive()
    assert len(given) <= 3
    assert not desk.stop(0.05)
    disk.set()
    raiser.join(10)
    assert desk.stop(5.0)
    assert len(done) == 10
