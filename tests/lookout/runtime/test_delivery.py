"""What is sent, how it is signed, and what the answers mean."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import httpx
import pytest
from twins import JPEG, SECRET, Platform, a_departure, a_tally, an_alert

from lookout.adapters.delivery import HttpDelivery, Unready
from lookout.contract import ALERT_PATH, CLIP_PATH, HEADER_TIME, Heartbeat
from lookout.ports import Refused, Undelivered


def answering(status: int) -> HttpDelivery:
    return HttpDelivery(
        "https://county.example/app",
        "edge",
        SECRET,
        transport=httpx.MockTransport(lambda request: httpx.Response(status)),
    )


def test_all_three_arrive_signed(platform: Platform) -> None:
    delivery = HttpDelivery(platform.url + "/", "edge", SECRET)
    alert = an_alert(1, camera="河边 1")
    delivery.alert(alert, JPEG)
    delivery.alert(alert, JPEG)
    delivery.clip(alert.key, b"a clip")
    delivery.heartbeat(Heartbeat(engine="edge", at=datetime.now(UTC)))
    delivery.close()
    assert platform.faults == []
    assert platform.order == [alert.key]
    assert platform.snapshots[alert.key] == JPEG
    assert platform.clips == {alert.key: b"a clip"}
    assert platform.beats[0]["engine"] == "edge"
    assert platform.befores == {}
    assert platform.posts[0][2] == alert


def test_a_picture_from_before_travels_with_the_alert(platform: Platform) -> None:
    delivery = HttpDelivery(platform.url, "edge", SECRET)
    alert = an_alert().model_copy(update={"before_sha256": hashlib.sha256(b"earlier").hexdigest()})
    delivery.alert(alert, JPEG, b"earlier")
    delivery.close()
    assert (platform.faults, platform.snapshots, platform.befores) == (
        [],
        {alert.key: JPEG},
        {alert.key: b"earlier"},
    )


def test_departures_and_tallies_arrive_signed(platform: Platform) -> None:
    delivery = HttpDelivery(platform.url, "edge", SECRET)
    delivery.alert(an_alert(1, camera="河边 1"), JPEG)
    departure, tally = a_departure(1, camera="河边 1"), a_tally(camera="河边 1")
    for _ in range(2):
        delivery.departure(departure)
        delivery.tally(tally)
    delivery.close()
    assert platform.faults == []
    assert (platform.departures, platform.tallies) == ({departure.key: departure}, {tally.key: tally})


def test_a_departure_whose_alert_is_gone_over_there() -> None:
    with pytest.raises(Refused):
        answering(404).departure(a_departure())
    with pytest.raises(Unready):
        answering(404).tally(a_tally())


def test_a_wrong_secret_waits_for_the_right_one(platform: Platform) -> None:
    delivery = HttpDelivery(platform.url, "edge", b"another secret, also long enough")
    with pytest.raises(Undelivered, match="401"):
        delivery.alert(an_alert(), JPEG)
    delivery.close()


def test_an_old_alert_is_signed_with_the_time_of_sending() -> None:
    seen: list[httpx.Request] = []

    def keep(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201)

    delivery = HttpDelivery(
        "https://a.example/app", "edge", SECRET, clock=lambda: 1_800_000_000.7, transport=httpx.MockTransport(keep)
    )
    delivery.alert(an_alert(at=1_700_000_000), JPEG)
    assert seen[0].headers[HEADER_TIME] == "1800000000"
    assert seen[0].url.path == "/app" + ALERT_PATH
    delivery.clip("cam:河:1:2", b"x")
    assert seen[1].url.raw_path.decode() == f"/app{CLIP_PATH}?key=cam%3A%E6%B2%B3%3A1%3A2"
    delivery.close()


@pytest.mark.parametrize("status", [200, 201, 204, 409])
def test_taken(status: int) -> None:
    answering(status).alert(an_alert(), JPEG)


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_never(status: int) -> None:
    with pytest.raises(Refused, match=str(status)):
        answering(status).alert(an_alert(), JPEG)


@pytest.mark.parametrize("status", [302, 401, 403, 404, 408, 429, 500, 502, 503, 504])
def test_later(status: int) -> None:
    with pytest.raises(Undelivered, match=str(status)):
        answering(status).alert(an_alert(), JPEG)


def test_trouble_of_one_message_is_told_from_trouble_of_the_platform() -> None:
    with pytest.raises(Unready):
        answering(500).alert(an_alert(), JPEG)
    with pytest.raises(Undelivered) as away:
        answering(503).alert(an_alert(), JPEG)
    assert not isinstance(away.value, Unready)


def test_a_clip_whose_alert_is_gone_over_there() -> None:
    with pytest.raises(Refused):
        answering(404).clip("cam:water:1:7", b"x")


@pytest.mark.parametrize("problem", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError])
def test_silence(problem: type[httpx.TransportError]) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise problem("gone")

    delivery = HttpDelivery("https://a.example", "edge", SECRET, transport=httpx.MockTransport(broken))
    with pytest.raises(Undelivered, match=problem.__name__):
        delivery.alert(an_alert(), JPEG)
