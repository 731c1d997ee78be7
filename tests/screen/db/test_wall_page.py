"""The wall: page, fragments and map of one's own area, in few queries."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from factories import areas as make
from factories import cameras as make_cameras
from fengqiao.areas.selectors import SYSTEM, AreaView, Role
from fengqiao.cameras.domain.alarm import AlarmState
from fengqiao.cameras.models import Alarm
from fengqiao.core import clock, journal
from fengqiao.screen import selectors, services
from fengqiao.screen.selectors.water import water_file
from lookout.contract import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> AreaView:
    return make.town()


@pytest.fixture
def home(town: AreaView) -> AreaView:
    return make.village(town, name="鹤田村委会")


@pytest.fixture
def desk(client: Client, town: AreaView) -> Client:
    client.force_login(make.account(Role.OPERATOR, town), backend="django.contrib.auth.backends.ModelBackend")
    return client


def feed(village: AreaView) -> selectors.Feed:
    viewer = make.actor(Role.OPERATOR, village)
    return selectors.feed(viewer, day_began=selectors.began(clock.now()))


def test_the_page_stands_where_the_journal_stands_and_holds_no_inline_script(desk: Client, home: AreaView) -> None:
    make_cameras.raise_alarm(make_cameras.camera(home))
    page = desk.get("/screen/")
    html = page.content.decode()
    assert page.status_code == 200
    assert f'data-seq="{journal.head()}"' in html
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", html, re.S)
    assert all("src=" in attributes or "application/json" in attributes for attributes, _ in scripts)
    assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
    assert "有人靠近深水" in html


def test_the_map_holds_ones_own_area_only(desk: Client, home: AreaView) -> None:
    make.grid(home)
    make_cameras.camera(home, name="鹤田村河边1号")
    elsewhere = make.village()
    make.grid(elsewhere)
    make_cameras.camera(elsewhere, name="别处")
    data = desk.get("/screen/map.json").json()
    assert [one["properties"]["name"] for one in data["cameras"]["features"]] == ["鹤田村河边1号"]
    assert len(data["grids"]["features"]) == 1
    assert data["grids"]["features"][0]["geometry"]["type"] == "Polygon"
    ring = data["grids"]["features"][0]["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert [place["name"] for place in data["places"]] == ["鹤田村"]
    (west, south), (east, north) = data["bounds"]
    assert west < 113.63 < east
    assert south < 23.78 < north
    camera = data["cameras"]["features"][0]["properties"]
    assert camera == {**camera, "ai": True, "bearing": 90.0, "look": "quiet"}
    assert list(desk.get("/screen/map.json?only=cameras").json()) == ["cameras"]


def test_the_map_of_an_empty_area_is_the_whole_country(desk: Client) -> None:
    data = desk.get("/screen/map.json").json()
    assert data["cameras"]["features"] == []
    assert data["bounds"] == [[73.5, 18.0], [135.0, 53.6]]


def test_water_comes_from_the_data_folder_and_a_broken_file_is_left_out(
    desk: Client, settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    assert desk.get("/screen/map.json").json()["water"]["features"] == []
    water_file().parent.mkdir()
    line = {"type": "LineString", "coordinates": [[113.6, 23.7], [113.7, 23.8]]}
    water_file().write_text(json.dumps({"features": [{"geometry": line, "properties": {"weight": 2}}]}))
    (found,) = desk.get("/screen/map.json").json()["water"]["features"]
    assert (found["geometry"], found["properties"]) == (line, {"weight": 2.0})
    water_file().write_text("{")
    assert desk.get("/screen/map.json").json()["water"]["features"] == []


def test_neither_page_nor_map_nor_feed_asks_more_with_more_rows(
    desk: Client, home: AreaView, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make.grid(home)
    speaker = make_cameras.speaker(home)
    for _ in range(8):
        make_cameras.raise_alarm(make_cameras.camera(home, speakers=[speaker]))
    for address, most in {"/screen/": 34, "/screen/map.json": 12, "/screen/feed/": 14, "/screen/summary/": 18}.items():
        desk.get(address)
        with django_assert_max_num_queries(most):
            assert desk.get(address).status_code == 200


def test_cards_come_in_the_order_of_need(town: AreaView, home: AreaView) -> None:
    rubbish = make_cameras.raise_alarm(make_cameras.camera(home, kind=Kind.RUBBISH), kind=Kind.RUBBISH)
    river = make_cameras.raise_alarm(make_cameras.camera(home))
    taken = make_cameras.raise_alarm(make_cameras.camera(home))
    Alarm.objects.filter(pk=taken.id).update(state=AlarmState.ACCEPTED, accepted_at=clock.now())
    done = make_cameras.raise_alarm(make_cameras.camera(home))
    Alarm.objects.filter(pk=done.id).update(state=AlarmState.CLOSED)
    found = feed(town)
    assert [[card.id for card in group.cards] for group in found.groups] == [
        [river.id, rubbish.id],
        [taken.id],
        [done.id],
    ]
    assert [group.cards[0].size for group in found.groups] == ["full", "full", "line"]
    assert (found.open, found.quiet_words) == (3, "")
    first = found.groups[0].cards[0]
    assert first.severity == 3
    assert first.next_at == river.raised_at + timedelta(seconds=45)
    assert str(river.newest_id) in first.picture


def test_a_quiet_feed_says_who_watches(town: AreaView, home: AreaView) -> None:
    assert "登记探头" in feed(town).quiet_words
    make_cameras.camera(home)
    assert "1 个探头在册，0 路正在分析" in feed(town).quiet_words


def test_the_sentence_of_the_moment(town: AreaView, home: AreaView) -> None:
    viewer = make.actor(Role.OPERATOR, town)

    def said() -> tuple[str, str]:
        now = selectors.summary(viewer, now=clock.now())
        return now.sentence, now.tone

    assert said() == ("现在平安，今天还没有告警。", "done")
    first = make_cameras.raise_alarm(make_cameras.camera(home))
    make_cameras.raise_alarm(make_cameras.camera(home))
    assert said() == ("鹤田村 2 起告警等人接警。", "danger")
    Alarm.objects.update(state=AlarmState.ACCEPTED, accepted_at=first.raised_at + timedelta(seconds=30))
    assert said() == ("鹤田村 2 起告警处理中。", "due")
    Alarm.objects.filter(pk=first.id).update(state=AlarmState.SAFE, safe_at=clock.now())
    sentence, _tone = said()
    assert re.fullmatch(r"鹤田村 1 起告警处理中，最近一次 \d\d:\d\d 鹤田村已确认安全。", sentence)
    figures = {figure.label: figure for figure in selectors.summary(viewer, now=clock.now()).figures}
    assert figures["今日告警"].value == "2"
    assert (figures["接警中位数"].value, figures["接警中位数"].unit) == ("30", "秒")


def test_a_silent_engine_is_said(town: AreaView) -> None:
    viewer = make.actor(Role.OPERATOR, town)
    figures = {figure.label: figure for figure in selectors.summary(viewer, now=clock.now()).figures}
    assert (figures["视频分析"].value, figures["视频分析"].tone) == ("尚无", "due")


def test_the_focus_offers_what_can_be_done_now_and_nothing_of_another_place(
    desk: Client, town: AreaView, home: AreaView
) -> None:
    secretary = make.worker(Role.VILLAGE_SECRETARY, home)
    alarm = make_cameras.raise_alarm(make_cameras.camera(home))
    found = selectors.focus(make.actor(Role.OPERATOR, town), alarm.id)
    assert [action.key for action in found.actions] == ["a", "g", "e", "f"]
    assert secretary.name in [person.name for person in found.candidates]
    assert [line.words for line in found.history][-1] == "摄像头发出告警"
    html = desk.get(f"/screen/alarms/{alarm.id}/").content.decode()
    assert secretary.name in html
    assert 'data-key="a"' in html
    elsewhere = make_cameras.raise_alarm(make_cameras.camera(make.village()))
    assert desk.get(f"/screen/alarms/{elsewhere.id}/").status_code == 404


def test_silencing_the_sound_needs_a_reason_and_is_written_down(desk: Client) -> None:
    before = journal.head()
    assert desk.post("/screen/sound/", {"minutes": "5", "reason": "because"}).status_code == 409
    assert desk.post("/screen/sound/", {"minutes": "999", "reason": "call"}).status_code == 409
    assert desk.post("/screen/sound/", {"minutes": "x", "reason": "call"}).status_code == 409
    assert journal.head() == before
    assert desk.post("/screen/sound/", {"minutes": "5", "reason": "call"}).status_code == 204
    assert journal.head() == before + 1


def test_closing_waits_for_safety(desk: Client, home: AreaView) -> None:
    alarm = make_cameras.raise_alarm(make_cameras.camera(home))
    answer = desk.post(f"/screen/alarms/{alarm.id}/close/")
    assert answer.status_code == 409
    assert "安全" in answer.content.decode()
    with pytest.raises(services.NotReadyToClose):
        services.check_and_close(alarm_id=alarm.id, note="", actor=SYSTEM)


def test_others_learn_nothing_of_the_screen(client: Client, town: AreaView) -> None:
    client.force_login(make.account(Role.ANALYST, town), backend="django.contrib.auth.backends.ModelBackend")
    for address in ("/screen/", "/screen/map.json", "/screen/feed/", "/screen/summary/"):
        assert client.get(address).status_code == 404
