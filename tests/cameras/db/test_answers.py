"""What people do with an alarm, once and again, near and far, allowed and not."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.files.storage import default_storage
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import areas as make
from factories import cameras as cam
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, Role
from fengqiao.cameras import services
from fengqiao.cameras.domain.alarm import TABLE, AlarmState, Step
from fengqiao.cameras.models import Alarm
from fengqiao.cameras.selectors import AlarmView, alarm, alarm_history, alarms, helpers_near, live_alarms
from fengqiao.cameras.services.errors import (
    AlarmOver,
    HighestLevel,
    NobodyToSend,
    NotAcceptedYet,
    OnlyOnTheSpot,
    PhotoMissing,
    PhotoRefused,
    PositionMissing,
    ReasonMissing,
)
from fengqiao.core import clock, receivers
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.models import JournalEntry
from fengqiao.incidents import selectors as events
from fengqiao.incidents import services as incidents
from fengqiao.points import selectors as ledger
from fengqiao.points import services as points

pytestmark = pytest.mark.django_db
NEAR = {"lon": cam.LON + 0.0002, "lat": cam.LAT}


class Place:
    """A village with its people, its committee, its route and a camera at the river."""

    def __init__(self) -> None:
        self.town = make.town()
        self.village: AreaView = make.village(self.town)
        self.secretary: Actor = make.actor(Role.VILLAGE_SECRETARY, self.village)
        self.worker: Actor = make.actor(Role.GRID_WORKER, self.village)
        self.operator: Actor = make.actor(Role.OPERATOR, self.town)
        committee = make.organisation(self.village)
        services.set_up()
        for kind in ("water", "rubbish"):
            incidents.set_route(
                category=f"camera-{kind}", area_id=self.village.id, organisation_id=committee.id, actor=SYSTEM
            )
        points.load_rules(points.seed_rules(), valid_from=datetime(2020, 1, 1, tzinfo=UTC), actor=SYSTEM)
        self.river = cam.camera(self.village)

    def alarm(self) -> AlarmView:
        return cam.raise_alarm(self.river)


@pytest.fixture
def place() -> Place:
    return Place()


def state(alarm_id: object) -> AlarmState:
    return AlarmState(Alarm.objects.get(pk=alarm_id).state)


def test_the_story_from_alarm_to_closed_event_and_points(place: Place) -> None:
    raised = place.alarm()
    accepted = services.accept(alarm_id=raised.id, actor=place.secretary).alarm
    assert (accepted.state, accepted.accepted_by) == (AlarmState.ACCEPTED, place.secretary.name)
    assert accepted.incident_id is not None
    assert events.incident(SYSTEM, accepted.incident_id).state == events.State.HANDLING
    services.on_site(alarm_id=raised.id, **NEAR, actor=place.secretary)
    safe = services.confirm_safe(
        alarm_id=raised.id, photo=cam.picture(), **NEAR, note="两个孩子已回家", actor=place.secretary
    ).alarm
    assert safe.state is AlarmState.SAFE
    assert safe.distance_m == pytest.approx(20, abs=2)
    assert not safe.far
    assert [line.phase for line in ledger.awards(evidence=f"incident:{safe.incident_id}")] == ["pending"]
    incidents.check(incident_id=accepted.incident_id, passed=True, actor=place.operator)
    incidents.close(incident_id=accepted.incident_id, actor=place.operator)
    receivers.deliver_all()
    after = alarm(place.secretary, raised.id)
    assert after.state is AlarmState.CLOSED
    assert after.ended_at is not None
    (line,) = ledger.awards(evidence=f"incident:{safe.incident_id}")
    assert (line.phase, line.person_id) == ("posted", place.secretary.person_id)
    assert [step.step for step in alarm_history(SYSTEM, raised.id)] == [
        Step.RAISE,
        Step.ACCEPT,
        Step.ARRIVE,
        Step.CONFIRM_SAFE,
        Step.CLOSE,
    ]
    assert not any("event_problem" in step.facts for step in alarm_history(SYSTEM, raised.id))
    journal = JournalEntry.objects.filter(subject=f"alarm:{raised.id}").order_by("seq").values_list("kind", flat=True)
    assert list(journal) == [
        "cameras.alarm_raised",
        "cameras.alarm_accepted",
        "cameras.alarm_on_site",
        "cameras.alarm_safe",
        "cameras.alarm_closed",
    ]


def test_everything_twice_is_answered_kindly_and_changes_nothing(place: Place) -> None:
    raised = place.alarm()

    def twice(step: object) -> None:
        first = step()
        rows = JournalEntry.objects.count()
        again = step()
        assert first.changed
        assert not again.changed
        assert again.message
        assert again.message != first.message
        assert JournalEntry.objects.count() == rows

    twice(lambda: services.accept(alarm_id=raised.id, actor=place.secretary))
    twice(lambda: services.on_site(alarm_id=raised.id, actor=place.secretary))
    shot = cam.picture()
    twice(lambda: services.confirm_safe(alarm_id=raised.id, photo=shot, **NEAR, actor=place.secretary))
    other = cam.raise_alarm(place.river)
    twice(lambda: services.false_alarm(alarm_id=other.id, reason="animal", actor=place.secretary))


def test_the_second_who_taps_learns_who_goes(place: Place) -> None:
    raised = place.alarm()
    services.accept(alarm_id=raised.id, actor=place.secretary)
    answer = services.accept(alarm_id=raised.id, actor=place.worker)
    assert not answer.changed
    assert place.secretary.name in answer.message


def test_another_may_arrive_and_both_earn(place: Place) -> None:
    raised = place.alarm()
    services.accept(alarm_id=raised.id, actor=place.secretary)
    seen = services.on_site(alarm_id=raised.id, actor=place.worker).alarm
    assert seen.on_site_by == place.worker.name
    earned = {line.person_id for line in ledger.awards(evidence=f"incident:{seen.incident_id}")}
    assert earned == {place.secretary.person_id, place.worker.person_id}


def test_the_desk_accepts_and_the_field_confirms(place: Place) -> None:
    raised = place.alarm()
    seen = services.accept(alarm_id=raised.id, actor=place.operator).alarm
    assert seen.incident_id is not None
    assert events.incident(SYSTEM, seen.incident_id).state == events.State.DISPATCHED
    assert ledger.awards(evidence=f"incident:{seen.incident_id}") == []
    with pytest.raises(OnlyOnTheSpot):
        services.confirm_safe(alarm_id=raised.id, photo=cam.picture(), **NEAR, actor=place.operator)
    services.confirm_safe(alarm_id=raised.id, photo=cam.picture(), **NEAR, actor=place.worker)
    assert events.incident(SYSTEM, seen.incident_id).state == events.State.HANDLED


def test_a_village_sees_only_its_own_alarms(place: Place) -> None:
    stranger = make.actor(Role.VILLAGE_SECRETARY, make.village(place.town))
    raised = place.alarm()
    assert live_alarms(stranger) == alarms(stranger) == []
    for attempt in (
        lambda: alarm(stranger, raised.id),
        lambda: alarm_history(stranger, raised.id),
        lambda: services.accept(alarm_id=raised.id, actor=stranger),
        lambda: services.on_site(alarm_id=raised.id, actor=stranger),
        lambda: services.confirm_safe(alarm_id=raised.id, photo=cam.picture(), **NEAR, actor=stranger),
        lambda: services.false_alarm(alarm_id=raised.id, reason="animal", actor=stranger),
        lambda: services.assign(alarm_id=raised.id, person_id=make.person(place.village).id, actor=stranger),
        lambda: services.escalate(alarm_id=raised.id, actor=stranger),
    ):
        with pytest.raises(NotYours):
            attempt()
    assert state(raised.id) is AlarmState.RAISED


def test_a_wider_duty_of_another_kind_widens_nothing(place: Place) -> None:
    county = place.village.lineage[0]
    analyst = make.actor(Role.ANALYST, county)
    raised = place.alarm()
    with pytest.raises(NotYours):
        alarm(analyst, raised.id)


def test_first_somebody_goes(place: Place) -> None:
    raised = place.alarm()
    with pytest.raises(NotAcceptedYet):
        services.on_site(alarm_id=raised.id, actor=place.secretary)
    with pytest.raises(NotAcceptedYet):
        services.confirm_safe(alarm_id=raised.id, photo=cam.picture(), **NEAR, actor=place.secretary)


def test_safety_needs_a_photo_and_a_position(place: Place) -> None:
    raised = place.alarm()
    services.accept(alarm_id=raised.id, actor=place.secretary)
    bad: list[tuple[dict[str, object], type[Exception]]] = [
        ({"photo": None, **NEAR}, PhotoMissing),
        ({"photo": b"GIF89a", **NEAR}, PhotoRefused),
        ({"photo": cam.picture(), "lon": None, "lat": 23.0}, PositionMissing),
        ({"photo": cam.picture(), "lon": 500.0, "lat": 23.0}, PositionMissing),
        ({"photo": cam.picture(), "lon": float("nan"), "lat": 23.0}, PositionMissing),
    ]
    for fields, refusal in bad:
        with pytest.raises(refusal):
            services.confirm_safe(alarm_id=raised.id, actor=place.secretary, **fields)
    assert state(raised.id) is AlarmState.ACCEPTED


def test_a_confirmation_from_far_away_is_flagged_not_refused(place: Place) -> None:
    raised = place.alarm()
    services.accept(alarm_id=raised.id, actor=place.secretary)
    answer = services.confirm_safe(
        alarm_id=raised.id, photo=cam.picture(), lon=cam.LON, lat=cam.LAT + 0.02, actor=place.secretary
    )
    assert answer.alarm.far
    assert answer.alarm.distance_m == pytest.approx(2224, abs=5)
    assert "2224" in answer.message


def test_the_photo_is_kept_as_it_came_and_shown_without_metadata(place: Place) -> None:
    raised = place.alarm()
    services.accept(alarm_id=raised.id, actor=place.secretary)
    shot = cam.picture(640, 480)
    services.confirm_safe(alarm_id=raised.id, photo=shot, **NEAR, actor=place.secretary)
    row = Alarm.objects.get(pk=raised.id)
    assert default_storage.open(row.photo.name).read() == shot
    shown = default_storage.open(row.photo_shown.name).read()
    assert shown.startswith(b"\xff\xd8\xff")
    assert b"Exif" not in shown


def test_a_false_alarm_needs_its_reason_and_voids_the_event(place: Place) -> None:
    raised = place.alarm()
    for reason, note in (("", ""), ("nonsense", ""), ("other", " ")):
        with pytest.raises(ReasonMissing):
            services.false_alarm(alarm_id=raised.id, reason=reason, note=note, actor=place.secretary)
    seen = services.accept(alarm_id=raised.id, actor=place.secretary).alarm
    done = services.false_alarm(alarm_id=raised.id, reason="other", note="是浮木", actor=place.secretary).alarm
    assert (done.state, done.false_reason, done.note) == (AlarmState.FALSE_ALARM, "other", "是浮木")
    assert seen.incident_id is not None
    assert events.incident(SYSTEM, seen.incident_id).state == events.State.VOID
    assert [line.phase for line in ledger.awards(evidence=f"incident:{seen.incident_id}")] == ["voided"]
    with pytest.raises(AlarmOver):
        services.accept(alarm_id=raised.id, actor=place.worker)


def test_an_event_voided_on_its_own_page_ends_the_alarm(place: Place) -> None:
    raised = place.alarm()
    seen = services.accept(alarm_id=raised.id, actor=place.secretary).alarm
    assert seen.incident_id is not None
    incidents.void(incident_id=seen.incident_id, reason="重复", actor=place.operator)
    receivers.deliver_all()
    assert state(raised.id) is AlarmState.CLOSED


def test_without_routes_and_rules_people_still_go() -> None:
    village = make.village()
    secretary = make.actor(Role.VILLAGE_SECRETARY, village)
    services.set_up()
    raised = cam.raise_alarm(cam.camera(village))
    services.accept(alarm_id=raised.id, actor=secretary)
    done = services.confirm_safe(alarm_id=raised.id, photo=cam.picture(), **NEAR, actor=secretary).alarm
    assert done.state is AlarmState.SAFE
    told = [step.facts.get("event_problem", "") for step in alarm_history(SYSTEM, raised.id)]
    assert any("NoRoute" in text for text in told)


def test_an_operator_sends_somebody_of_the_village(place: Place) -> None:
    raised = place.alarm()
    assert place.worker.person_id in {one.person_id for one in helpers_near(place.operator, raised.id)}
    assert place.worker.person_id is not None
    answer = services.assign(alarm_id=raised.id, person_id=place.worker.person_id, actor=place.operator)
    assert answer.alarm.assigned_to == place.worker.name
    assert place.worker.person_id in {one.person_id for one in answer.alarm.called}
    assert not services.assign(alarm_id=raised.id, person_id=place.worker.person_id, actor=place.operator).changed
    with pytest.raises(NobodyToSend):
        services.assign(alarm_id=raised.id, person_id=make.person(place.village).id, actor=place.operator)


def test_a_called_volunteer_sees_this_alarm_and_no_other(place: Place) -> None:
    volunteer = make.actor(Role.VOLUNTEER, place.village)
    raised = place.alarm()
    other = cam.raise_alarm(cam.camera(place.village))
    assert live_alarms(volunteer) == []
    assert volunteer.person_id is not None
    services.assign(alarm_id=raised.id, person_id=volunteer.person_id, actor=place.operator)
    assert [one.id for one in live_alarms(volunteer)] == [raised.id]
    services.accept(alarm_id=raised.id, actor=volunteer)
    with pytest.raises(NotYours):
        services.accept(alarm_id=other.id, actor=volunteer)


def test_escalation_by_hand_goes_up_to_the_town(place: Place) -> None:
    lead = make.worker(Role.GRID_LEAD, place.village)
    raised = place.alarm()
    first = services.escalate(alarm_id=raised.id, actor=place.operator)
    assert lead.id in {one.person_id for one in first.alarm.called if one.level == 1}
    second = services.escalate(alarm_id=raised.id, actor=place.operator)
    assert place.operator.person_id in {one.person_id for one in second.alarm.called if one.level == 2}
    with pytest.raises(HighestLevel):
        services.escalate(alarm_id=raised.id, actor=place.operator)


def test_a_grid_worker_does_not_escalate(place: Place) -> None:
    raised = place.alarm()
    with pytest.raises(NotYours):
        services.escalate(alarm_id=raised.id, actor=place.worker)


@pytest.mark.django_db(transaction=True)
def test_twenty_who_accept_at_the_same_time_are_one(place: Place) -> None:
    raised = place.alarm()
    answers: list[bool] = []
    gate = threading.Barrier(20)

    def tap(actor: Actor) -> None:
        try:
            gate.wait(60)
            answers.append(services.accept(alarm_id=raised.id, actor=actor).changed)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tap, args=((place.secretary, place.worker)[n % 2],)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert (len(answers), sum(answers)) == (20, 1)
    assert JournalEntry.objects.filter(kind="cameras.alarm_accepted").count() == 1
    assert JournalEntry.objects.filter(kind="incidents.opened").count() == 1


VERBS = st.lists(
    st.sampled_from(["accept", "on_site", "safe", "false", "escalate", "assign", "again", "tick"]),
    min_size=1,
    max_size=10,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(VERBS)
def test_no_sequence_of_deeds_leaves_the_table(place: Place, verbs: list[str]) -> None:
    Alarm.objects.filter(state__in=["raised", "accepted", "on_site"]).update(state="closed")
    raised = place.alarm()
    now = clock.now()
    deeds = {
        "accept": lambda: services.accept(alarm_id=raised.id, actor=place.secretary),
        "on_site": lambda: services.on_site(alarm_id=raised.id, actor=place.secretary),
        "safe": lambda: services.confirm_safe(alarm_id=raised.id, photo=cam.picture(), **NEAR, actor=place.secretary),
        "false": lambda: services.false_alarm(alarm_id=raised.id, reason="animal", actor=place.secretary),
        "escalate": lambda: services.escalate(alarm_id=raised.id, actor=place.operator),
        "assign": lambda: services.assign(alarm_id=raised.id, person_id=place.worker.person_id, actor=place.operator),
        "again": lambda: cam.raise_alarm(place.river),
        "tick": lambda: services.tick_alarm(raised.id),
    }
    for number, verb in enumerate(verbs):
        before = state(raised.id)
        with clock.fixed(now + timedelta(seconds=7 * number)):
            try:
                deeds[verb]()
            except Refused:
                assert state(raised.id) is before
        after = state(raised.id)
        allowed = {to for (frm, _), to in TABLE.items() if frm is before} | {before}
        assert after in allowed
    seen = [(step.from_state, step.to_state) for step in alarm_history(SYSTEM, raised.id)][1:]
    for (_, to), (frm, _next) in pairwise(seen):
        assert to == frm
