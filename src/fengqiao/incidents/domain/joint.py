"""Joint handling 协同: other organisations' parts in an event, each with a state of its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fengqiao.incidents.domain.facts import ReasonMissing, StepRefused
from fengqiao.incidents.domain.machine import Side, Table, line


class JointState(StrEnum):
    """Where a joint task stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"
    WAIVED = "waived"


class JointStep(StrEnum):
    """What is done with a joint task."""

    ASK = "ask"
    ACCEPT = "accept"
    REFUSE = "refuse"
    ANSWER = "answer"
    SEND_BACK = "send_back"
    ASK_AGAIN = "ask_again"
    WAIVE = "waive"


@dataclass(frozen=True, slots=True, kw_only=True)
class JointFacts:
    """What the guards look at."""

    sides: frozenset[Side]
    text: str = ""
    is_lead: bool = False
    asked_already: bool = False
    event_works: bool = True


class AnswerMissing(StepRefused):
    """An answer says something."""

    message = "Say what was done; the lead organisation builds on it."


class LeadAskedItself(StepRefused):
    """The lead organisation has no joint task beside its own work."""

    message = "This organisation leads the event already. Choose another one."


class AskedAlready(StepRefused):
    """One organisation has one joint task in a round."""

    message = "This organisation has been asked already."


class NothingToJoin(StepRefused):
    """Joint tasks belong to events that are being worked on."""

    message = "Others can be asked to join only while the event is dispatched or being handled."


def reason_given(facts: JointFacts) -> None:
    """a reason is given"""
    if not facts.text.strip():
        raise ReasonMissing


def answered(facts: JointFacts) -> None:
    """the answer says what was done"""
    if not facts.text.strip():
        raise AnswerMissing


def not_the_lead(facts: JointFacts) -> None:
    """not the lead organisation itself"""
    if facts.is_lead:
        raise LeadAskedItself


def asked_once(facts: JointFacts) -> None:
    """once an organisation and round"""
    if facts.asked_already:
        raise AskedAlready


def event_works(facts: JointFacts) -> None:
    """the event is dispatched, being handled or sent back"""
    if not facts.event_works:
        raise NothingToJoin


_S, _P = JointState, JointStep
_ASKERS = (Side.LEAD, Side.CENTRE)

TABLE: Table[JointState, JointStep, JointFacts] = Table(
    (
        line(_P.ASK, (None,), _S.ASKED, _ASKERS, not_the_lead, asked_once, event_works),
        line(_P.ACCEPT, (_S.ASKED,), _S.ACCEPTED, (Side.ORGANISATION,)),
        line(_P.REFUSE, (_S.ASKED, _S.ACCEPTED), _S.REFUSED, (Side.ORGANISATION,), reason_given),
        line(_P.ANSWER, (_S.ASKED, _S.ACCEPTED), _S.DONE, (Side.ORGANISATION,), answered),
        line(_P.SEND_BACK, (_S.DONE,), _S.ACCEPTED, _ASKERS, reason_given, event_works),
        line(_P.ASK_AGAIN, (_S.REFUSED, _S.WAIVED), _S.ASKED, _ASKERS, reason_given, event_works),
        line(_P.WAIVE, (_S.ASKED, _S.ACCEPTED, _S.REFUSED), _S.WAIVED, _ASKERS, reason_given),
    )
)

# A refused task is still open: the lead waives it, asks again, or the centre finds somebody else.
SETTLED = frozenset({JointState.DONE, JointState.WAIVED})
RUNNING = frozenset({JointState.ASKED, JointState.ACCEPTED})
