"""Points going: never below zero, pending never spendable, the same key twice is one, all of it adds up to zero."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import areas as make
from factories.points import corrected, earn
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, PersonView, Role
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors, services
from fengqiao.points.domain import ledger as arithmetic
from fengqiao.points.domain.spending import Purpose, Purse
from fengqiao.points.models import Closing, Transfer
from fengqiao.points.services import NotEnoughPoints, PointsRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Town:
    """A village in its town, a worker in it, and two of the grid studio's clerks."""

    place: AreaView
    worker: PersonView
    clerk: Actor
    second: Actor

    @property
    def id(self) -> UUID:
        assert self.place.parent_id is not None
        return self.place.parent_id


@pytest.fixture
def town() -> Town:
    place = make.village()
    assert place.parent_id is not None
    clerks = [make.actor(Role.STUDIO_CLERK, place.parent_id) for _ in range(2)]
    return Town(place, make.worker(Role.GRID_WORKER, place), *clerks)


def reserve(town: Town, points: int, evidence: str = "gift:1", purpose: Purpose = Purpose.REDEEM) -> None:
    services.reserve(
        person_id=town.worker.id,
        town_id=town.id,
        points=points,
        purpose=purpose,
        evidence=evidence,
        link="/points/gifts/",
        reason="umbrella",
        actor=SYSTEM,
    )


def settle(verb: Callable[..., bool], town: Town, evidence: str = "gift:1") -> bool:
    return verb(person_id=town.worker.id, purpose=Purpose.REDEEM, evidence=evidence, reason="so", actor=SYSTEM)


def close(town: Town, purpose: Purpose, **other: object) -> UUID:
    values: dict[str, object] = {"reason": "left", "actor": town.clerk, **other}
    return services.close_account(person_id=town.worker.id, town_id=town.id, purpose=purpose, **values)


def purse(town: Town) -> Purse:
    return selectors.purse_of(town.worker.id)


def test_pending_points_cannot_be_spent(town: Town) -> None:
    earn(town.worker.id, 30, town.place.id, posted=False)
    assert purse(town) == Purse(coming=30)
    with pytest.raises(NotEnoughPoints, match="0 can be spent"):
        reserve(town, 1)


def test_reserved_points_are_spent_at_hand_over(town: Town) -> None:
    earn(town.worker.id, 30, town.place.id)
    reserve(town, 20)
    assert purse(town) == Purse(posted=30, reserved=20)
    assert settle(services.spend, town)
    assert purse(town) == Purse(posted=10)
    assert not settle(services.spend, town)
    with pytest.raises(PointsRefused):
        settle(services.release, town)
    assert services.verify() == []


def test_released_points_can_be_spent_again(town: Town) -> None:
    earn(town.worker.id, 30, town.place.id)
    reserve(town, 30)
    with pytest.raises(NotEnoughPoints):
        reserve(town, 1, "gift:2")
    assert settle(services.release, town)
    reserve(town, 30, "gift:2")
    with pytest.raises(PointsRefused):
        settle(services.spend, town)
    assert services.verify() == []


def test_the_same_gift_twice_is_reserved_once(town: Town) -> None:
    earn(town.worker.id, 30, town.place.id)
    reserve(town, 10)
    reserve(town, 10)
    assert purse(town).reserved == 10


def test_a_gift_that_comes_back_gives_the_points_back_once(town: Town) -> None:
    earn(town.worker.id, 30, town.place.id)
    reserve(town, 30)
    settle(services.spend, town)
    assert [settle(services.give_back, town), settle(services.give_back, town)] == [True, False]
    assert purse(town) == Purse(posted=30)
    assert services.verify() == []


def test_points_put_right_after_they_were_spent_are_a_debt_that_the_next_ones_pay(town: Town) -> None:
    evidence = earn(town.worker.id, 30, town.place.id)
    reserve(town, 30)
    settle(services.spend, town)
    (line,) = selectors.awards(evidence=evidence)
    corrected(award_id=line.id, points=10, reason="reopened", effective_at=NOW, actor=town.clerk)
    assert (purse(town).available, purse(town).debt) == (0, 20)
    client = Client(headers={"accept-language": "en"})
    user = User.objects.get(pk=town.clerk.user_id)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert "the next 20 points that you earn pay for that" in client.get(f"/points/{town.worker.id}/").content.decode()
    earn(town.worker.id, 25, town.place.id)
    assert (purse(town).available, purse(town).debt) == (5, 0)
    assert services.verify() == []


def test_the_statement_names_what_points_went_for(town: Town) -> None:
    earn(town.worker.id, 30, town.place.id)
    reserve(town, 20)
    settle(services.spend, town)
    spent = selectors.statement(town.worker.id).lines[0]
    assert (spent.points, spent.purpose, spent.rule, spent.titles["en"]) == (-20, Purpose.REDEEM, "", "Gift redeemed")


@pytest.mark.parametrize("purpose", [Purpose.LEAVING, Purpose.DEATH])
def test_leaving_and_death_end_what_can_be_spent(town: Town, purpose: Purpose) -> None:
    earn(town.worker.id, 30, town.place.id)
    reserve(town, 20)
    close(town, purpose)
    assert purse(town) == Purse(posted=20, reserved=20)
    assert selectors.statement(town.worker.id).lines[0].reason == "left"
    assert services.verify() == []


def test_moving_takes_the_points_along_through_both_towns_books(town: Town) -> None:
    earn(town.worker.id, 30, town.place.id)
    other = make.town()
    close(town, Purpose.MOVE_OUT, to_town_id=other.id)
    assert purse(town) == Purse(posted=30)
    rows = Transfer.objects.filter(purpose__in=["move_out", "move_in"], kind="post").order_by("number")
    assert [(row.debit.area_id or row.credit.area_id) for row in rows] == [town.id, other.id]
    assert services.verify() == []


def test_fraud_needs_a_second_person(town: Town) -> None:
    earn(town.worker.id, 30, town.place.id)
    asked = close(town, Purpose.FRAUD, points=12, reason="the same photo, five times", hearing="admitted it")
    assert purse(town) == Purse(posted=30, reserved=12)
    with pytest.raises(PointsRefused, match="hearing"):
        close(town, Purpose.FRAUD, points=12)
    with pytest.raises(PointsRefused, match="second person"):
        services.decide_fraud(closing_id=asked, granted=True, actor=town.clerk)
    services.decide_fraud(closing_id=asked, granted=True, actor=town.second)
    assert purse(town) == Purse(posted=18)
    with pytest.raises(PointsRefused, match="already"):
        services.decide_fraud(closing_id=asked, granted=True, actor=town.second)
    assert services.verify() == []


def test_the_database_refuses_one_person_who_decides_alone(town: Town) -> None:
    earn(town.worker.id, 30, town.place.id)
    asked = close(town, Purpose.FRAUD, points=12, hearing="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.filter(pk=asked).update(decided_by=town.clerk.person_id)


def test_strangers_and_the_person_concerned_close_nothing(town: Town) -> None:
    earn(town.worker.id, 30, town.place.id)
    stranger = make.actor(Role.STUDIO_CLERK, make.town())
    for actor in (stranger, make.actor(Role.GRID_LEAD, town.place)):
        with pytest.raises(NotYours):
            close(town, Purpose.LEAVING, actor=actor)


def test_the_oldest_points_expire_and_spent_ones_count_as_the_oldest(town: Town) -> None:
    long_ago = NOW - timedelta(days=800)
    earn(town.worker.id, 30, town.place.id, at=long_ago)
    earn(town.worker.id, 10, town.place.id)
    reserve(town, 18)
    settle(services.spend, town)
    before = NOW - timedelta(days=365)
    assert services.expire(town_id=town.id, earned_before=before, actor=town.clerk) == {town.worker.id: 12}
    assert services.expire(town_id=town.id, earned_before=before, actor=town.clerk) == {}
    assert purse(town) == Purse(posted=10)
    assert services.verify() == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["earn", "promise", "reserve", "spend", "release", "back", "leave", "expire", "correct"]),
        st.integers(0, 3),
        st.integers(1, 12),
    ),
    min_size=4,
    max_size=16,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_any_sequence_keeps_the_sum_and_never_spends_what_is_not_there(
    town: Town, steps: list[tuple[str, int, int]]
) -> None:
    mark = transaction.savepoint()
    earned: list[str] = []
    for verb, number, points in steps:
        before = purse(town)
        try:
            if verb in ("earn", "promise"):
                earned.append(earn(town.worker.id, points, town.place.id, posted=verb == "earn"))
            elif verb == "reserve":
                reserve(town, points, f"gift:{number}")
                assert points <= before.available or purse(town) == before
            elif verb == "leave":
                close(town, Purpose.LEAVING)
            elif verb == "expire":
                services.expire(town_id=town.id, earned_before=NOW + timedelta(days=9999), actor=town.clerk)
            elif verb == "correct" and earned:
                (line,) = selectors.awards(evidence=earned[0])
                corrected(award_id=line.id, points=0, reason="no", effective_at=NOW, actor=town.clerk)
            elif verb in ("spend", "release", "back"):
                names = {"spend": services.spend, "release": services.release, "back": services.give_back}
                settle(names[verb], town, f"gift:{number}")
        except PointsRefused:
            assert purse(town) == before
        if verb != "correct":
            assert purse(town).debt <= before.debt
    assert services.verify() == []
    assert selectors.statement(town.worker.id).purse == purse(town), "a replay of the rows says otherwise"
    held = arithmetic.balances(selectors.entry(row) for row in Transfer.objects.all()).values()
    assert (sum(one.posted for one in held), sum(one.pending for one in held)) == (0, 0)
    transaction.savepoint_rollback(mark)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("amount = 31", "not so many points"),
        ("purpose = 'expiry'", "not for this"),
        ("debit_id = t.credit_id, credit_id = t.debit_id", "takes from the person"),
        ("purpose = 'move_in', debit_id = t.credit_id, credit_id = t.debit_id", "not for this"),
    ],
)
def test_the_database_refuses_what_the_services_would(town: Town, change: str, said: str) -> None:
    earn(town.worker.id, 30, town.place.id)
    mark = transaction.savepoint()
    reserve(town, 30)
    row = Transfer.objects.filter(purpose="redeem").values().get()
    transaction.savepoint_rollback(mark)
    names = ", ".join(row)
    with connection.cursor() as cursor:
        reserve(town, 1, "gift:open")
        services.release(
            person_id=town.worker.id, purpose=Purpose.REDEEM, evidence="gift:open", reason="no", actor=SYSTEM
        )
        sides = "a.id AS debit_id, b.id AS credit_id"
        values = {**row, "evidence": "gift:other"}
        del values["debit_id"], values["credit_id"]
        picked = dict(part.split(" = ") for part in change.split(", "))
        columns = ", ".join(
            picked.get(name, f"t.{name}") if name in ("debit_id", "credit_id") else picked.get(name, f"%({name})s")
            for name in row
        )
        values["book_id"] = selectors.statement(town.worker.id) and Transfer.objects.first().book_id
        source = f"(SELECT {sides} FROM points_account a, points_account b WHERE a.kind='person' AND b.kind='spent') t"  # noqa: S608
        with pytest.raises(IntegrityError, match=said), transaction.atomic():
            cursor.execute(f"INSERT INTO points_transfer ({names}) SELECT {columns} FROM {source}", values)  # noqa: S608


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_spend_no_point_twice(town: Town) -> None:
    earn(town.worker.id, 30, town.place.id)

    def one(number: int) -> bool:
        try:
            reserve(town, 10, f"gift:{number}")
        except NotEnoughPoints:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(one, range(20))) == 3
    assert purse(town) == Purse(posted=30, reserved=30)
    assert services.verify() == []
