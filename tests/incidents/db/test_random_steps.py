"""Two hundred random steps by random people, with all side records: nothing leaves its table, nothing is lost, the
journal's chain holds. The dice are seeded, so what fails once fails again."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from factories import areas as make
from factories.incidents import DISPUTE, PLAIN, WATER, Way, photo
from fengqiao.areas.selectors import SYSTEM, Actor, OrganisationView, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import Refused
from fengqiao.incidents import selectors, services
from fengqiao.incidents.domain import joint, table
from fengqiao.incidents.domain.joint import JointState, JointStep
from fengqiao.incidents.models import ClockPause, ClockRequest, ClockSegment, Incident, JointTask, Supervision
from fengqiao.incidents.selectors import Outcome, State, Step

pytestmark = pytest.mark.django_db
STEPS = 200


class Game:
    """A village with an office beside its committee, four events and six people who do anything at any time."""

    def __init__(self, seed: int) -> None:
        self.dice, self.way = random.Random(seed), Way.lay()
        self.office = self._office()
        handler = make.actor(Role.HANDLER, self.way.village, organisation_id=self.office.id)
        volunteer = make.actor(Role.VOLUNTEER, self.way.village)
        stranger = make.actor(Role.DISPATCHER, make.village())
        self.people = [self.way.secretary, self.way.operator, self.way.dispatcher, handler, volunteer, stranger, SYSTEM]
        self.events = [self._event(code) for code in (WATER, PLAIN, PLAIN, DISPUTE)]
        self.taken: Counter[str] = Counter()
        self.shade = 0

    def _office(self) -> OrganisationView:
        office = make.organisation(self.way.village)
        for code in (WATER, PLAIN, DISPUTE):
            services.set_route(
                category=code,
                area_id=self.way.village.id,
                organisation_id=office.id,
                part=services.RulePart.ABLE,
                actor=SYSTEM,
            )
        for kind in services.ClockKind:
            services.set_deadline(kind=kind, amount=3, unit=services.Unit.WORKING_HOURS, actor=SYSTEM)
        return office

    def _event(self, category: str) -> UUID:
        contact = services.Contact(ticket=uuid4().hex)
        return self.way.reported(
            category,
            reporter_id=self.way.secretary.person_id,
            particulars=services.Particulars(contact=contact),
        ).id

    def play(self) -> None:
        """One thing that the table allows, or anything at all, by anybody."""
        key, actor = self.dice.choice(self.events), self.dice.choice([*self.people, SYSTEM])
        moves = self._moves(key, actor)
        names = list(moves)
        if self.dice.random() < 0.6:
            state = State(Incident.objects.values_list("state", flat=True).get(pk=key))
            names = [line.step.value for line in table.TABLE if state in line.come and line.step.value in moves]
            names += ["look"] * (state is State.VERIFYING)
        if not names:
            return
        name = self.dice.choice(names)
        try:
            moves[name]()
        except Refused:
            return
        self.taken[name] += 1

    def _moves(self, key: UUID, actor: Actor) -> dict[str, Callable[[], object]]:
        event = {"incident_id": key, "actor": actor}
        reasoned = {**event, "reason": "r"}
        return {
            "verify": lambda: self._verify(event),
            "look": lambda: self._look(event),
            "accept": lambda: services.accept(is_new=True, **event),
            "reject": lambda: services.reject(**reasoned),
            "merge": lambda: services.merge(into=self.dice.choice(self.events), **reasoned),
            "void": lambda: services.void(**reasoned),
            "undo": lambda: services.undo(**reasoned),
            "dispatch": lambda: services.dispatch(
                lead_id=self.dice.choice([None, self.office.id]), joint_ids=[self.office.id], **reasoned
            ),
            "withdraw": lambda: services.withdraw(**reasoned),
            "return": lambda: services.send_return(**reasoned),
            "recall": lambda: services.recall(**reasoned),
            "transfer": lambda: services.transfer(
                to=self.dice.choice([self.office.id, self.way.committee.id]), **reasoned
            ),
            "sign": lambda: services.sign(**event),
            "feedback": lambda: services.feedback(note="n", **event),
            "pass": lambda: services.check(passed=True, **event),
            "send_back": lambda: services.check(passed=False, note="n", **event),
            "close": lambda: services.close(outcome=self.dice.choice([None, Outcome.SETTLED]), **event),
            "solve": lambda: services.solve(note="n", **event),
            "rate": lambda: services.rate(stars=self.dice.randint(1, 5), **event),
            "reopen": lambda: services.reopen(**reasoned),
            "picture": lambda: self._picture(event),
            "ask": lambda: services.ask_to_join(organisation_id=self.office.id, what="w", **event),
            "task": lambda: self._task(key, actor),
            "extend": lambda: services.ask_extension(amount=2, **reasoned),
            "suspend": lambda: services.ask_suspension(until=clock.now() + timedelta(days=3), **reasoned),
            "decide": lambda: self._decide(key, actor),
            "supervise": lambda: services.supervise(level=self.dice.randint(1, 3), **reasoned),
            "lift": lambda: services.lift_supervision(**reasoned),
            "remind": lambda: services.remind(text="t", **event),
        }

    def _verify(self, event: dict[str, object]) -> None:
        services.verify(**event)
        if self.dice.random() < 0.5:  # by chance alone hardly anybody comes who may say it
            self._look({**event, "actor": self.way.secretary})
            self.taken["look"] += 1

    def _look(self, event: dict[str, object]) -> None:
        services.answer_verification(confirmed=self.dice.random() < 0.5, note="n", **event)

    def _picture(self, event: dict[str, object]) -> None:
        self.shade += 1
        services.add_evidence(kind="after", content=photo(self.shade), **event)

    def _task(self, key: UUID, actor: Actor) -> None:
        tasks = list(JointTask.objects.filter(incident_id=key).values_list("pk", flat=True))
        if tasks:
            one = self.dice.choice(tasks)
            self.dice.choice(
                [
                    lambda: services.accept_task(task_id=one, actor=actor),
                    lambda: services.refuse_task(task_id=one, reason="r", actor=actor),
                    lambda: services.answer_task(task_id=one, answer="a", actor=actor),
                    lambda: services.waive_task(task_id=one, reason="r", actor=actor),
                    lambda: services.ask_again(task_id=one, reason="r", actor=actor),
                    lambda: services.send_task_back(task_id=one, reason="r", actor=actor),
                ]
            )()

    def _decide(self, key: UUID, actor: Actor) -> None:
        requests = list(ClockRequest.objects.filter(incident_id=key).values_list("pk", flat=True))
        if requests:
            one = self.dice.choice(requests)
            self.dice.choice(
                [
                    lambda: services.approve_request(request_id=one, actor=actor),
                    lambda: services.refuse_request(request_id=one, reason="r", actor=actor),
                    lambda: services.take_back_request(request_id=one, actor=actor),
                    lambda: services.resume_clock(request_id=one, actor=actor),
                ]
            )()


WAYS = {(come, line.step, line.to) for line in table.TABLE for come in line.come}
TASK_WAYS = {(come, line.step, line.to) for line in joint.TABLE.lines for come in line.come}


def judge(row: Incident) -> None:
    """All that has to hold for one event, whatever happened to it."""
    before: State | None = None
    for number, step in enumerate(row.steps.order_by("number"), start=1):
        assert step.number == number
        assert (before, Step(step.step), State(step.to_state)) in WAYS
        before = State(step.to_state)
    assert row.state == before
    lives = before not in table.ENDED
    running = ClockSegment.objects.filter(incident=row, ended_at=None)
    assert running.filter(task=None).count() == lives
    for task in row.tasks.all():
        was: JointState | None = None
        for one in task.steps.order_by("number"):
            assert (was, JointStep(one.step), JointState(one.to_state)) in TASK_WAYS
            was = JointState(one.to_state)
        assert task.state == was
        assert running.filter(task=task).count() == (was in joint.RUNNING)
        assert lives or was in joint.SETTLED
    asked = row.steps.filter(step="verify").order_by("at").values_list("at", flat=True)
    looks = row.verifications.order_by("asked_at")
    assert len(looks) == len(asked)
    assert all(one.asked_at >= at for one, at in zip(looks, asked, strict=True))
    if before in table.HELD:
        last = row.hand_overs.order_by("at", "step__number").last()
        assert last is not None
        assert last.receiver_id == row.lead_id
    assert not ClockPause.objects.filter(segment__incident=row, resumed_at=None).exclude(segment__in=running).exists()
    assert not ClockRequest.objects.filter(incident=row, state="asked").exclude(segment__in=running).exists()
    assert Supervision.objects.filter(incident=row).exclude(state="lifted").count() <= 1
    assert all((one.due_at is None) == one.pauses.filter(resumed_at=None).exists() for one in running)
    handled = set(row.steps.filter(step__in=["sign", "feedback"]).values_list("round", "actor_id"))
    checked = set(row.steps.filter(step__in=["pass", "send_back"]).exclude(actor=None).values_list("round", "actor_id"))
    assert not handled & checked


@pytest.mark.parametrize("seed", [1, 2])
def test_no_two_hundred_random_steps_leave_the_table_lose_an_event_or_break_the_chain(seed: int) -> None:
    game = Game(seed)
    for _ in range(STEPS):
        game.play()
    assert len(game.taken) > 12, game.taken
    assert game.taken["look"], game.taken
    for row in Incident.objects.filter(pk__in=game.events):
        judge(row)
    assert set(selectors.holdings(game.events)) == set(game.events)
    assert {one.id for one in selectors.incidents(SYSTEM)} == set(game.events)
    assert journal.verify() == []
