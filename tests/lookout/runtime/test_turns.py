from __future__ import annotations

import os
import threading
import time
from typing import cast

import pytest

from lookout.runner.turns import NICER, Turn, Turns, step_back


def test_only_as_many_cameras_as_processors_work_at_once() -> None:
    turns, counted = Turns(2), threading.Lock()
    working = most = rounds = 0

    def camera(name: str) -> None:
        nonlocal working, most, rounds
        for _ in range(5):
            with turns.of(name):
                with counted:
                    working += 1
                    most = max(most, working)
                time.sleep(0.001)
                with counted:
                    working -= 1
                    rounds += 1

    threads = [threading.Thread(target=camera, args=(f"camera-{number}",)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2
    assert rounds == 100


def test_the_cameras_are_spread_over_the_processors() -> None:
    turns = Turns(2)
    lanes = [turns.of(f"camera-{number}")._lock for number in range(100)]
    assert all(30 <= lanes.count(lane) <= 70 for lane in lanes)
    assert turns.of("camera-7")._lock is lanes[7]


class Noting:
    """A lock that tells what is done with it."""

    def __init__(self, name: str, told: list[str]) -> None:
        self._name, self._told = name, told

    def acquire(self) -> bool:
        self._told.append(f"{self._name} taken")
        return True

    def release(self) -> None:
        self._told.append(f"{self._name} given back")


@pytest.mark.parametrize(
    ("patient", "expected"),
    [
        (False, ["lock taken", "lock given back"]),
        (True, ["gate taken", "lock taken", "lock given back", "gate given back"]),
    ],
)
def test_of_those_that_are_patient_one_at_a_time_comes_to_the_lock(patient: bool, expected: list[str]) -> None:
    told: list[str] = []
    answer = [patient]
    lock, gate = (cast(threading.Lock, Noting(name, told)) for name in ("lock", "gate"))
    with Turn(lock, gate, lambda: answer[0]):
        answer[0] = not patient  # who wakes or falls asleep meanwhile gives back what was taken
    assert told == expected


def test_a_thread_steps_back_and_the_others_stay() -> None:
    if not hasattr(os, "getpriority"):
        pytest.skip("threads have no priority here")
    before = os.getpriority(os.PRIO_PROCESS, 0)
    seen: list[int] = []

    def work() -> None:
        step_back()
        seen.append(os.getpriority(os.PRIO_PROCESS, 0))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [min(19, before + NICER)]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
