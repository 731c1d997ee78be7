"""Which deadline counts, and what follows when it has passed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from uuid import UUID

from fengqiao.incidents.domain.facts import State
from fengqiao.incidents.domain.joint import JointState
from fengqiao.incidents.domain.side import Level
from fengqiao.incidents.domain.units import ClockKind, Unit

# Which stretch of the way each state is.
CLOCK_OF: dict[State, ClockKind] = {
    State.REPORTED: ClockKind.ACCEPT,
    State.VERIFYING: ClockKind.VERIFY,
    State.ACCEPTED: ClockKind.DISPATCH,
    State.REOPENED: ClockKind.DISPATCH,
    State.DISPATCHED: ClockKind.SIGN,
    State.HANDLING: ClockKind.HANDLE,
    State.SENT_BACK: ClockKind.HANDLE,
    State.HANDLED: ClockKind.CHECK,
    State.CHECKED: ClockKind.CLOSE,
}
CLOCK_OF_TASK: dict[JointState, ClockKind] = {
    JointState.ASKED: ClockKind.JOINT_ANSWER,
    JointState.ACCEPTED: ClockKind.JOINT_WORK,
}


class Awaited(StrEnum):
    """What is awaited of whoever holds an event or a joint task."""

    ACCEPTANCE = "acceptance"
    VERIFICATION = "verification"
    DISPATCH = "dispatch"
    SIGNATURE = "signature"
    WORK = "work"
    REWORK = "rework"
    JOINT_ANSWER = "joint_answer"
    JOINT_WORK = "joint_work"
    JOINT_DECISION = "joint_decision"
    CHECK = "check"
    CLOSING = "closing"
    NOTHING = "nothing"


AWAITED: dict[State, Awaited] = {
    State.REPORTED: Awaited.ACCEPTANCE,
    State.VERIFYING: Awaited.VERIFICATION,
    State.ACCEPTED: Awaited.DISPATCH,
    State.REOPENED: Awaited.DISPATCH,
    State.DISPATCHED: Awaited.SIGNATURE,
    State.HANDLING: Awaited.WORK,
    State.SENT_BACK: Awaited.REWORK,
    State.HANDLED: Awaited.CHECK,
    State.CHECKED: Awaited.CLOSING,
}
OF_TASK: dict[JointState, Awaited] = {
    JointState.ASKED: Awaited.JOINT_ANSWER,
    JointState.ACCEPTED: Awaited.JOINT_WORK,
    JointState.REFUSED: Awaited.JOINT_DECISION,
}


# How far a deadline is overrun, as a multiple of it, before supervision rises by itself.
ESCALATION: tuple[tuple[Decimal, Level], ...] = (
    (Decimal(2), Level.LISTED),
    (Decimal("1.5"), Level.URGED),
    (Decimal(1), Level.NOTICED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A rule: ``category`` and ``organisation`` None mean all."""

    kind: ClockKind
    category: str | None
    organisation: UUID | None
    amount: Decimal
    unit: Unit
    warn_percent: int


def pick(rules: Iterable[Deadline], kind: ClockKind, way: Sequence[str], organisation: UUID | None) -> Deadline | None:
    """The rule that counts: an organisation's own before the general one, then the most special category's.

    ``way``: the category's code and those above it, from special to general.
    """
    fitting = [
        rule
        for rule in rules
        if rule.kind is kind
        and (rule.category is None or rule.category in way)
        and (rule.organisation is None or rule.organisation == organisation)
    ]

    def nearness(rule: Deadline) -> tuple[bool, int]:
        return rule.organisation is not None, -way.index(rule.category) if rule.category else -len(way)

    return max(fitting, key=nearness, default=None)


def next_escalation(used: Decimal, amount: Decimal, unit: Unit) -> Decimal | None:
    """Up to which amount has to be counted for the next level; None when the highest is reached. Days stay whole."""
    shares = sorted(share for share, _ in ESCALATION if share * amount > used)
    if not shares:
        return None
    whole = unit in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS)
    return (shares[0] * amount).to_integral_value(ROUND_CEILING) if whole else shares[0] * amount


def level_after(used: Decimal, amount: Decimal) -> Level | None:
    """The level of supervision that follows when ``used`` of ``amount`` has gone by; None before it is due."""
    return next((level for share, level in ESCALATION if used >= share * amount), None)
