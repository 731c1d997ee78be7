"""The labelling page's small server: for one person on this machine, with a secret in the address."""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lookout.cli.labelbook import LabelBook
from lookout.cli.stills import Stills
from lookout.ports import LookoutError

MOST_BYTES = 1024 * 1024
POLICY = "default-src 'none'; img-src 'self' blob:; connect-src 'self'; style-src 'nonce-{0}'; script-src 'nonce-{0}'"

Check = Callable[[], dict[str, Any]]
"""Plays the clip through the engine and gives the zones' scores; takes as long as it takes."""


class LabelServer:
    """``address`` is what to open. Every call carries the secret; other pages in the same browser do not know it."""

    def __init__(self, stills: Stills, book: LabelBook, check: Check, *, port: int = 0) -> None:
        self.secret = secrets.token_urlsafe(16)
        self._stills = stills
        self._book = book
        self._check = check
        self._checking = threading.Lock()
        owner = self

        class Call(_Call):
            server_of = owner

        class Server(ThreadingHTTPServer):
            daemon_threads = True

        try:
            self._server = Server(("127.0.0.1", port), Call)
        except OSError as problem:
            raise LookoutError(f"port {port} cannot be used: {problem.strerror}") from problem
        self.port = int(self._server.server_address[1])
        self.address = f"http://127.0.0.1:{self.port}/?{self.secret}"

    def serve(self) -> None:
        """Until ``close``."""
        self._server.serve_forever(0.2)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    # --- answers: status, kind, body, further headers ---------------------------------------------------------------

    def page(self) -> tuple[int, str, bytes, dict[str, str]]:
        nonce = secrets.token_urlsafe(12)
        text = resources.files("lookout.cli").joinpath("label.html").read_text(encoding="utf-8")
        body = text.replace("{{nonce}}", nonce).encode()
        return 200, "text/html; charset=utf-8", body, {"Content-Security-Policy": POLICY.format(nonce)}

    def about(self) -> tuple[int, str, bytes, dict[str, str]]:
        film = self._stills.film
        entry = self._book.entry()
        return _json(
            {
                "clip": self._book.clip,
                "folder": str(self._book.folder),
                "width": film.width,
                "height": film.height,
                "fps": film.fps,
                "seconds": film.seconds,
                "zones": entry.get("zones", []),
                "zone_events": entry.get("zone_events", []),
            }
        )

    def frame(self, query: str) -> tuple[int, str, bytes, dict[str, str]]:
        try:
            wanted = float(parse_qs(query)["t"][0])
            if not 0 <= wanted < 1e6:
                raise ValueError
        except (KeyError, ValueError):
            return _json({"error": "t must be seconds"}, 400)
        time_s, data = self._stills.at(wanted)
        return 200, "image/jpeg", data, {"X-Time": str(time_s)}

    def save(self, body: bytes) -> tuple[int, str, bytes, dict[str, str]]:
        entry = self._book.save(body)
        return _json({"zones": len(entry["zones"]), "zone_events": len(entry["zone_events"])})

    def check(self) -> tuple[int, str, bytes, dict[str, str]]:
        if not self._checking.acquire(blocking=False):
            return _json({"error": "a check is already running"}, 409)
        try:
            return _json(self._check())
        finally:
            self._checking.release()


def _json(content: Any, status: int = 200) -> tuple[int, str, bytes, dict[str, str]]:
    return status, "application/json", json.dumps(content, ensure_ascii=False).encode(), {}


class _Call(BaseHTTPRequestHandler):
    server_of: LabelServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/" and self._own_host() and hmac.compare_digest(parts.query, self.server_of.secret):
            self._answer(self.server_of.page)
        elif not self._allowed():
            self._answer(lambda: _json({"error": "not for you"}, 403))
        elif parts.path == "/about":
            self._answer(self.server_of.about)
        elif parts.path == "/frame":
            self._answer(lambda: self.server_of.frame(parts.query))
        else:
            self._answer(lambda: _json({"error": "there is no such page"}, 404))

    def do_PUT(self) -> None:
        body = self._body()
        if not self._allowed():
            self._answer(lambda: _json({"error": "not for you"}, 403))
        elif body is None:
            self._answer(lambda: _json({"error": "too long"}, 413))
        elif self.path == "/truth":
            self._answer(lambda: self.server_of.save(body))
        else:
            self._answer(lambda: _json({"error": "there is no such page"}, 404))

    def do_POST(self) -> None:
        self._body()
        if self._allowed() and self.path == "/check":
            self._answer(self.server_of.check)
        else:
            self._answer(lambda: _json({"error": "not for you"}, 403))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
        pass

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            self.close_connection = True
            return None
        return self.rfile.read(int(length))

    def _own_host(self) -> bool:
        """Whoever was led here under another name by a foreign page is not answered."""
        return self.headers.get("Host") in {f"{name}:{self.server_of.port}" for name in ("127.0.0.1", "localhost")}

    def _allowed(self) -> bool:
        given = self.headers.get("X-Label-Secret", "").encode()
        return self._own_host() and hmac.compare_digest(given, self.server_of.secret.encode())

    def _answer(self, act: Callable[[], tuple[int, str, bytes, dict[str, str]]]) -> None:
        try:
            status, kind, body, more = act()
        except LookoutError as problem:
            status, kind, body, more = _json({"error": str(problem)}, 422)
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            **more,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
