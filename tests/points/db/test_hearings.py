"""Points held for a hearing: nobody can spend them, nothing is taken, the worker reads why, and it cannot last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from factories import areas as make
from factories.points import earn, fair
from factories.quarters import Books, books
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors, services
from fengqiao.points.domain.spending import HEARING_DAYS, Purpose, Purse
from fengqiao.points.models import Closing
from fengqiao.points.services import LedgerRefused, NotEnoughPoints, spending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def town() -> Books:
    made = books()
    earn(worker(made), 30, made.village.id)
    return made


def worker(town: Books, number: int = 0) -> UUID:
    person = town.workers[number].person_id
    assert person is not None
    return person


def hold(town: Books, points: int = 12, **other: object) -> UUID:
    values: dict[str, object] = {"reason": "the same photo, five times", "actor": town.clerk, **other}
    return services.close_account(
        person_id=worker(town), town_id=town.town.id, purpose=Purpose.FRAUD, points=points, **values
    )


def reserve(town: Books, points: int) -> None:
    services.reserve(
        person_id=worker(town), town_id=town.town.id, points=points, purpose=Purpose.REDEEM, evidence=f"gift:{points}",
        link="/x/", reason="umbrella", actor=SYSTEM,
    )  # fmt: skip


def sound() -> bool:
    return services.verify() == [] and journal.verify() == []


def read(actor: Actor, path: str) -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_held_points_cannot_be_spent_and_the_refusal_says_why(town: Books) -> None:
    hold(town)
    assert selectors.purse_of(worker(town)) == Purse(posted=30, reserved=12)
    with pytest.raises(NotEnoughPoints, match="18 can be spent; 12 are held for a hearing"):
        reserve(town, 19)
    reserve(town, 18)
    assert sound()


def test_the_worker_reads_at_once_what_is_held_why_and_until_when(town: Books) -> None:
    made = hold(town)
    page = read(town.workers[0], "/points/")
    assert "12 points are held for a hearing" in page
    assert "the same photo, five times" in page
    assert f"/points/ended/{made}/" in page
    assert "Taken back for fraud" not in page  # nobody is called a cheat before the hearing
    assert "12 points are held for a hearing" in read(town.workers[0], "/points/gifts/")
    (line,) = [one for one in selectors.statement(worker(town)).lines if one.purpose is Purpose.FRAUD]
    (waits,) = selectors.waiting([line.evidence]).values()
    until = Closing.objects.get(pk=made).hear_by
    assert (waits.words, waits.until) == ("Held until you were heard.", until)
    services.write_hearing(closing_id=made, hearing="it was raining", actor=town.clerk)
    (waits,) = selectors.waiting([line.evidence]).values()
    assert (waits.words, waits.until) == ("You were heard; a second person decides.", None)


def test_on_a_redemption_day_the_phone_says_what_is_held() -> None:
    day = fair(1)
    own = make.actor(Role.GRID_WORKER, day.town.id)
    assert own.person_id is not None
    earn(own.person_id, 40, day.town.id)
    services.close_account(
        person_id=own.person_id, town_id=day.town.id, purpose=Purpose.FRAUD, points=25, reason="same photo",
        actor=day.clerk,
    )  # fmt: skip
    page = read(own, f"/points/days/{day.day}/")
    assert "You can spend 15 points" in page
    assert "25 points are held for a hearing" in page
    with pytest.raises(NotEnoughPoints, match="held for a hearing"):
        services.book(day_id=day.day, slot=day.row().starts_at, gifts={day.gifts[0]: 1}, actor=own)


@pytest.mark.parametrize(
    ("granted", "left"), [(True, Purse(posted=18)), (False, Purse(posted=30))], ids=["taken", "free again"]
)
def test_the_second_person_takes_the_points_or_lets_them_go(town: Books, granted: bool, left: Purse) -> None:
    made = hold(town)
    with pytest.raises(LedgerRefused, match="only after a hearing"):
        services.decide_fraud(closing_id=made, granted=granted, reason="x", actor=town.second)
    services.write_hearing(closing_id=made, hearing="it was raining", actor=town.clerk)
    services.decide_fraud(closing_id=made, granted=granted, reason="the records agree", actor=town.second)
    assert selectors.purse_of(worker(town)) == left
    assert selectors.holds_of(worker(town)) == []
    if not granted:
        assert "the records agree" in read(town.workers[0], "/points/")
        reserve(town, 30)
    assert sound()


def test_where_nothing_is_in_it_the_points_are_let_go_with_a_reason(town: Books) -> None:
    made = hold(town)
    with pytest.raises(LedgerRefused, match="Give a reason"):
        services.let_go(closing_id=made, reason=" ", actor=town.clerk)
    services.let_go(closing_id=made, reason="two photos of one fence", actor=town.clerk)
    assert selectors.purse_of(worker(town)) == Purse(posted=30)
    assert "two photos of one fence" in read(town.workers[0], "/points/")
    for again in (
        lambda: services.let_go(closing_id=made, reason="x", actor=town.clerk),
        lambda: services.write_hearing(closing_id=made, hearing="x", actor=town.clerk),
        lambda: services.decide_fraud(closing_id=made, granted=True, actor=town.second),
    ):
        with pytest.raises(LedgerRefused, match="decided already"):
            again()
    hold(town, 30)  # another question, another hearing
    assert sound()


def test_a_hold_ends_by_itself_when_nobody_was_heard_in_time(town: Books) -> None:
    with clock.fixed(NOW):
        made = hold(town)
    end = NOW + timedelta(days=HEARING_DAYS)
    with clock.fixed(end - timedelta(seconds=1)):
        assert services.let_go_overdue() == 0
    with clock.fixed(end):
        assert services.let_go_overdue() == 1
        assert services.let_go_overdue() == 0
    assert selectors.purse_of(worker(town)) == Purse(posted=30)
    assert "Nobody was heard in time" in Closing.objects.get(pk=made).answer
    assert sound()


def test_after_the_hearing_no_time_runs_out(town: Books) -> None:
    with clock.fixed(NOW):
        made = hold(town)
        services.write_hearing(closing_id=made, hearing="it was raining", actor=town.clerk)
    with clock.fixed(NOW + timedelta(days=400)):
        assert services.let_go_overdue() == 0
    assert selectors.purse_of(worker(town)).reserved == 12


def test_who_wrote_the_hearing_down_does_not_decide(town: Books) -> None:
    made = hold(town)
    services.write_hearing(closing_id=made, hearing="it was raining", actor=town.second)
    for one in (town.clerk, town.second):
        with pytest.raises(LedgerRefused, match="second person"):
            services.decide_fraud(closing_id=made, granted=True, actor=one)
        with pytest.raises(IntegrityError), transaction.atomic():
            Closing.objects.filter(pk=made).update(decided_by=one.person_id, granted=True)
    services.decide_fraud(closing_id=made, granted=True, actor=make.actor(Role.AUDIT_ADMIN, town.town.id))
    assert selectors.purse_of(worker(town)) == Purse(posted=18)


def test_the_database_takes_nothing_unheard(town: Books) -> None:
    made = hold(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.filter(pk=made).update(decided_by=town.second.person_id, granted=True)


def test_nor_does_it_keep_a_row_that_takes_them_and_verifying_names_one(town: Books) -> None:
    made = hold(town)
    with transaction.atomic():
        spending.spend(person_id=worker(town), purpose=Purpose.FRAUD, evidence=f"closing:{made}", actor=town.second)
        assert [one.problem for one in services.verify()] == ["takes points away without a hearing"]
        with pytest.raises(IntegrityError, match="only after a hearing"), transaction.atomic():
            connection.check_constraints()
        transaction.set_rollback(True)


def test_strangers_and_the_person_concerned_hold_hear_and_free_nothing(town: Books) -> None:
    made = hold(town)
    stranger = make.actor(Role.STUDIO_CLERK, make.town())
    audit = make.actor(Role.AUDIT_ADMIN, town.town.id)
    for actor in (stranger, audit, town.workers[0], town.workers[1]):
        with pytest.raises(NotYours):
            services.write_hearing(closing_id=made, hearing="x", actor=actor)
        with pytest.raises(NotYours):
            services.let_go(closing_id=made, reason="x", actor=actor)
    assert selectors.purse_of(worker(town)).reserved == 12


def test_leaving_and_expiry_leave_held_points_to_the_hearing(town: Books) -> None:
    made = hold(town)
    preview = selectors.preview(worker(town))
    assert (preview.ends, preview.stays, preview.held) == (18, 0, 12)
    services.close_account(
        person_id=worker(town), town_id=town.town.id, purpose=Purpose.LEAVING, reason="left", actor=town.clerk
    )
    later = NOW + timedelta(days=9999)
    assert services.expire(town_id=town.town.id, earned_before=later, actor=town.clerk) == {}
    services.let_go(closing_id=made, reason="nothing in it", actor=town.clerk)
    assert services.expire(town_id=town.town.id, earned_before=later, actor=town.clerk) == {worker(town): 12}
    assert selectors.purse_of(worker(town)) == Purse()
    assert sound()


def test_points_freed_after_an_expiry_of_the_same_day_expire_with_the_next_run(town: Books) -> None:
    """What was kept at the first run is taken by the second one, not only written down."""
    reserve(town, 10)
    later = NOW + timedelta(days=9999)
    assert services.expire(town_id=town.town.id, earned_before=later, actor=town.clerk) == {worker(town): 20}
    services.release(
        person_id=worker(town), purpose=Purpose.REDEEM, evidence="gift:10", reason="not fetched", actor=SYSTEM
    )
    assert services.expire(town_id=town.town.id, earned_before=later, actor=town.clerk) == {worker(town): 10}
    assert selectors.purse_of(worker(town)) == Purse()
