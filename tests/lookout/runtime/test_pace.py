from __future__ import annotations

from itertools import pairwise

import pytest

from lookout.pipeline import Priority
from lookout.regions import CROPS
from lookout.runner.pace import LONGEST_REST_S, RARE_S, RAREST_S, Pace


class Machine:
    """Two processors and a clock that a test moves."""

    def __init__(self) -> None:
        self.now = self.used = 0.0
        self.pace = Pace(used=lambda: self.used, clock=lambda: self.now, processors=2)

    def runs(self, seconds: int, *, load: float, behind: bool = False, late_s: float = 0.0) -> list[float]:
        """``load``: share of both processors in use; ``late_s``: how late pictures are seen. What ``apart_s`` was after
        each second."""
        seen = []
        for _ in range(seconds):
            self.now += 1.0
            self.used += 2 * load
            self.pace.looked(late_s)
            self.pace.tick(behind=behind)
            seen.append(self.pace.apart_s())
        return seen


@pytest.mark.parametrize(("load", "apart_s"), [(0.2, 0.075), (0.65, 0.12), (0.95, 0.19)])
def test_a_loaded_machine_looks_less_often(load: float, apart_s: float) -> None:
    assert Machine().runs(10, load=load)[-1] == apart_s


def test_where_the_detector_is_behind_looks_become_rare_step_by_step_and_often_again_afterwards() -> None:
    machine = Machine()
    slower = machine.runs(10, load=0.3, behind=True)
    assert all(now >= before for before, now in pairwise(slower))
    assert slower[0] < RARE_S == slower[-1]
    faster = machine.runs(30, load=0.3)
    assert all(now <= before for before, now in pairwise(faster))
    assert faster[-1] == 0.075


def test_closer_looks_go_first_but_those_at_the_water_last() -> None:
    machine = Machine()
    assert machine.pace.crops(Priority.RECHECK) == CROPS
    machine.runs(1, load=0.3, behind=True)
    assert machine.pace.crops(Priority.MOTION) == 1
    machine.runs(10, load=0.3, behind=True)
    assert machine.pace.crops(Priority.MOTION) == machine.pace.crops(Priority.UNCONFIRMED) == 0
    assert machine.pace.crops(Priority.WATER) == 1
    machine.runs(30, load=0.3)
    assert machine.pace.crops(Priority.MOTION) == CROPS


def test_nothing_is_left_unread_while_there_is_time_and_never_until_after_the_next_look() -> None:
    machine = Machine()
    assert machine.pace.rest_s(0.075) == 0.0
    machine.runs(10, load=0.95, behind=True)
    assert 0.0 < machine.pace.rest_s(0.4) < 0.4
    assert machine.pace.rest_s(2.0) == LONGEST_REST_S


def test_where_pictures_are_seen_late_only_key_pictures_remain_until_they_are_seen_in_time() -> None:
    machine = Machine()
    assert machine.runs(10, load=0.95, behind=True, late_s=0.2)[-1] == RARE_S
    slower = machine.runs(10, load=0.95, late_s=0.6)
    assert slower[0] == pytest.approx(RARE_S * 1.5)
    assert slower[-1] == RAREST_S
    faster = machine.runs(20, load=0.95, behind=True)
    assert faster[-1] == pytest.approx(RARE_S, rel=0.25)


def test_cameras_at_rest_may_be_seen_later_than_the_others() -> None:
    machine = Machine()
    for late_s, expected in ((0.5, 0.19), (0.8, 2.0)):
        for _ in range(10):
            machine.pace.looked(late_s, asleep=True)
            machine.runs(1, load=0.95)
        assert machine.pace.apart_s() == expected


def test_cameras_without_anybody_who_matters_give_way_first_but_only_where_decoding_is_behind() -> None:
    machine = Machine()
    machine.runs(10, load=0.95, behind=True)
    assert machine.pace.apart_s(urgent=False) == machine.pace.apart_s(urgent=True)
    machine.runs(1, load=0.95, late_s=0.6)
    assert machine.pace.apart_s(urgent=False) == 2 * machine.pace.apart_s(urgent=True)
    machine.runs(10, load=0.95, late_s=0.6)
    assert machine.pace.apart_s(urgent=False) == machine.pace.apart_s(urgent=True) == RAREST_S
