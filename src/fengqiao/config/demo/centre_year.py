"""A year at the invented centre, made through its services with the clock set back: visits, what became of them, and
the council's monthly meetings. No figure is typed in; all are counted from the records afterwards.

Every act is a transaction of its own, and the same visit has the same story each time: a year that was cut off goes on
where it stopped, and one that is there stays as it is.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from uuid import UUID, uuid5

from django.utils import timezone

from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.centre import services
from fengqiao.centre.domain.council import Choice, Phase
from fengqiao.centre.domain.matters import Sort, State, Wish
from fengqiao.centre.domain.seats import VOTING
from fengqiao.centre.selectors import CentreView, Seat, council, matters, members
from fengqiao.centre.selectors.figures import Figures, figures
from fengqiao.centre.selectors.roster import works
from fengqiao.centre.selectors.visits import VisitView
from fengqiao.centre.services import StepNotTaken
from fengqiao.config.demo import centre_words as words
from fengqiao.config.demo.centre import NAMESPACE
from fengqiao.config.demo.fill import Progress
from fengqiao.config.demo.pictures import step_photo
from fengqiao.core import clock, journal

DAYS, VISITS = 365, 1100
# Of a hundred visits: the rest are problems.
QUESTIONS, REPEATS, COUNCIL = 42, 10, 3
_LEADS = (Seat.CHAIR, Seat.VICE)
# Who says no at first, who says anything at all, who comes to a meeting.
DENIED, CONFIRMED, ATTENDING = 5, 80, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What the records say after a year was made, and how long that took."""

    figures: Figures
    meetings: int
    seconds: float


@dataclass(order=True, slots=True)
class _Act:
    at: datetime
    number: int
    do: Callable[[datetime], None] = field(compare=False)


def seed(
    house: CentreView, *, visits: int = VISITS, progress: Callable[[Progress], None] = lambda _progress: None
) -> Year:
    """Make the year up to now at a centre that has a council. Acts whose day has not come yet are left out."""
    begun, year = time.monotonic(), _Year(house, clock.now())
    year.plan(visits)
    done = 0
    while year.acts:
        act = heapq.heappop(year.acts)
        if act.at < year.now:
            year.run(act)
        done += 1
        if done % 100 == 0 or not year.acts:
            progress(Progress(done=done, total=done + len(year.acts), seconds=time.monotonic() - begun))
    return Year(
        figures=figures(house.id),
        meetings=len([one for one in council.meetings(house.id) if one.phase is Phase.PUBLISHED]),
        seconds=time.monotonic() - begun,
    )


@dataclass(slots=True)
class _Case:
    """A visit with a problem: its dice, and how it is put right."""

    rng: Random
    visit: VisitView
    put_right: str
    pictured: bool
    round: int = 1


class _Year:
    """The year's acts in their order; each may plan later ones."""

    def __init__(self, house: CentreView, now: datetime) -> None:
        self.house, self.now = house, now
        self.acts: list[_Act] = []
        self._numbers = count()
        self._people = [one for one in members(house.id) if one.seat is not Seat.SUPERVISOR]
        self._voters = [one for one in self._people if one.seat in VOTING]
        self._actors = {
            one.person_id: Actor(user_id=None, person_id=one.person_id, name=one.name, username="")
            for one in self._people
        }
        self._lead = next(one.person_id for one in self._people if one.seat in _LEADS)
        self._open: list[tuple[str, str, UUID]] = []
        self._before, self._after = step_photo(False), step_photo(True)

    def plan(self, visits: int) -> None:
        """The working mornings with their visitors, and twelve meetings."""
        first = timezone.localdate(self.now) - timedelta(days=DAYS)
        mornings = [day for day in (first + timedelta(days=number) for number in range(DAYS)) if works(day)]
        seats = dict(enumerate(one.person_id for one in self._voters[:5]))
        with clock.fixed(_moment(first, 8, 0)):
            services.plan_roster(centre_id=self.house.id, weekdays=seats, since=first, until=mornings[-1], actor=SYSTEM)
        for number in range(visits):
            rng = _dice(number)
            at = _moment(mornings[number * len(mornings) // visits], 8, 30) + timedelta(minutes=rng.randrange(175))
            self._later(at, partial(self._visit, number, rng))
        for month in range(12):
            self._later(_moment(first + timedelta(days=28 + month * 30), 19, 30), partial(self._meeting, _dice(-month)))

    def run(self, act: _Act) -> None:
        """Do one act, all or nothing. What a year that was cut off has done already stays done."""
        with clock.fixed(act.at):
            try:
                with journal.unit():
                    act.do(act.at)
            except StepNotTaken:
                return

    def _later(self, at: datetime, do: Callable[[datetime], None]) -> None:
        heapq.heappush(self.acts, _Act(at, next(self._numbers), do))

    def _within(self, days: int, at: datetime, rng: Random, do: Callable[[datetime], None]) -> None:
        """Some days later, rather sooner than later."""
        self._later(at + timedelta(days=int(days * rng.random() ** 2), minutes=rng.randrange(15, 240)), do)

    def _receiver(self, at: datetime) -> Actor:
        weekday = timezone.localdate(at).weekday()
        return self._actors[self._voters[weekday % len(self._voters[:5])].person_id]

    def _visit(self, number: int, rng: Random, at: datetime) -> None:
        kind, spot, name = rng.randrange(100), rng.choice(words.SPOTS), rng.choice(("", rng.choice(words.NAMES)))
        receiver, told, doer = self._receiver(at), partial(self._told, number, at, name), rng.choice(self._people)
        if kind < QUESTIONS:
            asked, answer = rng.choice(words.QUESTIONS)
            services.answer(matter_id=told(asked, "中心里", Wish.ASK).matter_id, words=answer, actor=receiver)
        elif kind < QUESTIONS + REPEATS and self._open:
            said, place, into = rng.choice(self._open[-4:])
            visit = told(f"{said}，我也来说一声", place, Wish.FIX)
            if _state(visit) is State.NEW:
                services.join(matter_id=visit.matter_id, into=into, actor=receiver)
        elif kind < QUESTIONS + REPEATS + COUNCIL:
            said, sort, _proposal, _task = rng.choice(words.FOR_COUNCIL)
            visit = told(f"{spot}{said}", "巷子里", Wish.FIX)
            if _state(visit) is State.NEW:
                self._take(visit, sort, doer.person_id, receiver)
                services.put_on_agenda(matter_id=visit.matter_id, actor=receiver)
        else:
            said, sort, wish, place, put_right = rng.choice(words.PROBLEMS)
            visit = told(f"{spot}{said}", place, wish)
            if _state(visit) is State.NEW:
                self._take(visit, sort, doer.person_id, receiver)
            self._open.append((f"{spot}{said}", place, visit.matter_id))
            case = _Case(rng, visit, put_right, pictured=number % 5 == 0)
            self._within(16, at, rng, partial(self._solve, case))

    def _told(self, number: int, at: datetime, name: str, said: str, place: str, wish: Wish) -> VisitView:
        key = uuid5(NAMESPACE, f"{self.house.key}:year:{number}")
        told = services.Told(visit_id=key, words=said, place=place, wish=wish, name=name, at=at)
        return services.record_visit(centre_id=self.house.id, told=told, actor=self._receiver(at))

    def _take(self, visit: VisitView, sort: Sort, doer_id: UUID, receiver: Actor) -> None:
        assert receiver.person_id is not None
        services.take_up(
            matter_id=visit.matter_id,
            sort=sort,
            taker_id=receiver.person_id,
            follower_id=self._lead,
            doer_id=doer_id,
            actor=receiver,
        )

    def _solve(self, case: _Case, at: datetime) -> None:
        self._open = [one for one in self._open if one[2] != case.visit.matter_id]
        self._within(3, at, case.rng, partial(self._tell, case))
        services.solve(
            matter_id=case.visit.matter_id,
            words=case.put_right if case.round == 1 else f"再修了一次。{case.put_right}",
            before=self._before if case.pictured else None,
            after=self._after if case.pictured else None,
            actor=self._actors[self._lead],
        )

    def _tell(self, case: _Case, at: datetime) -> None:
        said = case.rng.randrange(100)
        if said < DENIED and case.round == 1:
            self._within(6, at, case.rng, partial(self._deny, case))
        elif said < CONFIRMED:
            self._within(8, at, case.rng, partial(self._confirm, case))
        services.tell(matter_id=case.visit.matter_id, words=case.put_right, actor=self._receiver(at))

    def _confirm(self, case: _Case, _at: datetime) -> None:
        services.confirm_solved(matter_id=case.visit.matter_id, code=case.visit.code, actor=SYSTEM)

    def _deny(self, case: _Case, at: datetime) -> None:
        case.round = 2
        self._within(8, at, case.rng, partial(self._solve, case))
        pk, code = case.visit.matter_id, case.visit.code
        if matters.matter(SYSTEM, pk).round == 1:
            services.deny_solved(matter_id=pk, words=case.rng.choice(words.NOT_YET), code=code, actor=SYSTEM)

    def _meeting(self, rng: Random, at: datetime) -> None:
        title = f"{timezone.localdate(at):%Y年%m月}议事会"
        if any(one.title == title for one in council.meetings(self.house.id)):
            return
        lead = self._actors[self._lead]
        present = [one.person_id for one in self._voters if rng.random() < ATTENDING or one.person_id == self._lead]
        pk = services.plan_meeting(centre_id=self.house.id, title=title, at=at, place="多功能活动室", actor=lead)
        services.open_meeting(meeting_id=pk, present=present, chair_id=self._lead, actor=lead)
        points = council.meeting(SYSTEM, pk).points
        for point in points if council.meeting(SYSTEM, pk).has_quorum else ():
            _said, _sort, proposal, what = next(
                (one for one in words.FOR_COUNCIL if one[0] in point.title), words.FOR_COUNCIL[0]
            )
            votes = {person: rng.choice((Choice.YES, Choice.YES, Choice.YES, Choice.NO)) for person in present}
            if services.decide(item_id=point.id, proposal=proposal, votes=votes, actor=lead):
                self._give(point.id, point.matter_id, what, rng, at)
        services.write_minutes(meeting_id=pk, minutes="逐件商量，结果如下。", actor=lead)
        services.sign(meeting_id=pk, actor=lead)
        services.publish(meeting_id=pk, actor=lead)

    def _give(self, item_id: UUID, matter_id: UUID | None, what: str, rng: Random, at: datetime) -> None:
        owner = rng.choice(self._voters).person_id
        due = timezone.localdate(at) + timedelta(days=21)
        task = services.add_task(item_id=item_id, what=what, owner_id=owner, due=due, actor=self._actors[self._lead])
        if matter_id is not None:
            self._within(18, at + timedelta(days=2), rng, partial(self._task_done, matter_id, task, what, owner))

    def _task_done(self, matter_id: UUID, task: UUID, what: str, owner: UUID, _at: datetime) -> None:
        services.finish_task(task_id=task, actor=self._actors[owner])
        services.solve(matter_id=matter_id, words=f"{what}：做好了。", after=self._after, actor=self._actors[owner])
        services.tell(matter_id=matter_id, words="在公告栏贴了照片。", actor=self._actors[self._lead])


def _dice(number: int) -> Random:
    return Random(f"centre-year:{number}")  # noqa: S311 - a play, not a secret


def _state(visit: VisitView) -> State:
    return matters.matter(SYSTEM, visit.matter_id).state


def _moment(day: date, hour: int, minute: int) -> datetime:
    zone = timezone.get_current_timezone()
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
