"""The way of a dispute, from registration to the outcome. One table; what is not in it does not happen.

The event on the spine has its own table beside this one: it is dispatched, signed for, reported done, checked and
closed there. This table says how far the mediation itself is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Registered 已登记, being mediated 调解中, agreed 已达成协议, waits for a second person's signature 待复核,
    concluded and to be checked 待核查, closed 已结案, void 作废."""

    REGISTERED = "registered"
    MEDIATING = "mediating"
    AGREED = "agreed"
    SIGNING_OFF = "signing_off"
    CONCLUDED = "concluded"
    CLOSED = "closed"
    VOID = "void"


class Step(StrEnum):
    """What is done with a dispute. ``ADOPT``: the event was closed on the spine past the mediation."""

    REGISTER = "register"
    TAKE_UP = "take_up"
    AGREE = "agree"
    SET_ASIDE = "set_aside"
    CONCLUDE = "conclude"
    SIGN_OFF = "sign_off"
    SEND_BACK = "send_back"
    CLOSE = "close"
    ADOPT = "adopt"
    REOPEN = "reopen"
    VOID = "void"


class Outcome(StrEnum):
    """How it ended: settled 化解, not settled 未化解, guided to court 引导诉讼. The words are those of the spine."""

    SETTLED = "settled"
    NOT_SETTLED = "not_settled"
    TO_COURT = "to_court"


class Sensitive(StrEnum):
    """Why only few may read it: a minor is concerned 涉未成年人, violence at home 涉家庭暴力, another reason 其他."""

    NO = ""
    MINOR = "minor"
    VIOLENCE = "violence"
    OTHER = "other"


class Means(StrEnum):
    """Ways of settling: 人民调解, 行政调解, 司法调解, 行业调解, 律师调解, 商事调解, 仲裁调解, 仲裁, 行政复议, 行政裁决,
    诉讼, 协商和解."""

    PEOPLE = "people"
    ADMINISTRATIVE = "administrative"
    JUDICIAL = "judicial"
    TRADE = "trade"
    LAWYER = "lawyer"
    COMMERCIAL = "commercial"
    ARBITRAL = "arbitral"
    ARBITRATION = "arbitration"
    REVIEW = "review"
    RULING = "ruling"
    LITIGATION = "litigation"
    BETWEEN_THEM = "between_them"


class PartyKind(StrEnum):
    """A person 自然人 or an organisation 单位."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Stand(StrEnum):
    """Who asked for the mediation 申请方 and who answers 相对方."""

    ASKS = "asks"
    ANSWERS = "answers"


class Consent(StrEnum):
    """Whether a party wants the mediation: not asked yet 未问, yes 同意, no 不同意."""

    OPEN = "open"
    YES = "yes"
    NO = "no"


class Side(StrEnum):
    """As whom somebody acts: registers it, mediates it, leads the studio, checks at the centre; or the program."""

    REGISTRAR = "registrar"
    MEDIATOR = "mediator"
    STUDIO = "studio"
    CHECKER = "checker"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a step depends on. ``is_mediator``: the actor is the one in charge, whatever else they are.

    ``settled_possible``: an agreement stands. ``reason``: what was said for it.
    """

    sides: frozenset[Side]
    is_mediator: bool = False
    sensitive: bool = False
    consents: tuple[Consent, ...] = ()
    stands: frozenset[Stand] = frozenset()
    agreement_stands: bool = False
    outcome: Outcome | None = None
    reason: str = ""


class StepRefused(Exception):
    """A step that the table does not allow; the message says why and what to do."""

    message = "This step is not possible now."

    def __init__(self) -> None:
        super().__init__(self.message)


class NotFromHere(StepRefused):
    """The dispute is in another state."""

    message = "The dispute has gone on in the meantime. Look at the page again."


class NotYourPart(StepRefused):
    """Somebody else's part."""

    message = "This belongs to the mediator in charge, or to those who check."


class TwoSidesMissing(StepRefused):
    """A dispute has somebody who asks and somebody who answers."""

    message = "Write down both sides: who asks for the mediation and who answers."


class ConsentMissing(StepRefused):
    """Nobody is made to mediate."""

    message = "Ask every party first whether they want this mediation; without a yes it does not begin."


class AgreementMissing(StepRefused):
    """Settled means that something was agreed."""

    message = "There is no signed agreement and no record of a spoken one. Write it down first."


class AgreementStands(StepRefused):
    """An agreement in force and an end without one do not go together."""

    message = "An agreement is in force. Set it aside with a reason before it ends without one."


class OutcomeMissing(StepRefused):
    """A dispute does not end without an outcome."""

    message = "Say how the dispute ended: settled, not settled, or guided to court."


class ReasonMissing(StepRefused):
    """Something must be said."""

    message = "Say in a few words why; it stays with the dispute."


class OwnWork(StepRefused):
    """Nobody checks or signs off their own work."""

    message = "You mediated this yourself; a second person must do this."


Guard = Callable[[Facts], None]


def two_sides(facts: Facts) -> None:
    """somebody asks and somebody answers"""
    if facts.stands != frozenset(Stand):
        raise TwoSidesMissing


def everybody_wants_it(facts: Facts) -> None:
    """every party said yes"""
    if not facts.consents or any(one is not Consent.YES for one in facts.consents):
        raise ConsentMissing


def agreement_stands(facts: Facts) -> None:
    """an agreement is in force"""
    if not facts.agreement_stands:
        raise AgreementMissing


def outcome_fits(facts: Facts) -> None:
    """an outcome; settled with an agreement, anything else without one and with a reason"""
    if facts.outcome is None:
        raise OutcomeMissing
    if facts.outcome is Outcome.SETTLED:
        agreement_stands(facts)
        return
    if facts.agreement_stands:
        raise AgreementStands
    reason_given(facts)


def reason_given(facts: Facts) -> None:
    """a reason"""
    if not facts.reason.strip():
        raise ReasonMissing


def somebody_else(facts: Facts) -> None:
    """not by who mediated it"""
    if facts.is_mediator:
        raise OwnWork


def _plain(facts: Facts) -> bool:
    return not facts.sensitive


def _always(facts: Facts) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """From any of ``come`` (None: not there yet) by ``step`` to ``to``, for ``sides``, where ``when`` holds."""

    step: Step
    come: frozenset[State | None]
    to: State
    sides: frozenset[Side]
    guards: tuple[Guard, ...] = ()
    when: Callable[[Facts], bool] = _always


def _way(
    step: Step,
    come: tuple[State | None, ...],
    to: State,
    sides: tuple[Side, ...],
    *guards: Guard,
    when: Callable[[Facts], bool] = _always,
) -> Way:
    return Way(step=step, come=frozenset(come), to=to, sides=frozenset(sides), guards=guards, when=when)


_TALKING = (State.REGISTERED, State.MEDIATING, State.AGREED)
_OPEN = (*_TALKING, State.SIGNING_OFF, State.CONCLUDED)
ENDED = frozenset({State.CLOSED, State.VOID})

TABLE: tuple[Way, ...] = (
    _way(Step.REGISTER, (None,), State.REGISTERED, (Side.REGISTRAR,), two_sides),
    _way(Step.TAKE_UP, (State.REGISTERED,), State.MEDIATING, (Side.MEDIATOR,), everybody_wants_it),
    _way(Step.AGREE, (State.MEDIATING,), State.AGREED, (Side.MEDIATOR,), agreement_stands),
    _way(Step.SET_ASIDE, (State.AGREED,), State.MEDIATING, (Side.MEDIATOR,), reason_given),
    _way(Step.CONCLUDE, _TALKING, State.CONCLUDED, (Side.MEDIATOR,), outcome_fits, when=_plain),
    _way(Step.CONCLUDE, _TALKING, State.SIGNING_OFF, (Side.MEDIATOR,), outcome_fits),
    _way(Step.SIGN_OFF, (State.SIGNING_OFF,), State.CONCLUDED, (Side.STUDIO,), somebody_else),
    _way(
        Step.SEND_BACK,
        (State.SIGNING_OFF,),
        State.MEDIATING,
        (Side.STUDIO,),
        somebody_else,
        reason_given,
    ),
    _way(Step.SEND_BACK, (State.CONCLUDED,), State.MEDIATING, (Side.CHECKER,), somebody_else, reason_given),
    _way(Step.CLOSE, (State.CONCLUDED,), State.CLOSED, (Side.CHECKER,), somebody_else),
    _way(Step.ADOPT, _OPEN, State.CLOSED, (), when=_plain),
    _way(Step.ADOPT, (*_TALKING, State.SIGNING_OFF), State.SIGNING_OFF, ()),
    _way(Step.ADOPT, (State.CONCLUDED,), State.CLOSED, ()),
    _way(Step.REOPEN, (State.CLOSED,), State.MEDIATING, ()),
    _way(Step.REOPEN, (State.VOID,), State.REGISTERED, ()),
    _way(Step.VOID, _OPEN, State.VOID, ()),
)


def take(state: State | None, step: Step, facts: Facts) -> State:
    """The state after ``step``. Raises the StepRefused that says what is in the way."""
    for line in TABLE:
        if line.step is step and state in line.come and line.when(facts):
            if Side.PROGRAM not in facts.sides and not facts.sides & line.sides:
                raise NotYourPart
            for guard in line.guards:
                guard(facts)
            return line.to
    raise NotFromHere


def steps(state: State | None, sides: frozenset[Side]) -> frozenset[Step]:
    """What somebody who comes as ``sides`` may do from ``state``, whatever the guards say."""
    return frozenset(line.step for line in TABLE if state in line.come and sides & line.sides)
