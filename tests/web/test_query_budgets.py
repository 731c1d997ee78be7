"""How many queries a page may make, however many rows it shows. A page that asks once for each row fails here."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.incidents import PLAIN, Way
from fengqiao.areas.models import User
from fengqiao.areas.selectors import Actor
from fengqiao.incidents import services
from fengqiao.incidents.selectors import Step

pytestmark = pytest.mark.django_db

# page, query, the most queries; about eight of them are session, account, duties and the transaction.
BUDGETS: tuple[tuple[str, dict[str, str], int], ...] = (
    ("incidents:list", {}, 24),
    ("incidents:list", {"show": "all"}, 24),
    ("incidents:list", {"show": "over"}, 24),
    ("incidents:search", {"q": "水域"}, 30),
    ("incidents:search", {"q": "shuiyu", "show": "open"}, 30),
    ("incidents:search", {}, 16),
    ("incidents:list", {"show": "all", "page": "2"}, 24),
    ("incidents:tray", {}, 28),
    ("incidents:tray", {"tab": "accepted"}, 28),
    ("incidents:tray", {"tab": "overdue"}, 28),
    ("incidents:tray", {"tab": "answered", "q": "水域"}, 28),
    ("incidents:board", {}, 28),
    ("incidents:board", {"q": "水域"}, 28),
    ("incidents:board_export", {}, 28),
    ("incidents:board", {"holder": "centre"}, 28),
    ("incidents:holders", {}, 22),
    ("incidents:afterwards", {}, 28),
    ("cameras:alarms", {}, 24),
    ("points:mine", {}, 24),
)


@pytest.fixture
def way() -> Way:
    return Way.lay()


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def queries(client: Client, page: str, query: dict[str, str]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(reverse(page), query).status_code == 200
    return len(captured)


def some(way: Way) -> None:
    """A few events at every point of the way, with joint tasks and followers."""
    for step in (Step.ACCEPT, Step.DISPATCH, Step.SIGN, Step.CLOSE):
        way.until(step, PLAIN)
    way.reported()
    event = way.until(Step.SIGN)
    services.remind(incident_id=event.id, text="快", actor=way.operator)


def test_pages_ask_no_more_for_many_rows_than_for_few(way: Way) -> None:
    """All pages with few rows and with many: the same number of queries, and never more than the budget."""
    desk, agency = client_of(way.operator), client_of(way.secretary)
    some(way)

    def asked(page: str, query: dict[str, str]) -> int:
        return queries(agency if page == "incidents:tray" else desk, page, query)

    few = {number: asked(page, query) for number, (page, query, _) in enumerate(BUDGETS)}
    for _ in range(3):
        some(way)
    found = {
        f"{page} {query}": (few[number], asked(page, query), most) for number, (page, query, most) in enumerate(BUDGETS)
    }
    over = {name: counts for name, counts in found.items() if counts[1] > counts[2] or counts[1] > counts[0]}
    assert over == {}, f"(with few rows, with many, budget): {over}"


@pytest.mark.parametrize("handler", [lambda way: way.secretary, lambda way: way.dispatcher])
def test_an_events_page_stays_within_its_budget(way: Way, handler: Callable[[Way], Actor]) -> None:
    event = way.until(Step.CLOSE)
    client = client_of(handler(way))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("incidents:page", args=[event.code])).status_code == 200
    assert len(captured) <= 60


def test_the_search_reads_its_index(way: Way) -> None:
    """However few rows there are: the planner is told not to read them all."""
    some(way)
    client = client_of(way.operator)
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("incidents:search"), {"q": "水域"})
    sentence = next(one["sql"] for one in captured if "FROM incidents_searchrow" in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute("EXPLAIN " + sentence)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Bitmap Index Scan on incident_search" in plan
