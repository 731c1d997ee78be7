"""Live pictures: passed on from the camera engine's hub to those who may watch. The hub itself talks to nobody else."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from urllib.parse import quote
from uuid import UUID

import httpx
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import requires
from fengqiao.cameras.selectors import live_address
from fengqiao.cameras.selectors.engines import LiveSource
from fengqiao.cameras.selectors.scope import DRAW, WATCH
from fengqiao.cameras.views.answering import actor_of

# The hub sends a picture or a line at least every few seconds; a longer silence means that it is gone.
TIMEOUT = httpx.Timeout(10.0, connect=2.0)
SNAPSHOT_KEPT_S = 1.0
ADDRESS = re.compile(r"[\w.\-]+:\d{1,5}|\[[0-9a-fA-F:]+\]:\d{1,5}")
WIDTHS = (160, 320, 640, 960, 1280, 1920)


@requires(*WATCH)
@require_GET
async def video(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Fragmented MP4 as it comes, without transcoding."""
    return await _passed_on(request, pk, "mp4", "video/mp4")


@requires(*WATCH)
@require_GET
async def tracks(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """One JSON line for each analysed frame: what is followed where, as fractions of the picture."""
    return await _passed_on(request, pk, "ndjson", "application/x-ndjson")


@requires(*dict.fromkeys((*WATCH, *DRAW)))
@require_GET
async def snapshot(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The newest picture as JPEG; ?width= asks for a smaller one. Kept for a second, for many screens at once."""
    source = await sync_to_async(live_address)(actor_of(request), pk)
    if source is None:
        return _away()
    width = _width(request)
    key = f"cameras.snapshot:{pk}:{width}"
    picture = await cache.aget(key)
    if picture is None:
        try:
            async with _client() as client:
                answer = await client.get(_url(source, "jpg"), params={"width": width} if width else None)
        except (httpx.HTTPError, httpx.InvalidURL):
            return _away()
        if answer.status_code != 200:
            return _no_picture(answer.status_code)
        picture = answer.content
        await cache.aset(key, picture, timeout=SNAPSHOT_KEPT_S)
    return HttpResponse(picture, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


async def _passed_on(request: HttpRequest, pk: UUID, ending: str, content_type: str) -> HttpResponseBase:
    source = await sync_to_async(live_address)(actor_of(request), pk)
    if source is None:
        return _away()
    client = _client()
    try:
        answer = await client.send(client.build_request("GET", _url(source, ending)), stream=True)
    except (httpx.HTTPError, httpx.InvalidURL):
        await client.aclose()
        return _away()
    if answer.status_code != 200:
        await answer.aclose()
        await client.aclose()
        return _no_picture(answer.status_code)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(_pieces(client, answer), content_type=content_type, headers=headers)


async def _pieces(client: httpx.AsyncClient, answer: httpx.Response) -> AsyncIterator[bytes]:
    """What the hub sends, until it or the viewer goes away."""
    try:
        async for piece in answer.aiter_raw():
            yield piece
    except httpx.HTTPError:
        return
    finally:
        await answer.aclose()
        await client.aclose()


def _client() -> httpx.AsyncClient:
    token = {"Authorization": f"Bearer {settings.LOOKOUT_SECRET.lower()}"}
    return httpx.AsyncClient(headers=token, timeout=TIMEOUT, trust_env=False)


def _url(source: LiveSource, ending: str) -> str:
    if not ADDRESS.fullmatch(source.address):
        raise httpx.InvalidURL("the engine's live address is not host:port")
    return f"http://{source.address}/live/{quote(source.camera, safe='')}.{ending}"


def _width(request: HttpRequest) -> int:
    """The next of a few widths, so that the cache stays small; 0 for the picture as it is."""
    wanted = request.GET.get("width", "")
    if not wanted.isdecimal():
        return 0
    return next((width for width in WIDTHS if width >= int(wanted[:6])), 0)


def _away() -> HttpResponse:
    words = _("The camera engine does not answer now. Alarms that it saw are kept and come later.")
    return JsonResponse({"message": words}, status=503, headers={"Retry-After": "5"})


def _no_picture(status: int) -> HttpResponse:
    if status == 415:
        return JsonResponse({"message": _("This camera's video format cannot be shown live here.")}, status=415)
    return JsonResponse(
        {"message": _("There is no live picture of this camera now.")}, status=503, headers={"Retry-After": "5"}
    )
