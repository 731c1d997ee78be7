"""The style guide and the text-size switch."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from fengqiao.ui import styleguide as examples
from fengqiao.ui.context import ELDER_COOKIE, TEXT_SIZES

YEAR_S = 365 * 24 * 3600


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """All components in one theme; ``?theme=wall`` shows the dark one."""
    theme = "wall" if request.GET.get("theme") == "wall" else "paper"
    return render(request, "ui/styleguide.html", {"theme": theme, **examples.context()})


@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Remember the text size on this device, then go back to where the person was."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    size = request.POST.get("size", "")
    if size and size in TEXT_SIZES:
        response.set_cookie(ELDER_COOKIE, size, max_age=YEAR_S, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")
    return response
