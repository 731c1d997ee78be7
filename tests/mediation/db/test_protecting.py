"""What is written down too late: a protection, a name; and notes that were wrong."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factories import mediation as make_mediation
from factories.mediation import Table
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import clock, journal
from fengqiao.core.models import JournalEntry
from fengqiao.incidents import selectors as events
from fengqiao.incidents import services as incidents
from fengqiao.incidents.selectors import search
from fengqiao.mediation import selectors, services
from fengqiao.mediation.domain.agreements import PromiseState
from fengqiao.mediation.domain.disputes import Consent, Outcome, Sensitive, Stand
from fengqiao.points import selectors as points
from fengqiao.points.models import Transfer

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Table:
    return Table.lay()


def client_of(actor: Actor) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_protected_later_nothing_of_it_stays_where_many_read(house: Table) -> None:
    one = house.talking(subject="三号楼的家事", place="三号楼二单元")
    assert events.incident(house.operator, one.incident_id).title == "三号楼的家事"
    services.protect(dispute_id=one.id, why=Sensitive.VIOLENCE, actor=house.mediator)
    event = events.incident(house.operator, one.incident_id)
    assert (event.title, event.place, event.no_place_reason) == ("受保护的纠纷", "", "为保护当事人不公开。")
    assert search.find(house.operator, search.Wanted(text="三号楼")).hits == []
    told = JournalEntry.objects.filter(kind__startswith="incidents.")
    assert told.filter(kind="incidents.reworded").count() == 1
    assert not any("三号楼" in f"{entry.payload}{entry.private}" for entry in told)
    page = client_of(house.operator).get(reverse("incidents:page", args=[one.code])).content.decode()
    assert "三号楼" not in page
    # Its own people go on reading what it is about, and its way goes on.
    assert selectors.dispute(house.mediator, one.id).subject == "三号楼的家事"
    services.conclude(dispute_id=one.id, outcome=Outcome.TO_COURT, words="不愿谈", actor=house.mediator)
    assert journal.verify() == []


def test_a_minor_who_joins_later_protects_the_event_too(house: Table) -> None:
    one = house.dispute(subject="校门口的争执")
    child = services.PartySheet(name="小宝", stand=Stand.ANSWERS, minor=True, representative="石大宝")
    services.add_party(dispute_id=one.id, sheet=child, actor=house.mediator)
    assert events.incident(house.operator, one.incident_id).title == "受保护的纠纷"


def test_a_name_that_is_put_right_is_masked_on_boards(house: Table) -> None:
    one = house.dispute(subject="江阿明的排水沟", names=("江阿铭", "石小宝"))
    assert events.incident(house.operator, one.incident_id).title == "江阿明的排水沟"
    first = selectors.parties_of(one.id)[0]
    services.note_consent(party_id=first.id, wants=True, actor=house.mediator)
    data = {"party": str(first.id), "p-name": "江阿明", "p-kind": "person", "p-phone": "10000012345"}
    answer = client_of(house.mediator).post(reverse("mediation:act", args=[one.code, "party-changed"]), data)
    assert answer.status_code == 302
    changed = selectors.parties_of(one.id)[0]
    assert (changed.name, changed.phone, changed.stand) == ("江阿明", "10000012345", Stand.ASKS)
    assert changed.consent is Consent.YES
    assert events.incident(house.operator, one.incident_id).title == "江**的排水沟"
    assert not any("江阿明" in f"{entry.payload}" for entry in JournalEntry.objects.all())


def test_a_party_is_put_right_on_the_page_and_only_there(house: Table) -> None:
    one, other = house.dispute(), house.dispute()
    client = client_of(house.mediator)
    first = selectors.parties_of(one.id)[0]
    url = reverse("mediation:act", args=[one.code, "party-changed"])
    page = client.get(reverse("mediation:page", args=[one.code])).content.decode()
    assert f'action="{url}"' in page
    assert f'value="{first.phone}"' in page
    refused = client.post(url, {"party": str(first.id), "p-name": "", "p-kind": "person", "p-address": "老屋"})
    assert refused.status_code == 422
    assert 'value="老屋"' in refused.content.decode()
    strangers = selectors.parties_of(other.id)[0]
    assert client.post(url, {"party": str(strangers.id), "p-name": "谁", "p-kind": "person"}).status_code == 404
    agreed = house.agreed()
    page = client.get(reverse("mediation:page", args=[agreed.code])).content.decode()
    assert "party-changed" not in page


def test_a_promise_that_was_noted_wrongly_is_watched_again_from_the_page(house: Table) -> None:
    one = house.agreed()
    made = selectors.agreement_of(one.id)
    assert made is not None
    (promise,) = made.promises
    client = client_of(house.mediator)
    url = reverse("mediation:act", args=[one.code, "open-again"])
    page = reverse("mediation:page", args=[one.code])
    assert url not in client.get(page).content.decode()
    services.settle(promise_id=promise.id, kept=True, actor=house.mediator)
    assert url in client.get(page).content.decode()
    refused = client.post(url, {"promise": str(promise.id), "why": " "})
    assert refused.status_code == 422
    assert client.post(url, {"promise": str(promise.id), "why": "记成别人的了"}).status_code == 302
    again = selectors.agreement_of(one.id)
    assert again is not None
    assert (again.promises[0].state, again.promises[0].note) == (PromiseState.OPEN, "记成别人的了")


@pytest.mark.usefixtures("in_english")
def test_pending_points_say_how_far_the_dispute_is(house: Table) -> None:
    incidents.seed_calendar(actor=SYSTEM)
    for kind in incidents.ClockKind:
        incidents.set_deadline(kind=kind, amount=8, unit=incidents.Unit.HOURS, actor=SYSTEM)
    plain, private = house.talking(), house.talking(sensitive=Sensitive.OTHER)
    for one in (plain, private):
        house.held(one)
    evidences = set(Transfer.objects.filter(evidence__startswith="incident:").values_list("evidence", flat=True))
    assert evidences == {f"incident:{one.incident_id}" for one in (plain, private)}
    found = points.waiting(evidences)
    said = found[f"incident:{plain.incident_id}"]
    assert said.words.endswith("It is now: Being mediated.")
    assert said.until is not None
    assert said.until > clock.now()
    # Of a protected one its event alone is told.
    assert "mediat" not in found[f"incident:{private.incident_id}"].words


def test_who_wrote_it_down_alone_is_not_who_puts_it_right_later(house: Table) -> None:
    one = house.dispute()
    first = selectors.parties_of(one.id)[0]
    sheet = make_mediation.parties("江阿明", "石小宝")[0]
    changed = services.change_party(party_id=first.id, sheet=sheet, actor=SYSTEM)
    assert changed.name == "江阿明"
    assert client_of(house.operator).post(
        reverse("mediation:act", args=[one.code, "party-changed"]),
        {"party": str(first.id), "p-name": "谁", "p-kind": "person"},
    ).status_code == 404  # fmt: skip
    assert selectors.parties_of(one.id)[0].name == "江阿明"
