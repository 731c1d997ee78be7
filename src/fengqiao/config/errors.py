"""Answers when something did not work: in words, with what is safe and what to do next, and nothing of the inside."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from fengqiao.core import ids
from fengqiao.core.errors import Refused

log = logging.getLogger(__name__)


def wants_words_only(request: HttpRequest) -> bool:
    """True for htmx and fetch calls, which show a refusal as a toast instead of a page."""
    return bool(request.headers.get("HX-Request") or request.headers.get("X-Requested-With"))


class RefusalMiddleware:
    """A service's refusal becomes an answer: its words as a toast or as a page, with the refusal's status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Handle Refused; everything else goes on to the 500 page."""
        if not isinstance(error, Refused):
            return None
        if error.status == 404:
            return not_found(request, error)
        if wants_words_only(request):
            return JsonResponse({"message": str(error)}, status=error.status)
        return render(request, "errors/refused.html", {"words": str(error)}, status=error.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be read."""
    return _page(request, "errors/400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not allowed."""
    return _page(request, "errors/403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 because the form was too old or came from elsewhere."""
    return _page(request, "errors/csrf.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for this person; the two look the same."""
    return _page(request, "errors/404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with an incident id, which is in the log beside the traceback. Needs no database and no session."""
    incident = ids.short_code(8)
    log.error("incident %s at %s %s", incident, request.method, request.path, exc_info=True)
    try:
        html: str = render_to_string("errors/500.html", {"incident": incident})
    except Exception:  # noqa: BLE001 - the error page must not fail in its turn
        html = f"<!doctype html><title>500</title><p>服务器出错了。事件编号 {incident}</p>"
    return HttpResponse(html, status=500)


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    return render(request, template, status=status)
