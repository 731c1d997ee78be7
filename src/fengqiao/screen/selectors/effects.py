"""The effect figures of a town: platform use, events, and how points lie, each beside the period before and the year
before. Computed from the records at the moment of asking; nothing is typed in.

What is about people is withheld from whoever does not keep the town's points when it would tell about fewer than
``SMALLEST_GROUP`` people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.utils import timezone

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, AreaView, Level, Role, WorkerUse
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain.periods import Period
from fengqiao.incidents.selectors.figures import Behind, Scope
from fengqiao.incidents.selectors.flows import Flow, behind_flow, flow_counts
from fengqiao.points import selectors as points
from fengqiao.screen.domain import effects
from fengqiao.screen.domain.effects import SMALLEST_GROUP, Amount, Spread, Stretch

READERS = frozenset({Role.STUDIO_CLERK, Role.ANALYST})


class Name(StrEnum):
    """What is counted. All but the first are counts of events."""

    USE = "use"
    COLLECTED = Flow.COLLECTED.value
    REPORTED = Flow.REPORTED.value
    CLOSED = Flow.CLOSED.value


class Twin(StrEnum):
    """Which of the three stretches."""

    NOW = "now"
    BEFORE = "before"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One figure with its two bases. ``withheld``: it would tell about single people."""

    name: Name
    now: Amount
    before: Amount
    year: Amount
    withheld: bool = False

    @property
    def on_before(self) -> Decimal | None:
        """Growth on the period before in per cent; None: no base."""
        return effects.growth(self.now, self.before)

    @property
    def on_year(self) -> Decimal | None:
        """Growth on the year before in per cent; None: no base."""
        return effects.growth(self.now, self.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """All figures of a town for a stretch. ``spreads``: how points lie in each of the three; None: nobody or withheld.
    ``use_since``: from which day sign-ins are kept."""

    town: AreaView
    stretch: Stretch
    workers: int
    effects: tuple[Effect, ...]
    spreads: dict[Twin, Spread | None]
    withheld: bool
    use_since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What lies behind the figures about people, for one person."""

    use: WorkerUse
    village: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """The same for a village, or for several small ones together (``folded`` of them)."""

    name: str
    folded: int
    workers: int
    active: int
    duty: int
    points: int


def towns(actor: Actor) -> list[AreaView]:
    """The towns whose figures the actor reads: those in the scope."""
    return areas.areas(actor, level=Level.TOWN)


def reads(actor: Actor) -> bool:
    """True for readers with a whole town in their scope; a clerk of one village has no figures to read."""
    return actor.has(*READERS) and bool(towns(actor))


def town_for(actor: Actor, town_id: UUID | None) -> AreaView:
    """The town asked for, or the first one whose grids are worked. Raises NotYours."""
    there = towns(actor)
    if town_id is not None:
        there = [one for one in there if one.id == town_id]
    if not there:
        raise NotYours
    if len(there) > 1:
        ways = areas.area_lineages({one.area_id for one in areas.people(actor, role=Role.GRID_WORKER)})
        worked = {up for way in ways.values() for up in way}
        return next((one for one in there if one.id in worked), there[0])
    return there[0]


def keeps(actor: Actor, town: AreaView) -> bool:
    """True for the studio clerk over the town, who reads everybody's points there anyway."""
    return areas.holds(actor, town.id, Role.STUDIO_CLERK)


def read(actor: Actor, town: AreaView, stretch: Stretch) -> Effects:
    """All figures."""
    since = areas.use_known_since()
    three = {Twin.NOW: stretch, Twin.BEFORE: stretch.before(), Twin.YEAR: stretch.year_before()}
    rolls = {twin: _roll(town, one, since) for twin, one in three.items()}
    counts = {twin: flow_counts(scope(town, one), _period(one)) for twin, one in three.items()}
    keeper = keeps(actor, town)
    small = {twin: 0 < len(roll) < SMALLEST_GROUP and not keeper for twin, roll in rolls.items()}
    use = {twin: _use(one, since, rolls[twin]) for twin, one in three.items()}
    nothing = Amount(top=0, known=False)
    found = [
        Effect(
            name=Name.USE,
            now=nothing if small[Twin.NOW] else use[Twin.NOW],
            before=nothing if small[Twin.BEFORE] else use[Twin.BEFORE],
            year=nothing if small[Twin.YEAR] else use[Twin.YEAR],
            withheld=small[Twin.NOW],
        )
    ]
    for flow in Flow:
        now, before, year = (Amount(top=counts[twin][flow]) for twin in Twin)
        found.append(Effect(name=Name(flow.value), now=now, before=before, year=year))
    return Effects(
        town=town,
        stretch=stretch,
        workers=len(rolls[Twin.NOW]),
        effects=tuple(found),
        spreads={
            twin: None if small[twin] else effects.spread(_earned(town, rolls[twin], one))
            for twin, one in three.items()
        },
        withheld=small[Twin.NOW],
        use_since=since,
    )


def twin_of(stretch: Stretch, twin: Twin) -> Stretch:
    """The stretch itself, or one of its bases."""
    return {Twin.NOW: stretch, Twin.BEFORE: stretch.before(), Twin.YEAR: stretch.year_before()}[twin]


def behind(actor: Actor, name: Name, town: AreaView, stretch: Stretch, *, number: str | int) -> Behind:
    """A page of the events behind a count."""
    return behind_flow(actor, Flow(name.value), scope(town, stretch), number=number)


def people(town: AreaView, stretch: Stretch) -> list[Worker]:
    """Everybody behind the figures about people, by name. Only for who keeps the points."""
    roll = _roll(town, stretch, areas.use_known_since())
    villages = areas.area_names({one.area_id for one in roll.values()})
    earned = _earned(town, roll, stretch)
    return [Worker(use=one, village=villages[one.area_id], points=earned[one.person_id]) for one in roll.values()]


def villages(found: Iterable[Worker]) -> list[Village]:
    """The same by village, small villages together."""
    groups: dict[str, list[Worker]] = {}
    for one in found:
        groups.setdefault(one.village, []).append(one)
    shown, folded = effects.fold_small({name: len(group) for name, group in groups.items()})
    lines = [_village(name, groups[name]) for name in sorted(shown)]
    together = [one for name in folded for one in groups[name]]
    if len(together) >= SMALLEST_GROUP:
        lines.append(_village("", together, folded=len(folded)))
    return lines


def moments(stretch: Stretch) -> tuple[datetime, datetime]:
    """[start, end) of the stretch's local days."""
    return _midnight(stretch.first), _midnight(stretch.last + timedelta(days=1))


def _village(name: str, group: list[Worker], folded: int = 0) -> Village:
    return Village(
        name=name,
        folded=folded,
        workers=len(group),
        active=sum(one.use.use.active for one in group),
        duty=sum(one.use.use.duty for one in group),
        points=sum(one.points for one in group),
    )


def _roll(town: AreaView, stretch: Stretch, since: date | None) -> dict[UUID, WorkerUse]:
    """Who worked there. Days before sign-ins were kept count neither as days of use nor as days of duty."""
    roll = areas.use_of_workers(town.id, stretch.first, stretch.last)
    if since is None or not stretch.first < since <= stretch.last:
        return roll
    late = areas.use_of_workers(town.id, since, stretch.last)
    return {key: late.get(key) or replace(one, use=replace(one.use, active=0, duty=0)) for key, one in roll.items()}


def _use(stretch: Stretch, since: date | None, roll: dict[UUID, WorkerUse]) -> Amount:
    if since is None or since > stretch.last:
        return Amount(top=0, base=0, known=False)
    return Amount(top=sum(one.use.active for one in roll.values()), base=sum(one.use.duty for one in roll.values()))


def _earned(town: AreaView, roll: dict[UUID, WorkerUse], stretch: Stretch) -> dict[UUID, int]:
    start, end = moments(stretch)
    return points.earned(town.id, list(roll), start=start, end=end)


def scope(town: AreaView, stretch: Stretch) -> Scope:
    """The town and days as the events' figures take them."""
    return Scope(period=_period(stretch), area=town)


def _period(stretch: Stretch) -> Period:
    return Period(first=stretch.first, last=stretch.last)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
