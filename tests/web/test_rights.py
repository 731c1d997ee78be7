"""The rights table holds: everybody it allows and everybody it does not, for every address that there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import rights
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from rights import ANONYMOUS, GROUPS, NOBODY, ROWS, Row, Visitor

from factories import areas as make
from fengqiao.areas import services
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Role
from fengqiao.config import errors

BACKEND = "django.contrib.auth.backends.ModelBackend"
COUNTY = {Role.OPERATOR, Role.DISPATCHER, Role.ANALYST, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
TOWN = {Role.STUDIO_CLERK, Role.HANDLER, Role.MEDIATOR}


def addresses() -> list[tuple[str, str]]:
    """Every address as (name with namespace, pattern)."""

    def walk(resolver: URLResolver, space: str, before: str) -> Iterator[tuple[str, str]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield (f"{space}{entry.name}" if entry.name else ""), before + str(entry.pattern)
            else:
                inner = f"{space}{entry.namespace}:" if entry.namespace else space
                yield from walk(entry, inner, before + str(entry.pattern))

    return list(walk(get_resolver(), "", "/"))


def test_every_address_has_a_line() -> None:
    listed = {row.name for row in ROWS}
    missing = [
        f"{name or 'without a name'} ({pattern})"
        for name, pattern in addresses()
        if name not in listed and not (name and name.startswith(tuple(GROUPS)))
    ]
    assert not missing, (
        f"These addresses are not in the rights table: {', '.join(missing)}. Give each a name in urls.py and add a "
        "Row(name, method, allow=...) for every method that it answers to tests/web/rights/; its docstring says how."
    )


def test_every_line_has_an_address() -> None:
    known = {name for name, _ in addresses()}
    stale = sorted({row.name for row in ROWS} - known)
    assert not stale, f"These lines of tests/web/rights/ have no address any more: {', '.join(stale)}."


def test_the_world_covers_every_role() -> None:
    assert set(Role) | {ANONYMOUS, NOBODY} == rights.EVERYBODY


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class World:
    """One village with an account for every role in or above it, and a village elsewhere."""

    def __init__(self) -> None:
        county = make.county("本县")
        town = make.town(county, "本镇")
        self.home = make.village(town, "本村委会")
        self.foreign = make.village(make.town(make.county("外县"), "外镇"), "外村委会")
        places = {role: county if role in COUNTY else town if role in TOWN else self.home for role in Role}
        self.users: dict[Visitor, User] = {role: make.account(role, place) for role, place in places.items()}
        nobody = make.person(self.home)
        made = services.open_account(person_id=nobody.id, username="nobody", password=make.PASSWORD, actor=SYSTEM)
        self.users[NOBODY] = User.objects.get(pk=made)
        self.clients: dict[Visitor, Client] = {who: signed_in(user) for who, user in self.users.items()}
        self.clients[ANONYMOUS] = Client()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture(autouse=True)
def status_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two answers of three are refusals: their page, drawn five thousand times, is looked at in test_pages.py."""

    def bare(request: HttpRequest, template: str, status: int) -> HttpResponse:
        return HttpResponse(status=status)

    monkeypatch.setattr(errors, "_page", bare)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for the whole table, which costs as much as some forty requests; every request is undone."""
    with django_db_blocker.unblock(), undone():
        yield World()


def ask(row: Row, world: World, visitor: Visitor, args: Any) -> int:
    client = world.clients[visitor]
    address = reverse(row.name, kwargs=dict(args))
    headers = {"HX-Request": "true"} if row.htmx else {}
    form = dict(row.data(args)) if row.data else {}
    with undone():
        response = getattr(client, row.method.lower())(address, form, headers=headers)
        if response.streaming:
            # The client leaves streams open; closing one must not take the test's connection with it.
            request_finished.disconnect(close_old_connections)
            response.close()
            request_finished.connect(close_old_connections)
    return int(response.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_visitor_gets_the_answer_of_the_table(row: Row, world: World) -> None:
    expected = {visitor: row.expected(visitor) for visitor in rights.EVERYBODY}
    with undone():
        args = row.args(world.home) if row.args else {}
        got = {visitor: ask(row, world, visitor, args) for visitor in rights.EVERYBODY}
    wrong = [f"{who}: {got[who]} instead of {expected[who]}" for who in sorted(expected) if got[who] != expected[who]]
    assert not wrong, f"{row}: " + "; ".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("row", [row for row in ROWS if row.args and row.scoped], ids=str)
def test_what_lies_elsewhere_is_not_there(row: Row, world: World) -> None:
    assert row.args is not None
    with undone():
        args = row.args(world.foreign)
        got = {visitor: ask(row, world, visitor, args) for visitor in row.allow if visitor != ANONYMOUS}
    wrong = [f"{who} got {status}" for who, status in got.items() if status != 404]
    assert not wrong, f"{row} with a thing of another county must answer 404: " + "; ".join(wrong)


def unlisted() -> list[tuple[Row, Visitor]]:
    """One line of each address for the method, of GET and POST, that no line names; and who may use the other one."""
    listed = {(row.name, row.method) for row in ROWS}
    first = {row.name: row for row in reversed(ROWS)}
    return [
        (replace(row, method=method, data=None, allow=rights.NO_ONE), min({*row.allow} - {ANONYMOUS} or {NOBODY}))
        for name, row in first.items()
        for method in ("GET", "POST")
        if (name, method) not in listed
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("row", "insider"), unlisted(), ids=str)
def test_a_method_without_a_line_does_nothing(row: Row, insider: Visitor, world: World) -> None:
    with undone():
        args = row.args(world.home) if row.args else {}
        # A stranger who gets 405 instead of the sign-in page shows that the method is refused before anybody is asked
        # who they are: then one of those whom the address knows is enough.
        visitors = [insider] if ask(row, world, ANONYMOUS, args) == 405 else [*Role, NOBODY]
        got = {visitor: ask(row, world, visitor, args) for visitor in visitors}
    wrong = [f"{who} got {status}" for who, status in got.items() if status not in {403, 404, 405}]
    assert not wrong, (
        f"{row} is not in the rights table, yet it answers: {'; '.join(wrong)}. Put @require_GET or @require_POST on "
        "the view, or add the line."
    )


def test_no_line_is_written_twice() -> None:
    # The same address and method may stand twice with different arguments, but not with the same answers.
    seen = Counter((row.name, row.method, row.status, frozenset(row.allow), row.htmx) for row in ROWS)
    assert [key[:2] for key, times in seen.items() if times > 1] == []
