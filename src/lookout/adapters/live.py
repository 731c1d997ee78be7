"""The engine's own small web server: live pictures, what is followed in them, figures and health.

It is for the platform on the same machine, which asks in the name of people whose rights it has checked. Every call
but ``/health`` needs ``Authorization: Bearer <secret in hex>``.
"""

from __future__ import annotations

import hmac
import json
import logging
import select
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from lookout.adapters.feed import Feed, Viewer, playable
from lookout.adapters.metrics import EngineMetrics

PATIENCE_S = 5.0
WRITE_LIMIT_S = 10.0
FIRST_PICTURE_S = 2.0
MAX_CONNECTIONS = 200
SMALLEST, LARGEST = 16, 1920

log = logging.getLogger(__name__)


class LiveHub:
    """Serves the feeds of all cameras on ``address`` (host and port; port 0 takes a free one)."""

    def __init__(
        self,
        address: tuple[str, int],
        *,
        secret: bytes,
        metrics: EngineMetrics,
        health: Callable[[], dict[str, Any]],
    ) -> None:
        self._feeds: dict[str, Feed] = {}
        self._lock = threading.Lock()
        self.token = secret.hex()
        self.metrics = metrics
        self.health = health
        self.connections = threading.BoundedSemaphore(MAX_CONNECTIONS)
        hub = self

        class Bound(_Call):
            live = hub

        self._server = _Server(address, Bound)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.2,), name="live", daemon=True)

    @property
    def address(self) -> str:
        host, port = self._server.server_address[:2]
        return f"{host if isinstance(host, str) else host.decode()}:{port}"

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        with self._lock:
            feeds, self._feeds = list(self._feeds.values()), {}
        for feed in feeds:
            feed.close()
        if self._thread.ident is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def open_feed(self, camera: str) -> Feed:
        """A new one for this camera; viewers of an older one are sent away and may come back."""
        feed = Feed()
        with self._lock:
            older, self._feeds[camera] = self._feeds.get(camera), feed
        if older is not None:
            older.close()
        return feed

    def close_feed(self, camera: str, feed: Feed) -> None:
        with self._lock:
            if self._feeds.get(camera) is feed:
                del self._feeds[camera]
        feed.close()

    def feed(self, camera: str) -> Feed | None:
        with self._lock:
            return self._feeds.get(camera)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Connections that stand for hours must not hold up the end of the engine.
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.debug("a viewer's connection broke", exc_info=True)


class _Call(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = WRITE_LIMIT_S
    live: LiveHub

    def do_GET(self) -> None:
        if not self.live.connections.acquire(blocking=False):
            self.close_connection = True
            self._error(503, "too many viewers")
            return
        try:
            self._route()
        except (ConnectionError, TimeoutError):
            self.close_connection = True
        finally:
            self.live.connections.release()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
        log.debug(format, *args)

    def version_string(self) -> str:
        return "lookout"

    def _route(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/health":
            self._answer(200, json.dumps(self.live.health()).encode(), "application/json")
            return
        sent = self.headers.get("Authorization", "")
        if not hmac.compare_digest(sent.encode("utf-8", "replace"), f"Bearer {self.live.token}".encode()):
            self._error(401, "the engine's secret is needed")
            return
        if parts.path == "/metrics":
            self._answer(200, self.live.metrics.exposition(), self.live.metrics.content_type)
            return
        name, dot, kind = unquote(parts.path.removeprefix("/live/")).rpartition(".")
        feed = self.live.feed(name) if parts.path.startswith("/live/") and dot else None
        if feed is None:
            self._error(404, "there is no such camera here")
        elif kind == "mp4":
            self._film(feed)
        elif kind == "ndjson":
            self._stream(feed, feed.watch_tracks(), "application/x-ndjson; charset=utf-8")
        elif kind == "jpg":
            self._still(feed, parse_qs(parts.query).get("width", [""])[0])
        else:
            self._error(404, "there are .mp4, .ndjson and .jpg")

    def _film(self, feed: Feed) -> None:
        info = feed.info(FIRST_PICTURE_S)
        if info is None:
            self._error(503, "no picture has come from this camera yet")
        elif not playable(info):
            self._error(415, f"the camera sends {info.codec}; browsers play H.264")
        else:
            self._stream(feed, feed.watch_film(), info.mime)

    def _still(self, feed: Feed, wish: str) -> None:
        width = (
            min(max(int(wish), SMALLEST), LARGEST) if wish.isascii() and wish.isdigit() and len(wish) < 6 else LARGEST
        )
        data = feed.jpeg(width)
        if data is None:
            self._error(503, "no picture has come from this camera yet")
        else:
            self._answer(200, data, "image/jpeg")

    def _stream(self, feed: Feed, viewer: Viewer, kind: str) -> None:
        self.close_connection = True
        try:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Transfer-Encoding", "chunked")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Connection", "close")
            self.end_headers()
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for piece in viewer.pieces(PATIENCE_S):
                if piece:
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                elif self._gone():
                    return
            self.wfile.write(b"0\r\n\r\n")
        finally:
            feed.leave(viewer)

    def _gone(self) -> bool:
        """While nothing is sent, a viewer that left shows only by the end of what it sends."""
        readable, _, _ = select.select([self.connection], [], [], 0)
        return bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def _error(self, status: int, text: str) -> None:
        self._answer(status, json.dumps({"error": text}).encode(), "application/json")
