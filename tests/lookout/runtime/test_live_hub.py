"""Live pictures as a viewer gets them, over real sockets."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import httpx
import numpy as np
import pytest
from films import boxes, film
from twins import BOX, SECRET, until

from lookout.adapters.feed import Feed, Viewer
from lookout.adapters.live import LiveHub
from lookout.adapters.media import TICKS, Packet
from lookout.adapters.metrics import EngineMetrics
from lookout.adapters.stream import Stream
from lookout.ports import Frame
from lookout.reporting import TrackView


@pytest.fixture
def hub() -> Iterator[LiveHub]:
    served = LiveHub(("127.0.0.1", 0), secret=SECRET, metrics=EngineMetrics(), health=lambda: {"ok": True})
    served.start()
    yield served
    served.close()


@pytest.fixture
def client(hub: LiveHub) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {SECRET.hex()}"}
    with httpx.Client(base_url=f"http://{hub.address}", headers=headers, timeout=30, trust_env=False) as opened:
        yield opened


def packets_of(path: Path, *, origin_s: float = 0.0) -> list[Packet]:
    kept: list[Packet] = []
    for _ in Stream(str(path), on_packet=kept.append, origin_s=origin_s).frames():
        pass
    return kept


def decoded(data: bytes) -> list[float]:
    """Times of all pictures in what a viewer received, read by an independent demuxer."""
    with av.open(io.BytesIO(data)) as container:
        return [round(float(frame.pts * frame.time_base), 3) for frame in container.decode(video=0)]


@pytest.mark.parametrize("container", ["mp4", "mpegts"])
def test_a_film_plays_on_the_camera_s_own_clock(
    hub: LiveHub, client: httpx.Client, tmp_path: Path, container: str
) -> None:
    packets = packets_of(film(tmp_path / "a", seconds=4, container=container), origin_s=1000.0)
    feed = hub.open_feed("河边 1")
    for packet in packets[:25]:
        feed.packet(packet)
    received = b""
    with client.stream("GET", "/live/河边 1.mp4") as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith('video/mp4; codecs="avc1.')
        assert answer.headers["cache-control"] == "no-store"
        for number, piece in enumerate(answer.iter_raw()):
            received += piece
            if number == 0:
                for packet in packets[25:]:
                    feed.packet(packet)
                feed.close()
    times = decoded(received)
    assert times[0] == pytest.approx(packets[20].time_s)
    assert times == [round(packet.time_s, 3) for packet in packets[20:]]
    assert boxes(received)[:4] == ["ftyp", "moov", "moof", "mdat"]
    assert boxes(received).count("moof") == 20


def test_reordered_pictures_come_out_in_order(tmp_path: Path) -> None:
    packets = packets_of(film(tmp_path / "a.mp4", seconds=3, b_frames=2, gop=30), origin_s=1.0)
    feed = Feed()
    for packet in packets:
        feed.packet(packet)
    viewer = feed.watch_film()
    feed.close()
    times = decoded(b"".join(viewer.pieces(1)))
    assert times == sorted(times)
    assert len(times) == 30


def test_a_viewer_joins_at_the_last_key_picture_and_sees_a_change_of_size(tmp_path: Path) -> None:
    small = packets_of(film(tmp_path / "a.mp4", seconds=2))
    large = packets_of(film(tmp_path / "b.mp4", seconds=1, size=(320, 240)), origin_s=5.0)
    feed = Feed()
    for packet in small:
        feed.packet(packet)
    viewer = feed.watch_film()
    for packet in large:
        feed.packet(packet)
    feed.close()
    names = boxes(b"".join(viewer.pieces(1)))
    assert names == ["ftyp", "moov", *["moof", "mdat"] * 10, "ftyp", "moov", *["moof", "mdat"] * 10]


def test_a_slow_viewer_loses_pictures_up_to_the_next_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packets = packets_of(film(tmp_path / "a.mp4", seconds=6))
    monkeypatch.setattr("lookout.adapters.feed.BACKLOG_BYTES", sum(len(p.data) for p in packets[:25]) + 4000)
    feed = Feed()
    feed.packet(packets[0])
    viewer = feed.watch_film()
    for packet in packets[1:]:
        feed.packet(packet)
    feed.close()
    received = b"".join(viewer.pieces(1))
    names = boxes(received)
    assert 0 < names.count("moof") < 60
    first = received.index(b"tfdt") + 8
    assert int.from_bytes(received[first : first + 8], "big") % TICKS == 0


def test_other_codecs_are_told(hub: LiveHub, client: httpx.Client, tmp_path: Path) -> None:
    feed = hub.open_feed("old")
    for packet in packets_of(film(tmp_path / "a.mp4", codec="mpeg4")):
        feed.packet(packet)
    answer = client.get("/live/old.mp4")
    assert answer.status_code == 415
    assert "mpeg4" in answer.json()["error"]


def test_before_the_first_picture(hub: LiveHub, client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lookout.adapters.live.FIRST_PICTURE_S", 0.05)
    hub.open_feed("new")
    assert client.get("/live/new.mp4").status_code == 503
    assert client.get("/live/new.jpg").status_code == 503


def test_lines_of_what_is_followed(hub: LiveHub, client: httpx.Client) -> None:
    feed = hub.open_feed("cam")
    track = TrackView(id=5, cls="person", score=0.81234, box=BOX, zones=("水边",))
    with client.stream("GET", "/live/cam.ndjson") as answer:
        until(lambda: feed._lines)
        feed.tracks(12.5, 1_800_000_000.25, (track,))
        feed.tracks(12.6, 1_800_000_000.35, ())
        feed.close()
        lines = [json.loads(line) for line in answer.iter_lines()]
    assert lines == [
        {
            "t": 12.5,
            "at": 1800000000.25,
            "tracks": [
                {"id": 5, "class": "person", "score": 0.812, "box": [0.1, 0.2, 0.3, 0.5], "zones": ["水边"]},
            ],
        },
        {"t": 12.6, "at": 1800000000.35, "tracks": []},
    ]
    assert not feed._lines or until(lambda: not feed._lines)


@pytest.mark.parametrize(("wish", "width"), [("?width=320", 320), ("", 640), ("?width=9999", 640), ("?width=x", 640)])
def test_the_newest_picture(hub: LiveHub, client: httpx.Client, wish: str, width: int) -> None:
    picture = np.full((360, 640, 3), 90, np.uint8)
    hub.open_feed("cam").picture(Frame(time_s=1, at=1, picture=picture))
    answer = client.get(f"/live/cam.jpg{wish}")
    assert answer.headers["content-type"] == "image/jpeg"
    shown = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_COLOR)
    assert shown is not None
    assert shown.shape == (width * 360 // 640, width, 3)


@pytest.mark.parametrize("path", ["/live/cam.mp4", "/live/cam.ndjson", "/live/cam.jpg", "/metrics", "/anything"])
@pytest.mark.parametrize("token", ["", "Bearer x", f"Bearer {SECRET.hex()[:-1]}", f"Basic {SECRET.hex()}"])
def test_nothing_without_the_secret(hub: LiveHub, path: str, token: str) -> None:
    hub.open_feed("cam")
    answer = httpx.get(f"http://{hub.address}{path}", headers={"Authorization": token}, trust_env=False)
    assert answer.status_code == 401


def test_health_needs_none(hub: LiveHub) -> None:
    assert httpx.get(f"http://{hub.address}/health", trust_env=False).json() == {"ok": True}


@pytest.mark.parametrize(
    "path", ["/live/nobody.mp4", "/live/cam.exe", "/live/", "/live/cam", "/", "/live/../metrics.mp4"]
)
def test_unknown(hub: LiveHub, client: httpx.Client, path: str) -> None:
    hub.open_feed("cam")
    assert client.get(path).status_code == 404


def test_figures(hub: LiveHub, client: httpx.Client) -> None:
    hub.metrics.drop("frame", "newer")
    text = client.get("/metrics").text
    assert 'lookout_drops_total{reason="newer",what="frame"} 1.0' in text


def test_a_viewer_that_went_is_forgotten(hub: LiveHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lookout.adapters.live.PATIENCE_S", 0.05)
    feed = hub.open_feed("cam")
    host, _, port = hub.address.partition(":")
    with socket.create_connection((host, int(port))) as viewer:
        viewer.sendall(
            f"GET /live/cam.ndjson HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {SECRET.hex()}\r\n\r\n".encode()
        )
        until(lambda: feed._lines)
    until(lambda: not feed._lines)


def test_a_viewer_s_queue_ends() -> None:
    viewer = Viewer()
    viewer.give(b"a")
    viewer.give(b"b")
    viewer.end()
    assert list(viewer.pieces(1)) == [b"ab"]
