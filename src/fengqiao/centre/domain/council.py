"""How the council decides: who is counted for the quorum, and when a proposal has passed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """Planned 筹备, open 开会, published 已公布."""

    PLANNED = "planned"
    OPEN = "open"
    PUBLISHED = "published"


class Choice(StrEnum):
    """For 赞成, against 反对, abstention 弃权."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The result of a vote among ``present`` members with a vote."""

    yes: int
    no: int
    abstain: int
    present: int

    @property
    def passed(self) -> bool:
        """More than half of those present are for it; who abstains or says nothing is not for it."""
        return 2 * self.yes > self.present


def quorum(seats: int) -> int:
    """How many of so many members with a vote must be present: more than half."""
    return seats // 2 + 1


def has_quorum(present: int, seats: int) -> bool:
    """True when enough are present. A council without members has none."""
    return seats > 0 and present >= quorum(seats)


def count(choices: Collection[Choice], present: int) -> Count:
    """The votes added up. Raises ValueError for more votes than people."""
    if len(choices) > present:
        raise ValueError("more votes than members present")
    said = list(choices)
    return Count(
        yes=said.count(Choice.YES), no=said.count(Choice.NO), abstain=said.count(Choice.ABSTAIN), present=present
    )
