"""Pictures and clips for those who may see them, with ranges; live pictures passed on from the engine's hub."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.http import StreamingHttpResponse
from django.test import AsyncClient, Client
from django.urls import reverse

from factories import areas as make
from factories import cameras as cam
from fengqiao.areas.models import User
from fengqiao.areas.selectors import AreaView, Role
from fengqiao.cameras import services
from fengqiao.cameras.models import Alert, Camera, EngineBeat, VoiceCall
from fengqiao.cameras.selectors import AlarmView, autoplay_is_on
from fengqiao.cameras.services.speakers import SOUNDS
from fengqiao.core import clock
from lookout.contract import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def village() -> AreaView:
    return make.village()


@pytest.fixture
def river(village: AreaView) -> Camera:
    return cam.camera(village)


@pytest.fixture
def operator(village: AreaView) -> User:
    return make.account(Role.OPERATOR, village.lineage[-2])


def browser(user: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def content(answer: Any) -> bytes:
    return answer.getvalue() if answer.streaming else bytes(answer.content)


@pytest.fixture
def alarm(river: Camera) -> AlarmView:
    raised = cam.raise_alarm(river)
    services.receive_clip(key=Alert.objects.get().key, data=cam.clip(), received_at=clock.now())
    return raised


def test_the_picture_is_shown_with_its_hash(alarm: AlarmView, operator: User) -> None:
    answer = browser(operator).get(reverse("cameras:alarm_picture", args=[alarm.id]))
    assert content(answer) == cam.picture()
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-SHA256"] == Alert.objects.get().picture_sha256
    again = browser(operator).get(
        reverse("cameras:alarm_picture", args=[alarm.id]), headers={"If-None-Match": answer["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("wanted", "status", "first", "last"),
    [
        (None, 200, 0, 4011),
        ("bytes=0-", 206, 0, 4011),
        ("bytes=0-99", 206, 0, 99),
        ("bytes=100-", 206, 100, 4011),
        ("bytes=-10", 206, 4002, 4011),
        ("bytes=4000-99999", 206, 4000, 4011),
        ("bytes=50-10", 200, 0, 4011),
        ("seconds=1-2", 200, 0, 4011),
    ],
)
def test_a_clip_is_served_in_ranges(
    alarm: AlarmView, operator: User, wanted: str | None, status: int, first: int, last: int
) -> None:
    headers = {"Range": wanted} if wanted else {}
    answer = browser(operator).get(reverse("cameras:alarm_clip", args=[alarm.id]), headers=headers)
    assert answer.status_code == status
    assert content(answer) == cam.clip()[first : last + 1]
    assert answer["Content-Length"] == str(last - first + 1)
    assert answer["Accept-Ranges"] == "bytes"
    if status == 206:
        assert answer["Content-Range"] == f"bytes {first}-{last}/4012"


@pytest.mark.parametrize("wanted", ["bytes=4012-", "bytes=-0"])
def test_a_range_beyond_the_end_is_416(alarm: AlarmView, operator: User, wanted: str) -> None:
    answer = browser(operator).get(reverse("cameras:alarm_clip", args=[alarm.id]), headers={"Range": wanted})
    assert answer.status_code == 416
    assert answer["Content-Range"] == "bytes */4012"


def test_what_is_not_there_is_404(river: Camera, operator: User) -> None:
    raised, _ = services.receive_alert(alert=cam.alert(river.code), snapshot=None, received_at=clock.now())
    for name in ("alarm_picture", "alarm_clip", "alarm_photo"):
        assert browser(operator).get(reverse(f"cameras:{name}", args=[raised.id])).status_code == 404


def test_the_screen_hears_the_recording_and_says_so(village: AreaView, operator: User) -> None:
    raised = cam.raise_alarm(cam.camera(village, speakers=[cam.speaker(village, kind="browser")]))
    call = VoiceCall.objects.get(alarm_id=raised.id)
    answer = browser(operator).get(reverse("cameras:voice_sound", args=[call.pk]))
    assert answer["Content-Type"] == "audio/mpeg"
    assert content(answer) == (SOUNDS / "water-cmn.mp3").read_bytes()
    assert browser(operator).post(reverse("cameras:voice_played", args=[call.pk])).status_code == 204
    assert VoiceCall.objects.get().state == "delivered"


def test_a_step_is_answered_as_it_was_asked(alarm: AlarmView, village: AreaView) -> None:
    phone = browser(make.account(Role.VILLAGE_SECRETARY, village))
    accept = reverse("cameras:accept", args=[alarm.id])
    told = phone.post(accept, headers={"X-Requested-With": "fetch"})
    assert told.json()["changed"]
    assert told.json()["alarm"]["state"] == "accepted"
    again = phone.post(accept, headers={"Accept": "text/plain", "HX-Request": "true"})
    assert (again.status_code, again["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert "already on the way" in content(again).decode()
    plain = phone.post(accept, {"next": "/duty/"})
    assert (plain.status_code, plain["Location"]) == (302, "/duty/")
    elsewhere = phone.post(accept, {"next": "https://example.org/"})
    assert elsewhere["Location"] == reverse("cameras:alarm", args=[alarm.id])
    refused = phone.post(reverse("cameras:safe", args=[alarm.id]), headers={"X-Requested-With": "fetch"})
    assert refused.status_code == 422
    assert "position" in refused.json()["message"]


def test_a_phone_of_another_village_gets_404(alarm: AlarmView, village: AreaView) -> None:
    phone = browser(make.account(Role.VILLAGE_SECRETARY, make.village()))
    for name in ("accept", "on_site", "safe", "false_alarm"):
        assert phone.post(reverse(f"cameras:{name}", args=[alarm.id])).status_code == 404
    for name in ("alarm", "alarm_card", "alarm_picture", "alarm_clip"):
        assert phone.get(reverse(f"cameras:{name}", args=[alarm.id])).status_code == 404


def test_the_demonstrations_people_are_switched_on_the_page_of_alarms(operator: User, settings: Any) -> None:
    page, switch = reverse("cameras:alarms"), reverse("cameras:autoplay")
    assert switch not in content(browser(operator).get(page)).decode()
    settings.DEMO = True
    assert switch in content(browser(operator).get(page)).decode()
    assert browser(operator).post(switch, {"on": "0"}).status_code == 302
    assert not autoplay_is_on()
    assert browser(operator).post(switch, {"on": "1"}, headers={"X-Requested-With": "fetch"}).json()["on"]
    assert autoplay_is_on()


def test_steps_are_posted_never_fetched(alarm: AlarmView, operator: User) -> None:
    for name in ("accept", "on_site", "safe", "false_alarm", "assign", "escalate"):
        assert browser(operator).get(reverse(f"cameras:{name}", args=[alarm.id])).status_code == 405


# --- live --------------------------------------------------------------------------------------------------------


class Hub(ThreadingHTTPServer):
    """The engine's live hub in the room; ``asked`` are the paths, ``status`` makes it difficult."""

    asked: list[str]
    status = 200
    daemon_threads = True


class _Live(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        right = self.headers.get("Authorization") == f"Bearer {settings.LOOKOUT_SECRET}"
        self.send_response(self.server.status if right else 401)
        self.end_headers()
        if right and self.server.status == 200:
            for piece in (b"ftyp", b"moof1", b"moof2"):
                self.wfile.write(piece)
                self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        return


@pytest.fixture
def hub() -> Iterator[Hub]:
    cache.clear()
    server = Hub(("127.0.0.1", 0), _Live)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    beat = Heartbeat(engine="edge-1", at=clock.now(), live_address=f"127.0.0.1:{server.server_address[1]}")
    services.receive_heartbeat(beat=beat, received_at=clock.now())
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(user: User, name: str, camera: Camera, query: str = "") -> tuple[int, str, bytes]:
    """Ask an async view and read its answer to the end."""

    async def ask() -> tuple[int, str, bytes]:
        client = AsyncClient()
        await client.aforce_login(user)
        answer = await client.get(reverse(f"cameras:{name}", args=[camera.pk]) + query)
        if isinstance(answer, StreamingHttpResponse):
            body = b"".join([piece async for piece in answer])
        else:
            body = answer.content
        await sync_to_async(connections.close_all)()  # those of the thread behind this loop
        return answer.status_code, answer["Content-Type"], body

    return asyncio.run(ask())


@pytest.mark.django_db(transaction=True)
def test_live_video_tracks_and_stills_are_passed_on(hub: Hub, river: Camera, operator: User) -> None:
    assert fetch(operator, "live_video", river) == (200, "video/mp4", b"ftypmoof1moof2")
    assert fetch(operator, "live_tracks", river) == (200, "application/x-ndjson", b"ftypmoof1moof2")
    assert fetch(operator, "snapshot", river, "?width=300") == (200, "image/jpeg", b"ftypmoof1moof2")
    fetch(operator, "snapshot", river, "?width=310")
    assert hub.asked == [
        f"/live/{river.code}.mp4",
        f"/live/{river.code}.ndjson",
        f"/live/{river.code}.jpg?width=320",  # the second one came from the cache
    ]


@pytest.mark.django_db(transaction=True)
def test_without_an_engine_it_says_so(river: Camera, operator: User) -> None:
    for name in ("live_video", "live_tracks", "snapshot"):
        status, kind, body = fetch(operator, name, river)
        assert (status, kind) == (503, "application/json")
        assert b"message" in body


@pytest.mark.django_db(transaction=True)
def test_an_engine_that_went_away_is_503(hub: Hub, river: Camera, operator: User) -> None:
    EngineBeat.objects.update(live_address="127.0.0.1:1")
    assert fetch(operator, "live_video", river)[0] == 503
    EngineBeat.objects.update(live_address="user:pw@evil.example/x")
    assert fetch(operator, "live_video", river)[0] == 503
    EngineBeat.objects.update(silent=True)
    assert fetch(operator, "snapshot", river)[0] == 503


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("hub_says", "told"), [(404, 503), (415, 415), (401, 503)])
def test_what_the_hub_refuses_is_told_in_words(
    hub: Hub, river: Camera, operator: User, hub_says: int, told: int
) -> None:
    hub.status = hub_says
    assert fetch(operator, "live_video", river)[0] == told


@pytest.mark.django_db(transaction=True)
def test_nobody_watches_another_town(hub: Hub, river: Camera) -> None:
    stranger = make.account(Role.OPERATOR, make.town())
    for name in ("live_video", "live_tracks", "snapshot"):
        assert fetch(stranger, name, river)[0] == 404
    assert hub.asked == []
