"""Pages as a browser without a script gets them: what they show, and how they answer what is wrong."""

from __future__ import annotations

import json
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation

from factories import areas as make
from factories import cameras as make_cameras
from fengqiao.areas.models import User
from fengqiao.areas.selectors import AreaView, Role
from fengqiao.cameras.models import Camera
from fengqiao.cameras.selectors import SEE, AlarmView
from fengqiao.config import errors
from fengqiao.core.errors import Refused
from fengqiao.ui.context import ELDER_COOKIE

pytestmark = pytest.mark.django_db
SCRIPT = {"HTTP_X_REQUESTED_WITH": "fetch"}


def signed_in(role: Role, where: AreaView) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make.account(role, where), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def village() -> AreaView:
    return make.village(name="鹤田村委会")


@pytest.fixture
def river(village: AreaView) -> Camera:
    return make_cameras.camera(
        village, name="鹤田村河边1号", code="HT-R1", main_stream="rtsp://admin:geheim@10.0.0.3/1"
    )


# --- the front door ----------------------------------------------------------------------------------------------


def test_strangers_are_told_what_this_is_in_chinese_first(client: Client) -> None:
    page = client.get("/", headers={"accept-language": "zh-CN"}).content.decode()
    assert "小事不出村，大事不出镇" in page
    assert '<html lang="zh-Hans"' in page
    assert reverse("account_login") in page


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (Role.OPERATOR, "screen:wall"),
        (Role.VILLAGE_SECRETARY, "duty:home"),
        (Role.GRID_LEAD, "duty:home"),
        (Role.STUDIO_CLERK, "fieldwork:studio"),
        (Role.SYSTEM_ADMIN, "cameras:list"),
        (Role.AUDIT_ADMIN, "points:mine"),
    ],
)
def test_each_role_opens_on_its_work(village: AreaView, role: Role, name: str) -> None:
    assert signed_in(role, village).get("/").url == reverse(name)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_is_shown_a_link_that_is_not_there_for_them(village: AreaView, role: Role) -> None:
    client = signed_in(role, village)
    assert client.get("/", follow=True).status_code == 200
    page = client.get(reverse("points:mine"))
    row, *more = re.findall(r'<nav class="m(?:ainnav|enu__panel)".*?</nav>', page.content.decode(), re.S)
    assert not more or row.count("<li>") == 8
    for href in re.findall(r'href="([^"]+)"', "".join([row, *more])):
        assert client.get(href).status_code == 200, href


def test_demo_accounts_stand_on_the_sign_in_page_only_in_the_demonstration(client: Client) -> None:
    with override_settings(DEMO=False):
        page = client.get(reverse("account_login")).content.decode()
        assert "zhiban" not in page
        assert "fengqiao-demo" not in page
    with override_settings(DEMO=True):
        page = client.get(reverse("account_login")).content.decode()
        assert 'data-account="zhiban"' in page
        assert "demo-banner" in page


def test_text_size_and_language_are_remembered(client: Client) -> None:
    client.post(reverse("ui:elder"), {"size": "24", "next": "/styleguide/"})
    # The telephone app reads and writes it, too.
    assert not client.cookies[ELDER_COOKIE]["httponly"]
    client.post(reverse("set_language"), {"language": "zh-hant", "next": "/"})
    page = client.get(reverse("ui:styleguide")).content.decode()
    assert 'data-elder="24"' in page
    assert '<html lang="zh-Hant"' in page
    assert "設計規範" in page
    client.post(reverse("ui:elder"), {"size": ""})
    assert "data-elder" not in client.get("/").content.decode()


def test_the_text_size_switch_leads_nowhere_else(client: Client) -> None:
    assert client.post(reverse("ui:elder"), {"size": "20", "next": "https://example.org/"}).url == "/"


@pytest.mark.parametrize("theme", ["paper", "wall"])
def test_the_style_guide_shows_both_themes(client: Client, theme: str) -> None:
    assert f'data-theme="{theme}"' in client.get(reverse("ui:styleguide"), {"theme": theme}).content.decode()


# --- when something did not work -----------------------------------------------------------------------------------


def test_a_missing_page_says_what_is_safe_and_what_next(client: Client) -> None:
    answer = client.get("/nowhere/", headers={"accept-language": "zh-CN"})
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_a_crash_gives_an_incident_number_that_is_in_the_log(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr("fengqiao.ui.views.examples.context", broken)
    client.raise_request_exception = False
    answer = client.get(reverse("ui:styleguide"))
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "secret of the inside" not in page
    incident = re.search(r'<strong class="number">(\w{8})</strong>', page)
    assert incident is not None
    assert any(incident[1] in record.getMessage() for record in caplog.records)


def test_a_refusal_is_told_in_its_own_words(rf: object) -> None:
    class TooLate(Refused):
        """Too late."""

    middleware = errors.RefusalMiddleware(lambda request: errors.not_found(request, Exception()))
    request = rf.post("/x/", **SCRIPT)
    answer = middleware.process_exception(request, TooLate("It is over."))
    assert answer is not None
    assert answer.status_code == 409
    assert json.loads(answer.content) == {"message": "It is over."}
    assert middleware.process_exception(request, ValueError()) is None


def test_a_form_without_its_token_is_refused_in_words(village: AreaView) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-CN"})
    answer = client.post(reverse("ui:elder"), {"size": "20"})
    assert answer.status_code == 403
    assert "没有提交" in answer.content.decode()


# --- cameras -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["htc", "hetian", "鹤田", "HT-R1"])
def test_cameras_are_found_as_people_type(village: AreaView, river: Camera, wanted: str) -> None:
    make_cameras.camera(village, name="别处", code="X-9", spoken=False)
    page = signed_in(Role.OPERATOR, village).get(reverse("cameras:list"), {"q": wanted}).content.decode()
    assert "鹤田村河边1号" in page
    if wanted == "HT-R1":
        assert "X-9" not in page


def test_filters_of_the_register_leave_what_fits(village: AreaView, river: Camera) -> None:
    client = signed_in(Role.OPERATOR, village)
    for query, shown in (
        ({"state": "live"}, False),
        ({"state": "unknown"}, True),
        ({"ai": "1"}, True),
        ({"ai": "0"}, False),
        ({"village": str(village.id)}, True),
        ({"village": str(uuid4())}, False),
    ):
        assert (river.name in client.get(reverse("cameras:list"), query).content.decode()) is shown, query


def test_the_password_of_a_stream_is_never_shown_again(village: AreaView, river: Camera) -> None:
    client = signed_in(Role.SYSTEM_ADMIN, village)
    for name in ("cameras:page", "cameras:edit"):
        page = client.get(reverse(name, args=[river.pk])).content.decode()
        assert "geheim" not in page
        assert "10.0.0.3" in page


def entry(village: AreaView, **more: str) -> dict[str, str]:
    return {"code": "N-1", "name": "新", "area": str(village.id), "lat": "23.78", "lon": "113.63", **more}


def test_a_camera_is_registered_and_changed_while_its_stream_stays(village: AreaView) -> None:
    client = signed_in(Role.SYSTEM_ADMIN, village)
    answer = client.post(reverse("cameras:new"), entry(village, main_stream="rtsp://a:b@10.0.0.9/1"))
    camera = Camera.objects.get(code="N-1")
    assert answer.url == reverse("cameras:page", args=[camera.pk])
    client.post(reverse("cameras:edit", args=[camera.pk]), entry(village, name="改名", main_stream=""))
    camera.refresh_from_db()
    assert (camera.name, camera.main_stream) == ("改名", "rtsp://a:b@10.0.0.9/1")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"lat": "123"}, "90"),
        ({"place_type": "toilet"}, "toilet"),
        ({"bearing_deg": "90"}, "belong together"),
        ({"main_stream": "gopher://x"}, "rtsp://"),
        ({"in_operation": "on"}, "cannot go live yet"),
        ({"area": str(uuid4())}, "not one of the available choices"),
    ],
)
def test_a_wrong_entry_comes_back_with_the_reason_and_what_was_typed(
    village: AreaView, more: dict[str, str], words: str
) -> None:
    answer = signed_in(Role.SYSTEM_ADMIN, village).post(reverse("cameras:new"), entry(village, name="保留我", **more))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "保留我" in page
    assert not Camera.objects.filter(code="N-1").exists()


def test_a_camera_goes_out_of_operation_by_one_button(village: AreaView, river: Camera) -> None:
    client = signed_in(Role.SYSTEM_ADMIN, village)
    client.post(reverse("cameras:operation", args=[river.pk]), {"in_operation": "0"})
    river.refresh_from_db()
    assert not river.in_operation


# --- alarms and the phone --------------------------------------------------------------------------------------------


@pytest.fixture
def alarm(river: Camera) -> AlarmView:
    return make_cameras.raise_alarm(river)


def secretary(village: AreaView) -> tuple[Client, User]:
    account = make.account(Role.VILLAGE_SECRETARY, village)
    client = Client(headers={"accept-language": "en"})
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client, account


def test_the_phone_shows_the_picture_and_one_thing_to_do_at_each_step(village: AreaView, alarm: AlarmView) -> None:
    client, _ = secretary(village)
    page = client.get(reverse("duty:home")).content.decode()
    assert reverse("cameras:alarm_picture", args=[alarm.id]) in page
    for step, data in (("accept", {}), ("on_site", {"lon": make_cameras.LON, "lat": make_cameras.LAT})):
        assert re.findall(r'data-step="(\w+)"', page) == [step, "false"]
        assert client.post(reverse(f"cameras:{step}", args=[alarm.id]), data, **SCRIPT).status_code == 200
        page = client.get(reverse("duty:home"), **SCRIPT).content.decode()
        assert "<html" not in page
    assert re.findall(r'data-step="(\w+)"', page) == ["safe", "false"]
    assert 'capture="environment"' in page


def test_a_second_tap_changes_nothing_and_is_answered_kindly(village: AreaView, alarm: AlarmView) -> None:
    client, _ = secretary(village)
    address = reverse("cameras:accept", args=[alarm.id])
    first, second = client.post(address, **SCRIPT).json(), client.post(address, **SCRIPT).json()
    assert (first["changed"], second["changed"]) == (True, False)


def test_an_alarm_of_another_village_is_not_there(alarm: AlarmView) -> None:
    client, _ = secretary(make.village())
    assert str(alarm.id) not in client.get(reverse("duty:home")).content.decode()
    for name in ("cameras:alarm", "cameras:alarm_card"):
        assert client.get(reverse(name, args=[alarm.id])).status_code == 404
    for name in ("accept", "on_site", "safe", "false_alarm"):
        address = reverse(f"cameras:{name}", args=[alarm.id])
        assert client.post(address, {"reason": "animal"}, **SCRIPT).status_code == 404


def test_a_false_alarm_is_thanked_for_and_leaves_the_hand(village: AreaView, alarm: AlarmView) -> None:
    client, _ = secretary(village)
    address = reverse("cameras:false_alarm", args=[alarm.id])
    assert client.post(address, {"reason": "other"}, **SCRIPT).status_code == 422
    assert client.post(address, {"reason": "animal"}, **SCRIPT).status_code == 200
    assert 'data-step="' not in client.get(reverse("duty:home"), **SCRIPT).content.decode()
    page = client.get(reverse("cameras:alarm", args=[alarm.id])).content.decode()
    assert "An animal" in page


def test_the_page_of_an_alarm_tells_its_whole_history(village: AreaView, alarm: AlarmView) -> None:
    client, account = secretary(village)
    client.post(reverse("cameras:accept", args=[alarm.id]), **SCRIPT)
    page = client.get(reverse("cameras:alarm", args=[alarm.id])).content.decode()
    assert "The camera raised the alarm" in page
    assert "Goes there" in page
    assert account.person is not None
    assert account.person.name in page


def test_the_list_of_alarms_pages_on_and_filters(
    village: AreaView, river: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fengqiao.cameras.views.pages.ALARMS_SHOWN", 2)
    for number in range(3):
        camera = make_cameras.camera(village, name=f"第{number}号", code=f"P-{number}", spoken=False)
        make_cameras.raise_alarm(camera)
    client = signed_in(Role.OPERATOR, village)
    page = client.get(reverse("cameras:alarms")).content.decode()
    assert "第2号" in page
    assert "第0号" not in page
    older = re.search(r'href="(\?before=[^"]+)"', page)
    assert older is not None
    assert "第0号" in client.get(reverse("cameras:alarms") + older[1]).content.decode()
    assert "第2号" not in client.get(reverse("cameras:alarms"), {"state": "safe"}).content.decode()
    assert client.get(reverse("cameras:alarms"), {"state": "?", "before": "2026-99-99T00:00:00Z"}).status_code == 200


def test_whoever_may_see_alarms_has_words_for_all_their_states() -> None:
    from fengqiao.cameras.forms import words
    from fengqiao.cameras.selectors import AlarmState, FalseReason, Missing, PlaceType, Step

    assert set(words.STATES) == set(AlarmState)
    assert set(words.REASONS) == set(FalseReason)
    assert set(words.PLACES) == set(PlaceType)
    assert set(words.MISSING) == set(Missing)
    assert set(words.STEPS) == set(Step)
    assert set(words.ROLES) == set(SEE)
    with translation.override("zh-hans"):
        assert str(words.STATES[AlarmState.RAISED].word) == "还没有人去"


def test_sightings_that_follow_each_other_are_one_line(village: AreaView, river: Camera) -> None:
    alarm = make_cameras.raise_alarm(river)
    for _ in range(4):
        make_cameras.raise_alarm(river)
    client, _account = secretary(village)
    page = client.get(reverse("cameras:alarm", args=[alarm.id])).content.decode()
    assert page.count("Seen again") == 1
    assert "4 times, last at" in page


def test_a_recording_of_ones_own_is_kept_and_anything_else_refused(village: AreaView, river: Camera) -> None:
    client = signed_in(Role.STUDIO_CLERK, village)
    address = reverse("cameras:voice", args=[river.pk])
    said = {"kind": "water", "language": "hak", "text": "水深危险"}
    for content, shown in ((b"hello", False), (b"OggS" + bytes(200), True)):
        client.post(address, {**said, "recording": SimpleUploadedFile("x.ogg", content)})
        page = client.get(reverse("cameras:zones", args=[river.pk])).content.decode()
        assert ("“水深危险”" in page) is shown
