"""A million invented events for the demonstration, to see how the pages behave at a county's real size.

Three years of events with their histories, spread over the county's areas, categories, sources, organisations and
states as one would expect: most are over, some of the last weeks are open, some of those late. The same number gives
the same event on every machine, except for its ids and its present; a fill that was cut off goes on where it stopped.
What is left out beside what a real way leaves behind says ``incidents.services.bulk``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from uuid import UUID

from fengqiao.areas.selectors import (
    SYSTEM,
    AreaView,
    GridView,
    Level,
    OrganisationKind,
    Role,
    area_by_code,
    areas,
    grids,
    organisations,
    people,
)
from fengqiao.config.demo import phrases
from fengqiao.core import clock
from fengqiao.incidents.selectors import Source, Step
from fengqiao.incidents.selectors import categories as all_categories
from fengqiao.incidents.services import bulk
from fengqiao.incidents.services.bulk import PastEvent, PastStep

PREFIX = "fill:"
COUNTY, TOWN = "441821", "441821103"
SPAN = timedelta(days=3 * 365)
CHUNK = 10_000
# From so many on it pays to build the index of the search once at the end.
_MANY = 20_000
# So many different stories; each happens again and again, here and there.
_STORIES = 40_000
_SOURCES = (
    (Source.PATROL, 42), (Source.RESIDENT, 24), (Source.HOTLINE, 14), (Source.VISIT, 9), (Source.CAMERA, 7),
    (Source.HIGHER, 4),
)  # fmt: skip
_WAYS_IN, _SHARES = [one for one, _ in _SOURCES], list(accumulate(share for _, share in _SOURCES))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fill is."""

    done: int
    total: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What an event is about, in invented words. ``category``: a class of the catalogue."""

    category: str
    title: str
    place: str
    description: str
    dispute: bool
    minor: int = 0


@dataclass(frozen=True, slots=True)
class _World:
    villages: list[AreaView]
    weights: list[int]
    grids: dict[UUID, list[GridView]]
    leads: dict[UUID, list[UUID]]
    handlers: dict[UUID, list[UUID]]
    reporters: dict[UUID, list[UUID]]
    desk: list[UUID]
    minors: dict[str, list[str]]


def fill(*, events: int, progress: Callable[[Progress], None] | None = None) -> int:
    """Bring the number of invented events up to ``events``. Needs the invented town. Returns how many were added."""
    there = bulk.brought_in(PREFIX)
    if there >= events:
        bulk.ensure_search_index()
        return 0
    now = clock.now()
    world = _world()
    led = {one for offices in world.leads.values() for one in offices}
    loader = bulk.Loader([one.id for one in world.villages], led, now=now, prefix=PREFIX)

    def chunks() -> None:
        begun = time.monotonic()
        starts = range(there, events, CHUNK)
        with ThreadPoolExecutor(1) as beside:  # which invents the next ones while these are copied

            def invent(start: int) -> Future[bulk.Lines]:
                numbers = range(start, min(start + CHUNK, events))
                return beside.submit(lambda: loader.prepared(_events(world, numbers, events, now)))

            waiting = invent(starts[0])
            for start in starts:
                ready = waiting.result()
                if start != starts[-1]:
                    waiting = invent(start + CHUNK)
                loader.copy(ready)
                if progress is not None:
                    progress(Progress(min(start + CHUNK, events), events, time.monotonic() - begun))

    if events - there >= _MANY:
        with bulk.without_search_index():
            chunks()
    else:
        chunks()
    bulk.note_filled(count=events - there, what="invented for the demonstration")
    bulk.tidy()
    return events - there


def _world() -> _World:
    county, town = area_by_code(COUNTY), area_by_code(TOWN)
    villages = [one for one in areas(SYSTEM, level=Level.VILLAGE) if county.id in one.lineage]
    offices = [one for one in organisations(SYSTEM) if one.kind is not OrganisationKind.CENTRE]
    leads = {
        village.id: [one.id for one in offices if one.area_id in village.lineage and one.dissolved_at is None]
        for village in villages
    }
    handlers: dict[UUID, list[UUID]] = {}
    reporters: dict[UUID, list[UUID]] = {}
    desk = []
    for one in people(SYSTEM):
        if one.organisation_id is not None and one.role is Role.HANDLER:
            handlers.setdefault(one.organisation_id, []).append(one.person_id)
        if one.role in (Role.GRID_WORKER, Role.GRID_LEAD):
            reporters.setdefault(one.area_id, []).append(one.person_id)
        if one.role in (Role.OPERATOR, Role.DISPATCHER):
            desk.append(one.person_id)
    minors: dict[str, list[str]] = {}
    for about in all_categories():
        head = about.parent if about.parent in phrases.MATTERS else about.code
        if head in phrases.MATTERS and not about.code.startswith("camera"):
            minors.setdefault(head, []).append(about.code)
    drawn: dict[UUID, list[GridView]] = {}
    for grid in grids(SYSTEM):
        drawn.setdefault(grid.area_id, []).append(grid)
    return _World(
        villages=villages,
        weights=list(
            accumulate((4 if town.id in one.lineage else 1) * (1 + number % 7) for number, one in enumerate(villages))
        ),
        grids=drawn,
        leads=leads,
        handlers=handlers,
        reporters=reporters,
        desk=desk or [],
        minors=minors,
    )


def _events(world: _World, numbers: range, total: int, now: datetime) -> Iterator[PastEvent]:
    for number in numbers:
        yield _event(world, number, now - SPAN + SPAN * ((number + 0.5) / total), now)


def _event(world: _World, number: int, at: datetime, now: datetime) -> PastEvent:
    rng = Random(number)  # noqa: S311 - a rehearsal, not a secret
    (village,) = rng.choices(world.villages, cum_weights=world.weights)
    (source,) = rng.choices(_WAYS_IN, cum_weights=_SHARES)
    told = story(rng.randrange(_STORIES))
    grid = rng.choice(world.grids[village.id]) if village.id in world.grids else None
    office = rng.choice(world.leads[village.id]) if world.leads.get(village.id) else None
    staff = world.handlers.get(office, []) if office else []
    handler = rng.choice(staff) if staff else None
    workers = world.reporters.get(village.id, [])
    reporter = rng.choice(workers) if workers and source is Source.PATROL else None
    phone = f"100{rng.randint(0, 99_999_999):08}" if source in (Source.RESIDENT, Source.HOTLINE) else ""
    lon = lat = None
    if village.lon is not None and village.lat is not None:
        lon, lat = village.lon + rng.uniform(-0.008, 0.008), village.lat + rng.uniform(-0.008, 0.008)
    steps = _steps(rng, world, at, now, office, handler, dispute=told.dispute)
    return PastEvent(
        key=f"{PREFIX}{number}",
        number=number,
        source=source,
        category=world.minors[told.category][told.minor % len(world.minors[told.category])],
        area_id=village.id,
        title=told.title,
        place=told.place,
        description=told.description,
        steps=steps,
        lon=lon,
        lat=lat,
        grid_version_id=grid.version_id if grid else None,
        grid=grid.name if grid else "",
        reporter_id=reporter,
        handler_id=handler,
        phone=phone if rng.random() < 0.8 else "",
        stars=rng.choices((1, 2, 3, 4, 5), (2, 3, 10, 35, 50))[0],
        outcome=rng.choices(("settled", "not_settled", "to_court"), (85, 9, 6))[0]
        if told.dispute and any(one.step is Step.CLOSE for one in steps)
        else "",
    )


@cache
def story(number: int) -> Story:
    """One of the stories that events tell, invented by its number."""
    rng = Random(number)  # noqa: S311 - a rehearsal, not a secret
    head = rng.choice(list(phrases.MATTERS))
    things, troubles = phrases.MATTERS[head]
    what = rng.choice(things) + rng.choice(troubles)
    place = rng.choice(phrases.PLACES) + rng.choice(phrases.SIDES)
    if rng.random() < 0.25:
        place += f"{rng.randint(1, 180)}号"
    sentences = [f"{rng.choice(phrases.SINCE)}，{what}", rng.choice(phrases.HARM)]
    if rng.random() < 0.6:
        sentences.append(rng.choice(phrases.WISH))
    return Story(
        category=head,
        minor=rng.randrange(1000),
        title=f"{place} {what}" if rng.random() < 0.5 else what,
        place=place,
        description="。".join(sentences) + "。",
        dispute=head.startswith("D"),
    )


def _steps(
    rng: Random,
    world: _World,
    at: datetime,
    now: datetime,
    office: UUID | None,
    handler: UUID | None,
    *,
    dispute: bool,
) -> list[PastStep]:
    """The way of an event up to now: quick or slow, straight or with a detour."""
    desk = rng.choice(world.desk) if world.desk else None
    plan: list[tuple[Step, float, bool]] = [(Step.REPORT, 0, False)]
    fate = rng.random()
    if fate < 0.03:
        plan.append((Step.REJECT if fate < 0.02 else Step.VOID, rng.uniform(0.5, 20), False))
    else:
        plan += [(Step.ACCEPT, rng.expovariate(1 / 5), False), (Step.DISPATCH, rng.expovariate(1 / 4), True)]
        if rng.random() < 0.05:
            plan += [(Step.RETURN, rng.expovariate(1 / 12), True), (Step.DISPATCH, rng.expovariate(1 / 5), True)]
        plan += [(Step.SIGN, rng.expovariate(1 / 7), True)]
        plan += [(Step.FEEDBACK, rng.expovariate(1 / (140 if dispute else 55)), True)]
        if rng.random() < 0.04:
            plan += [(Step.SEND_BACK, rng.expovariate(1 / 12), True), (Step.FEEDBACK, rng.expovariate(1 / 30), True)]
        plan += [(Step.PASS, rng.expovariate(1 / 14), True), (Step.CLOSE, rng.expovariate(1 / 6), True)]
        if rng.random() < 0.35:
            plan.append((Step.RATE, rng.expovariate(1 / 60), True))
        plan.append((Step.ARCHIVE, 24 * 30, True))
    steps: list[PastStep] = []
    for step, hours, led in plan:
        at = at + timedelta(hours=hours + 0.01)
        if steps and at > now:
            break
        notes = phrases.NOTES.get(step.value, ())
        steps.append(
            PastStep(
                step=step,
                at=at,
                actor_id=handler if step in (Step.SIGN, Step.FEEDBACK, Step.RETURN) else desk,
                organisation_id=office if led else None,
                note=rng.choice(notes) if notes else "",
            )
        )
    return steps
