"""Some weeks of invented events in the invented town: in every state, with joint tasks, refusals, delays and ratings.

They are played through the same verbs as anybody's, step by step in the order of time, each with the clock of its
moment; so the journal, the clocks and the hand-overs are what they would be. Nothing of it happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from fengqiao.areas.selectors import (
    SYSTEM,
    Actor,
    AreaView,
    Duty,
    Level,
    OrganisationKind,
    Role,
    area_by_code,
    areas,
    organisations_for,
    people,
)
from fengqiao.config.demo import FOLLOW_KEY, fill, pictures
from fengqiao.config.demo.areas import HETIAN, LONGSHAN
from fengqiao.core import clock, journal
from fengqiao.incidents import selectors
from fengqiao.incidents import services as incidents
from fengqiao.incidents.selectors import Outcome, Source

FOLLOW_TICKET = "demo-follow-hetian-lamp"
Verb = Callable[[], object]
Moment = tuple[datetime, Verb]

# How an event went, how often, and how many days ago the first and the last of them began.
WAYS: tuple[tuple[str, int, float, float], ...] = (
    ("archived", 3, 80, 55),
    ("rated", 6, 45, 12),
    ("closed", 4, 24, 8),
    ("reopened", 2, 12, 9),
    ("rejected", 2, 15, 6),
    ("void", 1, 9, 9),
    ("merged", 2, 5, 3),
    ("solved", 2, 8, 4),
    ("checked", 2, 5, 4),
    ("handled", 3, 6, 3),
    ("sent_back", 2, 7, 5),
    ("late", 3, 30, 18),
    ("suspended", 2, 9, 6),
    ("extension", 2, 7, 5),
    ("joint", 2, 4, 3),
    ("refused", 2, 5, 4),
    ("returned", 2, 3, 2),
    ("handling", 3, 2, 1),
    ("dispatched", 3, 1.2, 0.3),
    ("accepted", 2, 0.8, 0.2),
    ("verifying", 2, 0.6, 0.3),
    ("reported", 3, 0.5, 0.05),
)
_OPEN_SOURCES = (Source.PATROL, Source.RESIDENT, Source.HOTLINE, Source.VISIT, Source.HIGHER)


@dataclass(slots=True)
class _Cast:
    town: AreaView
    villages: list[AreaView]
    operator: Actor
    dispatcher: Actor
    handlers: dict[UUID, Actor]
    workers: dict[UUID, Actor]
    water: UUID
    police: UUID


@dataclass(slots=True)
class _Play:
    """One event while it is played. ``story``: what it is about; ``start``: when it was reported."""

    cast: _Cast
    way: str
    number: int
    start: datetime
    story: fill.Story
    village: AreaView
    source: Source
    id: UUID = field(default_factory=lambda: UUID(int=0))
    task: UUID = field(default_factory=lambda: UUID(int=0))

    def after(self, hours: float) -> datetime:
        return self.start + timedelta(hours=hours)

    def lead(self) -> Actor:
        lead_id = selectors.incident(SYSTEM, self.id).lead_id
        assert lead_id is not None
        return self.cast.handlers[lead_id]

    def report(self) -> None:
        """Opened by a grid worker of the village, or at the desk for whoever called or came."""
        worker = self.cast.workers.get(self.village.id) if self.source is Source.PATROL else None
        place = f"{self.village.name}{self.story.place}"
        rng = Random(self.number)  # noqa: S311 - a play, not a secret
        assert self.village.lon is not None
        assert self.village.lat is not None
        contact = None
        if self.source in (Source.RESIDENT, Source.HOTLINE):
            ticket = FOLLOW_TICKET if self.way == "follow" else f"demo-ticket-{self.number:08}"
            contact = incidents.Contact(ticket=ticket, name="演示居民", phone=f"100990{self.number:05}")
        made = incidents.open_incident(
            key=FOLLOW_KEY if self.way == "follow" else f"demo:{self.number}",
            source=self.source,
            category=self.story.category,
            area_id=self.village.id,
            title=self.story.title,
            place=place,
            lon=self.village.lon + rng.uniform(-0.004, 0.004),
            lat=self.village.lat + rng.uniform(-0.004, 0.004),
            reporter_id=worker.person_id if worker else None,
            particulars=incidents.Particulars(description=f"{self.story.description}（演示）", contact=contact),
            actor=worker or self.cast.operator,
        )
        self.id = made.id
        self.picture("before", worker or self.cast.operator)

    def picture(self, kind: str, actor: Actor) -> None:
        seed = f"{self.number}:{kind}:{clock.now():%H%M}"
        content = pictures.place_photo(seed, clock.now())
        incidents.add_evidence(incident_id=self.id, kind=kind, content=content, actor=actor)

    def accept(self) -> None:
        incidents.accept(incident_id=self.id, is_new=True, actor=self.cast.operator)
        if self.source is Source.PATROL and (worker := self.cast.workers.get(self.village.id)):
            assert worker.person_id is not None
            incidents.credit(
                incident_id=self.id, person_id=worker.person_id, rule="valid_event", reason="巡查上报", actor=SYSTEM
            )

    def dispatch(self) -> None:
        incidents.dispatch(incident_id=self.id, actor=self.cast.dispatcher)

    def sign(self) -> None:
        incidents.sign(incident_id=self.id, actor=self.lead())

    def feedback(self) -> None:
        lead = self.lead()
        self.picture("after", lead)
        incidents.feedback(incident_id=self.id, note="已到场处理完毕，周边已清理。", actor=lead)

    def send_back(self) -> None:
        incidents.check(incident_id=self.id, passed=False, note="照片看不出已修好，请补充。", actor=self.cast.operator)

    def passed(self) -> None:
        incidents.check(incident_id=self.id, passed=True, actor=self.cast.operator)

    def close(self) -> None:
        outcome = (Outcome.SETTLED, Outcome.SETTLED, Outcome.TO_COURT)[self.number % 3] if self.story.dispute else None
        incidents.close(incident_id=self.id, outcome=outcome, actor=self.cast.operator)

    def rate(self) -> None:
        stars = (5, 4, 5, 3, 5, 4, 2)[self.number % 7]
        note = "处理及时" if stars > 3 else "等得有点久"
        incidents.rate(incident_id=self.id, stars=stars, note=note, way="call", actor=self.cast.operator)

    def ask(self, organisation_id: UUID, what: str) -> None:
        made = incidents.ask_to_join(
            incident_id=self.id, organisation_id=organisation_id, what=what, actor=self.cast.dispatcher
        )
        self.task = made.id


def seed() -> None:
    """Play the events, all or none; what was played before is left alone. Needs areas and spine."""
    if selectors.by_key(FOLLOW_KEY) is not None:
        return
    now = clock.now()
    cast = _cast()
    if not {cast.police, cast.water} <= set(cast.handlers):
        return  # a town that was made before agencies had people of their own
    with journal.unit():
        moments = [moment for play in _plays(cast, now) for moment in _script(play, now)]
        for at, verb in sorted(moments, key=lambda moment: moment[0]):
            with clock.fixed(at):
                verb()


def _cast() -> _Cast:
    town = area_by_code(LONGSHAN)
    everybody = people(SYSTEM)

    def one(role: Role) -> Actor:
        return next(
            _actor(person.person_id, person.name, Duty(role=role, area_id=town.id))
            for person in everybody
            if person.role is role and person.area_id == town.id
        )

    handlers = {
        person.organisation_id: _actor(
            person.person_id,
            person.name,
            Duty(role=Role.HANDLER, area_id=person.area_id, organisation_id=person.organisation_id),
        )
        for person in everybody
        if person.role is Role.HANDLER and person.organisation_id is not None
    }
    workers = {
        person.area_id: _actor(
            person.person_id, person.name, Duty(role=Role.GRID_WORKER, area_id=person.area_id, grid_id=person.grid_id)
        )
        for person in everybody
        if person.role is Role.GRID_WORKER
    }
    offices = organisations_for(town.id)
    return _Cast(
        town=town,
        villages=areas(SYSTEM, level=Level.VILLAGE, parent_id=town.id),
        operator=one(Role.OPERATOR),
        dispatcher=one(Role.DISPATCHER),
        handlers=handlers,
        workers=workers,
        water=next(office.id for office in offices if office.name == "水利站"),
        police=next(office.id for office in offices if office.kind is OrganisationKind.POLICE),
    )


def _actor(person_id: UUID, name: str, duty: Duty) -> Actor:
    return Actor(user_id=None, person_id=person_id, name=name, username="", duties=(duty,), area_ids=(duty.area_id,))


def _plays(cast: _Cast, now: datetime) -> Iterator[_Play]:
    number = 0
    for way, count, first, last in WAYS:
        for turn in range(count):
            days = first + (last - first) * (turn / max(1, count - 1))
            source = Source.RESIDENT if way == "verifying" else _OPEN_SOURCES[number % len(_OPEN_SOURCES)]
            yield _Play(
                cast=cast,
                way=way,
                number=number,
                start=now - timedelta(days=days),
                story=fill.story(number),
                village=cast.villages[number * 4 % len(cast.villages)],
                source=Source.PATROL if way == "solved" else source,
            )
            number += 1
    lamp = fill.Story(
        category="O01",
        title="河边步道路灯不亮",
        place="河边步道",
        description="晚上散步看不清路，老人容易摔倒。",
        dispute=False,
    )
    hetian = next(village for village in cast.villages if village.code == HETIAN)
    yield _Play(cast, "follow", number, now - timedelta(days=3), lamp, hetian, Source.RESIDENT)


def _script(play: _Play, now: datetime) -> list[Moment]:
    """The verbs of a way with their moments, up to now."""
    cast, way = play.cast, play.way
    moments: list[Moment] = [(play.start, play.report)]
    slow = 6 if way == "late" else 1

    def then(hours: float, verb: Verb) -> None:
        at = moments[-1][0] + timedelta(hours=hours)
        if at < now:
            moments.append((at, verb))

    key = play
    if way == "reported":
        return moments
    if way == "verifying":
        then(1, lambda: incidents.verify(incident_id=key.id, note="请网格员到场核实", actor=cast.operator))
        return moments
    if way == "rejected":
        then(3, lambda: incidents.reject(incident_id=key.id, reason="已在上周答复，无新情况。", actor=cast.operator))
        return moments
    if way == "solved":
        return [(play.start, lambda: _solve(play))]
    then(0.5 if play.number % 3 else 2, play.accept)
    if way == "void":
        then(2, lambda: incidents.void(incident_id=key.id, reason="核实后没有此事。", actor=cast.operator))
    if way == "merged":
        then(1, lambda: _merge(play))
    if way in ("accepted", "void", "merged"):
        return moments
    then(0.7, play.dispatch)
    if way == "dispatched":
        return moments
    if way == "returned":
        then(3, lambda: incidents.send_return(incident_id=key.id, reason="不在本单位职责内。", actor=play.lead()))
        return moments
    then(2 * slow, play.sign)
    if way in ("late", "handling"):
        if way == "late":
            then(200, lambda: incidents.remind(incident_id=key.id, text="已超期，请尽快反馈。", actor=cast.operator))
            if play.number % 2:
                then(20, lambda: _supervise(play))
        return moments
    if way == "suspended":
        then(5, lambda: _suspend(play, now))
        return moments
    if way == "extension":
        then(20, lambda: _ask_time(play))
        return moments
    if way in ("joint", "refused", "rated", "follow") and (way != "rated" or play.number % 3 == 0):
        then(1, lambda: play.ask(cast.water, "请协助查看排水与河岸情况。"))
        then(2, lambda: incidents.accept_task(task_id=play.task, actor=cast.handlers[cast.water]))
        if way in ("rated", "follow"):
            then(
                8,
                lambda: incidents.answer_task(
                    task_id=play.task, answer="已疏通并加固。", actor=cast.handlers[cast.water]
                ),
            )
    if way in ("joint", "refused"):
        then(1, lambda: play.ask(cast.police, "请维持现场秩序。"))
    if way == "refused":
        then(
            4,
            lambda: incidents.refuse_task(
                task_id=play.task, reason="现场无需维持秩序。", actor=cast.handlers[cast.police]
            ),
        )
    if way in ("joint", "refused", "follow"):
        return moments
    then(18 + play.number % 20, play.feedback)
    if way == "handled":
        return moments
    if way == "sent_back" or play.number % 9 == 0:
        then(5, play.send_back)
        if way == "sent_back":
            return moments
        then(10, play.feedback)
    then(6, play.passed)
    if way == "checked":
        return moments
    then(2, play.close)
    if way in ("rated", "archived"):
        then(30, play.rate)
    if way == "reopened":
        then(40, lambda: incidents.reopen(incident_id=key.id, reason="居民反映又出现了。", actor=cast.dispatcher))
    if way == "archived":
        then(24 * 20, lambda: incidents.archive(incident_id=key.id))
    return moments


def _solve(play: _Play) -> None:
    worker = play.cast.workers[play.village.id]
    with journal.unit():
        play.report()
        play.picture("after", worker)
        outcome = Outcome.SETTLED if play.story.dispute else None
        incidents.solve(incident_id=play.id, note="当场清理，已恢复。", outcome=outcome, actor=worker)


def _merge(play: _Play) -> None:
    others = [one for one in selectors.incidents(SYSTEM, ended=False) if one.id != play.id]
    incidents.merge(incident_id=play.id, into=others[0].id, reason="与该事件为同一处。", actor=play.cast.operator)


def _supervise(play: _Play) -> None:
    incidents.supervise(incident_id=play.id, level=1, reason="超期未反馈。", actor=play.cast.dispatcher)


def _suspend(play: _Play, now: datetime) -> None:
    until = now + timedelta(days=5)
    asked = incidents.ask_suspension(incident_id=play.id, until=until, reason="等待配件到货。", actor=play.lead())
    incidents.approve_request(request_id=asked.id, note="同意", actor=play.cast.dispatcher)


def _ask_time(play: _Play) -> None:
    incidents.ask_extension(incident_id=play.id, amount=Decimal(2), reason="雨天无法施工。", actor=play.lead())
