"""When something was captured, by the clock of a telephone that may be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# A clock that is off by less is taken as it is: the way of the message is part of the difference.
TOLERANCE = timedelta(minutes=5)
OLDEST = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """``at``: the moment as far as it can be known. ``clock_off``: the telephone's clock was wrong."""

    at: datetime
    clock_off: bool


def believed(said: datetime | None, sent: datetime | None, now: datetime) -> Capture:
    """The moment of capture. ``said``: by the telephone's clock then; ``sent``: what that clock says now, on sending.

    The difference between ``sent`` and ``now`` corrects a clock that is wrong by a constant. What is in the future or
    older than two months even so is taken as of now.
    """
    if said is None or said.tzinfo is None:
        return Capture(at=now, clock_off=True)
    skew = now - sent if sent is not None and sent.tzinfo is not None else timedelta(0)
    off = abs(skew) > TOLERANCE
    try:
        at = said + skew if off else said
    except OverflowError:
        return Capture(at=now, clock_off=True)
    if now < at <= now + TOLERANCE:
        return Capture(at=now, clock_off=off)
    if at > now or at < now - OLDEST:
        return Capture(at=now, clock_off=True)
    return Capture(at=at, clock_off=off)
