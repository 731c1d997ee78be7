"""Routing rules as those see them who keep them: the table, the form, the trial, and Excel in and out."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import urlencode

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import areas as make
from factories.incidents import DISPUTE, PLAIN, WATER, Way
from factories.settings import workbook
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, OrganisationView, Role
from fengqiao.core import clock, journal
from fengqiao.incidents import selectors, services
from fengqiao.incidents.models import RoutingRule

pytestmark = pytest.mark.django_db
HEAD = ["Category's code", "Area's code", "Organisation", "Part", "Duty", "Withdraw it"]


def client_of(actor: Actor, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def way() -> Way:
    return Way.lay()


@pytest.fixture
def dispatcher(way: Way) -> Client:
    return client_of(way.dispatcher)


@pytest.fixture
def station(way: Way) -> OrganisationView:
    return make.organisation(way.village, name="水利站")


def rule_of(way: Way, category: str = WATER) -> RoutingRule:
    return RoutingRule.objects.get(category__code=category, part="lead", ended_at__isnull=True)


def form(way: Way, station: OrganisationView, **more: str) -> dict[str, str]:
    one = {"category": WATER, "place": str(way.village.id), "to": str(station.id), "part": "lead", "basis": "place"}
    return one | more


def route(way: Way, category: str = WATER) -> str:
    found = selectors.route(category=category, area_id=way.village.id)
    return make_name(found.organisation_id) if found else ""


def make_name(organisation_id: Any) -> str:
    from fengqiao.areas import selectors as areas

    return areas.organisation(organisation_id).name


def test_the_table_shows_leads_and_those_who_join_in_one_line_and_is_searched(
    way: Way, dispatcher: Client, station: OrganisationView
) -> None:
    services.set_route(
        category=WATER,
        area_id=way.village.id,
        organisation_id=station.id,
        part=services.RulePart.JOINT,
        actor=way.dispatcher,
    )
    page = dispatcher.get(reverse("incidents:routing"))
    (line,) = [line for line in page.context["lines"] if line.category == WATER]
    assert ([one.organisation for one in line.leads], [one.organisation for one in line.joins]) == (
        ["测试村委会"],
        ["水利站"],
    )
    found = dispatcher.get(reverse("incidents:routing"), {"q": "水利"})
    assert [line.category for line in found.context["lines"]] == [WATER]
    assert "No rule fits" in words(dispatcher.get(reverse("incidents:routing"), {"q": "\0nothing of the kind"}))
    assert "No rules yet" in words(
        client_of(make.actor(Role.DISPATCHER, make.county())).get(reverse("incidents:routing"))
    )


def test_a_rule_is_seen_before_it_counts_and_then_replaces_the_lead(
    way: Way, dispatcher: Client, station: OrganisationView
) -> None:
    way.reported()
    way.reported(PLAIN)
    address = reverse("incidents:route_new")
    seen = dispatcher.post(address, form(way, station, **{"try": "1"}))
    assert seen.status_code == 200
    assert (seen.context["tried"].now.lead, seen.context["tried"].then.lead) == ("测试村委会", "水利站")
    assert (seen.context["moved"].seen, seen.context["moved"].count) == (2, 1)
    assert route(way) == "测试村委会"  # nothing counts yet
    assert dispatcher.post(address, form(way, station, save="1")).status_code == 302
    assert route(way) == "水利站"
    assert RoutingRule.objects.filter(category__code=WATER, ended_at__isnull=False).count() == 1


def test_a_suggested_rule_opens_the_form_filled_in_with_what_it_would_change(
    way: Way, dispatcher: Client, station: OrganisationView
) -> None:
    asked = urlencode({"category": WATER, "place": str(way.village.id), "to": str(station.id)})
    page = dispatcher.get(f"{reverse('incidents:route_new')}?{asked}")
    assert page.status_code == 200
    assert page.context["form"]["to"].value() == str(station.id)
    assert page.context["tried"].then.lead == "水利站"


@pytest.mark.parametrize(
    "wrong", [{"category": "nowhere"}, {"to": ""}, {"place": "x"}, {"part": "boss"}, {"basis": ""}]
)
def test_what_cannot_be_a_rule_comes_back_with_what_was_typed(
    way: Way, dispatcher: Client, station: OrganisationView, wrong: dict[str, str]
) -> None:
    head = journal.head()
    answer = dispatcher.post(reverse("incidents:route_new"), form(way, station, save="1") | wrong)
    assert answer.status_code == 422
    assert set(wrong) <= set(answer.context["form"].errors)
    assert journal.head() == head


def test_nobody_makes_rules_outside_their_areas(way: Way, dispatcher: Client, station: OrganisationView) -> None:
    elsewhere = make.village()
    answer = dispatcher.post(
        reverse("incidents:route_new"), form(way, station, save="1") | {"place": str(elsewhere.id)}
    )
    assert answer.status_code == 422
    secretary_too = client_of(way.operator)
    assert secretary_too.post(reverse("incidents:route_new"), form(way, station, save="1")).status_code == 404
    assert reverse("incidents:route_new") not in secretary_too.get(reverse("incidents:routing")).content.decode()


def test_a_withdrawn_rule_says_why_and_the_page_showed_what_follows(way: Way, dispatcher: Client) -> None:
    way.reported()
    one = rule_of(way)
    address = reverse("incidents:route", args=[one.pk])
    page = dispatcher.get(address)
    assert page.context["tried"].then.lead == ""
    assert page.context["moved"].count == 1
    dispatcher.post(reverse("incidents:route_withdraw", args=[one.pk]), {"reason": "并入水务局"})
    assert route(way) == ""
    assert "并入水务局" in words(dispatcher.get(address))
    assert "withdrawn" in words(dispatcher.get(reverse("incidents:routing"), {"ended": "1"}))


def test_the_trial_explains_every_rule_and_reads_the_rules_of_that_time(
    way: Way, dispatcher: Client, station: OrganisationView
) -> None:
    assert way.village.parent_id is not None
    far = make.organisation(way.village, name="镇办")
    services.set_route(category=WATER, area_id=way.village.parent_id, organisation_id=far.id, actor=way.dispatcher)
    before = clock.now()
    services.set_route(category=WATER, area_id=way.village.id, organisation_id=station.id, actor=way.dispatcher)
    case = {"category": WATER, "place": str(way.village.id)}
    page = dispatcher.get(reverse("incidents:routing_trial"), case)
    tried = page.context["tried"]
    assert tried.now.lead == "水利站"
    assert [one.organisation for one in tried.now.sentences] == ["水利站", "镇办"]
    assert "It goes to 水利站, because" in words(page)
    assert "a rule for a nearer area counts first" in words(page)
    from fengqiao.incidents.selectors import rule_trial

    then = rule_trial.try_out(category=WATER, area_id=way.village.id, at=before)
    assert then.now.lead == "测试村委会"
    nobody = words(dispatcher.get(reverse("incidents:routing_trial"), {**case, "category": DISPUTE}))
    assert "测试村委会" in nobody
    RoutingRule.objects.filter(category__code=DISPUTE).update(ended_at=clock.now())
    assert "Make a rule for this case" in words(
        dispatcher.get(reverse("incidents:routing_trial"), {**case, "category": DISPUTE})
    )


def test_the_trial_agrees_with_the_routing_of_events(way: Way, station: OrganisationView) -> None:
    """Two readers of the same rules: the page's book, and the one that dispatches."""
    from fengqiao.areas import selectors as areas
    from fengqiao.incidents.selectors import routing, rule_trial

    town = way.village.parent_id
    assert town is not None
    for part, basis, area in (("lead", "owner", town), ("joint", "place", town), ("able", "place", way.village.id)):
        services.set_route(
            category=WATER,
            area_id=area,
            organisation_id=station.id,
            part=services.RulePart(part),
            basis=services.Basis(basis),
            actor=SYSTEM,
        )
    lineage = areas.area(way.village.id).lineage
    for category in (WATER, DISPUTE, PLAIN):
        told = routing.decision_for(category=category, area_id=way.village.id)
        assert rule_trial.book().decide(category, lineage) == told


def send(client: Client, content: bytes) -> HttpResponse:
    return client.post(reverse("incidents:routing_import"), {"file": SimpleUploadedFile("规则.xlsx", content)})


def test_a_sheet_is_a_draft_that_cases_are_tried_under_until_it_is_brought_in(
    way: Way, dispatcher: Client, station: OrganisationView
) -> None:
    area = way.village.code
    content = workbook(
        HEAD,
        [WATER, area, "水利站", "leads", "", ""],
        [PLAIN, area, "测试村委会", "", "", ""],
        [DISPUTE, area, "测试村委会", "", "", 1],
    )
    answer = send(dispatcher, content)
    assert answer.status_code == 302
    preview = dispatcher.get(answer["Location"])
    assert preview.context["counts"] == {"new": 0, "replaces": 1, "ends": 1, "same": 1}
    kept = preview.context["kept"].id
    case = {"category": WATER, "place": str(way.village.id), "draft": str(kept)}
    tried = dispatcher.get(reverse("incidents:routing_trial"), case).context["tried"]
    assert (tried.now.lead, tried.then.lead, tried.differs) == ("测试村委会", "水利站", True)
    assert route(way) == "测试村委会"
    assert dispatcher.post(answer["Location"]).status_code == 302
    assert (route(way), route(way, DISPUTE)) == ("水利站", "")
    head = journal.head()
    assert dispatcher.post(answer["Location"]).status_code == 200  # once is enough
    assert journal.head() == head


def test_a_wrong_sheet_says_which_cell_and_how_to_mend_it_and_brings_nothing_in(
    way: Way, dispatcher: Client, station: OrganisationView
) -> None:
    area = way.village.code
    content = workbook(
        HEAD,
        ["nowhere", "000", "无此单位", "boss", "x", "perhaps"],
        [WATER, area, "水利站"],
        [WATER, area, "测试村委会"],
        [],
        [WATER, area, "水利站", "joins in", "", 1],
    )
    page = dispatcher.get(send(dispatcher, content)["Location"])
    assert [one.cell for one in page.context["problems"]] == ["A2", "B2", "C2", "D2", "E2", "F2", "C4", "F6"]
    head = journal.head()
    assert dispatcher.post(page.request["PATH_INFO"]).status_code == 422
    assert journal.head() == head
    back = dispatcher.get(reverse("incidents:routing_annotated", args=[page.context["kept"].id]))
    table = python_calamine.load_workbook(io.BytesIO(back.content)).get_sheet_by_index(0).to_python()
    assert "A2: " in table[1][6]
    assert table[2][6] == ""
    assert "C4: " in table[3][6]
    assert send(dispatcher, workbook(["a"], ["b"])).status_code == 422
    assert send(dispatcher, b"<html>").status_code == 422


def test_the_rules_go_out_in_the_readers_words_and_come_back_the_same(way: Way, station: OrganisationView) -> None:
    services.set_route(
        category=WATER,
        area_id=way.village.id,
        organisation_id=station.id,
        part=services.RulePart.JOINT,
        basis=services.Basis.OWNER,
        actor=SYSTEM,
    )
    client = client_of(way.dispatcher, "zh-hans")
    content = client.get(reverse("incidents:routing_sheet")).content
    page = client.get(send(client, content)["Location"])
    assert page.context["problems"] == ()
    assert page.context["counts"] == {"new": 0, "replaces": 0, "ends": 0, "same": 4}


def test_the_pages_ask_no_more_for_many_rules_than_for_few(way: Way, dispatcher: Client) -> None:
    def asked() -> list[int]:
        counts = []
        for name, query in (("routing", {}), ("routing_trial", {"category": WATER, "place": str(way.village.id)})):
            with CaptureQueriesContext(connection) as captured:
                assert dispatcher.get(reverse(f"incidents:{name}"), query).status_code == 200
            counts.append(len(captured))
        return counts

    few = asked()
    for number in range(6):
        services.set_route(
            category=WATER,
            area_id=way.village.id,
            organisation_id=make.organisation(way.village, name=f"单位{number}").id,
            part=services.RulePart.JOINT,
            actor=SYSTEM,
        )
    assert asked() == few
    assert max(few) <= 20
