"""Stand-ins: a platform that counts what it receives, a delivery in memory, and an analyser that alarms by plan."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lookout.contract import (
    ALERT_PATH,
    CLIP_PATH,
    DEPARTURE_PATH,
    HEADER_ENGINE,
    HEADER_SIGNATURE,
    HEADER_TIME,
    HEARTBEAT_PATH,
    TALLY_PATH,
    Alert,
    Box,
    CameraConfig,
    Departure,
    Heartbeat,
    Kind,
    ModelStamp,
    Tally,
    alert_key,
    verify,
)
from lookout.pipeline import Interest, Priority
from lookout.ports import Frame, Undelivered
from lookout.reporting import Analysis, Sighting, TrackView
from lookout.waking import Mode

SECRET = bytes(range(32))
JPEG = b"\xff\xd8\xff\xe0 a snapshot \xff\xd9"
EMPTY = hashlib.sha256(b"").hexdigest()
BOX = Box(x1=0.1, y1=0.2, x2=0.3, y2=0.5)


def until(condition: Callable[[], Any], seconds: float = 40.0) -> Any:
    """The first true answer. Waits generously: a slow machine must not fail a test."""
    limit = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.02)
    return answer


def an_alert(number: int = 1, *, camera: str = "cam", at: float | None = None, time_s: float = 1.0) -> Alert:
    return Alert(
        key=alert_key(camera, "water", number, 7),
        camera=camera,
        rule="water",
        kind=Kind.WATER,
        track=number,
        cls="person",
        score=0.8,
        at=datetime.fromtimestamp(time.time() if at is None else at, UTC),
        started_s=max(0.0, time_s - 1),
        ended_s=time_s,
        box=BOX,
        model=ModelStamp(name="twin", version="1", threshold=0.4, frame_sha256=hashlib.sha256(b"").hexdigest()),
        snapshot_sha256=hashlib.sha256(JPEG).hexdigest(),
    )


def a_departure(number: int = 1, *, camera: str = "cam") -> Departure:
    """Of the alert with this number."""
    alert = an_alert(number, camera=camera)
    return Departure(key=alert.key, camera=camera, rule=alert.rule, at=alert.at, stayed_s=4.0)


def a_tally(minute: int = 1, *, camera: str = "cam") -> Tally:
    begin = datetime(2026, 7, 1, 8, minute, tzinfo=UTC)
    end = begin + timedelta(minutes=1)
    key = f"{camera}:gate:0:{int(begin.timestamp())}:person"
    return Tally(key=key, camera=camera, rule="gate", begin=begin, end=end, cls="person", forward=3, backward=1)


class MemoryDelivery:
    """Keeps everything; ``answer`` may raise for one kind of message and key."""

    def __init__(self, answer: Callable[[str, str], None] = lambda what, key: None) -> None:
        self.answer = answer
        self.alerts: list[Alert] = []
        self.clips: list[tuple[str, bytes]] = []
        self.departures: list[Departure] = []
        self.tallies: list[Tally] = []
        self.befores: dict[str, bytes | None] = {}
        self.beats: list[Heartbeat] = []
        self.away = threading.Event()
        self.attempts = 0

    def alert(self, alert: Alert, snapshot: bytes, before: bytes | None = None) -> None:
        self._ask("alert", alert.key)
        self.alerts.append(alert)
        self.befores[alert.key] = before

    def departure(self, departure: Departure) -> None:
        self._ask("departure", departure.key)
        assert departure.key in {alert.key for alert in self.alerts}, "a departure overtook its alert"
        self.departures.append(departure)

    def tally(self, tally: Tally) -> None:
        self._ask("tally", tally.key)
        self.tallies.append(tally)

    def clip(self, key: str, data: bytes) -> None:
        self._ask("clip", key)
        self.clips.append((key, data))

    def heartbeat(self, beat: Heartbeat) -> None:
        self._ask("heartbeat", "")
        self.beats.append(beat)

    def _ask(self, what: str, key: str) -> None:
        self.attempts += 1
        if self.away.is_set():
            raise Undelivered("away")
        self.answer(what, key)


class Planned:
    """An analyser that raises one alert for every picture that ``plan`` asks for."""

    def __init__(self, config: CameraConfig, plan: Callable[[int, Frame], bool]) -> None:
        self.config = config
        self.plan = plan
        self.looked = 0
        self.raised = 0

    mode = Mode.CRITICAL
    urgent = True
    unwatched: Sequence[str] = ()

    def look(self, frame: Frame) -> Interest | None:
        return Interest(priority=Priority.WATER)

    def recall(self, frames: Iterable[Frame]) -> Sequence[tuple[Frame, Interest]]:
        return ()

    def analyse(self, frame: Frame, interest: Interest, *, crops: int = 2) -> Analysis:
        self.looked += 1
        track = TrackView(id=3, cls="person", score=0.8, box=BOX, zones=("river",))
        if not self.plan(self.looked, frame):
            return Analysis(tracks=(track,))
        self.raised += 1
        alert = an_alert(self.raised, camera=self.config.camera, at=frame.at, time_s=frame.time_s)
        return Analysis(tracks=(track,), sightings=(Sighting(alert=alert, snapshot=JPEG),))


class Platform:
    """Receives over HTTP as the real one: checks signatures, keeps one row a key, may be away or refuse."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.order: list[str] = []
        self.posts: list[tuple[str, float, Alert]] = []
        self.snapshots: dict[str, bytes] = {}
        self.clips: dict[str, bytes] = {}
        self.befores: dict[str, bytes] = {}
        self.departures: dict[str, Departure] = {}
        self.tallies: dict[str, Tally] = {}
        self.beats: list[dict[str, Any]] = []
        self.faults: list[str] = []
        self.statuses: dict[str, int] = {}
        self.paths: dict[str, int] = {}
        self.port = 0
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """On the same port as before, when it was open before."""
        platform = self

        class Call(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = platform.receive(self.path, dict(self.headers), body)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
                pass

        class Server(ThreadingHTTPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", self.port), Call)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = None

    def receive(self, path: str, headers: dict[str, str], body: bytes) -> int:
        given = {name.lower(): value for name, value in headers.items()}
        signed = verify(
            SECRET,
            given.get(HEADER_SIGNATURE.lower(), ""),
            method="POST",
            path=path,
            time=given.get(HEADER_TIME.lower(), ""),
            body=body,
            now=datetime.now(UTC),
        )
        with self.lock:
            if not signed or not given.get(HEADER_ENGINE.lower()):
                self.faults.append("signature")
                return 401
            parts = urlsplit(path)
            if parts.path in self.paths:
                return self.paths[parts.path]
            if parts.path == HEARTBEAT_PATH:
                self.beats.append(json.loads(body))
                return 204
            if parts.path == CLIP_PATH:
                return self._clip(parse_qs(parts.query)["key"][0], body)
            if parts.path == DEPARTURE_PATH:
                departure = Departure.model_validate_json(body)
                self.departures[departure.key] = departure
                return 201 if departure.key in self.snapshots else 404
            if parts.path == TALLY_PATH:
                tally = Tally.model_validate_json(body)
                return 201 if self.tallies.setdefault(tally.key, tally) is tally else 200
            assert parts.path == ALERT_PATH
            return self._alert(given["content-type"], body)

    def _alert(self, kind: str, body: bytes) -> int:
        message = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        parts = {part.get_param("name", header="content-disposition"): part for part in message.get_payload()}
        alert = Alert.model_validate_json(parts["alert"].get_payload(decode=True))
        if status := self.statuses.get(alert.key):
            return status
        snapshot = parts["snapshot"].get_payload(decode=True)
        if hashlib.sha256(snapshot).hexdigest() != alert.snapshot_sha256:
            self.faults.append("snapshot")
        if "before" in parts:
            self.befores[alert.key] = parts["before"].get_payload(decode=True)
        if hashlib.sha256(self.befores.get(alert.key, b"")).hexdigest() != (alert.before_sha256 or EMPTY):
            self.faults.append("before")
        self.posts.append((alert.key, time.time(), alert))
        if alert.key in self.snapshots:
            return 200
        self.order.append(alert.key)
        self.snapshots[alert.key] = snapshot
        return 201

    def _clip(self, key: str, body: bytes) -> int:
        if key not in self.snapshots:
            self.faults.append("clip before alert")
            return 404
        self.clips[key] = body
        return 201
