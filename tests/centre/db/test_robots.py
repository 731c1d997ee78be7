"""A neighbour books with name and telephone; a robot that fills in everything at once does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from factories import centre as make_centre
from fengqiao.centre.models import Booking
from fengqiao.centre.views.robots import seal
from fengqiao.core import clock

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
