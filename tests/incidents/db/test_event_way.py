"""The way of an event through the services, with its traces, its pictures and its points."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import areas as make
from factories.incidents import DISPUTE, PLAIN, WATER, Way, incident, photo
from fengqiao.areas.selectors import SYSTEM, Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours, Refused
from fengqiao.incidents import selectors, services
from fengqiao.incidents.domain import facts as f
from fengqiao.incidents.domain import table
from fengqiao.incidents.models import ClockSegment, Evidence, Incident, IncidentStep
from fengqiao.incidents.selectors import IncidentView, Outcome, State, Step
from fengqiao.incidents.selectors.parts import evidence_name
from fengqiao.points import selectors as points
from fengqiao.points import services as ledger
from fengqiao.points.domain.ledger import Balance
from fengqiao.points.domain.spending import Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def way() -> Way:
    return Way.lay()


def refused(error: type[f.StepRefused], call: Callable[[], object]) -> None:
    with pytest.raises(services.StepNotTaken) as caught:
        call()
    assert type(caught.value.why) is error


def credit(way: Way, event: IncidentView, person: Actor | None = None) -> bool:
    person_id = (person or way.secretary).person_id
    assert person_id is not None
    return services.credit(
        incident_id=event.id, person_id=person_id, rule="valid_event", reason="went there", actor=SYSTEM
    )


def held(actor: Actor) -> Balance:
    assert actor.person_id is not None
    return points.balance(actor.person_id)


def test_the_whole_way_leaves_all_its_traces(way: Way) -> None:
    event = way.until(Step.CLOSE)
    assert (event.state, event.lead_id, event.handler_id) == (
        State.CLOSED,
        way.committee.id,
        way.secretary.person_id,
    )
    steps = selectors.steps(event.id)
    assert [step.step for step in steps] == ["report", "accept", "dispatch", "sign", "feedback", "pass", "close"]
    assert [step.person for step in steps[1:4]] == [way.operator.name, way.dispatcher.name, way.secretary.name]
    assert all(later.from_state is earlier.to_state for earlier, later in pairwise(steps))
    entries = journal.history(f"incident:{event.id}")
    assert [entry.kind for entry in entries] == [
        "incidents.opened",
        *["incidents.step"] * 3,
        "incidents.evidence",
        *["incidents.step"] * 3,
    ]
    assert {entry.area for entry in entries} == {way.village.id}
    assert entries[-1].payload == {
        "incident": str(event.id),
        "code": event.code,
        "step": "close",
        "from": "checked",
        "to": "closed",
    }
    assert (entries[-1].private or {})["title"] == "有人进入水域"  # which can be erased
    segments = ClockSegment.objects.filter(incident_id=event.id).order_by("started_at", "created_at")
    assert [segment.state for segment in segments] == [
        "reported",
        "accepted",
        "dispatched",
        "handling",
        "handled",
        "checked",
    ]
    assert all(one.ended_at == two.started_at for one, two in pairwise(segments))
    assert segments[5].ended_at == event.closed_at


def test_the_dispatch_says_by_which_rule(way: Way) -> None:
    event = way.until(Step.DISPATCH)
    assert way.committee.name in selectors.steps(event.id)[-1].why


def test_the_same_key_opens_one_event(way: Way) -> None:
    first = way.reported()
    values = {"source": "camera", "category": WATER, "area_id": way.village.id, "actor": SYSTEM}
    again = services.open_incident(key=first.key, title="anders", lon=1.0, lat=1.0, **values)
    assert again == first
    assert Incident.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_key_opened_by_twenty_at_once_opens_one_event(way: Way) -> None:
    def work(_: int) -> str:
        try:
            return services.open_incident(
                key="k", source="camera", category=WATER, area_id=way.village.id, title="t", place="p", actor=SYSTEM
            ).code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(work, range(20)))) == 1
    assert IncidentStep.objects.count() == 1


def test_an_event_keeps_the_grid_in_force_where_it_happened(way: Way) -> None:
    make.grid(way.village)
    row = Incident.objects.get(pk=way.reported().id)
    assert row.grid_version is not None
    assert row.grid_version.grid.area_id == way.village.id


def test_opening_is_refused_with_words(way: Way) -> None:
    with pytest.raises(services.NoSuchCategory, match="nonsense"):
        way.reported("nonsense")
    refused(f.PlaceMissing, lambda: way.reported(lon=None, lat=None))
    with pytest.raises(NotYours):
        incident(make.village(), actor=way.secretary)
    assert way.reported(lon=None, lat=None, no_place_reason="by telephone").state is State.REPORTED


def test_who_goes_there_at_once_signs_and_the_program_does_the_rest(way: Way) -> None:
    event = way.reported()
    for _ in range(2):
        event = services.start_handling(incident_id=event.id, actor=way.secretary)
        assert (event.state, event.handler_id) == (State.HANDLING, way.secretary.person_id)
    assert [step.person for step in selectors.steps(event.id)] == ["", "", "", way.secretary.name]


def test_guards_stand_in_the_way(way: Way) -> None:
    event = way.reported()
    refused(f.NotFromHere, lambda: services.close(incident_id=event.id, actor=way.operator))
    refused(f.DuplicateOpen, lambda: services.accept(incident_id=event.id, is_new=False, actor=way.operator))
    refused(f.NotYourStep, lambda: services.accept(incident_id=event.id, is_new=True, actor=way.secretary))
    way.take(Step.ACCEPT, event)
    other = make.organisation(way.village)
    refused(
        f.LeadDoesNotCover,
        lambda: services.dispatch(incident_id=event.id, lead_id=other.id, actor=way.dispatcher),
    )
    way.take(Step.DISPATCH, event)
    handler = make.actor(Role.HANDLER, way.village)
    with pytest.raises(NotYours):  # of another organisation: the event is not there for them
        services.sign(incident_id=event.id, actor=handler)
    way.take(Step.SIGN, event)
    refused(f.EvidenceMissing, lambda: services.feedback(incident_id=event.id, note="x", actor=way.secretary))
    assert selectors.incident(SYSTEM, event.id).state is State.HANDLING


def test_an_area_worker_of_another_village_does_not_sign(way: Way) -> None:
    event = way.until(Step.DISPATCH)
    neighbour = make.actor(Role.VILLAGE_SECRETARY, make.village())
    with pytest.raises(NotYours):
        services.sign(incident_id=event.id, actor=neighbour)


def test_nobody_checks_their_own_work(way: Way) -> None:
    event = way.until(Step.SIGN)
    both = make.actor(Role.OPERATOR, way.village)
    services.add_evidence(incident_id=event.id, kind="after", content=photo(), actor=both)
    services.feedback(incident_id=event.id, note="done", actor=way.secretary)
    for passed in (True, False):
        refused(
            f.CheckerHandled,
            lambda passed=passed: services.check(incident_id=event.id, passed=passed, note="x", actor=both),
        )
    assert services.check(incident_id=event.id, passed=True, actor=way.operator).state is State.CHECKED


def test_failed_work_goes_back_and_comes_again(way: Way) -> None:
    event = way.until(Step.FEEDBACK)
    refused(f.ReasonMissing, lambda: services.check(incident_id=event.id, passed=False, actor=way.operator))
    back = services.check(incident_id=event.id, passed=False, note="still there", actor=way.operator)
    assert back.state is State.SENT_BACK
    assert services.feedback(incident_id=event.id, note="now", actor=way.secretary).state is State.HANDLED


def test_returned_work_goes_elsewhere_or_back_with_a_reason(way: Way) -> None:
    event = way.until(Step.DISPATCH)
    services.send_return(incident_id=event.id, reason="not ours", actor=way.secretary)
    refused(f.StraightBack, lambda: services.dispatch(incident_id=event.id, actor=way.dispatcher))
    sent = services.dispatch(incident_id=event.id, reason="it is", actor=way.dispatcher)
    assert sent.state is State.DISPATCHED


def test_without_a_rule_nobody_is_guessed(way: Way) -> None:
    elsewhere = make.village()
    event = incident(elsewhere)
    services.accept(incident_id=event.id, is_new=True, actor=SYSTEM)
    with pytest.raises(services.NoRoute):
        services.dispatch(incident_id=event.id, actor=SYSTEM)


def test_the_nearest_rule_counts_before_the_most_special_one(way: Way) -> None:
    town = way.village.parent_id
    assert town is not None
    services.add_category(
        code="child",
        catalogue="test",
        kind=f.CategoryKind.HAPPENING,
        titles={"zh-hans": "小类"},
        parent=WATER,
        actor=SYSTEM,
    )
    other = make.organisation(way.village)
    services.set_route(category="child", area_id=town, organisation_id=other.id, actor=SYSTEM)
    found = selectors.route(category="child", area_id=way.village.id)
    assert found is not None
    assert found.organisation_id == way.committee.id
    services.set_route(category="child", area_id=way.village.id, organisation_id=other.id, actor=SYSTEM)
    found = selectors.route(category="child", area_id=way.village.id)
    assert found is not None
    assert found.organisation_id == other.id


def test_disputes_close_with_an_outcome(way: Way) -> None:
    event = way.until(Step.PASS, DISPUTE)
    refused(f.OutcomeMissing, lambda: services.close(incident_id=event.id, actor=way.operator))
    closed = services.close(incident_id=event.id, outcome=Outcome.TO_COURT, actor=way.operator)
    assert closed.outcome is Outcome.TO_COURT


def test_reopening_begins_a_round_in_which_old_pictures_do_not_count(way: Way) -> None:
    event = way.until(Step.CLOSE)
    again = services.reopen(incident_id=event.id, reason="they are back", actor=way.dispatcher)
    assert (again.state, again.round, again.handler_id) == (State.REOPENED, 2, None)
    way.take(Step.DISPATCH, event)
    way.take(Step.SIGN, event)
    refused(f.EvidenceMissing, lambda: services.feedback(incident_id=event.id, note="x", actor=way.secretary))
    assert way.take(Step.FEEDBACK, event).state is State.HANDLED


def test_reopening_ends_after_fifteen_days(way: Way) -> None:
    event = way.until(Step.CLOSE)
    assert event.closed_at is not None
    with clock.fixed(event.closed_at + timedelta(days=15, seconds=1)):
        refused(
            f.TooLateToReopen,
            lambda: services.reopen(incident_id=event.id, reason="late", actor=way.dispatcher),
        )


def test_pending_points_say_what_they_wait_for_and_until_when(way: Way) -> None:
    event = way.until(Step.DISPATCH)
    credit(way, event)
    name = evidence_name(event.id)
    (found,) = points.waiting([name, "incident:nonsense", "unheard-of:1"]).values()
    due = ClockSegment.objects.get(incident=event.id, ended_at__isnull=True, task__isnull=True).due_at
    assert found.until == due
    signed = way.take(Step.SIGN, event)
    assert signed.state is State.HANDLING
    assert points.waiting([name])[name].words != found.words


def test_an_event_reopened_after_its_points_were_spent_leaves_them_and_brings_no_second_ones(way: Way) -> None:
    event = way.until(Step.PASS)
    credit(way, event)
    way.take(Step.CLOSE, event)
    assert way.secretary.person_id is not None
    values = {"person_id": way.secretary.person_id, "purpose": Purpose.REDEEM, "evidence": "gift", "actor": SYSTEM}
    place = way.village.parent_id
    assert place is not None
    ledger.reserve(town_id=place, points=1, link="/x/", reason="", **values)
    ledger.spend(**values)
    services.reopen(incident_id=event.id, reason="they are back", actor=way.dispatcher)
    assert held(way.secretary) == Balance()  # earned and spent; what was earned is put right by two people only
    assert points.purse_of(way.secretary.person_id).debt == 0
    credit(way, event)  # the same part in the same event
    for step in (Step.DISPATCH, Step.SIGN, Step.FEEDBACK, Step.PASS, Step.CLOSE):
        way.take(step, event)
    assert held(way.secretary) == Balance()
    assert ledger.verify() == []


def test_points_are_pending_then_posted_at_the_close_and_only_once(way: Way) -> None:
    event = way.until(Step.FEEDBACK)
    assert credit(way, event)
    assert credit(way, event)
    assert held(way.secretary) == Balance(pending=1)
    way.take(Step.PASS, event)
    assert held(way.secretary) == Balance(pending=1)
    way.take(Step.CLOSE, event)
    assert held(way.secretary) == Balance(posted=1)
    refused(f.NotFromHere, lambda: way.take(Step.CLOSE, event))
    assert held(way.secretary) == Balance(posted=1)
    assert way.secretary.person_id is not None
    (line,) = points.statement(way.secretary.person_id).lines
    assert line.link == f"/incidents/{event.code}/"
    assert ledger.verify() == []


@pytest.mark.parametrize("verb", ["void", "reject", "merge"])
def test_points_of_an_event_that_was_nothing_are_void(way: Way, verb: str) -> None:
    event, other = way.reported(), way.reported()
    credit(way, event)
    if verb == "merge":
        services.merge(incident_id=event.id, into=other.id, reason="the same", actor=way.operator)
    else:
        getattr(services, verb)(incident_id=event.id, reason="it was a dog", actor=way.operator)
    assert held(way.secretary) == Balance()
    with pytest.raises(services.EventOver):
        credit(way, event)


def test_an_event_is_not_merged_into_itself_or_into_one_that_is_over(way: Way) -> None:
    event, over = way.reported(), way.until(Step.CLOSE)
    for target in (event.id, over.id, uuid4()):
        refused(
            f.MergesNowhere,
            lambda target=target: services.merge(incident_id=event.id, into=target, reason="x", actor=way.operator),
        )


def test_a_part_over_the_cap_is_remembered_and_tried_again_at_the_close(way: Way) -> None:
    events = [way.reported(PLAIN) for _ in range(6)]
    assert [credit(way, event) for event in events] == [True] * 5 + [False]
    services.void(incident_id=events[0].id, reason="was nothing", actor=way.operator)
    last = events[5]
    services.start_handling(incident_id=last.id, actor=way.secretary)
    services.feedback(incident_id=last.id, note="done", actor=way.secretary)
    way.take(Step.PASS, last)
    way.take(Step.CLOSE, last)
    assert held(way.secretary) == Balance(posted=1, pending=4)
    assert [one.granted for one in selectors.credits_of(way.secretary, last.id)] == [True]


def test_points_are_seen_by_their_person_and_the_clerk_only(way: Way) -> None:
    event = way.reported()
    credit(way, event)
    assert way.village.parent_id is not None
    clerk = make.actor(Role.STUDIO_CLERK, way.village.parent_id)
    assert len(selectors.credits_of(way.secretary, event.id)) == 1
    assert len(selectors.credits_of(clerk, event.id)) == 1
    assert selectors.credits_of(way.operator, event.id) == []


def test_pictures_are_kept_once_and_shown_to_whoever_sees_the_event(way: Way) -> None:
    event = way.until(Step.SIGN)
    first = services.add_evidence(incident_id=event.id, kind="after", content=photo(), actor=way.secretary)
    again = services.add_evidence(incident_id=event.id, kind="after", content=photo(), actor=way.secretary)
    assert (first.id, Evidence.objects.count()) == (again.id, 1)
    assert selectors.evidence_content(way.operator, event.id, first.id).startswith(b"\xff\xd8\xff")
    with pytest.raises(NotYours):
        selectors.evidence_content(make.actor(Role.OPERATOR, make.village()), event.id, first.id)
    with pytest.raises(NotYours):
        selectors.evidence_content(way.operator, way.reported().id, first.id)


def test_pictures_are_refused_with_words(way: Way) -> None:
    event = way.until(Step.SIGN)
    with pytest.raises(services.PictureNotKept, match="JPEG"):
        services.add_evidence(incident_id=event.id, kind="after", content=b"<html>", actor=way.secretary)
    analyst = make.actor(Role.ANALYST, way.village)
    refused(
        f.NotYourStep,
        lambda: services.add_evidence(incident_id=event.id, kind="after", content=photo(), actor=analyst),
    )
    closed = way.until(Step.CLOSE)
    with pytest.raises(services.EventOver):
        services.add_evidence(incident_id=closed.id, kind="after", content=photo(9), actor=way.secretary)
    assert not Evidence.objects.filter(incident_id=event.id).exists()


def test_a_picture_whose_row_fails_leaves_no_file(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    event = way.until(Step.SIGN)
    saved: list[str] = []
    monkeypatch.setattr(default_storage, "save", lambda name, content: saved.append(name) or name)
    monkeypatch.setattr(default_storage, "delete", lambda name: saved.remove(name))

    def fail(row: Evidence, **values: object) -> None:
        assert len(saved) == 1
        raise IntegrityError

    monkeypatch.setattr(Evidence, "save", fail)
    with pytest.raises(IntegrityError):
        services.add_evidence(incident_id=event.id, kind="after", content=photo(), actor=way.secretary)
    assert saved == []


def test_a_phone_whose_clock_runs_ahead_does_not_photograph_the_future(way: Way) -> None:
    event = way.until(Step.SIGN)
    ahead = clock.now() + timedelta(days=3)
    kept = services.add_evidence(
        incident_id=event.id, kind="before", content=photo(), taken_at=ahead, actor=way.secretary
    )
    assert kept.taken_at < ahead - timedelta(days=2)


def test_everybody_sees_only_their_own_places(way: Way) -> None:
    event = way.until(Step.DISPATCH)
    inside = [way.secretary, way.operator, make.actor(Role.ANALYST, way.village)]
    outside = [
        make.actor(Role.VILLAGE_SECRETARY, make.village()),
        make.actor(Role.HANDLER, way.village),
        make.actor(Role.SYSTEM_ADMIN, way.village),
        make.actor(Role.VOLUNTEER, way.village),
    ]
    handler = make.actor(Role.HANDLER, way.village, organisation_id=way.committee.id)
    assert [selectors.incident(actor, event.id).id for actor in (*inside, handler)] == [event.id] * 4
    for actor in outside:
        assert selectors.incidents(actor) == []
        with pytest.raises(NotYours):
            selectors.incident_of_code(actor, event.code)


def test_a_reporter_follows_their_event_by_its_code(way: Way) -> None:
    volunteer = make.actor(Role.VOLUNTEER, way.village)
    event = way.reported(reporter_id=volunteer.person_id)
    assert selectors.incident_of_code(volunteer, selectors.spoken(event.code).lower()).id == event.id


def test_lists_filter_by_end(way: Way) -> None:
    closed, opened = way.until(Step.CLOSE), way.reported(title="井盖丢失")
    assert [one.id for one in selectors.incidents(way.operator, ended=True)] == [closed.id]
    assert [one.id for one in selectors.incidents(way.operator, ended=False)] == [opened.id]


def test_possible_duplicates_are_named(way: Way) -> None:
    event, near, other = way.reported(), way.reported(), way.reported(PLAIN)
    assert [one.id for one in selectors.similar(event)] == [near.id]
    assert selectors.similar(other) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM incidents_incident",
        "DELETE FROM incidents_incidentstep",
        "DELETE FROM incidents_evidence",
        "UPDATE incidents_incidentstep SET to_state = 'closed'",
        "UPDATE incidents_incidentstep SET note = 'other'",
        "UPDATE incidents_incident SET state = 'lost'",
        "INSERT INTO incidents_incidentstep SELECT (jsonb_populate_record(s, jsonb_build_object("
        "'id', gen_random_uuid(), 'number', 99))).* FROM incidents_incidentstep s WHERE number = 1",
    ],
)
def test_the_database_refuses_what_the_table_forbids(way: Way, statement: str) -> None:
    way.until(Step.CLOSE)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_note_can_be_redacted(way: Way) -> None:
    event = way.until(Step.FEEDBACK)
    IncidentStep.objects.filter(incident_id=event.id).update(note="")
    assert not any(step.note for step in selectors.steps(event.id))


VERBS = st.sampled_from(
    ["accept", "dispatch", "sign", "photo", "feedback", "pass", "back", "close", "void", "return", "reopen", "credit"]
)
PLAY = st.lists(st.tuples(VERBS, st.sampled_from(["secretary", "operator", "dispatcher"])), max_size=25)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(play=PLAY, straight=st.integers(0, 7))
def test_no_sequence_of_services_leaves_the_table(way: Way, play: list[tuple[str, str]], straight: int) -> None:
    mark = transaction.savepoint()
    event = way.reported()
    way_in = ["accept", "dispatch", "sign", "photo", "feedback", "pass", "close"][:straight]
    people = {"sign": "secretary", "photo": "secretary", "feedback": "secretary"}
    for verb, who in [(verb, people.get(verb, "operator")) for verb in way_in] + play:
        actor: Actor = getattr(way, who)
        calls: dict[str, Callable[[], object]] = {
            "accept": lambda a=actor: services.accept(incident_id=event.id, is_new=True, actor=a),
            "dispatch": lambda a=actor: services.dispatch(incident_id=event.id, reason="again", actor=a),
            "sign": lambda a=actor: services.sign(incident_id=event.id, actor=a),
            "photo": lambda a=actor: services.add_evidence(
                incident_id=event.id, kind="after", content=photo(), actor=a
            ),
            "feedback": lambda a=actor: services.feedback(incident_id=event.id, note="n", actor=a),
            "pass": lambda a=actor: services.check(incident_id=event.id, passed=True, actor=a),
            "back": lambda a=actor: services.check(incident_id=event.id, passed=False, note="n", actor=a),
            "close": lambda a=actor: services.close(incident_id=event.id, actor=a),
            "void": lambda a=actor: services.void(incident_id=event.id, reason="n", actor=a),
            "return": lambda a=actor: services.send_return(incident_id=event.id, reason="n", actor=a),
            "reopen": lambda a=actor: services.reopen(incident_id=event.id, reason="n", actor=a),
            "credit": lambda: credit(way, event),
        }
        with suppress(Refused):
            calls[verb]()
    lines = {(line.step, come): line.to for line in table.TABLE for come in line.come}
    steps = selectors.steps(event.id)
    assert [lines[step.step, step.from_state] for step in steps] == [step.to_state for step in steps]
    now = selectors.incident(SYSTEM, event.id)
    assert now.state is steps[-1].to_state
    handlers = {(step.round, step.person_id) for step in steps if step.step in (Step.SIGN, Step.FEEDBACK)}
    checkers = {(step.round, step.person_id) for step in steps if step.step in (Step.PASS, Step.SEND_BACK)}
    assert not handlers & checkers
    closed = any(step.step is Step.CLOSE for step in steps)
    assert held(way.secretary).posted in ({0, 1} if closed else {0})
    assert ClockSegment.objects.filter(incident_id=event.id, ended_at=None).count() == (now.state not in table.ENDED)
    transaction.savepoint_rollback(mark)
