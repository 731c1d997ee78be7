"""One calendar of everything, without anybody's name: page, sheet and feed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from factories import centre as make_centre
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM
from fengqiao.centre import services
from fengqiao.centre.domain.rooms import Came
from fengqiao.centre.selectors import CentreView, happenings
from fengqiao.centre.selectors.happenings import What
from fengqiao.centre.services import Wanted
from fengqiao.core import clock
from fengqiao.incidents.services import STRANGER

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)  # Thursday, seven in the morning
DAY = date(2026, 11, 26)
SECRETS = ("江阿婆", "1000000001", "生日", "测试邻居", "1000000002")


@pytest.fixture
def house() -> CentreView:
    """A centre with one of each on one day."""
    with clock.fixed(NOW):
        made = make_centre.centre()
        room = make_centre.room(made, name="阅览室")
        birthday = Wanted(day=DAY, start=time(9), end=time(10), purpose="孩子生日", name="江阿婆", phone="1000000001")
        services.book(room_id=room.id, wanted=birthday, actor=STRANGER)
        one = make_centre.activity(made, days=0, room_id=room.id, place="", title="读书会; 来吧")
        make_centre.signup(one, "测试邻居", phone="1000000002")
        off = make_centre.activity(made, days=0, title="露天电影")
        services.cancel_activity(activity_id=off.id, reason="下雨", actor=SYSTEM)
        at = datetime.combine(DAY, time(20), tzinfo=timezone.get_current_timezone())
        services.plan_meeting(centre_id=made.id, title="十一月例会", at=at, place="活动室", actor=SYSTEM)
    return made


def test_everything_of_a_day_in_order_and_of_a_room_only_that_it_is_taken(house: CentreView) -> None:
    found = happenings.happenings(house, DAY, DAY)
    assert [(one.what, one.title, one.cancelled) for one in found] == [
        (What.RECEPTION, "", False),
        (What.ROOM, "", False),
        (What.ACTIVITY, "读书会; 来吧", False),
        (What.ACTIVITY, "露天电影", True),
        (What.COUNCIL, "十一月例会", False),
    ]
    inside = happenings.happenings(house, DAY, DAY, inside=True)
    assert [one.title for one in inside if one.what is What.ROOM] == ["孩子生日"]
    saturday = DAY + timedelta(days=2)
    assert happenings.happenings(house, saturday, saturday) == []


def test_pages_sheet_and_feed_hold_no_names(house: CentreView) -> None:
    client = Client(headers={"accept-language": "zh-CN"})
    with clock.fixed(NOW):
        for query in (
            "",
            "?view=week",
            "?show=activity",
            "?day=2026-11-01",
            "?day=0001-01-01",
            "?day=9999-12-31&view=x",
        ):
            page = client.get(f"/n/{house.key}/calendar/{query}")
            assert page.status_code == 200
            assert not [secret for secret in SECRETS if secret in page.content.decode()]
        assert "读书会; 来吧" in client.get(f"/n/{house.key}/calendar/").content.decode()
        feed = client.get(f"/n/{house.key}/calendar.ics").content.decode()
        assert not [secret for secret in SECRETS if secret in feed]
        assert "读书会\\; 来吧" in feed.replace("\r\n ", "")
        assert feed.count("STATUS:CANCELLED") == 1
        rooms = client.get(f"/n/{house.key}/calendar.ics?rooms=1").content.decode()
        assert rooms.count("BEGIN:VEVENT") == feed.count("BEGIN:VEVENT") + 1
        assert not [secret for secret in SECRETS if secret in rooms]
        for size in ("a4", "a3"):
            assert client.get(f"/n/{house.key}/calendar-{size}.pdf").content.startswith(b"%PDF")
        assert client.get(f"/n/{house.key}/calendar-a5.pdf").status_code == 404


def test_the_house_reads_what_for_and_finds_its_ways(house: CentreView) -> None:
    with clock.fixed(NOW):
        member = make_centre.member(house)
    client = Client(headers={"accept-language": "zh-CN"})
    user = User.objects.get(person_id=member.person_id)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with clock.fixed(NOW):
        page = client.get(f"/centre/{house.id}/calendar/").content.decode()
    assert "孩子生日" in page
    assert "江阿婆" not in page
    assert "/centre/bookings/" in page
    assert "/centre/activities/" in page


def test_a_councils_booking_is_there_once(house: CentreView) -> None:
    with clock.fixed(NOW):
        room = make_centre.room(house)
        wanted = Wanted(day=DAY, start=time(15), end=time(16), purpose="例会", came=Came.COUNCIL)
        services.book(room_id=room.id, wanted=wanted, actor=SYSTEM)
        found = happenings.happenings(house, DAY, DAY)
    assert sum(one.what is What.ROOM for one in found) == 2
