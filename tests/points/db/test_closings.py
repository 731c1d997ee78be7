"""Points that end without a gift, by the clerk's pages: first what will happen, then exactly that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from factories import areas as make
from factories.points import earn
from factories.quarters import Books, books
from fengqiao.areas.models import User
from fengqiao.areas.selectors import Actor, area
from fengqiao.core import clock
from fengqiao.points import selectors, services
from fengqiao.points.domain.spending import Purpose, Purse
from fengqiao.points.models import Closing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def town() -> Books:
    return books()


def browser(actor: Actor) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def person(actor: Actor) -> UUID:
    assert actor.person_id is not None
    return actor.person_id


def test_leaving_ends_what_the_page_said_and_asks_again_when_it_changed(town: Books) -> None:
    worker = person(town.workers[0])
    earn(worker, 30, town.village.id)
    services.reserve(
        person_id=worker, town_id=town.town.id, points=10, purpose=Purpose.REDEEM, evidence="g", link="/x/", reason="",
        actor=town.clerk,
    )  # fmt: skip
    clerk, page = browser(town.clerk), f"/points/{worker}/end/"
    assert "Let 20 points end" in clerk.get(f"{page}?purpose=leaving").content.decode()
    earn(worker, 5, town.village.id)
    sent = {"purpose": "leaving", "reason": "moved away", "seen": "20"}
    again = clerk.post(page, sent)
    assert again.status_code == 422
    assert "changed meanwhile" in again.content.decode()
    assert not Closing.objects.exists()
    done = clerk.post(page, {**sent, "seen": "25"}, follow=True)
    assert "25" in done.content.decode()
    assert selectors.purse_of(worker) == Purse(posted=10, reserved=10)
    assert services.verify() == []


def test_moving_offers_the_towns_of_the_county_and_no_other(town: Books) -> None:
    worker = person(town.workers[0])
    earn(worker, 30, town.village.id)
    assert town.town.parent_id is not None
    near = make.town(area(town.town.parent_id), name="邻镇")
    far = make.town()
    clerk, page = browser(town.clerk), f"/points/{worker}/end/"
    shown = clerk.get(f"{page}?purpose=move_out").content.decode()
    assert str(near.id) in shown
    assert str(far.id) not in shown
    sent = {"purpose": "move_out", "reason": "x", "seen": "30"}
    assert clerk.post(page, {**sent, "to_town": str(far.id)}).status_code == 422
    assert clerk.post(page, {**sent, "to_town": str(near.id)}).status_code == 302
    assert selectors.purse_of(worker) == Purse(posted=30)


def test_fraud_is_decided_by_a_second_person_after_a_hearing(town: Books) -> None:
    worker = town.workers[0]
    earn(person(worker), 30, town.village.id)
    clerk, page = browser(town.clerk), f"/points/{person(worker)}/end/"
    sent = {"purpose": "fraud", "points": "12", "reason": "same photo", "hearing": "", "seen": "30"}
    assert clerk.post(page, {**sent, "points": "31"}).status_code == 422
    decision = clerk.post(page, sent).headers["Location"]
    own = browser(worker).get(decision).content.decode()  # whom it concerns reads it
    assert "Nothing is taken" in own
    assert 'name="hearing"' not in own
    for what in ("grant", "hear", "let_go"):
        assert browser(worker).post(decision, {"decision": what, "hearing": "x", "answer": "x"}).status_code == 404
    second = browser(town.second)
    assert second.post(decision, {"decision": "grant"}).status_code == 422  # nobody was heard yet
    assert clerk.post(decision, {"decision": "hear", "hearing": " "}).status_code == 422
    assert clerk.post(decision, {"decision": "hear", "hearing": "admitted"}).status_code == 302
    assert clerk.post(decision, {"decision": "let_go", "answer": "x"}).status_code == 422  # it was heard: two decide
    assert clerk.post(decision, {"decision": "grant"}).status_code == 422
    assert second.post(decision, {"decision": "refuse"}).status_code == 422  # not without a reason
    assert selectors.purse_of(person(worker)) == Purse(posted=30, reserved=12)
    assert second.post(decision, {"decision": "grant"}).status_code == 302
    again = second.post(decision, {"decision": "grant"})
    assert (again.status_code, "decided already" in again.content.decode()) == (422, True)
    assert selectors.purse_of(person(worker)) == Purse(posted=18)
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.update(hearing="")


def test_nobody_ends_their_own_points_or_those_of_another_town(town: Books) -> None:
    other = books()
    clerk = browser(town.clerk)
    for who in (person(other.workers[0]), person(town.clerk)):
        for method in (clerk.get, clerk.post):
            assert method(f"/points/{who}/end/", {"purpose": "leaving"}).status_code == 404
    assert clerk.get(f"/points/{person(town.workers[0])}/end/?purpose=gift").status_code == 404


def test_expiry_shows_who_loses_what_before_it_happens(town: Books) -> None:
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    for number, worker in enumerate(town.workers[:2]):
        earn(person(worker), 30 + number, town.village.id, at=now - timedelta(days=800))
        earn(person(worker), 5, town.village.id, at=now)
    clerk = browser(town.clerk)
    with clock.fixed(now):
        assert "61 points would expire" in clerk.get("/points/ended/expiry/?before=2025-12-01").content.decode()
        assert clerk.get("/points/ended/expiry/?before=2026-12-01").status_code == 422
        assert clerk.post("/points/ended/expiry/", {"before": "2025-12-01", "seen": "60"}).status_code == 422
        assert clerk.post("/points/ended/expiry/", {"before": "2025-12-01", "seen": "61"}).status_code == 302
        assert "Nobody has unspent points" in clerk.get("/points/ended/expiry/?before=2025-12-01").content.decode()
    assert [selectors.purse_of(person(one)).posted for one in town.workers] == [5, 5, 0]
    assert "31" in clerk.get("/points/ended/").content.decode()
    assert services.verify() == []
