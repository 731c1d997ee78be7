"""A neighbour books with name and telephone; a robot that fills in everything at once does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from factories import centre as make_centre
from fengqiao.centre.models import Booking, SignUp
from fengqiao.centre.views.robots import seal
from fengqiao.core import clock
from fengqiao.incidents.services import limits

pytestmark = pytest.mark.django_db


def test_the_form_is_for_people() -> None:
    house = make_centre.centre()
    room = make_centre.room(house)
    path = f"/n/{house.key}/rooms/{room.code}/"
    now = clock.now()
    day = timezone.localdate(now) + timedelta(days=1)
    form = {"day": day.isoformat(), "start": "09:00", "end": "10:00", "name": "江阿婆", "phone": "1000000001"}
    client = Client()
    with clock.fixed(now - timedelta(seconds=10)):
        looked_at = seal()
    with clock.fixed(now):
        for robot in ({}, {"shown": seal()}, {"shown": "1"}, {"shown": looked_at, "website": "spam"}):
            assert client.post(path, {**form, **robot}).status_code == 422
        assert not Booking.objects.exists()
        answer = client.post(path, {**form, "shown": looked_at, "at": "door"})
        assert answer.status_code == 302
        made = Booking.objects.get()
        assert (made.name, made.came, answer["Location"]) == ("江阿婆", "door", f"/n/b/{made.code}/")
        assert client.get(f"/n/b/{made.code}/booking.ics").content.startswith(b"BEGIN:VCALENDAR\r\n")
        assert client.post(f"/n/b/{made.code}/back/").status_code == 302
        made.refresh_from_db()
        assert made.state == "cancelled"


def test_a_robot_does_not_sign_up_and_what_was_typed_is_only_text() -> None:
    house = make_centre.centre()
    one = make_centre.activity(house, places=1)
    path = f"/n/{house.key}/a/{one.code}/"
    now = clock.now()
    client = Client()
    form = {"name": "<b>阿梅</b>", "people": "1", "wait": "1", "pictured": "1"}
    with clock.fixed(now - timedelta(seconds=10)):
        looked_at = seal()
    with clock.fixed(now):
        for robot in ({}, {"shown": seal()}, {"shown": looked_at, "website": "spam"}):
            assert client.post(path, {**form, **robot}).status_code == 422
        child = client.post(path, {**form, "shown": looked_at, "child": "1"})
        assert child.status_code == 422
        assert "&lt;b&gt;阿梅&lt;/b&gt;" in child.content.decode()
        assert not SignUp.objects.exists()
        answer = client.post(path, {**form, "shown": looked_at})
        mine = SignUp.objects.get()
        assert (answer.status_code, answer["Location"], mine.pictured) == (302, f"/n/s/{mine.code}/", True)
        page = client.get(answer["Location"]).content.decode()
        assert "阿梅" not in page
        assert "<svg" in page
        assert "阿梅" not in client.get(path).content.decode()
        client.post(f"/n/s/{mine.code}/pictures/", {"agrees": "no"})
        client.post(f"/n/s/{mine.code}/back/")
        mine.refresh_from_db()
        assert (mine.seat, mine.pictured) == ("back", False)
        assert b"STATUS:CANCELLED" in client.get(f"/n/s/{mine.code}/activity.ics").content
        assert client.post(f"/n/s/{mine.code}/nothing/").status_code == 404


def test_a_robot_that_tries_without_end_is_sent_away_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    house = make_centre.centre()
    one, room = make_centre.activity(house), make_centre.room(house)
    monkeypatch.setitem(limits.MOST, limits.What.ACT, 3)
    client, now = Client(), clock.now()
    with clock.fixed(now - timedelta(seconds=10)):
        looked_at = seal()
    form = {"name": "阿梅", "people": "1", "wait": "1", "shown": looked_at, "website": "spam"}
    with clock.fixed(now):
        answers = [client.post(f"/n/{house.key}/a/{one.code}/", form).status_code for _each in range(4)]
        assert answers == [422, 422, 422, 429]
        assert client.post(f"/n/{house.key}/rooms/{room.code}/", form).status_code == 429
    assert not SignUp.objects.exists()
