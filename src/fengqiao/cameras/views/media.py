"""Evidence for those who may see it: pictures, clips (with ranges, so that players can seek), photos, sounds."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from fengqiao.areas.selectors import requires
from fengqiao.cameras import selectors
from fengqiao.cameras.selectors import SEE, Served
from fengqiao.cameras.selectors.cameras import KNOW
from fengqiao.cameras.services import SpeakerFailed, sound_bytes
from fengqiao.cameras.views.answering import actor_of

CHUNK = 256 * 1024
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@requires(*SEE)
@require_safe
def alarm_picture(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The newest picture of an alarm; ?alert= names another one."""
    return serve(request, selectors.alarm_picture(actor_of(request), pk, _alert(request)))


@requires(*SEE)
@require_safe
def alarm_before(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The same place before, for what has changed since."""
    return serve(request, selectors.alarm_before(actor_of(request), pk))


@requires(*SEE)
@require_safe
def alarm_clip(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The first clip of an alarm; ?alert= names another one."""
    return serve(request, selectors.alarm_clip(actor_of(request), pk, _alert(request)))


@requires(*SEE)
@require_safe
def alarm_photo(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The photo with which safety was confirmed."""
    return serve(request, selectors.alarm_photo(actor_of(request), pk))


@requires(*KNOW)
@require_safe
def sign_photo(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The photo of the sign beside a camera."""
    return serve(request, selectors.sign_photo(actor_of(request), pk))


@requires(*SEE)
@require_safe
def voice_sound(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The recording of a warning, for the screen's own loudspeaker."""
    source = selectors.voice_sound(actor_of(request), pk)
    try:
        content = sound_bytes(source)
    except SpeakerFailed:
        raise Http404 from None
    kind = mimetypes.guess_type(source.recording or source.sound)[0] or "audio/mpeg"
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": "private, max-age=600"})


def _alert(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("alert", ""))
    except ValueError:
        return None


def serve(request: HttpRequest, served: Served) -> HttpResponseBase:
    """A stored file, whole or the one range asked for (206); a range beyond its end is 416.

    ``Digest`` carries the SHA-256 that the file had when it came in.
    """
    try:
        file = default_storage.open(served.name)
    except OSError:
        raise Http404 from None
    size = file.size
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, max-age=3600"}
    if served.sha256:
        headers |= {"ETag": f'"{served.sha256}"', "X-Content-SHA256": served.sha256}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            file.close()
            return HttpResponse(status=304, headers=headers)
    wanted = request.headers.get("Range", "")
    span = _span(wanted, size)
    if span is None:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = span
    partial = _known(wanted)
    if partial:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    headers["Content-Length"] = str(last - first + 1)
    return StreamingHttpResponse(
        _pieces(file, first, last - first + 1),
        status=206 if partial else 200,
        content_type=served.content_type,
        headers=headers,
    )


def _known(wanted: str) -> bool:
    """Whether it is one range of bytes that makes sense; anything else is as if nothing had been asked."""
    found = RANGE.fullmatch(wanted.strip())
    if not found or found.groups() == ("", ""):
        return False
    start, end = found.groups()
    return not (start and end and int(start) > int(end))


def _span(wanted: str, size: int) -> tuple[int, int] | None:
    """First and last byte of what is asked for; None when it lies beyond the end."""
    if not _known(wanted):
        return 0, size - 1
    start, end = wanted.strip().removeprefix("bytes=").split("-")
    if not start:
        first, last = max(0, size - int(end)), size - 1
    else:
        first, last = int(start), min(int(end), size - 1) if end else size - 1
    return (first, last) if first < size and first <= last else None


def _pieces(file: File[bytes], offset: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(offset)
        while length > 0 and (piece := file.read(min(CHUNK, length))):
            length -= len(piece)
            yield piece
