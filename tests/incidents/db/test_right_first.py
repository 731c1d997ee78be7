"""A first dispatch that was right earns when the event is closed: for who chose, and for who reported so well."""

from __future__ import annotations

from uuid import UUID

import pytest

from factories import areas as make
from factories.incidents import PLAIN, Way
from fengqiao.areas.selectors import SYSTEM, Actor, Role
from fengqiao.incidents import selectors, services
from fengqiao.incidents.selectors import IncidentView, Step
from fengqiao.points import selectors as points
from fengqiao.points import services as ledger
from fengqiao.points.models import Transfer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
REST = (Step.SIGN, Step.FEEDBACK, Step.PASS, Step.CLOSE)


@pytest.fixture
def way() -> Way:
    return Way.lay()


@pytest.fixture
def worker(way: Way) -> Actor:
    return make.actor(Role.GRID_WORKER, way.village)


def person(actor: Actor) -> UUID:
    assert actor.person_id is not None
    return actor.person_id


def reported(way: Way, worker: Actor, source: str = "patrol") -> IncidentView:
    event = way.reported(PLAIN, source=source, reporter_id=person(worker), actor=worker)
    return way.take(Step.ACCEPT, event)


def closed(way: Way, event: IncidentView) -> IncidentView:
    for step in REST:
        event = way.take(step, event)
    return event


def earned(actor: Actor) -> list[tuple[str, int]]:
    lines = points.statement(person(actor)).lines
    return [(line.rule, line.points) for line in lines if line.rule == "right_dispatch"]


def test_a_report_that_came_to_the_right_hands_at_once_earns_its_worker_a_point(way: Way, worker: Actor) -> None:
    event = reported(way, worker)
    way.take(Step.DISPATCH, event)
    assert earned(worker) == []
    closed(way, event)
    assert earned(worker) == [("right_dispatch", 1)]
    assert points.balance(person(worker)).posted == 1
    assert earned(way.dispatcher) == []  # whose office it is earns nothing
    (part,) = selectors.credits_of(worker, event.id)
    assert part.granted
    (line,) = Transfer.objects.filter(rule__kind="right_dispatch", kind="pending")
    assert line.link == f"/incidents/{event.code}/"
    assert ledger.verify() == []


def test_what_was_returned_and_sent_elsewhere_earns_nothing(way: Way, worker: Actor) -> None:
    other = make.organisation(way.village, name="水利所")
    event = reported(way, worker)
    services.set_route(category=PLAIN, area_id=way.village.id, organisation_id=other.id, actor=SYSTEM)
    services.dispatch(incident_id=event.id, lead_id=other.id, actor=way.dispatcher)
    services.recall(incident_id=event.id, reason="not theirs", actor=way.dispatcher)
    services.set_route(category=PLAIN, area_id=way.village.id, organisation_id=way.committee.id, actor=SYSTEM)
    services.dispatch(incident_id=event.id, lead_id=way.committee.id, actor=way.dispatcher)
    closed(way, event)
    assert earned(worker) == []


def test_a_second_round_is_no_first_dispatch_and_a_second_close_no_second_point(way: Way, worker: Actor) -> None:
    event = reported(way, worker)
    way.take(Step.DISPATCH, event)
    closed(way, event)
    services.reopen(incident_id=event.id, reason="again", actor=way.dispatcher)
    way.take(Step.DISPATCH, event)
    closed(way, event)
    assert earned(worker) == [("right_dispatch", 1)]


def test_a_residents_report_earns_nobody_a_dispatch(way: Way, worker: Actor) -> None:
    event = way.take(Step.ACCEPT, way.reported(PLAIN, source="hotline", reporter_id=person(worker)))
    way.take(Step.DISPATCH, event)
    closed(way, event)
    assert earned(worker) == []


def test_the_cap_of_the_month_holds_and_the_event_closes_all_the_same(way: Way, worker: Actor) -> None:
    for _turn in range(4):
        event = reported(way, worker)
        way.take(Step.DISPATCH, event)
        last = closed(way, event)
    assert earned(worker) == [("right_dispatch", 1)] * 3
    assert [part.granted for part in selectors.credits_of(worker, last.id)] == [False]


def test_a_town_without_that_rule_closes_its_events(way: Way, worker: Actor) -> None:
    event = reported(way, worker)
    way.take(Step.DISPATCH, event)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fengqiao.points.services.ledger.in_force", lambda *_: None)
        closed(way, event)
    assert earned(worker) == []
    assert selectors.credits_of(worker, event.id) == []
