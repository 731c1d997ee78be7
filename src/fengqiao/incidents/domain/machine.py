"""A small table of states and steps, as every side record has one: who takes which step from where, and what stands
in the way. The event's own table, with more to look at, is in ``table``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from fengqiao.incidents.domain.facts import NotFromHere, NotYourStep


class Side(StrEnum):
    """As whom somebody takes a step with a side record."""

    CENTRE = "centre"
    LEAD = "lead"
    ORGANISATION = "organisation"
    ASKER = "asker"
    FOLLOWER = "follower"
    PROGRAM = "program"


class Seen(Protocol):
    """What every such table looks at: as whom the actor comes."""

    @property
    def sides(self) -> frozenset[Side]:
        """All that the actor is for this record."""
        ...


S = TypeVar("S", bound=StrEnum)
P = TypeVar("P", bound=StrEnum)
F = TypeVar("F", bound=Seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Generic[S, P, F]):
    """From any of ``come`` (None: not there yet) by ``step`` to ``to``, for those who are one of ``sides``."""

    step: P
    come: frozenset[S | None]
    to: S
    sides: frozenset[Side]
    guards: tuple[Callable[[F], None], ...] = ()


@dataclass(frozen=True, slots=True)
class Table(Generic[S, P, F]):
    """All lines of one side record."""

    lines: tuple[Line[S, P, F], ...]

    def take(self, state: S | None, step: P, facts: F) -> S:
        """The state after ``step``. Raises the StepRefused that says what is in the way."""
        for line in self.lines:
            if line.step is step and state in line.come:
                if not facts.sides & (line.sides | {Side.PROGRAM}):
                    raise NotYourStep
                for guard in line.guards:
                    guard(facts)
                return line.to
        raise NotFromHere

    def steps(self, state: S | None, sides: frozenset[Side]) -> list[P]:
        """What somebody who is ``sides`` may do from ``state``, whatever the guards say."""
        return [line.step for line in self.lines if state in line.come and sides & (line.sides | {Side.PROGRAM})]


def line(
    step: P, come: tuple[S | None, ...], to: S, sides: tuple[Side, ...], *guards: Callable[[F], None]
) -> Line[S, P, F]:
    """One line, written short."""
    return Line(step=step, come=frozenset(come), to=to, sides=frozenset(sides), guards=guards)
