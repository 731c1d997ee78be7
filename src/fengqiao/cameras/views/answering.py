"""How a step is answered: as words, as JSON, as a card, or by going back to a page, as the caller asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from fengqiao.areas.selectors import Actor, ActorRequest
from fengqiao.cameras.services import Answer
from fengqiao.core.errors import Refused


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, after ``requires``."""
    return cast(ActorRequest, request).actor


def answered(request: HttpRequest, alarm_id: UUID, step: Callable[[], Answer]) -> HttpResponse:
    """Take the step and answer. A refusal is told in the same form, with its status; a foreign alarm is 404."""
    try:
        answer = step()
    except Refused as refusal:
        if refusal.status == 404:
            raise
        return _refused(request, alarm_id, refusal)
    if wants_text(request):
        return HttpResponse(answer.message, content_type="text/plain; charset=utf-8")
    if wants_json(request):
        facts = {"id": str(answer.alarm.id), "code": answer.alarm.code, "state": answer.alarm.state}
        return JsonResponse({"changed": answer.changed, "message": answer.message, "alarm": facts})
    messages.success(request, answer.message)
    return redirect(_back(request, alarm_id))


def _refused(request: HttpRequest, alarm_id: UUID, refusal: Refused) -> HttpResponse:
    words = str(refusal)
    if wants_text(request):
        return HttpResponse(words, content_type="text/plain; charset=utf-8", status=refusal.status)
    if wants_json(request):
        return JsonResponse({"message": words}, status=refusal.status)
    messages.error(request, words)
    return redirect(_back(request, alarm_id))


def wants_text(request: HttpRequest) -> bool:
    """True when the caller asked for plain words only."""
    return request.headers.get("Accept", "").startswith("text/plain")


def wants_json(request: HttpRequest) -> bool:
    """True for calls by script, which go on by themselves."""
    by_script = "X-Requested-With" in request.headers or "HX-Request" in request.headers
    return by_script or request.headers.get("Accept", "").startswith("application/json")


def _back(request: HttpRequest, alarm_id: UUID) -> str:
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("cameras:alarm", args=[alarm_id])
