"""The camera engine's door: signed alerts, clips, departures, tallies and heartbeats.

Nobody signs in here; the signature is the key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, JsonResponse
from django.http.multipartparser import MultiPartParserError
from ninja import Router
from pydantic import ValidationError

from fengqiao.cameras import services
from fengqiao.cameras.domain import door
from fengqiao.core import clock
from fengqiao.core.errors import Refused
from lookout.contract import (
    HEADER_ENGINE,
    HEADER_SIGNATURE,
    HEADER_TIME,
    MAX_CLIP_BYTES,
    MAX_SNAPSHOT_BYTES,
    Alert,
    Departure,
    Heartbeat,
    Tally,
    verify,
)

MAX_MESSAGE_BYTES = 1024 * 1024
MULTIPART_EXTRA_BYTES = 64 * 1024
router = Router(tags=["lookout"])


class Unreadable(Exception):
    """A message that is answered with ``status`` and ``words``."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


def _answer(status: int, **facts: Any) -> JsonResponse:
    return JsonResponse(facts, status=status)


def _told(receive: Callable[[], JsonResponse]) -> JsonResponse:
    """What ``receive`` answers, or its refusal in words."""
    try:
        return receive()
    except Unreadable as refusal:
        return _answer(refusal.status, message=refusal.words)
    except ValidationError as error:
        return _answer(422, message=_problems(error))
    except Refused as refusal:
        return _answer(refusal.status, message=str(refusal))


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


def _file(request: HttpRequest, name: str) -> bytes | None:
    file = request.FILES.get(name)
    return bytes(file.read()) if file is not None else None


def _engine(request: HttpRequest) -> str:
    return request.headers.get(HEADER_ENGINE, "")[:80].replace("\x00", "")


def _problems(error: ValidationError) -> str:
    """What is wrong with a message, for the engine's log: places and reasons, no values."""
    return "; ".join(f"{'.'.join(map(str, one['loc'])) or 'message'}: {one['msg']}" for one in error.errors()[:5])


@router.post("/alerts", openapi_extra=door.ALERT, summary="An alert with its snapshot", auth=None)
def alerts(request: HttpRequest) -> JsonResponse:
    """Multipart: field ``alert`` (JSON, see contracts/alert.schema.json), files ``snapshot`` and ``before`` (JPEG).

    201 for a new alert, 200 when its key was known already; 401, 413, 422 with words. Nothing is ever kept twice.
    """

    def receive() -> JsonResponse:
        _signed_body(request, 2 * MAX_SNAPSHOT_BYTES + MULTIPART_EXTRA_BYTES)
        try:
            text = request.POST.get("alert")
            files = {name: _file(request, name) for name in ("snapshot", "before")}
        except (MultiPartParserError, TooManyFilesSent, RequestDataTooBig) as error:
            raise Unreadable(422, "The multipart body cannot be read.") from error
        if text is None:
            raise Unreadable(422, "The field 'alert' is missing.")
        alarm, created = services.receive_alert(
            alert=Alert.model_validate_json(text),
            snapshot=files["snapshot"],
            before=files["before"],
            received_at=clock.now(),
            engine=_engine(request),
        )
        return _answer(201 if created else 200, alarm=str(alarm.id), code=alarm.code, count=alarm.count)

    return _told(receive)


@router.post("/clips", openapi_extra=door.CLIP, summary="The clip of an alert", auth=None)
def clips(request: HttpRequest) -> JsonResponse:
    """Body: an MP4 file; query ``key``: the alert's. 201, 200 when it was here already; 401, 404, 409, 413, 422."""

    def receive() -> JsonResponse:
        body = _signed_body(request, MAX_CLIP_BYTES)
        alarm, created = services.receive_clip(key=request.GET.get("key", ""), data=body, received_at=clock.now())
        return _answer(201 if created else 200, alarm=str(alarm.id), code=alarm.code)

    return _told(receive)


@router.post("/departures", openapi_extra=door.DEPARTURE, summary="Who raised an alert left the zone", auth=None)
def departures(request: HttpRequest) -> JsonResponse:
    """Body: JSON, see contracts/departure.schema.json. 201, 200 when known; the alert may come later; 401, 413, 422."""

    def receive() -> JsonResponse:
        departure = Departure.model_validate_json(_signed_body(request, MAX_MESSAGE_BYTES))
        created = services.receive_departure(departure=departure, received_at=clock.now(), engine=_engine(request))
        return _answer(201 if created else 200, new=created)

    return _told(receive)


@router.post("/tallies", openapi_extra=door.TALLY, summary="Who crossed a counting line, as numbers", auth=None)
def tallies(request: HttpRequest) -> JsonResponse:
    """Body: JSON, see contracts/tally.schema.json. 201, 200 when its key was known; 401, 413, 422 with words."""

    def receive() -> JsonResponse:
        tally = Tally.model_validate_json(_signed_body(request, MAX_MESSAGE_BYTES))
        created = services.receive_tally(tally=tally, received_at=clock.now(), engine=_engine(request))
        return _answer(201 if created else 200, new=created)

    return _told(receive)


@router.post("/heartbeat", openapi_extra=door.HEARTBEAT, summary="An engine is alive, and what it sees", auth=None)
def heartbeat(request: HttpRequest) -> JsonResponse:
    """Body: JSON, see contracts/heartbeat.schema.json. 200; 401, 413, 422 with words."""

    def receive() -> JsonResponse:
        beat = Heartbeat.model_validate_json(_signed_body(request, MAX_MESSAGE_BYTES))
        return _answer(200, changed=services.receive_heartbeat(beat=beat, received_at=clock.now()))

    return _told(receive)
