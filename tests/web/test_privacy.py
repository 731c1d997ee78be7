"""The public page of what is kept: its times are those of the timers, its cameras those of the register."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from django.test import Client

from factories import areas as make
from factories import cameras as make_cameras
from factories import centre as make_centre
from fengqiao.areas.selectors import SYSTEM
from fengqiao.cameras.domain import watch
from fengqiao.cameras.models import Camera
from fengqiao.centre import services as centre
from fengqiao.config import privacy
from fengqiao.fieldwork.services import shifts
from fengqiao.fieldwork.services.outbox import forgetting
from fengqiao.incidents.services import limits
from fengqiao.incidents.services.held import KEPT

pytestmark = pytest.mark.django_db
PAGE = "/privacy/"


def shown(language: str = "en") -> str:
    answer = Client(headers={"accept-language": language}).get(PAGE)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_each_time_is_the_one_by_which_a_timer_deletes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert privacy.UNSENT_KEPT is KEPT
    numbers = iter(range(211, 300))
    expected = []
    for module, name, unit in (
        (privacy, "UNSENT_KEPT", "hours"),
        (limits, "KEPT", "days"),
        (centre, "KEEP_DAYS", ""),
        (centre, "SIGNUP_KEPT", "days"),
        (centre, "READER_DAYS", ""),
        (shifts, "KEPT_DAYS", ""),
        (forgetting, "KEPT", "days"),
        (forgetting, "VOICE_DAYS", ""),
        (watch, "ERASE_HOURS", ""),
    ):
        count = next(numbers)
        monkeypatch.setattr(module, name, timedelta(**{unit: count}) if unit else count)
        expected.append(f"{count} {unit or name.split('_')[-1].lower()}")
    page = shown()
    assert [words for words in expected if words not in page] == []
    assert set(privacy.times().values()) >= set(expected)
    assert {"72 hours", "30 days", "12 hours"} <= set(privacy.times().values())


def test_cameras_are_counted_by_kind_of_place_and_nobody_reads_where_they_stand() -> None:
    village = make.village()
    for place, count in (("river", 2), ("school_gate", 1)):
        for _each in range(count):
            made = make_cameras.camera(village)
            Camera.objects.filter(pk=made.pk).update(place_type=place, name="鹤田河边暗号")
    Camera.objects.filter(pk=make_cameras.camera(village).pk).update(in_operation=False)
    page = shown()
    assert "3 cameras run now. River bank 2 · School gate 1" in page
    assert "鹤田河边暗号" not in page
    assert "Toilet · Changing room" in page
    assert "0 cameras" not in page


def test_everybody_finds_it_and_whom_to_ask() -> None:
    house = make_centre.centre()
    centre.change_centre(centre_id=house.id, phone="1000000188", actor=SYSTEM)
    page = shown("zh-CN")
    assert "您的权利" in page
    assert f'href="/n/{house.key}/privacy/"' in page
    assert "1000000188" in page
    for path in ("/", f"/n/{house.key}/", "/f/", "/r/", PAGE):
        answer = Client().get(path, follow=True)
        assert (answer.status_code, f'href="{PAGE}"' in answer.content.decode()) == (200, True), path
