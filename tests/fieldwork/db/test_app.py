"""The app's page: small, whole without a network, and with everything that a telephone takes along."""

from __future__ import annotations

import gzip
import json
import posixpath
import re
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from factories import areas as make
from factories import fieldwork as phone
from factories import hazards as make_hazards
from factories.incidents import PLAIN, Way
from fengqiao.areas.models import User
from fengqiao.areas.selectors import Role, actor_of
from fengqiao.core import clock
from fengqiao.fieldwork.models import Conflict, OutboxItem
from fengqiao.fieldwork.selectors.hazards import ledger
from fengqiao.fieldwork.views import app
from fengqiao.incidents.models import Incident

pytestmark = pytest.mark.django_db
BUDGET = 150 * 1024
SOURCE = Path(app.__file__).resolve().parent.parent.parent
LISTED = re.compile(r"const ABOUT = (\{.*?\});")


@pytest.fixture
def user() -> User:
    return make.account(Role.GRID_WORKER, Way.lay().village)


@pytest.fixture
def client(user: User) -> Client:
    found = Client(headers={"accept-language": "en"})
    found.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return found


def file(address: str) -> Path:
    name = address.removeprefix("/static/")
    return SOURCE / name.split("/")[0] / "static" / name


def listed(client: Client) -> dict[str, object]:
    found = LISTED.search(client.get(reverse("fieldwork:worker")).content.decode())
    assert found is not None
    about: dict[str, object] = json.loads(found[1])
    return about


def test_the_first_use_costs_less_than_the_budget(client: Client) -> None:
    page = client.get(reverse("fieldwork:app")).content
    files = [file(str(one)) for one in listed(client)["files"]]
    plain = len(page) + sum(path.stat().st_size for path in files)
    packed = len(gzip.compress(page)) + sum(len(gzip.compress(path.read_bytes())) for path in files)
    assert plain < BUDGET, f"{plain / 1024:.0f} KiB, packed {packed / 1024:.0f} KiB"


def test_everything_that_a_script_imports_is_kept_for_the_start_without_a_network(client: Client) -> None:
    kept: set[str] = set(listed(client)["files"])
    for address in [one for one in kept if one.endswith(".js")]:
        for name in re.findall(r'(?:from|import\()\s*"(\.[^"]+)"', file(address).read_text("utf-8")):
            assert posixpath.normpath(posixpath.join(posixpath.dirname(address), name)) in kept, f"{address}: {name}"
    page = client.get(reverse("fieldwork:app")).content.decode()
    for address in re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', page):
        assert address in listed(client)["files"]


def test_the_page_holds_nothing_of_anybody_and_no_inline_script(client: Client, user: User) -> None:
    page = client.get(reverse("fieldwork:app")).content.decode()
    assert user.person is not None
    assert user.person.name not in page
    assert not re.search(r"<script(?![^>]*src=)", page)
    first, again = listed(client), listed(client)
    assert first["version"] == again["version"]
    client.cookies["django_language"] = "zh-hant"
    assert listed(client)["version"] != first["version"]


def test_what_the_telephone_takes_along(client: Client, user: User) -> None:
    actor = actor_of(user)
    draft = "0d3e6a52-8f6c-4a70-9d3a-0d7e3c5c2a11"
    for title in ("a", "b", "c"):
        base = {} if title == "a" else {"title": "a"}
        phone.send(actor, phone.item({"draft": draft, "base": base, "fields": {"title": title}}, kind="draft"))
    answer = client.get(reverse("fieldwork:state"))
    assert answer.headers["Cache-Control"].startswith("max-age=0")
    found = answer.json()
    assert found["mine"] == [str(actor.duties[0].grid_id)]
    assert found["grids"][0]["points"]
    assert found["categories"]
    assert [one["fields"]["title"] for one in found["drafts"]] == ["b"]
    (clash,) = found["conflicts"]
    assert (clash["here"], clash["there"]) == ("b", "c")
    (answered,) = phone.send(actor, phone.item({"conflict": clash["id"], "choice": "there"}, kind="choice"))
    assert answered.state == "done"
    found = client.get(reverse("fieldwork:state")).json()
    assert (found["conflicts"], found["drafts"][0]["fields"]["title"]) == ([], "c")
    assert Conflict.objects.get().here == "b"


def test_what_is_overdue_in_ones_grid_comes_along_and_nothing_of_others(client: Client) -> None:
    where, since = make.village(), clock.now() - timedelta(days=90)
    mine, other = (make.grid(where, since=since) for _ in range(2))
    worker = make.account(Role.GRID_WORKER, where, grid_id=mine)
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    with clock.fixed(clock.now() - timedelta(days=20)):
        late = make_hazards.check(where, ("fire-lights",), grid_id=mine)  # within 15 days
        make_hazards.check(where, ("fire-lights",), grid_id=other)
    make_hazards.check(where, ("fire-lights",), grid_id=mine)  # there is time
    tasks = client.get(reverse("fieldwork:state")).json()["tasks"]
    (hazard,) = ledger.hazards_of(late)
    assert [(one["url"], one["tone"]) for one in tasks] == [(reverse("fieldwork:hazard", args=[hazard.id]), "danger")]
    assert datetime.fromisoformat(tasks[0]["due"]) < clock.now()


def test_thirty_entries_wait_for_the_sign_in_and_then_arrive_once(client: Client, user: User) -> None:
    items = [phone.item({"category": PLAIN, "description": f"井盖{number}"}) for number in range(30)]

    def send(some: list[dict[str, Any]]) -> Any:
        body = json.dumps({"items": some, "sent_at": clock.now().isoformat()})
        return client.post(reverse("fieldwork:items"), body, content_type="application/json")

    Session.objects.all().delete()
    assert send(items).status_code == 302  # to the sign-in, which the telephone tells from an answer
    assert client.get(reverse("fieldwork:state")).status_code == 302
    assert not OutboxItem.objects.exists()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    parcels = [items[start : start + 5] for start in range(0, 30, 5)]  # as the telephone sends them
    answered = [one for _ in range(2) for some in parcels for one in send(some).json()["items"]]
    assert Counter(one["state"] for one in answered) == {"done": 30, "again": 30}
    assert Incident.objects.count() == 30


def test_what_waits_for_a_closed_account_goes_once_it_is_open_again(client: Client, user: User) -> None:
    """The telephone is sent to the sign-in, keeps its entries, and sends the same ones later."""
    body = {"items": [phone.item({"category": PLAIN, "description": "井盖"})], "sent_at": clock.now().isoformat()}

    def send() -> Any:
        return client.post(reverse("fieldwork:items"), json.dumps(body), content_type="application/json")

    User.objects.filter(pk=user.pk).update(is_active=False)
    assert send().status_code == 302
    assert not OutboxItem.objects.exists()
    User.objects.filter(pk=user.pk).update(is_active=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert [json.loads(send().content)["items"][0]["state"] for _ in range(2)] == ["done", "again"]
    assert client.post(reverse("fieldwork:items"), "[]", content_type="application/json").status_code == 422
