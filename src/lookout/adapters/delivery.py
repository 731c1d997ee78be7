"""To the platform over HTTP, signed. What its answers mean for a message that waits in the spool."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx

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
    Departure,
    Heartbeat,
    Tally,
    sign,
)
from lookout.ports import Refused, Undelivered

NEVER = frozenset({400, 406, 410, 413, 414, 415, 422})
"""The platform understood and will not take it, today or tomorrow. Everything else may be mended over there: a wrong
secret (401, 403), a wrong address (404), too many calls (429), trouble (5xx)."""
LATER = frozenset({401, 403, 408, 425, 429, 502, 503, 504})
"""Says something of the platform or of this engine, nothing of the message."""
ALREADY = 409
GONE = 404
LIMIT_S = 10.0
CLIP_LIMIT_S = 60.0
HEARTBEAT_LIMIT_S = 3.0


class Unready(Undelivered):
    """The platform answered, but not that it has the message: this one may be at fault, others may pass."""


class HttpDelivery:
    """``Delivery`` by HTTP. ``base_url`` may have a path in front; it is signed with the rest. Threads may share it."""

    def __init__(
        self,
        base_url: str,
        engine: str,
        secret: bytes,
        *,
        clock: Callable[[], float] = time.time,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._engine = engine
        self._secret = secret
        self._clock = clock
        near = (urlsplit(base_url).hostname or "") in {"localhost", "127.0.0.1", "::1"}
        self._http = httpx.Client(
            base_url=base_url.rstrip("/"),
            timeout=httpx.Timeout(LIMIT_S, connect=3.0),
            # A proxy of the machine is for the outside; it would only lose what stays on the machine.
            trust_env=not near,
            transport=transport,
        )

    def close(self) -> None:
        self._http.close()

    def alert(self, alert: Alert, snapshot: bytes, before: bytes | None = None) -> None:
        files = {"snapshot": ("snapshot.jpg", snapshot, "image/jpeg")}
        if before is not None:
            files["before"] = ("before.jpg", before, "image/jpeg")
        self._send(ALERT_PATH, limit_s=LIMIT_S, data={"alert": alert.model_dump_json(by_alias=True)}, files=files)

    def departure(self, departure: Departure) -> None:
        self._json(DEPARTURE_PATH, departure.model_dump_json(), never=NEVER | {GONE})

    def tally(self, tally: Tally) -> None:
        self._json(TALLY_PATH, tally.model_dump_json(by_alias=True))

    def clip(self, key: str, data: bytes) -> None:
        self._send(
            CLIP_PATH,
            limit_s=CLIP_LIMIT_S,
            never=NEVER | {GONE},
            params={"key": key},
            content=data,
            headers={"Content-Type": "video/mp4"},
        )

    def heartbeat(self, beat: Heartbeat) -> None:
        self._json(HEARTBEAT_PATH, beat.model_dump_json(), limit_s=HEARTBEAT_LIMIT_S)

    def _json(self, path: str, text: str, *, limit_s: float = LIMIT_S, never: frozenset[int] = NEVER) -> None:
        headers = {"Content-Type": "application/json"}
        self._send(path, limit_s=limit_s, never=never, content=text.encode(), headers=headers)

    def _send(self, path: str, *, limit_s: float, never: frozenset[int] = NEVER, **parts: Any) -> None:
        request = self._http.build_request("POST", path, timeout=httpx.Timeout(limit_s, connect=3.0), **parts)
        now = str(int(self._clock()))
        signed_path = request.url.raw_path.decode("ascii")
        request.headers[HEADER_ENGINE] = self._engine
        request.headers[HEADER_TIME] = now
        request.headers[HEADER_SIGNATURE] = sign(
            self._secret, method="POST", path=signed_path, time=now, body=request.read()
        )
        try:
            answer = self._http.send(request)
        except httpx.HTTPError as problem:
            raise Undelivered(f"the platform does not answer: {type(problem).__name__}") from problem
        if answer.is_success or answer.status_code == ALREADY:
            return
        said = f"the platform answered {answer.status_code}: {answer.text[:200]}"
        if answer.status_code in never:
            raise Refused(said)
        raise Undelivered(said) if answer.status_code in LATER else Unready(said)
