"""The way of a matter at a neighbourhood centre, from the visitor's words to their own "yes, it is solved".

One table of states and steps. What is not in it does not happen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """New 待分拣, open 办理中, on the council's agenda 待议事, handed to the spine 已上报, solved 已解决,
    told back 已回话, confirmed 已确认; joined to another 并入, answered at once 当场答复."""

    NEW = "new"
    OPEN = "open"
    AGENDA = "agenda"
    HANDED = "handed"
    SOLVED = "solved"
    TOLD = "told"
    CONFIRMED = "confirmed"
    JOINED = "joined"
    ANSWERED = "answered"


class Step(StrEnum):
    """What is done with a matter. ``PROMISE``: the visitor was told how far it is, with a new day. ``DECLINE``: the
    council voted against what was proposed about it."""

    RECORD = "record"
    TAKE = "take"
    JOIN = "join"
    SPLIT = "split"
    ANSWER = "answer"
    SOLVE = "solve"
    HAND = "hand"
    TABLE = "table"
    DECLINE = "decline"
    PROMISE = "promise"
    TELL = "tell"
    CONFIRM = "confirm"
    DENY = "deny"


class Sort(StrEnum):
    """What it is about: repairs 设施小修, clean 环境卫生, order 秩序停车, safety 安全隐患, neighbours 邻里关系,
    policy 政策咨询, help 生活帮助, other 其他."""

    REPAIR = "repair"
    CLEAN = "clean"
    ORDER = "order"
    SAFETY = "safety"
    NEIGHBOURS = "neighbours"
    POLICY = "policy"
    HELP = "help"
    OTHER = "other"


class Wish(StrEnum):
    """What the visitor hopes for: have it put right 修好, somebody to talk it over 调解, an answer 问清楚,
    a hand 帮一把, only that it is known 知道就行."""

    FIX = "fix"
    TALK = "talk"
    ASK = "ask"
    HELP = "help"
    NOTE = "note"


class StepRefused(Exception):
    """A step that the table does not allow; the message says why."""

    message = "This step is not possible now."


class NotFromHere(StepRefused):
    """The matter is in another state."""

    message = "This has gone on in the meantime. Look at the page again."


class WordsMissing(StepRefused):
    """Something must be said."""

    message = "Say it in a few words; the neighbour will read them."


class PeopleMissing(StepRefused):
    """Somebody must take it up, follow it and do it."""

    message = "Name who takes it up, who follows it and who does it."


class NothingToShow(StepRefused):
    """Solved, but neither a picture nor a word of how."""

    message = "Show it: a picture of afterwards, or a few words about what was done."


class JoinsNowhere(StepRefused):
    """The other matter is over or the same."""

    message = "Choose another open matter of this centre."


class DayMissing(StepRefused):
    """A promise needs a day from today on."""

    message = "A promise needs a day, today or later."


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the guards ask for."""

    words: str = ""
    has_people: bool = False
    has_after: bool = False
    joins_open: bool = False
    has_day: bool = False


Guard = Callable[[Facts], None]


def said(facts: Facts) -> None:
    """a few words"""
    if not facts.words.strip():
        raise WordsMissing


def staffed(facts: Facts) -> None:
    """somebody takes it up, somebody follows it, somebody does it"""
    if not facts.has_people:
        raise PeopleMissing


def shown(facts: Facts) -> None:
    """a picture of afterwards or a few words"""
    if not (facts.has_after or facts.words.strip()):
        raise NothingToShow


def joins_open(facts: Facts) -> None:
    """into another open matter"""
    if not facts.joins_open:
        raise JoinsNowhere


def dated(facts: Facts) -> None:
    """a day, today or later"""
    if not facts.has_day:
        raise DayMissing


_NOT_DONE = frozenset({State.NEW, State.OPEN, State.AGENDA, State.HANDED})
_TAKEN = frozenset({State.NEW, State.OPEN, State.AGENDA})

# Step, from where, to where (None: stays where it is), guards.
TABLE: tuple[tuple[Step, frozenset[State], State | None, tuple[Guard, ...]], ...] = (
    (Step.TAKE, _TAKEN, State.OPEN, (staffed,)),
    (Step.JOIN, _TAKEN, State.JOINED, (joins_open,)),
    (Step.SPLIT, frozenset({State.JOINED}), State.NEW, ()),
    (Step.ANSWER, _TAKEN, State.ANSWERED, (said,)),
    (Step.SOLVE, _NOT_DONE, State.SOLVED, (shown,)),
    (Step.HAND, _TAKEN, State.HANDED, ()),
    (Step.TABLE, frozenset({State.NEW, State.OPEN}), State.AGENDA, ()),
    (Step.DECLINE, frozenset({State.AGENDA}), State.OPEN, (staffed,)),
    (Step.PROMISE, _NOT_DONE | {State.SOLVED}, None, (said, dated)),
    (Step.TELL, frozenset({State.SOLVED}), State.TOLD, (said,)),
    (Step.CONFIRM, frozenset({State.SOLVED, State.TOLD}), State.CONFIRMED, ()),
    (Step.DENY, frozenset({State.SOLVED, State.TOLD, State.CONFIRMED}), State.OPEN, (said, dated)),
)

OPEN = _NOT_DONE | {State.SOLVED, State.TOLD}
DONE = frozenset({State.SOLVED, State.TOLD, State.CONFIRMED})
# The promise to report back is kept, or there is nobody to report to.
KEPT = frozenset({State.TOLD, State.CONFIRMED, State.ANSWERED, State.JOINED})
# What counts as a problem: not what was answered at once, nor the same thing once more.
NO_PROBLEM = frozenset({State.ANSWERED, State.JOINED})


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
