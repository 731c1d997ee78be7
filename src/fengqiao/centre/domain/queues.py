"""Who moves up when something becomes free: strictly in the order of coming, nobody is overtaken."""

from __future__ import annotations

from collections.abc import Sequence

from fengqiao.centre.domain.slots import Span


def next_for_places(free: int, waiting: Sequence[int]) -> int:
    """How many of the queue move up into ``free`` places; ``waiting``: the places each asks for, in order.

    Who comes first but asks for more than is free is not overtaken by a smaller party behind.
    """
    moved = 0
    for places in waiting:
        if places > free:
            break
        free -= places
        moved += 1
    return moved


def next_for_spans(taken: Sequence[Span], waiting: Sequence[Span]) -> list[int]:
    """Which of the queue (by index, in order) get a time that is free now.

    One who still waits keeps their time against everybody behind them: a later one moves up only into time that
    nobody before them asks for.
    """
    held = list(taken)
    moved: list[int] = []
    for number, wanted in enumerate(waiting):
        if not any(wanted.meets(one) for one in held):
            moved.append(number)
        held.append(wanted)
    return moved
