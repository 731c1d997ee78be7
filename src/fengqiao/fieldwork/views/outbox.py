"""The calls of a telephone's outbox: items, and the files that belong to them."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import asdict

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, actor_of, requires
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.forms.outbox import parcel
from fengqiao.fieldwork.services import keys, outbox, uploads
from fengqiao.fieldwork.services.uploads import Arrived


@require_POST
@requires()
def items(request: ActorRequest) -> JsonResponse:
    """Take items in; an answer for each. Whoever lost a duty meanwhile still sends what they captured before."""
    sent = parcel(request.body)
    user = request.user
    answers = outbox.receive(said=sent.items, sent=sent.sent, actor=request.actor, as_of=lambda at: actor_of(user, at))
    return JsonResponse({"items": [asdict(one) for one in answers]})


@never_cache
@require_http_methods(["GET", "POST"])
@requires()
def upload(request: ActorRequest, sha256: str) -> HttpResponse:
    """How much of a file has come; or a piece of it, at ``Upload-Offset`` of ``Upload-Length`` bytes."""
    if request.method != "POST":
        return _said(uploads.arrived(sha256=sha256, actor=request.actor))
    start, size = (request.headers.get(name, "") for name in ("Upload-Offset", "Upload-Length"))
    if not (start.isdecimal() and size.isdecimal() and len(start) < 10 and len(size) < 10):
        raise NotYours
    return _said(
        uploads.add_piece(sha256=sha256, start=int(start), size=int(size), content=request.body, actor=request.actor)
    )


@never_cache
@require_POST
@requires()
def key(request: ActorRequest) -> JsonResponse:
    """The key of one's own outbox; the telephone keeps it where no script can read it, until the sign-out."""
    secret = keys.phone_key(actor=request.actor)
    return JsonResponse({"key": b64encode(secret).decode(), "person": str(request.actor.person_id)})


def _said(found: Arrived) -> JsonResponse:
    return JsonResponse({"received": found.received, "whole": found.whole})
