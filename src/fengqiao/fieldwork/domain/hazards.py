"""The way of a safety hazard 安全隐患, from the check that found it to another person's look that it is gone.

One table of states and steps. What is not in it does not happen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Topic(StrEnum):
    """What a place is checked for: fire 消防, electricity 用电, gas 燃气, water 水域, buildings 房屋, roads 道路."""

    FIRE = "fire"
    ELECTRICITY = "electricity"
    GAS = "gas"
    WATER = "water"
    BUILDINGS = "buildings"
    ROADS = "roads"


class Severity(StrEnum):
    """How bad it is: general 一般, serious 较大, grave 重大."""

    GENERAL = "general"
    SERIOUS = "serious"
    GRAVE = "grave"


class Answer(StrEnum):
    """What was seen of one item of a list: in order, not in order, does not apply here."""

    OK = "ok"
    BAD = "bad"
    NONE = "none"


class State(StrEnum):
    """Found 已发现, notice given 已通知, reported as put right 待复查, sent back 退回重改, closed 已销号,
    void 已撤销."""

    FOUND = "found"
    NOTIFIED = "notified"
    RECTIFIED = "rectified"
    SENT_BACK = "sent_back"
    CLOSED = "closed"
    VOID = "void"


class Step(StrEnum):
    """What is done with a hazard. ``RAISE``: overdue, it went one level up."""

    FIND = "find"
    NOTIFY = "notify"
    RECTIFY = "rectify"
    PASS = "pass"  # noqa: S105 - a step, no password
    SEND_BACK = "send_back"
    EXTEND = "extend"
    RAISE = "raise"
    VOID = "void"


class Raised(StrEnum):
    """Who has been told that it is overdue: nobody, the grid's lead, the studio, the town."""

    NOBODY = ""
    LEAD = "lead"
    STUDIO = "studio"
    TOWN = "town"


class StepRefused(Exception):
    """A step that the table does not allow; the message says why."""

    message = "This step is not possible now."


class NotFromHere(StepRefused):
    """The hazard is in another state."""

    message = "This has gone on in the meantime. Look at the page again."


class WordsMissing(StepRefused):
    """Something must be said."""

    message = "Say why in a few words; the place and your colleagues will read them."


class EvidenceMissing(StepRefused):
    """Put right, but there is nothing to see."""

    message = "Add a photo of how it looks now; without it nobody can see that it is put right."


class SamePerson(StepRefused):
    """Whoever found it or reported it put right does not judge it."""

    message = "Another person has to look: not the one who found it, and not the one who reported it put right."


class DayMissing(StepRefused):
    """A new due date lies ahead."""

    message = "Name the day until which it is to be put right, today or later."


class NotDueYet(StepRefused):
    """Only what is overdue goes up, one level at a time."""

    message = "This is not overdue, or it stands with the town already."


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the guards ask for. ``another_person``: neither the finder nor who reported it put right."""

    words: str = ""
    has_after: bool = False
    another_person: bool = False
    has_day: bool = False
    raises: bool = False


Guard = Callable[[Facts], None]


def said(facts: Facts) -> None:
    """a few words"""
    if not facts.words.strip():
        raise WordsMissing


def shown(facts: Facts) -> None:
    """a photo of afterwards"""
    if not facts.has_after:
        raise EvidenceMissing


def by_another(facts: Facts) -> None:
    """another person"""
    if not facts.another_person:
        raise SamePerson


def dated(facts: Facts) -> None:
    """a day, today or later"""
    if not facts.has_day:
        raise DayMissing


def overdue(facts: Facts) -> None:
    """past its due date, with somebody left to tell"""
    if not facts.raises:
        raise NotDueYet


_TO_DO = frozenset({State.FOUND, State.NOTIFIED, State.SENT_BACK})

# Step, from where, to where (None: stays where it is), guards.
TABLE: tuple[tuple[Step, frozenset[State], State | None, tuple[Guard, ...]], ...] = (
    (Step.NOTIFY, frozenset({State.FOUND}), State.NOTIFIED, ()),
    (Step.RECTIFY, _TO_DO, State.RECTIFIED, (shown,)),
    (Step.PASS, frozenset({State.RECTIFIED}), State.CLOSED, (by_another,)),
    (Step.SEND_BACK, frozenset({State.RECTIFIED}), State.SENT_BACK, (by_another, said, dated)),
    (Step.EXTEND, _TO_DO, None, (said, dated)),
    (Step.RAISE, _TO_DO, None, (overdue,)),
    (Step.VOID, _TO_DO, State.VOID, (said,)),
)

START = State.FOUND
TO_DO = _TO_DO
OPEN = _TO_DO | {State.RECTIFIED}
ENDED = frozenset({State.CLOSED, State.VOID})
# Days until it is to be put right, unless the list says otherwise; the day of the check is day 0.
DAYS = {Severity.GENERAL: 15, Severity.SERIOUS: 7, Severity.GRAVE: 1}
# So many days after the due date the next one is told.
LADDER: tuple[tuple[Raised, int], ...] = ((Raised.LEAD, 1), (Raised.STUDIO, 3), (Raised.TOWN, 7))


def take(state: State, step: Step, facts: Facts) -> State:
    """The state after ``step``. Raises StepRefused."""
    for name, come, to, guards in TABLE:
        if name is step and state in come:
            for guard in guards:
                guard(facts)
            return state if to is None else to
    raise NotFromHere


def steps_from(state: State) -> frozenset[Step]:
    """The steps that the table has from here."""
    return frozenset(name for name, come, _to, _guards in TABLE if state in come)


def due(day: date, severity: Severity, days: dict[Severity, int] | None = None) -> date:
    """Until which day a hazard found on ``day`` is to be put right."""
    return day + timedelta(days=(days or DAYS).get(severity, DAYS[severity]))


def level(due_on: date, today: date) -> Raised:
    """Up to whom something with this due date has to have gone by ``today``."""
    late = (today - due_on).days
    return next((who for who, after in reversed(LADDER) if late >= after), Raised.NOBODY)


def rank(raised: Raised) -> int:
    """How far up: 0 is nobody."""
    return [Raised.NOBODY, *(who for who, _after in LADDER)].index(raised)
