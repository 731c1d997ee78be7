"""The wire: paths of the platform, and how a message is signed."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime

SIGNATURE_MAX_SKEW_S = 300

HEADER_ENGINE = "X-Lookout-Engine"
HEADER_TIME = "X-Lookout-Time"
HEADER_SIGNATURE = "X-Lookout-Signature"

ALERT_PATH = "/api/lookout/alerts"  # POST multipart: field "alert" (JSON), files "snapshot", "before" (JPEG)
CLIP_PATH = "/api/lookout/clips"  # POST body video/mp4, query ?key=…
DEPARTURE_PATH = "/api/lookout/departures"  # POST JSON
TALLY_PATH = "/api/lookout/tallies"  # POST JSON
HEARTBEAT_PATH = "/api/lookout/heartbeat"  # POST JSON


def sign(secret: bytes, *, method: str, path: str, time: str, body: bytes) -> str:
    """``v1=`` and the hex HMAC-SHA256 over time, method, path with query, and SHA-256 of the body, newline-joined.

    ``time`` is whole seconds since the epoch as text, of the moment of sending: an alert that waited in the
    spool is signed afresh each time it is sent.
    """
    message = "\n".join((time, method.upper(), path, hashlib.sha256(body).hexdigest())).encode()
    return "v1=" + hmac.new(secret, message, hashlib.sha256).hexdigest()


def verify(secret: bytes, signature: str, *, method: str, path: str, time: str, body: bytes, now: datetime) -> bool:
    """True when the signature is right and ``time`` lies within ``SIGNATURE_MAX_SKEW_S`` of ``now``."""
    if not re.fullmatch(r"\d{1,12}", time) or abs(now.timestamp() - int(time)) > SIGNATURE_MAX_SKEW_S:
        return False
    return hmac.compare_digest(signature, sign(secret, method=method, path=path, time=time, body=body))
