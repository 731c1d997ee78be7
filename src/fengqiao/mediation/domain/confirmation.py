"""Judicial confirmation 司法确认: both sides together ask the court, within thirty days, to confirm an agreement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fengqiao.mediation.domain.agreements import AgreementForm, confirmable_until


class CourtState(StrEnum):
    """Handed in 已提交, accepted 已受理, more wanted 待补充, confirmed 已确认, refused 不予确认, withdrawn 撤回."""

    FILED = "filed"
    ACCEPTED = "accepted"
    MORE = "more"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class CourtStep(StrEnum):
    """What is done with an application."""

    FILE = "file"
    ACCEPT = "accept"
    ASK_MORE = "ask_more"
    ANSWER = "answer"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class CourtSide(StrEnum):
    """The mediators who hand it in for the parties, and the court."""

    MEDIATOR = "mediator"
    COURT = "court"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtFacts:
    """What a step depends on. ``together``: every party wants it. ``number``: the court's own of its decision."""

    sides: frozenset[CourtSide]
    together: bool = False
    in_force_on: date | None = None
    form: AgreementForm = AgreementForm.WRITTEN
    today: date = date.min
    words: str = ""
    number: str = ""


class CourtRefused(Exception):
    """A step that the table does not allow; the message says why and what to do."""

    message = "This step is not possible now."

    def __init__(self) -> None:
        super().__init__(self.message)


class GoneOn(CourtRefused):
    """The application is in another state."""

    message = "The application has gone on in the meantime. Look at the page again."


class NotYourTurn(CourtRefused):
    """Somebody else's step."""

    message = "This step belongs to the other side of the counter."


class NotInForce(CourtRefused):
    """Only what binds can be confirmed."""

    message = "Only an agreement in force can be confirmed. Have it signed by everybody first."


class OnlySpoken(CourtRefused):
    """The court confirms what is written and signed."""

    message = "The court confirms written agreements. Draw it up in writing and have it signed."


class TooLate(CourtRefused):
    """Thirty days."""

    message = "The thirty days in which the court can be asked are over."


class NotTogether(CourtRefused):
    """Both sides ask together."""

    message = "All parties ask together. Ask each of them, and tick them once they want it."


class WordsMissing(CourtRefused):
    """Something must be said."""

    message = "Say in a few words what is missing or why; the parties will read it."


class NumberMissing(CourtRefused):
    """A decision has a number."""

    message = "Write the number of the court's decision."


Guard = Callable[[CourtFacts], None]


def can_be_asked(facts: CourtFacts) -> None:
    """a written agreement in force, within thirty days"""
    if facts.in_force_on is None:
        raise NotInForce
    if facts.form is AgreementForm.SPOKEN:
        raise OnlySpoken
    if facts.today > confirmable_until(facts.in_force_on):
        raise TooLate


def together(facts: CourtFacts) -> None:
    """every party wants it"""
    if not facts.together:
        raise NotTogether


def words_given(facts: CourtFacts) -> None:
    """a few words"""
    if not facts.words.strip():
        raise WordsMissing


def number_given(facts: CourtFacts) -> None:
    """the number of the decision"""
    if not facts.number.strip():
        raise NumberMissing


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtWay:
    """From any of ``come`` (None: not there yet) by ``step`` to ``to``, for ``side``."""

    step: CourtStep
    come: frozenset[CourtState | None]
    to: CourtState
    side: CourtSide
    guards: tuple[Guard, ...] = ()


def _way(
    step: CourtStep, come: tuple[CourtState | None, ...], to: CourtState, side: CourtSide, *guards: Guard
) -> CourtWay:
    return CourtWay(step=step, come=frozenset(come), to=to, side=side, guards=guards)


_RUNNING = (CourtState.FILED, CourtState.ACCEPTED, CourtState.MORE)
ENDED = frozenset({CourtState.CONFIRMED, CourtState.REFUSED, CourtState.WITHDRAWN})

TABLE: tuple[CourtWay, ...] = (
    _way(CourtStep.FILE, (None,), CourtState.FILED, CourtSide.MEDIATOR, can_be_asked, together),
    _way(CourtStep.ACCEPT, (CourtState.FILED,), CourtState.ACCEPTED, CourtSide.COURT),
    _way(
        CourtStep.ASK_MORE,
        (CourtState.FILED, CourtState.ACCEPTED),
        CourtState.MORE,
        CourtSide.COURT,
        words_given,
    ),
    # It was handed in within the thirty days; what the court asks for afterwards does not run out.
    _way(CourtStep.ANSWER, (CourtState.MORE,), CourtState.FILED, CourtSide.MEDIATOR, words_given),
    _way(CourtStep.CONFIRM, (CourtState.ACCEPTED,), CourtState.CONFIRMED, CourtSide.COURT, number_given),
    _way(CourtStep.REFUSE, _RUNNING, CourtState.REFUSED, CourtSide.COURT, words_given),
    _way(CourtStep.WITHDRAW, _RUNNING, CourtState.WITHDRAWN, CourtSide.MEDIATOR, words_given),
)


def take(state: CourtState | None, step: CourtStep, facts: CourtFacts) -> CourtState:
    """The state after ``step``. Raises the CourtRefused that says what is in the way."""
    for line in TABLE:
        if line.step is step and state in line.come:
            if line.side not in facts.sides:
                raise NotYourTurn
            for guard in line.guards:
                guard(facts)
            return line.to
    raise GoneOn


def steps(state: CourtState | None, sides: frozenset[CourtSide]) -> frozenset[CourtStep]:
    """What somebody may do from ``state``, whatever the guards say."""
    return frozenset(line.step for line in TABLE if state in line.come and line.side in sides)
