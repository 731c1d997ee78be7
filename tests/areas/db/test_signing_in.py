"""Signing in: five wrong passwords lock the account, and a session ends with the account or its password."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client

from factories import areas as make
from fengqiao.areas import services
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Role

pytestmark = pytest.mark.django_db
PAGE = "/accounts/login/"


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return make.account(Role.VILLAGE_SECRETARY, make.village())


def sign_in(client: Client, user: User, password: str = make.PASSWORD, address: str = "203.0.113.1") -> bool:
    client.post(PAGE, {"login": user.username, "password": password}, REMOTE_ADDR=address)
    return "_auth_user_id" in client.session


def test_the_right_password_signs_in_and_a_wrong_one_does_not(user: User) -> None:
    assert not sign_in(Client(), user, "wrong")
    assert sign_in(Client(), user)


def test_five_wrong_passwords_lock_the_account_from_everywhere(user: User) -> None:
    for number in range(5):
        assert not sign_in(Client(), user, "wrong", f"203.0.113.{number}")
    assert AccessAttempt.objects.filter(username=user.username).exists()
    assert not sign_in(Client(), user, address="198.51.100.7")


def test_four_wrong_passwords_do_not_lock(user: User) -> None:
    for number in range(4):
        sign_in(Client(), user, "wrong", f"203.0.113.{number}")
    assert sign_in(Client(), user)


def test_a_lock_touches_no_other_account(user: User) -> None:
    other = make.account(Role.OPERATOR, make.town())
    for number in range(6):
        sign_in(Client(), user, "wrong", f"203.0.113.{number}")
    assert sign_in(Client(), other)


def test_a_session_ends_when_the_account_is_disabled(user: User, client: Client) -> None:
    assert sign_in(client, user)
    assert client.get("/accounts/password/change/").status_code == 200
    services.disable_account(user_id=user.pk, actor=SYSTEM)
    assert client.get("/accounts/password/change/").status_code == 302
    assert not sign_in(Client(), user)
    services.enable_account(user_id=user.pk, actor=SYSTEM)
    assert sign_in(Client(), user)


def test_a_session_ends_when_the_password_changes(user: User, client: Client) -> None:
    assert sign_in(client, user)
    services.set_password(user_id=user.pk, password="another-long-one-2", actor=SYSTEM)
    assert client.get("/accounts/password/change/").status_code == 302
    assert sign_in(Client(), user, "another-long-one-2")


def test_nobody_signs_up(client: Client) -> None:
    before = User.objects.count()
    form = {"username": "newcomer", "password1": make.PASSWORD, "password2": make.PASSWORD}
    client.post("/accounts/signup/", form)
    assert User.objects.count() == before


def test_a_second_factor_can_be_switched_on(user: User, client: Client) -> None:
    sign_in(client, user)
    answer = client.get("/accounts/2fa/totp/activate/", follow=True)
    assert answer.status_code == 200


def test_the_lock_opens_by_itself(user: User) -> None:
    for number in range(5):
        sign_in(Client(), user, "wrong", f"203.0.113.{number}")
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= timedelta(minutes=16)
        attempt.save()
    cache.clear()
    assert sign_in(Client(), user)
