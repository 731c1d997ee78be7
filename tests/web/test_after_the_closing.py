"""After the closing: whom to call back, which samples to look at, who was not content."""

from __future__ import annotations

from datetime import timedelta

import pytest
from test_spine_pages import client_of

from factories import areas as make
from factories.incidents import PLAIN, Way, photo
from fengqiao.areas.selectors import SYSTEM, Role
from fengqiao.incidents import services
from fengqiao.incidents.models import Incident
from fengqiao.incidents.selectors import IncidentView, State, Step
from fengqiao.incidents.selectors.afterwards import afterwards

pytestmark = pytest.mark.django_db
PAGE = "/board/afterwards/"


@pytest.fixture
def way() -> Way:
    return Way.lay()


def closed(way: Way, contact: services.Contact | None) -> IncidentView:
    event = way.reported(PLAIN, source="hotline", particulars=services.Particulars(contact=contact))
    for step in (Step.ACCEPT, Step.DISPATCH, Step.SIGN, Step.FEEDBACK, Step.PASS, Step.CLOSE):
        way.take(step, event)
    return event


def caller(letter: str, phone: str = "13800001234") -> services.Contact:
    return services.Contact(ticket=letter * 32, name="陈大文", phone=phone)


def test_who_left_a_number_is_called_back_until_they_have_rated(way: Way) -> None:
    event = closed(way, caller("a"))
    other = closed(way, services.Contact(ticket="b" * 32, anonymous=True))
    (line,) = afterwards(way.operator).to_call
    assert (line.event.code, line.numbers) == (event.code, 1)
    page = client_of(way.operator).get(PAGE).content.decode()
    assert event.spoken in page
    assert other.spoken not in page
    assert "13800001234" not in page
    services.rate(incident_id=event.id, stars=5, way="call", actor=way.operator)
    assert afterwards(way.operator).to_call == []
    assert afterwards(way.operator).calls == 0


def test_a_call_comes_too_late_when_the_event_can_no_longer_be_reopened(way: Way) -> None:
    event = closed(way, caller("a"))
    Incident.objects.filter(pk=event.id).update(closed_at=event.happened_at - timedelta(days=16))
    assert afterwards(way.operator).to_call == []


def test_samples_wait_until_somebody_looked_and_are_counted_then(way: Way) -> None:
    reporter = way.secretary
    events = [way.reported(PLAIN, source="patrol", reporter_id=reporter.person_id) for _ in range(2)]
    for number, event in enumerate(events):
        for kind in ("before", "after"):
            content = photo(10 * number + (kind == "after"))
            services.add_evidence(incident_id=event.id, kind=kind, content=content, actor=reporter)
        services.solve(incident_id=event.id, note="当场清走", actor=reporter)
    assert services.draw_samples(share=1.0) == 2
    found = afterwards(way.operator)
    assert (found.samples, {line.who for line in found.waiting}) == (2, {reporter.name})
    good, bad = (line.sample.id for line in found.waiting)
    services.check_sample(sample_id=good, passed=True, actor=way.operator)
    services.check_sample(sample_id=bad, passed=False, note="又堆上了", actor=way.operator)
    found = afterwards(way.operator)
    assert (found.samples, found.checked, found.passed) == (0, 2, 1)
    assert "又堆上了" in client_of(way.operator).get(PAGE).content.decode()


def test_who_was_not_content_stands_first_and_leaves_when_it_is_taken_up_again(way: Way) -> None:
    events = [closed(way, caller(letter)) for letter in "ab"]
    for event, stars in zip(events, (2, 4), strict=True):
        services.rate(incident_id=event.id, stars=stars, note="还在漏水", way="call", actor=way.operator)
    (line,) = afterwards(way.operator).discontent
    assert (line.event.code, line.rating.stars) == (events[0].code, 2)
    assert "还在漏水" in client_of(way.operator).get(PAGE).content.decode()
    assert services.reopen(incident_id=events[0].id, reason="还在漏水", actor=SYSTEM).state is State.REOPENED
    assert afterwards(way.operator).discontent == []


def test_another_county_sees_nothing_of_it(way: Way) -> None:
    event = closed(way, caller("a"))
    services.rate(incident_id=event.id, stars=1, way="call", actor=way.operator)
    closed(way, caller("b"))
    elsewhere = afterwards(make.actor(Role.OPERATOR, make.village()))
    assert (elsewhere.calls, elsewhere.samples, elsewhere.discontent) == (0, 0, [])
