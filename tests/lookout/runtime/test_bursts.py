"""Which pictures are decoded where they are wanted far apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from av.packet import Packet

from lookout.adapters.bursts import Bursts
from lookout.adapters.media import TICKS

FPS = 12
STEP = TICKS // FPS


def packet(number: int, *, group: int) -> Packet:
    made = Packet(b"x")
    made.dts = made.pts = number * STEP
    made.is_keyframe = number % group == 0
    return made


class Reader:
    """Pushes packets of groups of ``group`` and keeps which were taken to be decoded, a list for each burst."""

    def __init__(self, apart: Callable[[], float], *, group: int = 24) -> None:
        self.bursts = Bursts(apart, STEP)
        self.group = group
        self.taken: list[list[int]] = []
        self.passed: list[int] = []

    def reads(self, first: int, behind: int) -> None:
        for number in range(first, behind):
            if self.bursts.push(packet(number, group=self.group)):
                needless, waiting = self.bursts.take()
                self.passed += [one.dts // STEP for one in needless if one.dts is not None]
                self.taken.append([one.dts // STEP for one in waiting if one.dts is not None])

    @property
    def seen(self) -> list[int]:
        """The last of each burst is the picture that is looked at."""
        return [numbers[-1] for numbers in self.taken]


@pytest.mark.parametrize(
    ("apart_s", "seen", "decoded"),
    [
        (0.0, list(range(48, 72)), 24),
        (0.075, list(range(48, 72)), 24),
        (0.19, list(range(48, 72, 2)), 23),
        (0.4, [48, 53, 58, 63, 68], 21),
        (0.5, [48, 54, 60, 66], 19),
        (0.7, [48, 56, 64], 17),
        (1.0, [48, 60], 13),
        (1.5, [48], 1),
        (2.0, [48], 1),
    ],
)
def test_key_pictures_are_among_those_wanted_and_what_lies_before_them_is_left_out(
    apart_s: float, seen: list[int], decoded: int
) -> None:
    reader = Reader(lambda: apart_s)
    reader.reads(0, 96)
    assert [number for number in reader.seen if 48 <= number < 72] == seen
    assert sum(48 <= number < 72 for numbers in reader.taken for number in numbers) == decoded
    every = sorted([*reader.passed, *(number for numbers in reader.taken for number in numbers)])
    assert every == list(range(reader.seen[-1] + 1))


def test_who_has_time_again_sees_more_from_the_next_packet_on() -> None:
    now = [2.0]
    reader = Reader(lambda: now[0])
    reader.reads(0, 30)
    now[0] = 0.075
    reader.reads(30, 36)
    assert reader.taken[-6] == list(range(25, 31))
    assert reader.seen[-6:] == list(range(30, 36))


def test_of_a_camera_that_sends_nothing_but_key_pictures_only_the_wanted_are_decoded() -> None:
    reader = Reader(lambda: 0.5, group=1)
    reader.reads(0, 48)
    assert all(len(numbers) == 1 for numbers in reader.taken)
    assert len(reader.taken) == pytest.approx(4 * 4, abs=4)


def test_groups_that_are_too_long_or_irregular_are_not_waited_for() -> None:
    reader = Reader(lambda: 2.0, group=120)
    reader.reads(0, 240)
    assert reader.seen == [0, 24, 48, 72, 96, 120, 144, 168, 192, 216]


def test_a_clock_that_steps_back_is_a_new_beginning() -> None:
    reader = Reader(lambda: 1.0)
    reader.reads(24, 40)
    assert reader.bursts.push(packet(5, group=24))


def test_it_tells_how_long_there_is_to_wait() -> None:
    reader = Reader(lambda: 0.4)
    assert reader.bursts.left_s == 0.0
    reader.reads(0, 1)
    assert reader.bursts.left_s == pytest.approx(0.4)
    reader.reads(1, 4)
    assert reader.bursts.left_s == pytest.approx(0.4 - 3 / FPS)
