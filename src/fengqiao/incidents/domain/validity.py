"""Validity of routing 事件流转有效性: how straight events came to who solved them, read from their hand-overs.

A leg is one round of an event from its first dispatch on. It is judged when somebody has reported the work done: who
did that is the one to whom it belonged. A hand-over is right when it gave the event to that organisation, even if
that one refused it at first: then the refusal was wrong, not the dispatch. What was taken back from an organisation by
the centre, or because it was dissolved, says nothing about the hand-over and is not judged.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from fengqiao.incidents.domain.side import HandOverKind

VERSION = 1
K = TypeVar("K", bound=Hashable)
FORWARD = frozenset({HandOverKind.DISPATCH, HandOverKind.TRANSFER})
REFUSALS = frozenset({HandOverKind.RETURN, HandOverKind.TRANSFER})
BOUNCES = REFUSALS | {HandOverKind.WITHDRAW}

# What speaks for a rule: at least so many first dispatches, of which so large a share was refused and solved by one
# and the same other organisation.
FEWEST = 5
SHARE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One hand-over: from ``giver`` to ``receiver`` (None: the centre), made by the person ``by``."""

    kind: HandOverKind
    giver: UUID | None
    receiver: UUID | None
    by: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One round of an event: its hand-overs in order, and who solved it (None: not yet).

    ``count``: it stands for so many legs that are equal in all this; ``event`` is then None.
    """

    event: Hashable | None
    category: str
    area: UUID
    moves: tuple[Move, ...]
    solver: UUID | None
    count: int = 1

    @property
    def first(self) -> UUID | None:
        """Who got it first."""
        return next((move.receiver for move in self.moves if move.kind is HandOverKind.DISPATCH), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a leg says. ``right`` and ``wrong``: the judged hand-overs. ``first_right`` None: not judged.

    ``ping_pong``: organisations that got the event again after giving it away. ``wrong_refusals``: those that gave
    away what they solved in the end.
    """

    right: tuple[Move, ...]
    wrong: tuple[Move, ...]
    first_right: bool | None
    bounces: int
    ping_pong: tuple[UUID, ...]
    wrong_refusals: tuple[UUID, ...]


def judge(leg: Leg) -> Judgement:
    """Look at one leg."""
    taken_back = {move.giver for move in leg.moves if move.kind is HandOverKind.RECALLED} - {leg.solver}
    forward = [move for move in leg.moves if move.kind in FORWARD]
    judged = [move for move in forward if move.receiver not in taken_back] if leg.solver is not None else []
    gave: list[UUID] = []
    again: list[UUID] = []
    for move in leg.moves:
        if move.kind in FORWARD and move.receiver in gave and move.receiver not in again:
            again.append(move.receiver)
        if move.kind in REFUSALS and move.giver is not None:
            gave.append(move.giver)
    first = forward[0] if forward and forward[0].kind is HandOverKind.DISPATCH else None
    return Judgement(
        right=tuple(move for move in judged if move.receiver == leg.solver),
        wrong=tuple(move for move in judged if move.receiver != leg.solver),
        first_right=first.receiver == leg.solver if first in judged and first is not None else None,
        bounces=sum(move.kind in BOUNCES for move in leg.moves),
        ping_pong=tuple(again),
        wrong_refusals=tuple(one for one in dict.fromkeys(gave) if one == leg.solver),
    )


@dataclass(slots=True, kw_only=True)
class Tally:
    """Sums over legs. ``legs`` all; of ``first_judged`` first dispatches ``first_right`` were right, of
    ``moves_judged`` hand-overs ``moves_right``; ``bounces`` back and onward in ``bounced`` legs; ``ping_pong`` legs
    that came back to who gave them away; of ``refusals`` by the organisation ``wrong_refusals`` were wrong."""

    legs: int = 0
    first_judged: int = 0
    first_right: int = 0
    moves_judged: int = 0
    moves_right: int = 0
    bounces: int = 0
    bounced: int = 0
    ping_pong: int = 0
    refusals: int = 0
    wrong_refusals: int = 0

    @property
    def validity(self) -> float | None:
        """The share of right hand-overs among the judged ones, 0 to 1; None when none was judged."""
        return self.moves_right / self.moves_judged if self.moves_judged else None

    @property
    def right_first(self) -> float | None:
        """The share of first dispatches that were right, 0 to 1; None when none was judged."""
        return self.first_right / self.first_judged if self.first_judged else None


def total(legs: Iterable[Leg]) -> Tally:
    """Everything together."""
    return _by(legs, lambda leg: None).get(None, Tally())


def by_category(legs: Iterable[Leg]) -> dict[str, Tally]:
    """By what the events are about."""
    return _by(legs, lambda leg: leg.category)


def by_organisation(legs: Iterable[Leg]) -> dict[UUID, Tally]:
    """By organisation: the legs that came by it, the hand-overs to it, and what it refused."""
    found: defaultdict[UUID, Tally] = defaultdict(Tally)
    for leg in legs:
        judged = judge(leg)
        for one in {party for move in leg.moves for party in (move.giver, move.receiver) if party is not None}:
            tally = found[one]
            tally.legs += leg.count
            if one == leg.first and judged.first_right is not None:
                tally.first_judged += leg.count
                tally.first_right += leg.count * judged.first_right
            right = sum(move.receiver == one for move in judged.right)
            tally.moves_judged += leg.count * (right + sum(move.receiver == one for move in judged.wrong))
            tally.moves_right += leg.count * right
            refused = sum(move.kind in REFUSALS and move.giver == one for move in leg.moves)
            tally.refusals += leg.count * refused
            tally.bounces += leg.count * refused
            tally.bounced += leg.count * bool(refused)
            tally.ping_pong += leg.count * (one in judged.ping_pong)
            tally.wrong_refusals += leg.count * (one in judged.wrong_refusals)
    return dict(found)


def by_person(legs: Iterable[Leg]) -> dict[UUID, Tally]:
    """By who handed over: only their own hand-overs, never what others did with them before or after."""
    found: defaultdict[UUID, Tally] = defaultdict(Tally)
    for leg in legs:
        judged = judge(leg)
        opening = next((move for move in leg.moves if move.kind in FORWARD), None)
        for person in {move.by for move in leg.moves if move.kind in FORWARD and move.by is not None}:
            tally = found[person]
            tally.legs += leg.count
            if opening is not None and opening.by == person and judged.first_right is not None:
                tally.first_judged += leg.count
                tally.first_right += leg.count * judged.first_right
            right = sum(move.by == person for move in judged.right)
            tally.moves_judged += leg.count * (right + sum(move.by == person for move in judged.wrong))
            tally.moves_right += leg.count * right
    return dict(found)


def _by(legs: Iterable[Leg], key: Callable[[Leg], K]) -> dict[K, Tally]:
    found: defaultdict[K, Tally] = defaultdict(Tally)
    for leg in legs:
        tally, judged = found[key(leg)], judge(leg)
        tally.legs += leg.count
        if judged.first_right is not None:
            tally.first_judged += leg.count
            tally.first_right += leg.count * judged.first_right
        tally.moves_judged += leg.count * (len(judged.right) + len(judged.wrong))
        tally.moves_right += leg.count * len(judged.right)
        tally.bounces += leg.count * judged.bounces
        tally.bounced += leg.count * bool(judged.bounces)
        tally.ping_pong += leg.count * bool(judged.ping_pong)
        tally.refusals += leg.count * sum(move.kind in REFUSALS for move in leg.moves)
        tally.wrong_refusals += leg.count * bool(judged.wrong_refusals)
    return dict(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A rule that the record speaks for: the category in the area goes to ``to`` rather than to ``instead_of``.

    Of ``seen`` first dispatches there that are solved, ``refused`` were given away, and ``solved`` of these solved by
    ``to``; ``events`` are those.
    """

    category: str
    area: UUID
    instead_of: UUID
    to: UUID
    seen: int
    refused: int
    solved: int
    events: tuple[Hashable, ...]


def suggest(legs: Iterable[Leg], lineages: Mapping[UUID, Sequence[UUID]]) -> list[Suggestion]:
    """The rules that the record speaks for, the best founded first.

    ``lineages``: each area's way from the root down to itself. Where two or more areas under one speak for the same,
    the rule is suggested for the one above them, if all its cases together speak for it as well.
    """
    cases: defaultdict[tuple[str, UUID, UUID], list[Leg]] = defaultdict(list)
    for leg in legs:
        if leg.solver is None or leg.first is None:
            continue
        for area in lineages.get(leg.area, (leg.area,)):
            cases[leg.category, area, leg.first].append(leg)
    found = {key: made for key, group in cases.items() if (made := _suggestion(key, group)) is not None}
    own = {key for key, one in found.items() if any(leg.area == key[1] for leg in cases[key])}
    kept = {key: one for key, one in found.items() if key in own or _agreeing(key, one, found, lineages) >= 2}
    narrow = {
        key
        for key, one in kept.items()
        if any(
            area != key[1] and (wider := kept.get((key[0], area, key[2]))) is not None and wider.to == one.to
            for area in lineages.get(key[1], ())
        )
    }
    return sorted(
        (one for key, one in kept.items() if key not in narrow),
        key=lambda one: (-one.solved, -one.seen, one.category, str(one.area), str(one.to)),
    )


def _agreeing(
    key: tuple[str, UUID, UUID],
    one: Suggestion,
    found: Mapping[tuple[str, UUID, UUID], Suggestion],
    lineages: Mapping[UUID, Sequence[UUID]],
) -> int:
    """How many areas right below speak for the same."""
    below = {
        way[way.index(key[1]) + 1] for way in lineages.values() if key[1] in way and way.index(key[1]) + 1 < len(way)
    }
    others = (found.get((key[0], area, key[2])) for area in below)
    return sum(other is not None and other.to == one.to for other in others)


def _suggestion(key: tuple[str, UUID, UUID], group: Sequence[Leg]) -> Suggestion | None:
    category, area, first = key
    seen = sum(leg.count for leg in group)
    given = [leg for leg in group if any(move.kind in REFUSALS and move.giver == first for move in leg.moves)]
    refused = sum(leg.count for leg in given)
    solvers: Counter[UUID] = Counter()
    for leg in given:
        if leg.solver is not None and leg.solver != first:
            solvers[leg.solver] += leg.count
    if not solvers:
        return None
    to, solved = min(solvers.items(), key=lambda item: (-item[1], str(item[0])))
    if seen < FEWEST or solved < SHARE * seen:
        return None
    return Suggestion(
        category=category,
        area=area,
        instead_of=first,
        to=to,
        seen=seen,
        refused=refused,
        solved=solved,
        events=tuple(leg.event for leg in given if leg.event is not None and leg.solver == to),
    )
