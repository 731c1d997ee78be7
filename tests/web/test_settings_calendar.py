"""The calendar as those see it who keep it."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import areas as make
from factories.incidents import Way
from factories.settings import workbook
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, Role
from fengqiao.incidents import selectors, services
from fengqiao.incidents.models import CalendarVersion

pytestmark = pytest.mark.django_db
HEAD = ["First day", "Last day", "Rest or work"]


def client_of(actor: Actor, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def admin() -> Client:
    return client_of(make.actor(Role.SYSTEM_ADMIN, make.county()))


def works(day: date) -> bool:
    return selectors.calendar_in_force().calendar.works(day)


def test_the_year_marks_days_in_words_as_well_as_in_colour(admin: Client) -> None:
    page = admin.get(reverse("incidents:calendar"), {"year": "2026"})
    text = page.content.decode()
    assert len(page.context["months"]) == 12
    assert page.context["off"] == text.count("day day--off")
    assert page.context["on"] == text.count("day day--on")
    assert 0 < page.context["on"] < page.context["off"]
    assert text.count('aria-hidden="true">休<') == page.context["off"] + 1  # and the legend
    assert "are not settled yet" not in words(page)
    assert "None of your own yet" in words(page)
    later = admin.get(reverse("incidents:calendar"), {"year": "2099"})
    assert "The holidays of 2099 are not settled yet" in words(later)
    assert admin.get(reverse("incidents:calendar"), {"year": "\0x"}).status_code == 200


def test_days_become_a_new_version_and_the_page_says_how_far_the_clocks_are(admin: Client) -> None:
    way = Way.lay()
    services.set_deadline(kind=services.ClockKind.ACCEPT, amount=8, unit=services.Unit.WORKING_DAYS, actor=SYSTEM)
    way.reported()
    known = selectors.calendar_in_force().calendar.known_until
    filled = {"first": "2031-03-04", "last": "2031-03-05", "works": "0", "note": "发大水"}
    answer = admin.post(reverse("incidents:calendar_days"), filled)
    assert answer["Location"].endswith("?year=2031")
    assert [works(date(2031, 3, day)) for day in (3, 4, 5, 6)] == [True, False, False, True]
    assert selectors.calendar_in_force().calendar.known_until == known  # one day settles no year
    page = words(admin.get(answer["Location"]))
    assert "0 of 1" in page
    assert "发大水" in page
    fragment = admin.get(reverse("incidents:calendar_progress"))
    assert "hx-trigger" in fragment.content.decode()
    services.recount_clocks()
    fragment = admin.get(reverse("incidents:calendar_progress"))
    assert "hx-trigger" not in fragment.content.decode()
    assert "is counted on the calendar in force" in words(fragment)
    version = CalendarVersion.objects.get()
    seen = words(admin.get(reverse("incidents:calendar_version", args=[version.pk])))
    assert "March 4, 2031 – March 5, 2031" in seen
    assert "clocks counted anew" in seen


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"first": "soon"}, "first"),
        ({"first": "1999-01-01"}, "first"),
        ({"last": "2031-03-03"}, "last"),
        ({"last": "2031-04-30"}, "last"),
        ({"works": ""}, "works"),
        ({"note": ""}, "note"),
    ],
)
def test_days_that_cannot_be_come_back_with_what_was_typed(admin: Client, wrong: dict[str, str], field: str) -> None:
    filled = {"first": "2031-03-04", "last": "2031-03-05", "works": "0", "note": "发大水"} | wrong
    answer = admin.post(reverse("incidents:calendar_days"), filled)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not CalendarVersion.objects.exists()


def test_hours_are_written_as_people_write_them_and_refused_when_they_overlap(admin: Client) -> None:
    address = reverse("incidents:calendar_hours")
    for bad in ("all day", "09:00-08:00", "08:00-12:00, 11:00-13:00", "25:00-26:00"):
        answer = admin.post(address, {"hours": bad, "note": "夏令"})
        assert answer.status_code == 422
        assert "hours" in answer.context["form"].errors
    assert admin.post(address, {"hours": "8:00–12:00，15:00至18:00", "note": "夏令"}).status_code == 302
    page = words(admin.get(reverse("incidents:calendar")))
    assert "08:00–12:00, 15:00–18:00" in page
    assert "夏令" in page


def send(client: Client, content: bytes) -> HttpResponse:
    return client.post(reverse("incidents:calendar_import"), {"file": SimpleUploadedFile("放假.xlsx", content)})


def test_a_year_comes_in_from_excel_and_is_then_settled(admin: Client) -> None:
    rows = [["2031年10月1日", "2031-10-07", "放假"], ["2031/10/11", "", "work"], [], ["2031.9.28", "", "班"]]
    answer = send(admin, workbook(HEAD, *rows))
    page = admin.get(answer["Location"])
    assert page.context["problems"] == ()
    assert works(date(2031, 10, 1))  # nothing counts yet
    assert admin.post(answer["Location"], {"settled": "on", "note": "国办发明电"}).status_code == 302
    assert [works(date(2031, 10, day)) for day in (1, 3, 7, 8, 11)] == [False, False, False, True, True]
    assert works(date(2031, 9, 28))
    assert selectors.calendar_in_force().calendar.known_until == date(2031, 12, 31)
    assert admin.post(answer["Location"], {"note": ""}).status_code == 200  # once is enough
    assert CalendarVersion.objects.count() == 1


def test_a_wrong_sheet_says_which_cell_and_how_to_mend_it(admin: Client) -> None:
    rows = [
        ["2031-02-30", "x", "perhaps"],
        ["2031-10-01", "2031-10-07", "rest"],
        ["2031-10-07", "", "work"],
        ["2031-10-09", "2031-10-08", "rest"],
    ]
    answer = send(admin, workbook(HEAD, *rows))
    page = admin.get(answer["Location"])
    assert [one.cell for one in page.context["problems"]] == ["A2", "B2", "C2", "A4", "B5"]
    assert admin.post(answer["Location"], {"settled": "on"}).status_code == 422
    assert not CalendarVersion.objects.exists()
    back = admin.get(reverse("incidents:calendar_annotated", args=[page.context["kept"].id]))
    table = python_calamine.load_workbook(io.BytesIO(back.content)).get_sheet_by_index(0).to_python()
    assert "row 3" in table[3][3]
    assert send(admin, workbook(["a"], ["b"])).status_code == 422


def test_a_year_goes_out_in_the_readers_words_and_comes_back_the_same() -> None:
    admin = client_of(make.actor(Role.SYSTEM_ADMIN, make.county()), "zh-hans")
    content = admin.get(reverse("incidents:calendar_sheet"), {"year": "2026"}).content
    page = admin.get(send(admin, content)["Location"])
    assert page.context["problems"] == ()
    assert len(page.context["sheet"].days) > 20
    assert page.context["sheet"].changes == ()


def test_the_desk_reads_the_calendar_without_buttons_to_change_it() -> None:
    operator = client_of(make.actor(Role.OPERATOR, make.county()))
    text = operator.get(reverse("incidents:calendar"), {"year": "2099"}).content.decode()
    for name in ("calendar_days", "calendar_hours", "calendar_import"):
        assert reverse(f"incidents:{name}") not in text


def test_the_year_asks_no_more_for_many_versions_than_for_few(admin: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(reverse("incidents:calendar")).status_code == 200
        return len(captured)

    services.publish_calendar(days={date(2031, 1, 2): False}, actor=SYSTEM)
    asked()
    few = asked()
    for day in range(3, 8):
        services.publish_calendar(days={date(2031, 1, day): False}, actor=SYSTEM)
    asked()
    assert asked() == few <= 20
