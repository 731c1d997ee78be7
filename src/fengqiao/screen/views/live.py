"""Server-sent events: the journal as it is written, for those who may hear it."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import cast

from asgiref.sync import sync_to_async
from django.contrib.auth import aget_user
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import Actor, ActorRequest, actor_of, requires
from fengqiao.core import journal
from fengqiao.core.live import LiveEntry, stream
from fengqiao.screen.selectors import ears

RIGHTS_AGAIN_S = 15.0
FAR_BEHIND = 5000


@require_GET
@requires()
async def live(request: HttpRequest) -> StreamingHttpResponse:
    """The line of live pages. Goes on after the header Last-Event-ID, else after ``?after=``, else from now.

    Lines: ``id`` is the entry's number, ``event`` is journal, beat (nothing new for 15 s) or bye (the sign-in ended
    or duties changed: ask again), ``data`` is JSON.
    """
    actor = cast(ActorRequest, request).actor
    after = await sync_to_async(_position)(request)
    hearing = await sync_to_async(ears)(actor)

    async def lines() -> AsyncIterator[str]:
        yield "retry: 1000\n\n"
        checked = time.monotonic()
        async for entry in stream(after=after, wanted=hearing.wanted):
            if time.monotonic() - checked >= RIGHTS_AGAIN_S or entry is None:
                if await _now(request) != actor:
                    yield "event: bye\ndata: {}\n\n"
                    return
                checked = time.monotonic()
            yield ": beat\nevent: beat\ndata: {}\n\n" if entry is None else line(entry)

    answer = StreamingHttpResponse(lines(), content_type="text/event-stream; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


def line(entry: LiveEntry) -> str:
    """An entry as an event of the stream."""
    data = json.dumps(
        {
            "seq": entry.seq,
            "kind": entry.kind,
            "subject": entry.subject,
            "at": entry.at.isoformat(),
            "payload": entry.payload,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return f"id: {entry.seq}\nevent: journal\ndata: {data}\n\n"


def _position(request: HttpRequest) -> int | None:
    wish = request.headers.get("Last-Event-ID") or request.GET.get("after") or ""
    if not (wish.isascii() and wish.isdigit() and len(wish) <= 18):
        return None
    # A page from before a restored backup would wait for ever; one that slept for weeks draws itself anew anyway.
    head = journal.head()
    return int(wish) if head - FAR_BEHIND <= int(wish) <= head else None


async def _now(request: HttpRequest) -> Actor | None:
    """The actor as the sign-in and the duties stand at this moment; None once the session has ended."""
    session = request.session
    fresh = HttpRequest()
    fresh.session = type(session)(session.session_key)
    user = await aget_user(fresh)
    return await sync_to_async(actor_of)(user) if user.is_authenticated else None
