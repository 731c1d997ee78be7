"""Handing an event to an outside platform and watching over it until that platform has taken it.

One message has one id for ever and is sent as often as it takes: the peer keeps the first and answers the same to
the others. What is late is told at 12, 24, 48 and 72 hours after it was handed over, once each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WATCH_HOURS = (12, 24, 48, 72)
"""Hours after which a message that the peer has not taken up is told, each to a higher place."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


class Stage(StrEnum):
    """Where a message stands. Nothing leaves the last three but a new message."""

    WAITING = "waiting"
    RECEIVED = "received"
    TAKEN = "taken"
    FINISHED = "finished"
    RETURNED = "returned"
    REFUSED = "refused"


class Answer(StrEnum):
    """What the peer says: it has the message, works on it, is done, gives it back, or will not have it."""

    RECEIPT = "receipt"
    TAKEN = "taken"
    FINISHED = "finished"
    RETURNED = "returned"
    REFUSED = "refused"


OVER = frozenset({Stage.FINISHED, Stage.RETURNED, Stage.REFUSED})

TABLE: Mapping[tuple[Stage, Answer], Stage] = {
    (Stage.WAITING, Answer.RECEIPT): Stage.RECEIVED,
    (Stage.WAITING, Answer.TAKEN): Stage.TAKEN,
    (Stage.WAITING, Answer.FINISHED): Stage.FINISHED,
    (Stage.WAITING, Answer.RETURNED): Stage.RETURNED,
    (Stage.WAITING, Answer.REFUSED): Stage.REFUSED,
    (Stage.RECEIVED, Answer.TAKEN): Stage.TAKEN,
    (Stage.RECEIVED, Answer.FINISHED): Stage.FINISHED,
    (Stage.RECEIVED, Answer.RETURNED): Stage.RETURNED,
    (Stage.RECEIVED, Answer.REFUSED): Stage.REFUSED,
    (Stage.TAKEN, Answer.FINISHED): Stage.FINISHED,
    (Stage.TAKEN, Answer.RETURNED): Stage.RETURNED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What is due to be told now: the highest mark that has passed and was not told."""

    hours: int
    level: int


def after(stage: Stage, answer: Answer) -> Stage:
    """Where the message stands after the answer. An answer that comes late or twice changes nothing."""
    return TABLE.get((stage, answer), stage)


def wait(attempts: int) -> timedelta:
    """How long to wait before the next try, after so many that brought nothing."""
    doubled: timedelta = FIRST_WAIT * 2 ** min(attempts, 12)
    return min(LONGEST_WAIT, doubled)


def overdue(stage: Stage, handed_over: datetime, now: datetime, told: int) -> Watch | None:
    """The mark to tell of, or None. ``told``: how many marks were told before; times aware."""
    if stage in OVER or stage is Stage.TAKEN:
        return None
    passed = sum(now - handed_over >= timedelta(hours=hours) for hours in WATCH_HOURS)
    return Watch(hours=WATCH_HOURS[passed - 1], level=passed) if passed > told else None
