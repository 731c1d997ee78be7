"""Around a dispute: a room of the centre, the hint that it came back, the ledger that leaves the house."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
import python_calamine
from django.test import Client
from django.urls import reverse

from factories import areas as make
from factories import centre as make_centre
from factories.mediation import Table
from fengqiao.areas.models import User
from fengqiao.areas.selectors import Actor, Role
from fengqiao.centre.services.guests import room_for_session
from fengqiao.core import clock
from fengqiao.core.models import JournalEntry
from fengqiao.mediation import receivers, services
from fengqiao.mediation.domain.disputes import Sensitive
from fengqiao.mediation.models import Session
from fengqiao.mediation.selectors.repeats import repeats

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Table:
    return Table.lay()


def client_of(actor: Actor) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def answer(kind: str) -> JournalEntry:
    entry = JournalEntry.objects.filter(kind=kind).order_by("-seq").first()
    assert entry is not None
    return entry


def test_the_centre_books_a_room_and_answers(house: Table) -> None:
    centre = make_centre.centre(house.village)
    make_centre.room(centre, name="大厅", capacity=60)
    small = make_centre.room(centre, name="小会议室", capacity=10)
    start = (clock.now() + timedelta(days=1)).replace(hour=2, minute=0)  # ten in the morning in China
    while start.weekday() > 4:
        start += timedelta(days=1)
    one = house.talking()
    plan = services.Plan(starts_at=start, ends_at=start + timedelta(hours=1), room=True)
    ids = [services.plan_session(dispute_id=one.id, plan=plan, actor=house.mediator) for _ in range(3)]
    for entry in JournalEntry.objects.filter(kind="mediation.room_wanted").order_by("seq"):
        room_for_session(wanted=entry.payload)
    for entry in JournalEntry.objects.filter(kind="centre.room_for_session").order_by("seq"):
        receivers.rooms(entry)
    rows = [Session.objects.get(pk=pk) for pk in ids]
    assert [row.room_state for row in rows] == ["booked", "booked", "refused"]
    assert small.name in rows[0].room_words
    assert "大厅" in rows[1].room_words


def test_a_town_without_a_centre_gets_an_answer_too(house: Table) -> None:
    session = house.session(house.talking(), room=True)
    room_for_session(wanted=answer("mediation.room_wanted").payload)
    receivers.rooms(answer("centre.room_for_session"))
    assert Session.objects.get(pk=session).room_state == "refused"


def test_a_quarrel_that_came_back_is_hinted_at_to_who_may_read_it(house: Table) -> None:
    first, again = house.dispute(), house.dispute(place="别处")
    private = house.dispute(sensitive=Sensitive.OTHER)
    house.dispute(names=("江阿明", "另一人"), place="第三处")
    assert {each.dispute.id for each in repeats(house.mediator, again)} == {first.id, private.id}
    assert [each.dispute.id for each in repeats(house.operator, again)] == [first.id]


def test_the_ledger_leaves_without_names_and_without_formulas(house: Table) -> None:
    house.dispute(subject="=HYPERLINK(1)", names=("江阿明", "石小宝"))
    house.dispute(subject="秘密的事", names=("雷大宝", "水小宝"), sensitive=Sensitive.VIOLENCE)
    made = client_of(house.clerk).get(reverse("mediation:export"), {"show": "all"})
    assert made.status_code == 200
    book = python_calamine.load_workbook(io.BytesIO(made.content))
    cells = [str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert "=HYPERLINK(1)" in cells
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(made.content)).read("xl/worksheets/sheet1.xml")
    assert "江**、石**" in cells
    assert not any(word in cell for cell in cells for word in ("江阿明", "雷", "秘密"))
    entry = answer("mediation.exported")
    assert (entry.payload["lines"], entry.actor) == (2, house.clerk.person_id)


def test_lists_and_pages_show_no_protected_name(house: Table) -> None:
    private = house.dispute(subject="秘密的事", names=("雷大宝", "水小宝"), sensitive=Sensitive.VIOLENCE)
    page = client_of(house.clerk).get(reverse("mediation:list"), {"show": "all"}).content.decode()
    assert private.spoken in page
    assert not any(word in page for word in ("雷大宝", "雷**", "秘密"))
    secretary = make.actor(Role.VILLAGE_SECRETARY, house.village)
    assert private.spoken not in client_of(secretary).get(reverse("mediation:list"), {"show": "all"}).content.decode()
    event = client_of(house.operator).get(reverse("incidents:page", args=[private.code])).content.decode()
    assert not any(word in event for word in ("雷大宝", "水小宝", "秘密"))


def test_what_was_typed_comes_back_with_the_refusal(house: Table) -> None:
    one = house.talking()
    client = client_of(house.mediator)
    session = house.session(one)
    data = {"session": str(session), "minutes": "双方谈了很久"}
    page = client.post(reverse("mediation:act", args=[one.code, "held"]), data)
    assert page.status_code == 422
    assert "双方谈了很久" in page.content.decode()
    sheet = {"form": "written", "facts": "很长的经过", "rows": "1", "p0-words": "修好", "p0-due_on": ""}
    page = client.post(reverse("mediation:agreement_act", args=[one.code, "draw"]), sheet)
    assert page.status_code == 422
    assert "很长的经过" in page.content.decode()


@pytest.mark.parametrize("rows", ["-3", "x", "999", "²", ""])
def test_a_broken_sheet_is_refused_not_crashed(house: Table, rows: str) -> None:
    one = house.talking()
    page = client_of(house.mediator).post(
        reverse("mediation:agreement_act", args=[one.code, "draw"]), {"rows": rows, "p0-by": "x", "p0-due_on": "?"}
    )
    assert page.status_code == 422
