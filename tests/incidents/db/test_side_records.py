"""What goes on beside the straight way: joint tasks, transfers, requests, reminders, supervision, ratings, drafts."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from factories import areas as make
from factories.incidents import PLAIN, WATER, Way, categories, incident, photo
from fengqiao.areas.selectors import SYSTEM, Actor, OrganisationView, Role
from fengqiao.core import clock
from fengqiao.core.errors import Refused
from fengqiao.incidents import services
from fengqiao.incidents.models import ClockSegment, HandOver, Incident, IncidentStep, JointTask
from fengqiao.incidents.selectors import State, Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def way() -> Way:
    return Way.lay()


@pytest.fixture
def water(way: Way) -> tuple[OrganisationView, Actor]:
    """The water office of the village's town, able to help, and somebody who works there."""
    return office(way, "水务所")


def deadlines() -> None:
    services.load_catalogue(services.shipped_catalogue(), actor=SYSTEM)
    services.load_deadlines(services.shipped_deadlines(), actor=SYSTEM)


def office(way: Way, name: str) -> tuple[OrganisationView, Actor]:
    organisation = make.organisation(way.village, name=name)
    for code in (WATER, PLAIN):
        services.set_route(
            category=code,
            area_id=way.village.id,
            organisation_id=organisation.id,
            part=services.RulePart.ABLE,
            actor=SYSTEM,
        )
    return organisation, make.actor(Role.HANDLER, way.village, organisation_id=organisation.id)


def test_the_lead_is_done_only_when_those_who_joined_are(way: Way, water: tuple[OrganisationView, Actor]) -> None:
    office_, helper = water
    event = way.until(Step.SIGN)
    task = services.ask_to_join(incident_id=event.id, organisation_id=office_.id, what="放水闸", actor=way.secretary)
    services.add_evidence(incident_id=event.id, kind="after", content=photo(), actor=way.secretary)
    with pytest.raises(services.StepNotTaken):
        services.feedback(incident_id=event.id, note="done", actor=way.secretary)
    services.accept_task(task_id=task.id, actor=helper)
    services.answer_task(task_id=task.id, answer="闸已放下", actor=helper)
    assert services.feedback(incident_id=event.id, note="done", actor=way.secretary).state is State.HANDLED


def test_a_task_may_be_refused_with_a_reason_and_waived(way: Way, water: tuple[OrganisationView, Actor]) -> None:
    office_, helper = water
    event = way.until(Step.SIGN)
    task = services.ask_to_join(incident_id=event.id, organisation_id=office_.id, what="放水闸", actor=way.secretary)
    with pytest.raises(services.StepNotTaken):
        services.refuse_task(task_id=task.id, reason=" ", actor=helper)
    with pytest.raises(Refused):
        services.refuse_task(task_id=task.id, reason="x", actor=make.actor(Role.HANDLER, make.village()))
    services.refuse_task(task_id=task.id, reason="不归我们管", actor=helper)
    services.waive_task(task_id=task.id, reason="镇里自己来", actor=way.secretary)
    services.add_evidence(incident_id=event.id, kind="after", content=photo(), actor=way.secretary)
    assert services.feedback(incident_id=event.id, note="done", actor=way.secretary).state is State.HANDLED
    steps = JointTask.objects.get(pk=task.id).steps.order_by("number").values_list("step", flat=True)
    assert [str(step) for step in steps] == ["ask", "refuse", "waive"]


def test_a_transfer_keeps_the_chain(way: Way, water: tuple[OrganisationView, Actor]) -> None:
    office_, helper = water
    event = way.until(Step.SIGN)
    moved = services.transfer(incident_id=event.id, to=office_.id, reason="水利设施", actor=way.secretary)
    assert (moved.state, moved.lead_id, moved.handler_id) == (State.DISPATCHED, office_.id, None)
    services.sign(incident_id=event.id, actor=helper)
    edges = HandOver.objects.filter(incident_id=event.id).order_by("at")
    assert [str(edge.kind) for edge in edges] == ["dispatch", "transfer"]
    assert [(edge.giver_id, edge.receiver_id) for edge in edges] == [
        (None, way.committee.id),
        (way.committee.id, office_.id),
    ]


def test_a_granted_suspension_stops_the_clock_until_it_is_resumed(way: Way) -> None:
    deadlines()
    event = way.until(Step.SIGN)
    running = ClockSegment.objects.get(incident_id=event.id, ended_at=None, task=None)
    due = running.due_at
    assert due is not None
    asked = services.ask_suspension(
        incident_id=event.id, until=clock.now() + timedelta(days=9), reason="春节", actor=way.secretary
    )
    with pytest.raises(Refused):
        services.approve_request(request_id=asked.id, actor=way.secretary)
    services.approve_request(request_id=asked.id, actor=way.dispatcher)
    running.refresh_from_db()
    assert running.due_at is None
    services.resume_clock(request_id=asked.id, actor=way.dispatcher)
    running.refresh_from_db()
    assert running.due_at is not None
    assert running.due_at >= due


def test_a_granted_extension_moves_the_deadline_and_a_refused_one_does_not(way: Way) -> None:
    deadlines()
    event = way.until(Step.SIGN)
    running = ClockSegment.objects.get(incident_id=event.id, ended_at=None, task=None)
    due = running.due_at
    assert due is not None
    first = services.ask_extension(incident_id=event.id, amount=2, reason="缺料", actor=way.secretary)
    services.refuse_request(request_id=first.id, reason="来得及", actor=way.dispatcher)
    running.refresh_from_db()
    assert running.due_at == due
    second = services.ask_extension(incident_id=event.id, amount=2, reason="缺料", actor=way.secretary)
    services.approve_request(request_id=second.id, actor=way.dispatcher)
    running.refresh_from_db()
    assert running.due_at is not None
    assert running.due_at > due


def test_what_is_late_is_supervised_level_by_level(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    deadlines()
    event = way.until(Step.SIGN)
    begin = clock.now()
    levels = []
    for days in (0, 10, 20, 40):
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda days=days: begin + timedelta(days=days))
            services.warn_due()
            services.escalate_overdue()
            levels.append(Incident.objects.get(pk=event.id).supervisions.values_list("level", flat=True).first() or 0)
    assert levels[0] == 0
    assert levels[1] >= 1
    assert levels == sorted(levels)
    assert max(levels) <= 3


def test_reminders_are_answered(way: Way) -> None:
    event = way.until(Step.SIGN)
    reminder = services.remind(incident_id=event.id, text="请尽快", actor=way.dispatcher)
    answered = services.reply_reminder(reminder_id=reminder.id, reply="今天完成", actor=way.secretary)
    assert answered.reply == "今天完成"
    with pytest.raises(Refused):
        services.reply_reminder(reminder_id=reminder.id, reply="again", actor=make.actor(Role.HANDLER, make.village()))


def test_neighbours_join_instead_of_reporting_again_and_rate(way: Way) -> None:
    tickets = [uuid4().hex for _ in range(3)]
    event = incident(
        way.village,
        source="resident",
        particulars=services.Particulars(contact=services.Contact(ticket=tickets[0], name="陈一", phone="13800000001")),
    )
    for ticket in (*tickets[1:], tickets[1]):
        services.join(
            incident_id=event.id,
            source="resident",
            contact=services.Contact(ticket=ticket, anonymous=True),
            actor=SYSTEM,
        )
    row = Incident.objects.get(pk=event.id)
    assert row.followers.count() == 3
    for step in (Step.ACCEPT, Step.DISPATCH, Step.SIGN, Step.FEEDBACK, Step.PASS, Step.CLOSE):
        event = way.take(step, event)
    services.rate(incident_id=event.id, stars=2, ticket=tickets[0], actor=SYSTEM)
    services.rate(incident_id=event.id, stars=5, ticket=tickets[1], actor=SYSTEM)
    row.refresh_from_db()
    assert State(row.state) is State.RATED
    assert sorted(row.ratings.values_list("stars", flat=True)) == [2, 5]
    again = services.reopen(incident_id=event.id, reason="又坏了", ticket=tickets[0], actor=SYSTEM)
    assert (again.state, again.round) == (State.REOPENED, 2)


def test_an_ending_can_be_undone_by_a_supervisor(way: Way) -> None:
    event = way.reported()
    services.reject(incident_id=event.id, reason="重复", actor=way.operator)
    with pytest.raises(services.StepNotTaken):
        services.undo(incident_id=event.id, reason="不是重复", actor=way.operator)
    assert services.undo(incident_id=event.id, reason="不是重复", actor=way.dispatcher).state is State.REPORTED


def test_a_draft_saved_twice_is_one_and_becomes_the_report(way: Way) -> None:
    draft_id = uuid4()
    for text in ("井盖", "井盖松动"):
        services.save_draft(draft_id=draft_id, content={"title": text}, actor=way.secretary)
    assert way.secretary.person_id is not None
    event = services.open_incident(
        key=f"draft:{draft_id}",
        source="patrol",
        category=PLAIN,
        area_id=way.village.id,
        title="井盖松动",
        place="村口",
        reporter_id=way.secretary.person_id,
        particulars=services.Particulars(draft_id=draft_id),
        actor=way.secretary,
    )
    steps = IncidentStep.objects.filter(incident_id=event.id).order_by("number").values_list("step", flat=True)
    assert [str(step) for step in steps] == ["save", "report"]


def test_text_that_is_too_long_or_strange(way: Way) -> None:
    kept = incident(way.village, title="𠮷野路 <script>alert(1)</script> 😀")
    assert kept.title == "𠮷野路 <script>alert(1)</script> 😀"
    with pytest.raises(Refused):
        incident(way.village, particulars=services.Particulars(description="长" * 10_001))


@pytest.mark.django_db(transaction=True)
def test_the_same_form_fifty_times_at_once_is_one_event() -> None:
    village = make.village()
    categories()
    codes: list[str] = []

    def send() -> None:
        try:
            codes.append(
                services.open_incident(
                    key="form:1",
                    source="resident",
                    category=PLAIN,
                    area_id=village.id,
                    title="x",
                    place="y",
                    actor=SYSTEM,
                ).code
            )
        finally:
            connection.close()

    together([send] * 50)
    assert len(codes) == 50
    assert len(set(codes)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_one_event_at_once_one_is_told_no() -> None:
    way = Way.lay()
    event = way.until(Step.FEEDBACK)
    answers: list[str] = []

    def answer(passed: bool) -> None:
        try:
            answers.append(str(services.check(incident_id=event.id, passed=passed, note="x", actor=way.operator).state))
        except Refused:
            answers.append("refused")
        finally:
            connection.close()

    together([lambda: answer(True), lambda: answer(False)])
    assert len(answers) == 2
    assert answers.count("refused") == 1


def together(tasks: list) -> None:
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
