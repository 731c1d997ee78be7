from __future__ import annotations

import os
import threading
import time

import pytest

from lookout.runner.turns import NICER, Turns, step_back


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


def test_a_camera_keeps_its_turn_and_the_cameras_are_spread() -> None:
    turns = Turns(2)
    assert turns.of("a") is turns.of("a")
    found = [turns.of(f"camera-{number}") for number in range(100)]
    assert all(30 <= found.count(lock) <= 70 for lock in set(found))
    assert len({id(lock) for lock in found}) == 2


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
