"""A report is verified before it is accepted: somebody of the place is asked, looks, and says what is there."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from factories import areas as make
from factories.incidents import PLAIN, Way, photo
from fengqiao.areas.selectors import SYSTEM, Actor, Role
from fengqiao.core.errors import NotYours
from fengqiao.incidents import selectors, services
from fengqiao.incidents.domain import facts as f
from fengqiao.incidents.models import Incident, Verification
from fengqiao.incidents.selectors import IncidentView, State, chronicle
from fengqiao.incidents.selectors.follow_steps import follow_steps
from fengqiao.incidents.selectors.verifying import verification_of, verifiers

pytestmark = pytest.mark.django_db


@pytest.fixture
def way() -> Way:
    return Way.lay()


@pytest.fixture
def worker(way: Way) -> Actor:
    """Who answers for the point at which reports of the tests are."""
    return make.actor(Role.GRID_LEAD, way.village, grid_id=make.grid(way.village))


def reported(way: Way, **more: object) -> IncidentView:
    return way.reported(PLAIN, source="resident", **more)


def test_who_answers_for_the_point_is_asked_and_finds_it(way: Way, worker: Actor) -> None:
    event = services.verify(incident_id=reported(way).id, note="请到场看看", actor=way.operator)
    assert event.state is State.VERIFYING
    asked = verification_of(event.id)
    assert asked is not None
    assert (asked.person_id, asked.answered_at) == (worker.person_id, None)
    assert [one.event.id for one in selectors.to_verify(worker)] == [event.id]
    assert selectors.to_verify(way.secretary) == []
    assert selectors.holding(event.id).person == worker.name


def test_the_answer_is_read_by_the_centre_which_decides(way: Way, worker: Actor) -> None:
    event = services.verify(incident_id=reported(way).id, actor=way.operator)
    services.add_evidence(incident_id=event.id, kind="before", content=photo(7), actor=worker)
    answered = services.answer_verification(incident_id=event.id, confirmed=True, note="积水很深", actor=worker)
    assert answered.state is State.VERIFYING
    found = verification_of(event.id)
    assert found is not None
    assert (found.confirmed, found.note, found.answered_by) == (True, "积水很深", worker.name)
    assert selectors.to_verify(worker) == []
    assert selectors.holding(event.id).person == ""
    with pytest.raises(services.StepNotTaken) as refused:
        services.answer_verification(incident_id=event.id, confirmed=False, note="又没有了", actor=worker)
    assert isinstance(refused.value.why, f.NotFromHere)
    assert services.accept(incident_id=event.id, is_new=True, actor=way.operator).state is State.ACCEPTED
    assert {"search", "check"} <= {entry.icon for entry in chronicle.side_entries(event.id)}
    read = follow_steps(Incident.objects.get(pk=event.id), told=True)
    assert [one.icon for one in read] == ["send", "eye", "eye", "inbox"]  # received, asked, looked at, accepted
    assert "积水很深" not in "".join(one.words + one.note for one in read)


def test_nothing_found_is_said_in_words(way: Way, worker: Actor) -> None:
    event = services.verify(incident_id=reported(way).id, actor=way.operator)
    with pytest.raises(services.StepNotTaken) as refused:
        services.answer_verification(incident_id=event.id, confirmed=False, actor=worker)
    assert isinstance(refused.value.why, f.ReasonMissing)
    services.answer_verification(incident_id=event.id, confirmed=False, note="现场没有积水", actor=worker)
    services.reject(incident_id=event.id, reason="现场没有积水", actor=way.operator)
    services.undo(incident_id=event.id, reason="又积水了", actor=way.dispatcher)
    services.verify(incident_id=event.id, actor=way.operator)
    again = verification_of(event.id)
    assert again is not None
    assert again.answered_at is None
    assert Verification.objects.filter(incident=event.id).count() == 2


def test_somebody_of_the_place_is_chosen_and_nobody_from_elsewhere(way: Way, worker: Actor) -> None:
    event = reported(way)
    assert [one.person_id for one in verifiers(event)][:1] == [worker.person_id]
    assert way.secretary.person_id in {one.person_id for one in verifiers(event)}
    stranger = make.actor(Role.GRID_WORKER, make.village())
    with pytest.raises(services.InputRefused):
        services.verify(incident_id=event.id, person_id=stranger.person_id, actor=way.operator)
    assert selectors.incident(SYSTEM, event.id).state is State.REPORTED
    services.verify(incident_id=event.id, person_id=way.secretary.person_id, actor=way.operator)
    assert [one.event.id for one in selectors.to_verify(way.secretary)] == [event.id]
    with pytest.raises(NotYours):
        services.answer_verification(incident_id=event.id, confirmed=True, actor=stranger)
    with pytest.raises(services.StepNotTaken) as refused:
        services.answer_verification(incident_id=event.id, confirmed=True, actor=way.operator)
    assert isinstance(refused.value.why, f.NotYourStep)


def test_without_a_position_the_village_is_asked_and_where_nobody_is_whoever_comes_first(way: Way) -> None:
    event = services.verify(incident_id=reported(way, lon=None, lat=None, place="村口").id, actor=way.operator)
    asked = verification_of(event.id)
    assert asked is not None
    assert asked.person_id == way.secretary.person_id
    empty = make.village()
    elsewhere = Way(empty, way.committee, way.secretary, make.actor(Role.OPERATOR, empty), way.dispatcher)
    alone = services.verify(incident_id=reported(elsewhere).id, actor=elsewhere.operator)
    nobody = verification_of(alone.id)
    assert nobody is not None
    assert nobody.person_id is None
    late = make.actor(Role.GRID_WORKER, empty)
    services.answer_verification(incident_id=alone.id, confirmed=True, actor=late)
    found = verification_of(alone.id)
    assert found is not None
    assert found.answered_by == late.name


def test_the_database_keeps_every_look(way: Way, worker: Actor) -> None:
    event = services.verify(incident_id=reported(way).id, actor=way.operator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.filter(incident=event.id).delete()
