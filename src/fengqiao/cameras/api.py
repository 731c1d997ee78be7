"""The camera engine's door: signed alerts, clips and heartbeats. Nobody signs in here; the signature is the key."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, JsonResponse
from django.http.multipartparser import MultiPartParserError
from ninja import Router
from pydantic import ValidationError

from fengqiao.cameras import services
from fengqiao.core import clock
from fengqiao.core.errors import Refused
from lookout.contract import (
    HEADER_ENGINE,
    HEADER_SIGNATURE,
    HEADER_TIME,
    MAX_CLIP_BYTES,
    MAX_SNAPSHOT_BYTES,
    Alert,
    Heartbeat,
    verify,
)

MAX_MESSAGE_BYTES = 1024 * 1024
MULTIPART_EXTRA_BYTES = 64 * 1024
router = Router(tags=["lookout"])

SIGNED = {
    "parameters": [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
        for name in (HEADER_ENGINE, HEADER_TIME, HEADER_SIGNATURE)
    ]
}


class Unreadable(Exception):
    """A message that is answered with ``status`` and ``words``."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


def _answer(status: int, **facts: Any) -> JsonResponse:
    return JsonResponse(facts, status=status)


def _signed_body(request: HttpRequest, limit: int) -> bytes:
    """The body, once its size is bearable and its signature right. Raises Unreadable (413, 401)."""
    too_large = Unreadable(413, f"The message is too large; at most {limit // 1024} KiB.")
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length > limit:
            raise too_large
        body = request.body
    except (RequestDataTooBig, ValueError) as error:
        raise too_large from error
    if len(body) > limit:
        raise too_large
    query = request.META.get("QUERY_STRING", "")
    right = verify(
        bytes.fromhex(settings.LOOKOUT_SECRET),
        request.headers.get(HEADER_SIGNATURE, ""),
        method=request.method or "",
        path=f"{request.path}?{query}" if query else request.path,
        time=request.headers.get(HEADER_TIME, ""),
        body=body,
        now=clock.now(),
    )
    if not right:
        raise Unreadable(401, "The signature is wrong or too old. Check the shared secret and the engine's clock.")
    return body


def _problems(error: ValidationError) -> str:
    """What is wrong with a message, for the engine's log: places and reasons, no values."""
    return "; ".join(f"{'.'.join(map(str, one['loc'])) or 'message'}: {one['msg']}" for one in error.errors()[:5])


@router.post("/alerts", openapi_extra=SIGNED, summary="An alert with its snapshot", auth=None)
def alerts(request: HttpRequest) -> JsonResponse:
    """Multipart: field ``alert`` (JSON, see contracts/alert.schema.json), file ``snapshot`` (JPEG).

    201 for a new alert, 200 when its key was known already; 401, 413, 422 with words. Nothing is ever kept twice.
    """
    try:
        _signed_body(request, MAX_SNAPSHOT_BYTES + MULTIPART_EXTRA_BYTES)
        try:
            text, file = request.POST.get("alert"), request.FILES.get("snapshot")
        except (MultiPartParserError, TooManyFilesSent, RequestDataTooBig) as error:
            raise Unreadable(422, "The multipart body cannot be read.") from error
        if text is None:
            raise Unreadable(422, "The field 'alert' is missing.")
        alert = Alert.model_validate_json(text)
        alarm, created = services.receive_alert(
            alert=alert,
            snapshot=bytes(file.read()) if file is not None else None,
            received_at=clock.now(),
            engine=request.headers.get(HEADER_ENGINE, "")[:80],
        )
    except Unreadable as refusal:
        return _answer(refusal.status, message=refusal.words)
    except ValidationError as error:
        return _answer(422, message=_problems(error))
    except Refused as refusal:
        return _answer(refusal.status, message=str(refusal))
    return _answer(201 if created else 200, alarm=str(alarm.id), code=alarm.code, count=alarm.count)


@router.post("/clips", openapi_extra=SIGNED, summary="The clip of an alert", auth=None)
def clips(request: HttpRequest) -> JsonResponse:
    """Body: an MP4 file; query ``key``: the alert's. 201, 200 when it was here already; 401, 404, 409, 413, 422."""
    try:
        body = _signed_body(request, MAX_CLIP_BYTES)
        alarm, created = services.receive_clip(key=request.GET.get("key", ""), data=body, received_at=clock.now())
    except Unreadable as refusal:
        return _answer(refusal.status, message=refusal.words)
    except Refused as refusal:
        return _answer(refusal.status, message=str(refusal))
    return _answer(201 if created else 200, alarm=str(alarm.id), code=alarm.code)


@router.post("/heartbeat", openapi_extra=SIGNED, summary="An engine is alive, and what it sees", auth=None)
def heartbeat(request: HttpRequest) -> JsonResponse:
    """Body: JSON, see contracts/heartbeat.schema.json. 200; 401, 413, 422 with words."""
    try:
        beat = Heartbeat.model_validate_json(_signed_body(request, MAX_MESSAGE_BYTES))
        changed = services.receive_heartbeat(beat=beat, received_at=clock.now())
    except Unreadable as refusal:
        return _answer(refusal.status, message=refusal.words)
    except ValidationError as error:
        return _answer(422, message=_problems(error))
    except Refused as refusal:
        return _answer(refusal.status, message=str(refusal))
    return _answer(200, changed=changed)
