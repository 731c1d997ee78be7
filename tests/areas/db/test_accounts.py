"""Accounts: opened for people with a duty; the first one by a link that works once."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from factories import areas as make
from fengqiao.areas import services
from fengqiao.areas.models import SetupLink, User
from fengqiao.areas.selectors import SYSTEM, AreaView, Role, actor_of
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.core.models import JournalEntry

pytestmark = pytest.mark.django_db
FORM = {"name": "林见山", "username": "first", "password1": make.PASSWORD, "password2": make.PASSWORD}


@pytest.fixture
def county() -> AreaView:
    return make.county()


def link(county: AreaView, role: str = "system_admin") -> str:
    out = StringIO()
    call_command("first_account", "--area", county.code, "--role", role, "--site", "https://example.test/", stdout=out)
    # The county of the factories is in the same scheme as the official list.
    assert out.getvalue().startswith("https://example.test/setup/")
    return out.getvalue().strip().removeprefix("https://example.test")


def test_a_fresh_installation_has_no_account(county: AreaView) -> None:
    assert not User.objects.exists()


def test_the_link_makes_one_administrator_once(county: AreaView, client: Client) -> None:
    page = link(county)
    assert client.get(page).status_code == 200
    assert client.post(page, FORM).status_code == 302
    user = User.objects.get()
    assert actor_of(user).has(Role.SYSTEM_ADMIN)
    assert actor_of(user).area_ids == (county.id,)
    assert not user.is_superuser
    assert client.get(page).status_code == 404
    assert client.post(page, FORM | {"username": "second"}).status_code == 404
    assert User.objects.count() == 1
    with pytest.raises(CommandError):
        link(county)
    assert link(county, "audit_admin")


def test_the_link_runs_out_and_is_kept_as_a_hash(county: AreaView, client: Client) -> None:
    page = link(county)
    secret = page.split("/")[2]
    assert not SetupLink.objects.filter(token_hash=secret).exists()
    assert secret not in str(list(JournalEntry.objects.values()))
    with clock.fixed(clock.now() + timedelta(hours=25)):
        assert client.get(page).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"password2": "different"}, {"password1": "short", "password2": "short"}, {"username": "a b"}, {"name": ""}],
)
def test_a_wrong_form_makes_nothing_and_keeps_the_link(county: AreaView, client: Client, wrong: dict[str, str]) -> None:
    page = link(county)
    answer = client.post(page, FORM | wrong)
    assert answer.status_code == 422
    assert make.PASSWORD not in answer.content.decode()
    assert not User.objects.exists()
    assert client.get(page).status_code == 200


def test_the_command_wants_an_area_first() -> None:
    with pytest.raises(CommandError, match="areas import"):
        call_command("first_account", "--area", "441821")


def test_an_administrator_opens_accounts_in_scope_only(county: AreaView) -> None:
    admin = make.actor(Role.SYSTEM_ADMIN, county)
    home, foreign = make.village(make.town(county)), make.village()
    mine, other, idle = make.worker(Role.VOLUNTEER, home), make.worker(Role.VOLUNTEER, foreign), make.person(home)
    services.open_account(person_id=mine.id, username="mine", password=make.PASSWORD, actor=admin)
    for stranger in (other, idle):
        with pytest.raises(NotYours):
            services.open_account(person_id=stranger.id, username="x", password=make.PASSWORD, actor=admin)


@pytest.mark.parametrize("username", ["taken", "TAKEN", "a b", ""])
def test_user_names_that_are_refused(county: AreaView, username: str) -> None:
    first, second = make.worker(Role.ANALYST, county), make.worker(Role.ANALYST, county)
    services.open_account(person_id=first.id, username="taken", password=None, actor=SYSTEM)
    with pytest.raises(services.AccountRefused):
        services.open_account(person_id=second.id, username=username, password=make.PASSWORD, actor=SYSTEM)


def test_one_account_a_person(county: AreaView) -> None:
    user = make.account(Role.ANALYST, county)
    assert user.person_id is not None
    with pytest.raises(services.AccountRefused):
        services.open_account(person_id=user.person_id, username="again", password=make.PASSWORD, actor=SYSTEM)


@pytest.mark.parametrize("password", ["short", "12345678901", "password123"])
def test_weak_passwords_are_refused(county: AreaView, password: str) -> None:
    user = make.account(Role.ANALYST, county)
    with pytest.raises(services.AccountRefused):
        services.set_password(user_id=user.pk, password=password, actor=SYSTEM)


def test_people_change_their_own_password_and_nobody_elses(county: AreaView) -> None:
    one, two = make.account(Role.ANALYST, county), make.account(Role.ANALYST, county)
    services.set_password(user_id=one.pk, password="my-own-new-one-3", actor=actor_of(one))
    with pytest.raises(NotYours):
        services.set_password(user_id=two.pk, password="my-own-new-one-3", actor=actor_of(one))


def test_no_secret_is_in_the_journal(county: AreaView) -> None:
    user = make.account(Role.ANALYST, county)
    services.set_password(user_id=user.pk, password="my-own-new-one-3", actor=SYSTEM)
    said = str(list(JournalEntry.objects.values()))
    assert "my-own-new-one-3" not in said
    assert make.PASSWORD not in said


def test_preferences_stay_with_the_account(county: AreaView) -> None:
    user = make.account(Role.ANALYST, county)
    services.set_preferences(language="zh-hant", elder=True, actor=actor_of(user))
    user.refresh_from_db()
    assert (user.language, user.elder) == ("zh-hant", True)
