"""The way of an alarm: its states, the table of steps, and the timers while nobody answers.

An alarm gathers the alerts of one camera and zone while people deal with it. The machine speaks a warning and
calls people; only people accept, confirm or reject. What is only spoken to and noted (a reminder at the bins, a bare
head) calls nobody and waits for nobody. What is done for which sight is data of ``domain.policy``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType


class AlarmState(StrEnum):
    """Where an alarm stands."""

    RAISED = "raised"
    ACCEPTED = "accepted"
    ON_SITE = "on_site"
    SAFE = "safe"
    FALSE_ALARM = "false_alarm"
    CLOSED = "closed"
    NOTED = "noted"


class Step(StrEnum):
    """What can happen to an alarm. Those from ``AGAIN`` on do not change its state."""

    ACCEPT = "accept"
    ARRIVE = "on_site"
    CONFIRM_SAFE = "safe"
    REJECT = "false_alarm"
    CLOSE = "close"
    RAISE = "raise"
    NOTE = "note"
    AGAIN = "again"
    VOICE = "voice"
    VOICE_FAILED = "voice_failed"
    ASSIGN = "assign"
    ESCALATE = "escalate"
    LEFT = "left"


S = AlarmState
OPEN = frozenset({S.RAISED, S.ACCEPTED, S.ON_SITE})
# To these further alerts are added.
GATHERS = OPEN | {S.NOTED}
MAX_LEVEL = 2

TABLE: Mapping[tuple[AlarmState, Step], AlarmState] = MappingProxyType(
    {
        (S.RAISED, Step.ACCEPT): S.ACCEPTED,
        (S.ACCEPTED, Step.ARRIVE): S.ON_SITE,
        (S.ACCEPTED, Step.CONFIRM_SAFE): S.SAFE,
        (S.ON_SITE, Step.CONFIRM_SAFE): S.SAFE,
        (S.RAISED, Step.REJECT): S.FALSE_ALARM,
        (S.ACCEPTED, Step.REJECT): S.FALSE_ALARM,
        (S.ON_SITE, Step.REJECT): S.FALSE_ALARM,
        # Its event may be closed or voided by hand at any time after it was opened.
        (S.ACCEPTED, Step.CLOSE): S.CLOSED,
        (S.ON_SITE, Step.CLOSE): S.CLOSED,
        (S.SAFE, Step.CLOSE): S.CLOSED,
        # Somebody looks at what was noted, and it was nothing.
        (S.NOTED, Step.REJECT): S.FALSE_ALARM,
        **{(state, Step.AGAIN): state for state in GATHERS},
        **{(state, Step.VOICE): state for state in GATHERS},
        **{(state, Step.VOICE_FAILED): state for state in GATHERS},
        **{(state, Step.LEFT): state for state in S},
        **{(state, Step.ASSIGN): state for state in (S.RAISED, S.ACCEPTED)},
        **{(state, Step.ESCALATE): state for state in OPEN},
    }
)

# A step that was done already: pressing the button again is answered kindly and changes nothing.
DONE_IN: Mapping[Step, frozenset[AlarmState]] = MappingProxyType(
    {
        Step.ACCEPT: frozenset({S.ACCEPTED, S.ON_SITE, S.SAFE, S.CLOSED}),
        Step.ARRIVE: frozenset({S.ON_SITE, S.SAFE, S.CLOSED}),
        Step.CONFIRM_SAFE: frozenset({S.SAFE, S.CLOSED}),
        Step.REJECT: frozenset({S.FALSE_ALARM}),
        Step.CLOSE: frozenset({S.CLOSED, S.FALSE_ALARM}),
    }
)


class Outcome(StrEnum):
    """What the table says to a step: go on, it was done before, or it is not allowed now."""

    GO = "go"
    DONE_BEFORE = "done_before"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The answer of ``move``: whether to go, and the state afterwards (unchanged unless GO)."""

    outcome: Outcome
    to: AlarmState


def move(state: AlarmState, step: Step) -> Move:
    """Look ``step`` up in the table for an alarm in ``state``."""
    if (to := TABLE.get((state, step))) is not None:
        return Move(outcome=Outcome.GO, to=to)
    if state in DONE_IN.get(step, frozenset()):
        return Move(outcome=Outcome.DONE_BEFORE, to=state)
    return Move(outcome=Outcome.NOT_NOW, to=state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timers:
    """How long to wait while nobody accepts, as data. ``escalate_s[n]`` leads to level n+1."""

    repeat_s: float = 20.0
    repeats: int = 6
    escalate_s: tuple[float, ...] = (45.0, 90.0)
    voice_answer_s: float = 4.0
    voice_lost_s: float = 12.0
    late_s: float = 120.0
    quiet_s: float = 1800.0


TIMERS = Timers()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What the timers look at. Times are aware; ``voiced_at`` is None before the first warning.

    ``mute``: nothing is spoken; the picture was old when it came, or the kind of zone is none to speak to.
    """

    state: AlarmState
    raised_at: datetime
    level: int
    voices: int
    voiced_at: datetime | None
    mute: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What has to be done now: speak again, and/or escalate to ``level`` (None: not)."""

    voice: bool
    level: int | None


def due(watch: Watch, now: datetime, timers: Timers = TIMERS) -> Due:
    """What the timers ask for at ``now``. After a long standstill the highest level that is due is taken at once."""
    if watch.state is not S.RAISED:
        return Due(voice=False, level=None)
    voice_at = _voice_at(watch, timers)
    age = (now - watch.raised_at).total_seconds()
    reached = sum(1 for seconds in timers.escalate_s if age >= seconds)
    return Due(
        voice=voice_at is not None and now >= voice_at,
        level=reached if reached > watch.level else None,
    )


def next_at(watch: Watch, timers: Timers = TIMERS) -> datetime | None:
    """When ``due`` will ask for something next; None when there is nothing left to wait for."""
    if watch.state is not S.RAISED:
        return None
    moments = [
        watch.raised_at + timedelta(seconds=seconds)
        for level, seconds in enumerate(timers.escalate_s, start=1)
        if level > watch.level
    ]
    if (voice_at := _voice_at(watch, timers)) is not None:
        moments.append(voice_at)
    return min(moments, default=None)


def _voice_at(watch: Watch, timers: Timers) -> datetime | None:
    if watch.mute or watch.voices > timers.repeats:
        return None
    if watch.voiced_at is None:
        return watch.raised_at
    return watch.voiced_at + timedelta(seconds=timers.repeat_s)


def is_late(*, taken_at: datetime, received_at: datetime, timers: Timers = TIMERS) -> bool:
    """True when the picture waited so long (the platform was away) that a spoken warning would come too late."""
    return (received_at - taken_at).total_seconds() > timers.late_s


def joins(*, state: AlarmState, last_at: datetime, taken_at: datetime, timers: Timers = TIMERS) -> bool:
    """Whether an alert taken at ``taken_at`` belongs to this alarm, or raises a new one.

    It does while people deal with the alarm, or it is only noted, and it did not fall silent for long in between.
    """
    return state in GATHERS and abs((taken_at - last_at).total_seconds()) <= timers.quiet_s


def speaks_again(watch: Watch, now: datetime, timers: Timers = TIMERS) -> bool:
    """Whether another alert of an open alarm is worth a new warning: somebody came after the last one was spoken."""
    if watch.mute or watch.state not in GATHERS:
        return False
    return watch.voiced_at is None or (now - watch.voiced_at).total_seconds() >= timers.repeat_s
