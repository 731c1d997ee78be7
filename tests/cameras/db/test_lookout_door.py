"""The engine's door: signatures, sizes, words. Tested with the same requests as the engine sends."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from factories import cameras as cam
from factories import watch as make_watch
from fengqiao.cameras.models import Alarm, Alert, Camera, EngineBeat
from fengqiao.cameras.services import watch
from fengqiao.core import clock
from lookout import contract
from lookout.contract import CameraHealth, CameraState, Heartbeat

pytestmark = pytest.mark.django_db


def post(path: str, body: bytes, content_type: str, *, skew_s: int = 0, secret: str = "", path_signed: str = "") -> Any:
    moment = str(int(clock.now().timestamp()) + skew_s)
    key = bytes.fromhex(secret or settings.LOOKOUT_SECRET)
    signature = contract.sign(key, method="POST", path=path_signed or path, time=moment, body=body)
    return Client(enforce_csrf_checks=True).generic(
        "POST",
        path,
        body,
        content_type,
        headers={
            "Accept-Language": "en",
            contract.HEADER_ENGINE: "edge-1",
            contract.HEADER_TIME: moment,
            contract.HEADER_SIGNATURE: signature,
        },
    )


def alert_body(alert: contract.Alert | str, snapshot: bytes | None, before: bytes | None = None) -> bytes:
    text = alert if isinstance(alert, str) else alert.model_dump_json(by_alias=True)
    fields: dict[str, Any] = {"alert": text}
    if snapshot is not None:
        fields["snapshot"] = SimpleUploadedFile("snapshot.jpg", snapshot, "image/jpeg")
    if before is not None:
        fields["before"] = SimpleUploadedFile("before.jpg", before, "image/jpeg")
    return encode_multipart(BOUNDARY, fields)


def post_alert(
    alert: contract.Alert | str, snapshot: bytes | None = None, *, before: bytes | None = None, **more: Any
) -> Any:
    return post(contract.ALERT_PATH, alert_body(alert, snapshot, before), MULTIPART_CONTENT, **more)


def post_json(path: str, message: contract.Frozen | str, **more: Any) -> Any:
    text = message if isinstance(message, str) else message.model_dump_json(by_alias=True)
    return post(path, text.encode(), "application/json", **more)


def test_first_201_then_200_with_the_same_alarm() -> None:
    river = cam.camera()
    shot = cam.picture()
    posted = cam.alert(river.code, snapshot=shot)
    first, second = post_alert(posted, shot), post_alert(posted, shot)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    row = Alert.objects.get()
    assert row.engine == "edge-1"
    assert row.body == json.loads(posted.model_dump_json(by_alias=True))


@pytest.mark.parametrize(
    "more", [{"secret": "cd" * 32}, {"skew_s": 301}, {"skew_s": -301}, {"path_signed": "/api/lookout/clips"}]
)
def test_a_wrong_signature_opens_nothing(more: dict[str, Any]) -> None:
    river = cam.camera()
    answer = post_alert(cam.alert(river.code), **more)
    assert answer.status_code == 401
    assert "signature" in answer.json()["message"]
    assert not Alert.objects.exists()


def test_without_any_signature_nothing_opens() -> None:
    paths = (contract.ALERT_PATH, contract.CLIP_PATH, contract.HEARTBEAT_PATH, contract.DEPARTURE_PATH)
    for path in (*paths, contract.TALLY_PATH):
        answer = Client().post(path, data=b"{}", content_type="application/json")
        assert answer.status_code == 401


def test_a_changed_body_is_noticed() -> None:
    river = cam.camera()
    body = alert_body(cam.alert(river.code), None)
    moment = str(int(clock.now().timestamp()))
    key = bytes.fromhex(settings.LOOKOUT_SECRET)
    signature = contract.sign(key, method="POST", path=contract.ALERT_PATH, time=moment, body=body)
    answer = Client().generic(
        "POST",
        contract.ALERT_PATH,
        body.replace(b"0.81", b"0.99"),
        MULTIPART_CONTENT,
        headers={contract.HEADER_TIME: moment, contract.HEADER_SIGNATURE: signature},
    )
    assert answer.status_code == 401


def test_a_huge_picture_is_413() -> None:
    river = cam.camera()
    shot = b"\xff\xd8\xff" + bytes(contract.MAX_SNAPSHOT_BYTES)
    assert post_alert(cam.alert(river.code, snapshot=shot), shot).status_code == 413
    assert post_alert(cam.alert(river.code, before=shot), before=shot).status_code == 413
    shot = b"\xff\xd8\xff" + bytes(2 * contract.MAX_SNAPSHOT_BYTES + 200_000)
    answer = post_alert(cam.alert(river.code, snapshot=shot), shot)
    assert answer.status_code == 413
    assert "too large" in answer.json()["message"]


def test_a_time_in_the_future_is_422_with_words() -> None:
    river = cam.camera()
    answer = post_alert(cam.alert(river.code, at=clock.now() + timedelta(minutes=5)))
    assert answer.status_code == 422
    assert "clock" in answer.json()["message"]


def test_what_cannot_be_kept_is_422_with_words() -> None:
    river = cam.camera()
    whole = cam.alert(river.code)
    text = whole.model_dump_json(by_alias=True)
    cases = {
        "not json": "{",
        "a field is missing": json.dumps({key: value for key, value in json.loads(text).items() if key != "kind"}),
        "an unknown field": json.dumps(json.loads(text) | {"extra": 1}),
        "a score above one": json.dumps(json.loads(text) | {"score": 1.5}),
        "an unknown camera": cam.alert("NO-SUCH").model_dump_json(by_alias=True),
    }
    for case, message in cases.items():
        answer = post_alert(message)
        assert answer.status_code == 422, case
        assert answer.json()["message"], case
    assert post_alert(cam.alert(river.code, snapshot=cam.picture()), cam.picture(colour="red")).status_code == 422
    assert post_alert(cam.alert(river.code, snapshot=b"GIF89a"), b"GIF89a").status_code == 422
    assert post(contract.ALERT_PATH, b"not multipart", "multipart/form-data; boundary=x").status_code == 422
    assert post(contract.ALERT_PATH, b"{}", "application/json").status_code == 422
    assert not Alarm.objects.exists()


def test_refusals_quote_no_values() -> None:
    river = cam.camera()
    message = json.loads(cam.alert(river.code).model_dump_json(by_alias=True)) | {"track": "rtsp://a:hunter2@b"}
    assert "hunter2" not in post_alert(json.dumps(message)).json()["message"]


def test_a_clip_comes_once() -> None:
    river = cam.camera()
    posted = cam.alert(river.code)
    post_alert(posted)
    path = f"{contract.CLIP_PATH}?key={quote(posted.key, safe='')}"
    data = cam.clip()
    answers = [post(path, data, "video/mp4").status_code for _ in range(2)]
    assert answers == [201, 200]
    assert post(path, cam.clip(9000), "video/mp4").status_code == 409
    assert post(path, b"no clip at all, but long enough", "video/mp4").status_code == 422
    assert post(f"{contract.CLIP_PATH}?key=NO:water:1:1", data, "video/mp4").status_code == 404
    unsigned_query = f"{contract.CLIP_PATH}?key=OTHER:water:1:1"
    assert post(unsigned_query, data, "video/mp4", path_signed=path).status_code == 401


def beat(*cameras: CameraHealth, at: Any = None) -> Any:
    message = Heartbeat(engine="edge-1", at=at or clock.now(), live_address="127.0.0.1:9000", cameras=cameras)
    return post(contract.HEARTBEAT_PATH, message.model_dump_json().encode(), "application/json")


def test_a_heartbeat_tells_conditions() -> None:
    river = cam.camera()
    live = CameraHealth(camera=river.code, state=CameraState.LIVE, fps=10)
    assert beat(live).json() == {"changed": 1}
    assert beat(live).json() == {"changed": 0}
    assert Camera.objects.get().condition == "live"
    assert EngineBeat.objects.get().live_address == "127.0.0.1:9000"
    assert post(contract.HEARTBEAT_PATH, b'{"engine": "x"}', "application/json").status_code == 422
    assert beat(live, at=clock.now() + timedelta(minutes=5)).status_code == 422


def test_counts_beyond_the_columns_are_kept_as_the_largest() -> None:
    beat = Heartbeat(engine="edge-1", at=clock.now(), spooled=2**60, dropped=2**31)
    assert post_json(contract.HEARTBEAT_PATH, beat).status_code == 200
    row = EngineBeat.objects.get()
    assert (row.spooled, row.dropped, row.body["spooled"]) == (2**31 - 1, 2**31 - 1, 2**60)


def test_only_posting_is_possible() -> None:
    assert Client().get(contract.ALERT_PATH).status_code == 405


def test_the_picture_from_before_travels_beside_the_snapshot() -> None:
    bins = cam.camera(kind=contract.Kind.RUBBISH)
    shot, before = cam.picture(), cam.picture(colour="white")
    posted = cam.alert(
        bins.code, kind=contract.Kind.RUBBISH, what=contract.What.LEFT_BEHIND, snapshot=shot, before=before
    )
    assert post_alert(posted, shot).status_code == 422
    assert post_alert(posted, shot, before=cam.picture(colour="red")).status_code == 422
    assert post_alert(posted, shot, before=b"GIF89a").status_code == 422
    assert post_alert(posted, shot, before=before).status_code == 201
    assert post_alert(posted, shot, before=before).status_code == 200


def test_departures_come_once_and_may_come_before_their_alert() -> None:
    river = cam.camera()
    posted = cam.alert(river.code, at=clock.now() - timedelta(minutes=2))
    left = cam.leave(posted)
    assert [post_json(contract.DEPARTURE_PATH, left).status_code for _ in range(2)] == [201, 200]
    assert post_alert(posted).status_code == 201
    assert Alarm.objects.get().inside == 0
    for wrong in ("{", "[]", '{"key": "x"}', left.model_dump_json().replace(river.code, "NO-SUCH")):
        answer = post_json(contract.DEPARTURE_PATH, wrong)
        assert answer.status_code == 422, wrong
        assert answer.json()["message"]
    assert post_json(contract.DEPARTURE_PATH, left, secret="cd" * 32).status_code == 401
    assert post_json(contract.DEPARTURE_PATH, left, path_signed=contract.TALLY_PATH).status_code == 401
    assert post_json(contract.DEPARTURE_PATH, " " * (1024 * 1024 + 1)).status_code == 413


def test_tallies_come_once_and_in_words_when_they_are_wrong() -> None:
    river = cam.camera()
    now = clock.now()
    told = contract.Tally(
        key="CAM:gate:person:1", camera=river.code, rule="gate", begin=now - timedelta(minutes=5), end=now, cls="person"
    )
    assert [post_json(contract.TALLY_PATH, told).status_code for _ in range(2)] == [201, 200]
    text = told.model_dump_json(by_alias=True)
    for wrong in (
        text.replace('"forward":0', '"forward":-1'),
        text.replace('"forward":0', '"forward":1e999'),
        text.replace('"forward":0', f'"forward":{10**40}').replace("CAM:", "CAN:"),
        text.replace('"class":"person"', '"class":"per\\u0000son"').replace("CAM:", "CAN:"),
    ):
        answer = post_json(contract.TALLY_PATH, wrong)
        assert answer.status_code == 422, wrong
        assert answer.json()["message"]


def test_numbers_that_are_none_are_refused() -> None:
    river = cam.camera()
    text = cam.alert(river.code, facts={"head": 1}).model_dump_json(by_alias=True)
    for wrong in ("NaN", "Infinity", "[1]", '{"a": 1}'):
        assert post_alert(text.replace('{"head":1}', f'{{"head":{wrong}}}')).status_code == 422, wrong
    assert not Alarm.objects.exists()


def test_a_match_without_an_active_case_is_422_and_nothing_is_kept() -> None:
    world = make_watch.active()
    shot = cam.picture()
    watch.close_case(case_id=world.case.id, note="已找到", actor=world.asker)
    answer = post_alert(make_watch.found(world), shot)
    assert answer.status_code == 422
    assert "No case is active" in answer.json()["message"]
    assert not Alert.objects.exists()
    assert not Alarm.objects.exists()
