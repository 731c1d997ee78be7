"""Deadlines as those see them who keep them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import areas as make
from factories.incidents import PLAIN, WATER, categories
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, Role
from fengqiao.core import clock
from fengqiao.incidents import selectors, services
from fengqiao.incidents.models import DeadlineRule
from fengqiao.incidents.selectors import limits

pytestmark = pytest.mark.django_db
FRIDAY = "2026-03-06T16:30"  # in China; an hour of work is left that day


def client_of(actor: Actor) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def admin() -> Client:
    categories()
    return client_of(make.actor(Role.SYSTEM_ADMIN, make.county()))


def test_the_example_is_counted_from_the_chosen_moment_over_the_weekend(admin: Client) -> None:
    assert "No deadlines yet" in words(admin.get(reverse("incidents:deadlines")))
    services.set_deadline(
        kind=services.ClockKind.ACCEPT, amount=9, unit=services.Unit.WORKING_HOURS, warn_percent=50, actor=SYSTEM
    )
    page = admin.get(reverse("incidents:deadlines"), {"at": FRIDAY})
    (one,) = [one for _step, examples in page.context["steps"] for one in examples]
    assert one.due == datetime(2026, 3, 10, 2, tzinfo=UTC)  # Tuesday, ten in the morning: 1 + 6.5 + 1.5 hours
    assert one.warns == datetime(2026, 3, 9, 4, tzinfo=UTC)
    assert "2026-03-10 10:00" in words(page)
    assert one.levels[0][1] == one.due
    assert len(one.levels) == 3
    assert admin.get(reverse("incidents:deadlines"), {"at": "soon"}).status_code == 200


def test_days_are_escalated_on_whole_days_as_the_timers_do(admin: Client) -> None:
    services.set_deadline(kind=services.ClockKind.CHECK, amount=1, unit=services.Unit.WORKING_DAYS, actor=SYSTEM)
    (limit,) = limits.all_of(limits.limits())
    one = limits.example(limit, datetime(2026, 3, 2, 1, tzinfo=UTC), selectors.calendar_in_force().calendar)
    assert [moment for _level, moment in one.levels] == [datetime(2026, 3, day, 9, 30, tzinfo=UTC) for day in (3, 4)]
    assert one.levels[1][0] == selectors.in_words(services.Level.LISTED)  # one and a half days are two as well


def test_a_deadline_is_set_changed_and_its_exception_ended(admin: Client) -> None:
    address = reverse("incidents:deadline_set")
    filled = {"kind": "handle", "amount": "5", "unit": "working_days", "warn_percent": "80"}
    assert admin.post(address, filled).status_code == 302
    assert admin.post(address, filled | {"amount": "2.5", "unit": "hours", "category": WATER}).status_code == 302
    assert admin.post(address, filled | {"amount": "4"}).status_code == 302
    found = limits.all_of(limits.limits())
    assert [(one.category, one.amount) for one in found] == [("", Decimal(4)), (WATER, Decimal("2.5"))]
    assert admin.get(address, {"kind": "check"}).context["form"]["kind"].value() == "check"
    assert admin.post(reverse("incidents:deadline_end", args=[found[1].id])).status_code == 302
    assert [one.general for one in limits.all_of(limits.limits())] == [True]


def in_force() -> list[tuple[str, str, Decimal]]:
    return [(one.category, one.organisation, one.amount) for one in limits.all_of(limits.limits())]


def test_changing_an_organisations_deadline_leaves_the_general_one_alone(admin: Client) -> None:
    station = make.organisation(make.county(), name="水利站")
    days = {"kind": services.ClockKind.HANDLE, "unit": services.Unit.WORKING_DAYS, "actor": SYSTEM}
    services.set_deadline(amount=10, **days)
    services.set_deadline(amount=20, organisation_id=station.id, **days)
    services.set_deadline(amount=3, organisation_id=station.id, category=WATER, **days)
    listed = admin.get(reverse("incidents:deadlines"))
    (own,) = [one for one in limits.all_of(limits.limits()) if one.organisation and not one.category]
    address = reverse("incidents:deadline", args=[own.id])
    assert f'href="{address}"' in listed.content.decode()
    page = admin.get(address)
    assert "水利站" in words(page)
    assert page.context["form"]["amount"].value() == "20"
    # What a form sends about the organisation does not count: an exception stays one for whom it is.
    elsewhere = {"kind": "check", "category": PLAIN, "organisation": ""}
    sent = {"amount": "15", "unit": "working_days", "warn_percent": "70"} | elsewhere
    assert admin.post(address, sent).status_code == 302
    assert in_force() == [("", "", 10), ("", "水利站", 15), (WATER, "水利站", 3)]


def test_a_deadline_that_ended_meanwhile_is_not_changed(admin: Client) -> None:
    services.set_deadline(kind=services.ClockKind.SIGN, amount=4, unit=services.Unit.HOURS, actor=SYSTEM)
    (one,) = limits.all_of(limits.limits())
    services.end_deadline(rule_id=one.id, actor=SYSTEM)
    sent = {"amount": "6", "unit": "hours", "warn_percent": "80"}
    answer = admin.post(reverse("incidents:deadline", args=[one.id]), sent, follow=True)
    assert "ended or was changed" in words(answer)
    assert in_force() == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "1.5"}, "amount"),
        ({"amount": "20000"}, "amount"),
        ({"unit": "moons"}, "unit"),
        ({"warn_percent": "101"}, "warn_percent"),
        ({"category": "nowhere"}, "category"),
    ],
)
def test_what_cannot_be_a_deadline_comes_back(admin: Client, wrong: dict[str, str], field: str) -> None:
    filled = {"kind": "handle", "amount": "5", "unit": "working_days", "warn_percent": "80"} | wrong
    answer = admin.post(reverse("incidents:deadline_set"), filled)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not DeadlineRule.objects.exists()


def test_the_table_asks_no_more_for_many_deadlines_than_for_few(admin: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(reverse("incidents:deadlines")).status_code == 200
        return len(captured)

    services.set_deadline(kind=services.ClockKind.SIGN, amount=4, unit=services.Unit.HOURS, actor=SYSTEM)
    few = asked()
    for kind in services.ClockKind:
        for category in (WATER, PLAIN):
            services.set_deadline(kind=kind, amount=3, unit=services.Unit.HOURS, category=category, actor=SYSTEM)
    assert asked() == few <= 16


def test_a_deadline_that_ended_is_known_to_have_ended() -> None:
    with clock.fixed(datetime(2026, 3, 2, 1, tzinfo=UTC)):
        services.set_deadline(kind=services.ClockKind.SIGN, amount=4, unit=services.Unit.HOURS, actor=SYSTEM)
        (one,) = limits.all_of(limits.limits())
        services.end_deadline(rule_id=one.id, actor=SYSTEM)
    assert DeadlineRule.objects.get().ended_at == datetime(2026, 3, 2, 1, tzinfo=UTC)
