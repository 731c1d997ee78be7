"""What lies on the ground that did not: from patches that stand there to things, their owners, and the moment to tell.

A thing is told once, when it has lain for ``left_after_s`` without its owner. What one person brings in one visit is
one deposit and told together. With nobody seen near when it appeared it must be larger and lie twice as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lookout.contract import Box, RubbishRule
from lookout.functions.rubbish.company import Company
from lookout.functions.rubbish.grid import Grid, Mask
from lookout.functions.rubbish.ground import Ground, Look, Patch
from lookout.functions.rubbish.sieve import Found, Sieve
from lookout.ports import Picture

UNSEEN = 2.0
"""Nobody was seen near: so many times ``left_after_s``."""
ATTENDS_REACH, BESIDE_REACH = 1.0, 0.4
"""In heights of the person: near enough to be still with it, and to stand at it by chance."""
LATELY_S = 1.0
"""Detections come and go: who was there so long ago still is."""
JOINT_S = 12.0
"""What appears within this time near the same people, or near nobody, is one deposit."""
SAME_S = 15.0
"""A patch that grows for so long is still the same thing: somebody stood before it."""
GONE_S = 1.5
MOVED_S = 10.0
"""A told thing that is pushed aside is not told again."""
MOST_THINGS = 16
UNLIKE = 30.0
SHORTLY_S = 6.0


@dataclass(slots=True, eq=False)
class Thing:
    """One new thing on the ground. ``told``: number and window of the alert; an empty ``before`` was never seen."""

    number: int
    patches: list[Patch]
    box: Box
    cells: int
    strength: float
    born_s: float
    owners: frozenset[int]
    before: Picture | None
    alone_s: float = 0.0
    last_s: float = 0.0
    away_since_s: float | None = None
    unlike_since_s: float | None = None
    told: tuple[int, int] | None = None
    silent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """Things to tell about now, the largest first."""

    things: tuple[Thing, ...]

    @property
    def born_s(self) -> float:
        return min(thing.born_s for thing in self.things)

    @property
    def seen(self) -> bool:
        """Whether somebody was near when it appeared."""
        return any(thing.owners for thing in self.things)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """What was told about is no longer there."""

    told: tuple[int, int]
    born_s: float
    left_s: float


@dataclass(slots=True)
class _Leaving:
    thing: Thing
    left_s: float


@dataclass(slots=True)
class Deposits:
    """The things of one zone."""

    rule: RubbishRule
    grid: Grid
    ground: Ground
    company: Company
    things: list[Thing] = field(default_factory=list)
    _leaving: list[_Leaving] = field(default_factory=list)
    _last_number: int = 0
    _sieve: Sieve = field(init=False)

    def __post_init__(self) -> None:
        self._sieve = Sieve(self.grid, self.ground, self.company)

    def update(
        self, look: Look, *, time_s: float, number: int, hidden: Mask, before: Sequence[tuple[float, Picture]]
    ) -> list[Cleared]:
        """Takes a look. ``number``: the least number for a new thing; ``before``: earlier pictures with their times,
        without people, oldest first."""
        if look.restarted:
            self.things.clear()
            self._leaving.clear()
        for thing in list(self.things):
            self._watch(thing, look, time_s)
        for item in self._sieve.sift(look, hidden, time_s):
            self._add(item, time_s, number, before)
        return self._cleared(time_s)

    def due(self, time_s: float) -> list[Deposit]:
        """The deposits whose time has come. They are asked for until ``tell`` was called."""
        ripe = [thing for thing in self.things if self._wants(thing) and thing.alone_s >= self._needed(thing)]
        found: list[Deposit] = []
        taken: set[int] = set()
        for thing in ripe:
            if thing.number in taken:
                continue
            name = self.company.explains(thing.box, thing.born_s)
            if name:
                thing.silent = name
                continue
            group = [
                other
                for other in self.things
                if other.number not in taken and self._wants(other) and (other is thing or self._joint(thing, other))
            ]
            group = [other for other in group if not self.company.explains(other.box, other.born_s)]
            taken |= {other.number for other in group}
            found.append(Deposit(things=tuple(sorted(group, key=lambda other: -other.cells))))
        return found

    def tell(self, deposit: Deposit, *, window: int) -> tuple[int, int]:
        """Marks the deposit as told and gives number and window of its alert."""
        told = min(thing.number for thing in deposit.things), window
        for thing in deposit.things:
            thing.told = told
        return told

    def shortly(self) -> bool:
        """Whether a thing's time comes within some seconds."""
        return any(self._wants(thing) and self._needed(thing) - thing.alone_s < SHORTLY_S for thing in self.things)

    # --- things that are known ----------------------------------------------------------------------------------

    def _watch(self, thing: Thing, look: Look, time_s: float) -> None:
        sights = [(patch.mask.sum(), *self.ground.difference(patch, look)) for patch in thing.patches]
        cells = sum(count for count, *_ in sights)
        share = sum(count * seen for count, _, _, seen in sights) / cells
        gap, thing.last_s = time_s - thing.last_s, time_s
        if share < 0.5:
            return
        near, under = (sum(row[0] * row[3] * row[column] for row in sights) / (cells * share) for column in (1, 2))
        if near > 1.3 * under and near > 0.6 * UNLIKE:
            thing.away_since_s = time_s if thing.away_since_s is None else thing.away_since_s
            if time_s - thing.away_since_s >= GONE_S:
                self._gone(thing, thing.away_since_s)
            return
        thing.away_since_s = None
        if near > UNLIKE:
            # something else stands there now: it is looked at as a new thing
            thing.unlike_since_s = time_s if thing.unlike_since_s is None else thing.unlike_since_s
            if time_s - thing.unlike_since_s >= 2 * GONE_S:
                self._gone(thing, thing.unlike_since_s)
            return
        thing.unlike_since_s = None
        self._wait(thing, gap, time_s)

    def _wait(self, thing: Thing, gap: float, time_s: float) -> None:
        lately = time_s - LATELY_S
        with_it = self.company.near(thing.box, lately, time_s, reach=ATTENDS_REACH) | self.company.inside(lately)
        if with_it & thing.owners:
            thing.alone_s = 0.0
        elif not self.company.near(thing.box, lately, time_s, reach=BESIDE_REACH):
            thing.alone_s += gap

    def _gone(self, thing: Thing, left_s: float) -> None:
        for patch in reversed(thing.patches):
            self.ground.restore(patch)
        self.things.remove(thing)
        if thing.told is not None:
            self._leaving.append(_Leaving(thing, left_s))

    def _cleared(self, time_s: float) -> list[Cleared]:
        cleared = []
        for leaving in list(self._leaving):
            told = leaving.thing.told
            if time_s - leaving.left_s < MOVED_S or told is None:
                continue
            self._leaving.remove(leaving)
            rest = [*self.things, *(other.thing for other in self._leaving)]
            if not any(other.told == told for other in rest):
                cleared.append(Cleared(told=told, born_s=leaving.thing.born_s, left_s=leaving.left_s))
        return cleared

    def _wants(self, thing: Thing) -> bool:
        return thing.told is None and not thing.silent and thing.away_since_s is None

    def _needed(self, thing: Thing) -> float:
        return self.rule.left_after_s * (1.0 if thing.owners else UNSEEN)

    def _joint(self, a: Thing, b: Thing) -> bool:
        if a.owners or b.owners:
            return bool(a.owners & b.owners)
        return abs(a.born_s - b.born_s) <= JOINT_S

    # --- new things ---------------------------------------------------------------------------------------------

    def _add(self, item: Found, time_s: float, number: int, before: Sequence[tuple[float, Picture]]) -> None:
        patch = self.ground.accept(item.mask)
        for thing in self.things:
            touching = any((item.mask & other.mask).any() for other in thing.patches)
            if touching and thing.told is None and time_s - thing.born_s <= SAME_S:
                thing.patches.append(patch)
                thing.owners |= item.owners
                thing.cells += item.cells
                thing.box = around([thing.box, item.box])
                return
        if len(self.things) >= MOST_THINGS:
            self.things.pop(0)
        self._last_number = max(number, self._last_number + 1)
        earlier = [picture for at, picture in before if at < item.born_s]
        thing = Thing(
            number=self._last_number,
            patches=[patch],
            box=item.box,
            cells=item.cells,
            strength=item.strength,
            born_s=item.born_s,
            owners=item.owners,
            before=earlier[-1] if earlier else None,
            alone_s=0.0 if item.owners else time_s - item.born_s,
            last_s=time_s,
        )
        self.things.append(thing)
        self._pushed(thing)

    def _pushed(self, thing: Thing) -> None:
        """A thing that was told about and only moved a little keeps its alert."""
        for leaving in self._leaving:
            old = leaving.thing
            reach = 1.5 * max(old.box.x2 - old.box.x1, old.box.y2 - old.box.y1)
            (ax, ay), (bx, by) = _middle(old.box), _middle(thing.box)
            if max(abs(ax - bx), abs(ay - by)) <= reach and 0.4 < thing.cells / old.cells < 2.5:
                thing.told, thing.born_s = old.told, old.born_s
                self._leaving.remove(leaving)
                return


def around(boxes: Sequence[Box]) -> Box:
    """The rectangle that holds them all."""
    return Box(
        x1=min(box.x1 for box in boxes),
        y1=min(box.y1 for box in boxes),
        x2=max(box.x2 for box in boxes),
        y2=max(box.y2 for box in boxes),
    )


def _middle(box: Box) -> tuple[float, float]:
    return (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2
