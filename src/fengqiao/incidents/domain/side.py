"""Side records of an event: requests about its clock, supervision, hand-overs, samples. They never change its state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from fengqiao.incidents.domain.facts import ReasonMissing, StepRefused
from fengqiao.incidents.domain.machine import Side, Table, line


class RequestKind(StrEnum):
    """Extension 延期: more time. Suspension 挂起: the clock stands still."""

    EXTENSION = "extension"
    SUSPENSION = "suspension"


class RequestState(StrEnum):
    """Where a request about the clock stands. ``ended``: a suspension that is over."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    ENDED = "ended"


class RequestStep(StrEnum):
    """What is done with such a request."""

    ASK = "ask"
    APPROVE = "approve"
    REFUSE = "refuse"
    TAKE_BACK = "take_back"
    RESUME = "resume"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What the guards look at."""

    sides: frozenset[Side]
    text: str = ""
    clock_runs: bool = True
    asked_already: bool = False
    own_request: bool = False
    enough: bool = True
    is_suspension: bool = False


class NoClock(StepRefused):
    """Nothing runs that could be extended or stopped."""

    message = "No clock of yours runs for this event, so there is nothing to extend or suspend."


class RequestWaits(StepRefused):
    """One request of a kind at a time."""

    message = "Such a request is already waiting or in force."


class OwnRequest(StepRefused):
    """Nobody approves what they asked for."""

    message = "You asked for this yourself; somebody else must decide."


class NoTimeNamed(StepRefused):
    """A request names how much time."""

    message = "Say for how long: a positive number for an extension, a day in the future for a suspension."


class NotSuspended(StepRefused):
    """Only a suspension can be ended."""

    message = "Only a suspension can be ended; an extension stays as it was approved."


def reason_given(facts: RequestFacts) -> None:
    """a reason is given"""
    if not facts.text.strip():
        raise ReasonMissing


def clock_runs(facts: RequestFacts) -> None:
    """a clock runs"""
    if not facts.clock_runs:
        raise NoClock


def one_at_a_time(facts: RequestFacts) -> None:
    """no such request waits or is in force"""
    if facts.asked_already:
        raise RequestWaits


def not_own(facts: RequestFacts) -> None:
    """not by who asked"""
    if facts.own_request:
        raise OwnRequest


def time_named(facts: RequestFacts) -> None:
    """how long is named"""
    if not facts.enough:
        raise NoTimeNamed


def is_suspension(facts: RequestFacts) -> None:
    """it is a suspension"""
    if not facts.is_suspension:
        raise NotSuspended


_R, _Q = RequestState, RequestStep
_ASKERS = (Side.LEAD, Side.ORGANISATION)

REQUESTS: Table[RequestState, RequestStep, RequestFacts] = Table(
    (
        line(_Q.ASK, (None,), _R.ASKED, _ASKERS, reason_given, time_named, clock_runs, one_at_a_time),
        line(_Q.APPROVE, (_R.ASKED,), _R.APPROVED, (Side.CENTRE,), not_own, clock_runs),
        line(_Q.REFUSE, (_R.ASKED,), _R.REFUSED, (Side.CENTRE,), not_own, reason_given),
        line(_Q.TAKE_BACK, (_R.ASKED,), _R.TAKEN_BACK, (Side.ASKER,)),
        line(_Q.RESUME, (_R.APPROVED,), _R.ENDED, (Side.ASKER, Side.CENTRE, *_ASKERS), is_suspension),
    )
)
# Requests of a kind of which there is at most one for a clock.
LIVE = frozenset({RequestState.ASKED, RequestState.APPROVED})


class Level(IntEnum):
    """Levels of supervision 督办: noticed 一般, urged 重点, listed 挂牌."""

    NOTICED = 1
    URGED = 2
    LISTED = 3


class SupervisionState(StrEnum):
    """Where a supervision stands."""

    OPEN = "open"
    ANSWERED = "answered"
    LIFTED = "lifted"


class SupervisionStep(StrEnum):
    """What is done with a supervision."""

    START = "start"
    RAISE = "raise"
    ANSWER = "answer"
    LIFT = "lift"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionFacts:
    """What the guards look at. ``level`` is the one now (0: none), ``to`` the one wanted."""

    sides: frozenset[Side]
    text: str = ""
    level: int = 0
    to: int = 0
    event_lives: bool = True


class LevelNotHigher(StepRefused):
    """A supervision is only raised; it ends by being lifted."""

    message = "The event is already under supervision of this or a higher level."


class NothingToSupervise(StepRefused):
    """What is over is not supervised."""

    message = "The event is over; nobody can be urged any more."


def supervision_reason(facts: SupervisionFacts) -> None:
    """a reason or an answer is given"""
    if not facts.text.strip():
        raise ReasonMissing


def higher(facts: SupervisionFacts) -> None:
    """to a higher level than now"""
    if facts.to <= facts.level:
        raise LevelNotHigher


def event_lives(facts: SupervisionFacts) -> None:
    """the event is not over"""
    if not facts.event_lives:
        raise NothingToSupervise


_V, _W = SupervisionState, SupervisionStep

SUPERVISIONS: Table[SupervisionState, SupervisionStep, SupervisionFacts] = Table(
    (
        line(_W.START, (None,), _V.OPEN, (Side.CENTRE,), supervision_reason, event_lives),
        line(_W.RAISE, (_V.OPEN, _V.ANSWERED), _V.OPEN, (Side.CENTRE,), supervision_reason, higher, event_lives),
        line(_W.ANSWER, (_V.OPEN,), _V.ANSWERED, _ASKERS, supervision_reason),
        line(_W.LIFT, (_V.OPEN, _V.ANSWERED), _V.LIFTED, (Side.CENTRE,), supervision_reason),
    )
)


class HandOverKind(StrEnum):
    """By which step an event went from one hand to another. ``recalled``: the holder was dissolved."""

    DISPATCH = "dispatch"
    TRANSFER = "transfer"
    RETURN = "return"
    WITHDRAW = "withdraw"
    RECALLED = "recalled"


class Direction(StrEnum):
    """Where a transfer 移交 went in the tree of areas: to who works for a wider, a smaller or another area."""

    UP = "up"
    DOWN = "down"
    ACROSS = "across"


class SampleState(StrEnum):
    """A sample check of what was solved on the spot."""

    DRAWN = "drawn"
    PASSED = "passed"
    FAILED = "failed"


class OutsideStep(StrEnum):
    """What another system does with an event that was handed to it, or that it says something about it."""

    HANDED = "handed"
    RECEIVED = "received"
    TAKEN = "taken"
    FINISHED = "finished"
    RETURNED = "returned"
    REFUSED = "refused"
    SAID = "said"


class RatingWay(StrEnum):
    """How a rating came: by the reporter's own page, by the centre's call 回访, or on a visit."""

    PAGE = "page"
    CALL = "call"
    VISIT = "visit"
